import type { Network } from "../../network/network.ts";
import { attachmentsTo } from "../../network/attached-vpcs.ts";
import { keyOf } from "../../network/resource.ts";
import { targetOf } from "../../network/route-table.ts";
import type { Subnet } from "../../network/subnet.ts";
import type { TransitGatewayAttachment } from "../../network/transit-gateway.ts";
import { compareZones, repeatedZones } from "../../network/zone.ts";
import { appendItem } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { defineRule, type Fix } from "../rule.ts";

export default defineRule({
  id: "tgw/az-not-covered",
  consequence: "traffic",
  summary: "A transit gateway attachment has a subnet in every zone whose subnets route to it.",
  why: "The transit gateway has a network interface only in the zones of the attachment's subnets. A subnet in another zone cannot reach it, whatever its route table says.",
  silentWhen: [
    "two of the attachment's subnets are in one zone: `tgw/duplicate-az`",
    "the zone of one of the subnets is not known",
    "the attachment's subnets are not in the template",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
  isFixable: true,
  *check(network) {
    for (const attachment of network.transitGatewayAttachments.values()) {
      // Two subnets in one zone are refused, and one of them was most likely meant for the other zone: tgw/duplicate-az.
      if (repeatedZones(network, attachment.subnets.links).length > 0) continue;
      const stranded = strandedSubnets(network, attachment);
      if (stranded.length === 0) continue;
      const { logicalId } = attachment.resource;
      const names = stranded.map((subnet) => subnet.resource.logicalId).join(", ");
      yield {
        at: keyOf(attachment.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} has no subnet in the Availability Zone of ${names}: packets from there to ${attachment.gateway?.logicalId ?? "the transit gateway"} will be dropped.`,
        related: stranded.map((subnet) => ({
          at: keyOf(subnet.resource),
          message: `${subnet.resource.logicalId} routes to the transit gateway from a zone without one.`,
        })),
        fixes: coverFix(network, attachment, stranded),
      };
    }
  },
});

/** The subnets with a route to the transit gateway in zones where the attachment has none, for certain. */
export function strandedSubnets(network: Network, attachment: TransitGatewayAttachment): readonly Subnet[] {
  const { links, isComplete } = attachment.subnets;
  const covered = links.flatMap((link) => network.subnets.get(link.logicalId ?? "") ?? []);
  if (!isComplete || covered.length === 0 || covered.length < links.length) return [];
  return subnetsRoutedTo(network, attachment).filter((subnet) => covered.every((one) => compareZones(one, subnet) === "different"));
}

function subnetsRoutedTo(network: Network, attachment: TransitGatewayAttachment): readonly Subnet[] {
  const { vpc, gateway } = attachment;
  if (!vpc || !gateway || attachmentsTo(network, gateway.identity).filter((one) => one.vpc?.identity === vpc.identity).length !== 1)
    return [];
  return network.topology.subnetsIn(vpc.identity).filter((subnet) => {
    const table = network.topology.tableOf(subnet.resource.logicalId);
    return (
      table &&
      network.topology
        .routesOf(table.resource.logicalId)
        .some((route) => targetOf(route, "TransitGatewayId")?.identity === gateway.identity)
    );
  });
}

/** One subnet of each zone that is missing. */
function coverFix(network: Network, attachment: TransitGatewayAttachment, stranded: readonly Subnet[]): readonly Fix[] {
  const list = child(attachment.resource.declaration.properties, "SubnetIds");
  const [first, ...others] = stranded;
  const conditions = new Set(
    [attachment.resource, ...stranded.map((subnet) => subnet.resource)].map((resource) => resource.declaration.condition),
  );
  const isPlain = list?.kind === "list" && list.items.every((item) => item.kind === "intrinsic" && item.name === "Ref");
  if (
    list?.kind !== "list" ||
    !isPlain ||
    !first ||
    others.some((subnet) => compareZones(first, subnet) !== "same") ||
    conditions.size > 1 ||
    attachment.resource.declaration.bindings
  )
    return [];
  const name = first.resource.logicalId;
  return [
    {
      title: `Add ${name} to ${attachment.resource.logicalId}`,
      preferred: true,
      safe: false,
      edits: () => appendItem(network.template.document, list, { ref: name }),
    },
  ];
}
