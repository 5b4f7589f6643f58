import { contains, formatCidr, overlaps } from "../../cidr/cidr.ts";
import type { Network } from "../../network/network.ts";
import { attachmentsTo, routesToGateway } from "../../network/attached-vpcs.ts";
import { keyOf, known, type Link } from "../../network/resource.ts";
import { targetOf } from "../../network/route-table.ts";
import { cidrsOf } from "../../network/topology.ts";
import { isMixedUp } from "../route/misfits.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tgw/return-route-missing",
  consequence: "traffic",
  summary: "Where one VPC routes to another over a transit gateway, the other routes back.",
  why: "Answers follow the route tables of the VPC that sends them. If none of them leads back over the transit gateway, every connection from the first VPC hangs.",
  silentWhen: [
    "the other VPC is not in the template or not attached",
    "any route of the other VPC covers, or may cover, an address of the first",
    "the first VPC sends a larger block than that of the other VPC",
    "a route table of the other VPC is exported or handed to another stack",
    "what is in one of the VPCs, or its block, is a fault of its own: `route/association-other-vpc`, `cidr/subnet-outside-vpc`, `cidr/vpc-size`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
  isFixable: false,
  *check(network) {
    const reported = new Set<string>();
    for (const route of network.routes.values()) {
      const gateway = targetOf(route, "TransitGatewayId");
      const own = network.routeTables.get(route.table?.logicalId ?? "")?.vpc;
      const destination = known(route.destination);
      if (!gateway || !own?.logicalId || !destination) continue;
      for (const attachment of attachmentsTo(network, gateway.identity)) {
        const other = attachment.vpc;
        if (!other?.logicalId || other.identity === own.identity || !network.vpcs.has(other.logicalId)) continue;
        const blocks = cidrsOf(network.topology.blocksOf(other.identity).known, destination.version);
        if (!blocks.some((block) => contains(block, destination)) || reported.has(`${own.identity} ${other.identity}`)) continue;
        if (isMixedUp(network, own) || isMixedUp(network, other) || !lacksReturn(network, own, other, gateway)) continue;
        reported.add(`${own.identity} ${other.identity}`);
        const { logicalId } = route.resource;
        const ownBlocks = cidrsOf(network.topology.blocksOf(own.identity).known, destination.version).map(formatCidr).join(", ");
        yield {
          at: keyOf(attachment.resource),
          logicalId: attachment.resource.logicalId,
          about: [attachment.resource.logicalId, own.logicalId],
          message: `${logicalId} leads from ${own.logicalId} to ${other.logicalId} over ${gateway.logicalId ?? "the transit gateway"}, but no route of ${other.logicalId} leads back to ${ownBlocks}: answers will be dropped.`,
          related: [{ at: keyOf(route.resource), message: `${logicalId} leads to ${other.logicalId}.` }],
        };
      }
    }
  },
});

/** Whether the other VPC has routes to the transit gateway (none at all is tgw/vpc-route-missing's), none of which leads back. */
function lacksReturn(network: Network, own: Link, other: Link, gateway: Link): boolean {
  const tables = network.topology.tablesIn(other.identity);
  if (tables.some((table) => network.mayGainEntries(table.resource.logicalId))) return false;
  const back = routesToGateway(network, other.identity, gateway);
  const blocks = network.topology.blocksOf(own.identity);
  if (back.length === 0 || blocks.known.length === 0) return false;
  return back.every((route) => {
    const destination = known(route.destination);
    return destination !== undefined && !cidrsOf(blocks.known, destination.version).some((block) => overlaps(block, destination));
  });
}
