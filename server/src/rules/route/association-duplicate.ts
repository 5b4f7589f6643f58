import { keyOf } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
import { removeResourceFix } from "../remove-resource.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "route/association-duplicate",
  consequence: "deploy-fail",
  summary: "A subnet is associated with one route table.",
  why: "One route table decides for a subnet. A table can serve many subnets, but a second association of a subnet is refused.",
  awsError: "the specified association for route table rtb-… conflicts with an existing association",
  silentWhen: ["the associations exist under conditions that exclude each other", "the subnets may differ"],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
  isFixable: true,
  *check(network) {
    const groups = groupBy(network.subnetRouteTableAssociations.values(), (association) => association.subnet?.identity);
    for (const [first, ...others] of groups.values()) {
      if (!first) continue;
      for (const association of others) {
        const { logicalId } = association.resource;
        const subnet = association.subnet?.logicalId ?? "a subnet";
        yield {
          at: keyOf(association.resource),
          logicalId,
          about: [logicalId, first.resource.logicalId],
          message: `${logicalId} associates ${subnet} with a route table, but ${first.resource.logicalId} does so already: CloudFormation will fail to create the second one.`,
          related: [{ at: keyOf(first.resource), message: `${subnet} is associated here already.` }],
          fixes: removeResourceFix(
            network,
            logicalId,
            association.table !== undefined && association.table.identity === first.table?.identity,
          ),
        };
      }
    }
  },
});
