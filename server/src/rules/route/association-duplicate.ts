import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import type { SubnetRouteTableAssociation } from "../../network/route-table.ts";
import { groupBy } from "../../network/topology.ts";
import { replaceValue } from "../../template/edits.ts";
import { removeResourceFix } from "../remove-resource.ts";
import { defineRule, type Fix } from "../rule.ts";
import { isOtherVpc } from "./misfits.ts";
import { leftOutBy } from "./left-out.ts";
import { publicReason } from "./subnet-implicit-main.ts";

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
    const groups = groupBy(network.subnetRouteTableAssociations.values(), (association) =>
      // One with a table of another VPC is refused for that: route/association-other-vpc.
      isOtherVpc(network, association) ? undefined : association.subnet?.identity,
    );
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
          fixes: fixesOf(network, association, association.table !== undefined && association.table.identity === first.table?.identity),
        };
      }
    }
  },
});

/** The subnet that has no table instead of the one that has two; or, where that takes nothing from a subnet that is meant to be public, removal. */
function fixesOf(network: Network, association: SubnetRouteTableAssociation, isSameTable: boolean): readonly Fix[] {
  const { resource, subnet } = association;
  const [leftOut, another] = leftOutBy(network, association);
  const removal = removeResourceFix(network, resource.logicalId, isSameTable);
  if (!leftOut) return removal;
  // Which one is meant is not known.
  if (another) return leftOutBy(network, association).some((one) => publicReason(network, one)) ? [] : removal;
  const meant = leftOut.resource.logicalId;
  const isPublic = publicReason(network, leftOut) !== undefined;
  const isReplaceable =
    subnet?.node.kind === "intrinsic" &&
    (subnet.node.name === "Ref" || subnet.node.name === "Fn::GetAtt") &&
    subnet.node.block === resource.node.block &&
    !resource.declaration.bindings &&
    (leftOut.resource.declaration.condition === undefined || leftOut.resource.declaration.condition === resource.declaration.condition);
  const node = subnet?.node;
  const replacement: readonly Fix[] =
    isReplaceable && node
      ? [
          {
            title: `Associate ${meant} instead`,
            preferred: isPublic,
            safe: false,
            edits: () => replaceValue(network.template.document, node, { ref: meant }),
          },
        ]
      : [];
  return isPublic ? replacement : [...replacement, ...removal];
}
