import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import { type Route, targetOf } from "../../network/route-table.ts";
import { exposureOf } from "../../network/routing.ts";
import { addDependsOn, replaceValue } from "../../template/edits.ts";
import { renameKey } from "../../template/edit-rename.ts";
import { entry } from "../../template/node.ts";
import { defineRule, type Fix } from "../rule.ts";
import { internetAttachments, isZonalPublic, vpcOf } from "./zonal.ts";

export default defineRule({
  id: "nat/self-route",
  consequence: "traffic",
  summary: "The subnet of a NAT gateway does not send its packets to that NAT gateway.",
  why: "A NAT gateway sends the translated packets by the route table of its own subnet. If the default route there leads back to the NAT gateway, the packets never leave.",
  silentWhen: [
    "the subnet's route table is not in the template",
    "the VPC has no internet gateway: the NAT gateway fails then, which is `nat/no-igw-in-vpc`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
  isFixable: true,
  *check(network) {
    for (const nat of network.natGateways.values()) {
      const subnet = network.subnets.get(nat.subnet?.logicalId ?? "");
      const exposure = subnet && exposureOf(network, subnet);
      if (!subnet || exposure?.kind !== "private") continue;
      const target = targetOf(exposure.route, "NatGatewayId");
      if (target?.logicalId !== nat.resource.logicalId) continue;
      const vpc = vpcOf(network, nat);
      // Without an internet gateway the NAT gateway is not even made: nat/no-igw-in-vpc.
      if (vpc && isZonalPublic(nat) && internetAttachments(network, vpc)?.length === 0) continue;
      const { logicalId } = nat.resource;
      const route = exposure.route.resource.logicalId;
      yield {
        at: target.node,
        logicalId: route,
        about: [route, logicalId],
        message: `${route} sends the packets of ${subnet.resource.logicalId} to ${logicalId}, which stands in that subnet itself: what ${logicalId} sends will never leave.`,
        related: [
          { at: keyOf(nat.resource), message: `${logicalId} stands in ${subnet.resource.logicalId}.` },
          { at: keyOf(subnet.resource), message: `${subnet.resource.logicalId} uses the table of ${route}.` },
        ],
        fixes: gatewayFix(network, exposure.route, vpc?.identity),
      };
    }
  },
});

/** The VPC's internet gateway in place of the NAT gateway, where no other subnet shares the table. */
function gatewayFix(network: Network, route: Route, vpc: string | undefined): readonly Fix[] {
  const found = entry(route.resource.declaration.properties, "NatGatewayId");
  const attachments = vpc === undefined ? [] : network.topology.attachmentsOf(vpc).filter((one) => one.internetGateway?.logicalId);
  const [attachment, second] = attachments;
  const gateway = attachment?.internetGateway?.logicalId;
  const shares = network.topology.subnetsOf(route.table?.logicalId ?? "").length > 1;
  if (
    !found ||
    !attachment ||
    !gateway ||
    second ||
    shares ||
    route.resource.declaration.bindings ||
    attachment.resource.declaration.condition !== route.resource.declaration.condition
  )
    return [];
  return [
    {
      title: `Route to ${gateway} instead`,
      preferred: true,
      safe: false,
      edits: () => {
        const { document } = network.template;
        const key = renameKey(document, found, "GatewayId");
        const value = replaceValue(document, found.value, { ref: gateway });
        // The way through the NAT gateway, which may have ordered the two, is gone then.
        const order = addDependsOn(document, route.resource.entry, attachment.resource.logicalId);
        return key && value && order && [...key, ...value, ...order];
      },
    },
  ];
}
