import type { Network } from "../../network/network.ts";
import { keyOf, known, type Link } from "../../network/resource.ts";
import { targetOf } from "../../network/route-table.ts";
import type { VpcPeering } from "../../network/vpc-peering.ts";
import { compareTerms } from "../../template/value.ts";
import { isTableMisplaced } from "../route/misfits.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "peering/route-foreign-table",
  consequence: "deploy-fail",
  summary: "A route over a peering connection stands in a table of one of its two VPCs.",
  why: `A peering connection joins two VPCs. Only their route tables can lead to it: EC2 refuses such a route in a table of a third VPC, which would need a peering
connection of its own, because peering is not transitive.`,
  silentWhen: [
    "the table, its VPC or the peering connection is not in the template",
    "one of the two VPCs may be the table's",
    "the table is in another VPC than its subnets: `route/association-other-vpc`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
  isFixable: false,
  *check(network) {
    for (const route of network.routes.values()) {
      const target = targetOf(route, "VpcPeeringConnectionId");
      const peering = network.peerings.get(target?.logicalId ?? "");
      const table = network.routeTables.get(route.table?.logicalId ?? "");
      const vpc = table?.vpc;
      // The table is in the wrong VPC, not the route: route/association-other-vpc.
      if (!target || !peering || !table || !vpc || isTableMisplaced(network, table.resource.logicalId)) continue;
      const ends = [peering.vpc, peering.peerVpc];
      if (!isOther(peering.vpc, vpc) || !(isOther(peering.peerVpc, vpc) || isElsewhere(network, peering, vpc))) continue;
      const { logicalId } = route.resource;
      const names = ends.map((end) => end?.logicalId ?? "another VPC").join(" and ");
      yield {
        at: target.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} leads over ${target.logicalId}, which joins ${names}, but its table ${table.resource.logicalId} is of ${vpc.logicalId ?? "another VPC"}: CloudFormation will fail to create it.`,
        related: [{ at: keyOf(peering.resource), message: `${peering.resource.logicalId} joins ${names}.` }],
      };
    }
  },
});

const isOther = (end: Link | undefined, vpc: Link): boolean => end !== undefined && compareTerms(end.term, vpc.term) === "different";

/** The peer is in another account, so that it is no VPC of this template. */
function isElsewhere(network: Network, { peerVpc, peerOwner }: VpcPeering, vpc: Link): boolean {
  const isNamed = peerVpc !== undefined && network.vpcs.has(peerVpc.logicalId ?? "");
  return !isNamed && network.vpcs.has(vpc.logicalId ?? "") && /^\d{12}$/.test(known(peerOwner) ?? "");
}
