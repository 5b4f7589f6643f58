import type { Network } from "../../network/network.ts";
import { attachmentsTo } from "../../network/attached-vpcs.ts";
import { keyOf } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
import type { TransitGateway, TransitGatewayTableLink } from "../../network/transit-gateway.ts";
import { insertProperty, replaceValue } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { defineRule, type Fix } from "../rule.ts";

export default defineRule({
  id: "tgw/association-conflict",
  consequence: "deploy-fail",
  summary: "An attachment is associated with one transit gateway route table.",
  why: `An attachment can be associated with one route table. Unless the transit gateway has \`DefaultRouteTableAssociation: disable\`, a new attachment is
associated with the default route table at once, and an explicit association with another table is refused.`,
  awsError: "Transit Gateway Attachment tgw-attach-… is already associated to a route table.",
  silentWhen: [
    "the transit gateway or the route table is not in the template: it may be the default table",
    "the associations exist under conditions that exclude each other",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
  isFixable: true,
  *check(network) {
    const groups = groupBy(network.transitGatewayAssociations.values(), (association) => association.attachment?.identity);
    const firsts: TransitGatewayTableLink[] = [];
    for (const [first, ...others] of groups.values()) {
      if (!first) continue;
      firsts.push(first);
      for (const { resource, attachment } of others) {
        const { logicalId } = resource;
        const name = attachment?.logicalId ?? "the attachment";
        yield {
          at: keyOf(resource),
          logicalId,
          about: [logicalId],
          message: `${logicalId} associates ${name} with a route table, but ${first.resource.logicalId} does so already: CloudFormation will fail to create the second one.`,
          related: [{ at: keyOf(first.resource), message: `${name} is associated here already.` }],
        };
      }
    }
    const against = groupBy(firsts, ({ attachment, table }) => {
      const gateway = network.transitGateways.get(
        network.transitGatewayAttachments.get(attachment?.logicalId ?? "")?.gateway?.logicalId ?? "",
      );
      return gateway?.associatesByDefault && network.transitGatewayRouteTables.has(table?.logicalId ?? "")
        ? gateway.resource.logicalId
        : undefined;
    });
    // One switch of the transit gateway refuses them all: the same fault, said once.
    for (const [name, [first, ...others]] of against) {
      const gateway = network.transitGateways.get(name);
      if (!first || !gateway) continue;
      const { logicalId } = first.resource;
      yield {
        at: keyOf(first.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} associates ${first.attachment?.logicalId ?? "an attachment"} with ${first.table?.logicalId}, but ${name} associates every attachment with its default route table: CloudFormation will fail to create the association.`,
        related: [
          { at: keyOf(gateway.resource), message: `${name} does not have DefaultRouteTableAssociation: disable.` },
          ...others.map(({ resource }) => ({ at: keyOf(resource), message: `${resource.logicalId} will fail likewise.` })),
        ],
        fixes: disableFix(network, gateway),
      };
    }
  },
});

/** Right where every attachment of the template has an association of its own. */
function disableFix(network: Network, gateway: TransitGateway): readonly Fix[] {
  const { resource } = gateway;
  const associated = new Set([...network.transitGatewayAssociations.values()].map((association) => association.attachment?.logicalId));
  const all = attachmentsTo(network, `\${${resource.logicalId}}`).every((attachment) => associated.has(attachment.resource.logicalId));
  const given = child(resource.declaration.properties, "DefaultRouteTableAssociation");
  if (!all || resource.declaration.bindings || (given && (given.kind !== "scalar" || given.shared))) return [];
  return [
    {
      title: `Set DefaultRouteTableAssociation: disable on ${resource.logicalId}`,
      preferred: true,
      safe: false,
      edits: () =>
        given
          ? replaceValue(network.template.document, given, "disable")
          : insertProperty(network.template.document, resource.entry, "DefaultRouteTableAssociation", "disable"),
    },
  ];
}
