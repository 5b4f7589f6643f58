import { formatCidr } from "../../cidr/cidr.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, known, knownValue, type Link } from "../../network/resource.ts";
import { destinationKey, tablesLeftEmpty } from "../../network/route-table.ts";
import { groupBy } from "../../network/topology.ts";
import { removeResourceFix } from "../remove-resource.ts";
import { assumedDefaults, defineRule } from "../rule.ts";

export default defineRule({
  id: "route/duplicate-destination",
  consequence: "deploy-fail",
  summary: "A route table has one route for each destination.",
  why: "A route table holds one static route for a destination. EC2 compares the blocks without their host bits, so `10.0.0.0/16` and `10.0.3.0/16` are the same destination.",
  awsError: "RouteAlreadyExists",
  silentWhen: ["the routes exist under conditions that exclude each other", "the tables or destinations may differ"],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
  isFixable: true,
  *check(network) {
    const groups = groupBy(network.routes.values(), (route) => {
      const key = destinationKey(route);
      return route.table && key !== undefined ? `${route.table.identity} ${key}` : undefined;
    });
    for (const [first, ...others] of groups.values()) {
      if (!first) continue;
      for (const route of others) {
        const { logicalId } = route.resource;
        const destination = known(route.destination);
        const shown = destination ? formatCidr(destination) : "the same destination";
        const isSame = route.targets[0] !== undefined && route.targets[0].link.identity === first.targets[0]?.link.identity;
        yield {
          at: route.destination?.node ?? route.prefixList?.node ?? keyOf(route.resource),
          logicalId,
          about: [logicalId, first.resource.logicalId],
          message: `${logicalId} and ${first.resource.logicalId} both route ${shown} in ${route.table?.logicalId ?? "the same table"}: CloudFormation will fail to create the second one.`,
          related: [{ at: keyOf(first.resource), message: `${first.resource.logicalId} has that destination already.` }],
          // Where a table is left without any route, one of the two was most likely meant for that.
          fixes: isSame || !leavesTableEmpty(network, route.table) ? removeResourceFix(network, logicalId, isSame) : [],
          assumesDefaults: assumedDefaults(knownValue(route.destination), knownValue(first.destination)),
        };
      }
    }
  },
});

/** Whether another table of the VPC serves subnets and has no route at all. */
function leavesTableEmpty(network: Network, table: Link | undefined): boolean {
  const vpc = network.routeTables.get(table?.logicalId ?? "")?.vpc?.identity ?? "";
  const empty = tablesLeftEmpty(network.routes, network.routeTables, network.subnetRouteTableAssociations);
  return network.topology.tablesIn(vpc).some(({ resource }) => empty.has(resource.logicalId));
}
