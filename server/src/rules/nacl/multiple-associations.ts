import { keyOf } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
import { removeResourceFix } from "../remove-resource.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "nacl/multiple-associations",
  consequence: "hazard",
  summary: "A subnet is associated with one network ACL.",
  why: "One network ACL guards a subnet, and a new association replaces the old one. With two in a template the last one that CloudFormation makes wins, and a rollback may take it away.",
  silentWhen: ["the associations exist under conditions that exclude each other", "the subnets may differ"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnetnetworkaclassociation.html",
  isFixable: true,
  *check(network) {
    const groups = groupBy(network.subnetNetworkAclAssociations.values(), (association) => association.subnet?.identity);
    for (const [first, ...others] of groups.values()) {
      if (!first) continue;
      for (const association of others) {
        const { logicalId } = association.resource;
        const subnet = association.subnet?.logicalId ?? "its subnet";
        yield {
          at: keyOf(association.resource),
          logicalId,
          about: [logicalId, first.resource.logicalId],
          message: `${logicalId} gives ${subnet} a network ACL, but ${first.resource.logicalId} does so too: the one that is created last wins.`,
          related: [{ at: keyOf(first.resource), message: `${subnet} gets a network ACL here, too.` }],
          fixes: removeResourceFix(network, logicalId, false),
        };
      }
    }
  },
});
