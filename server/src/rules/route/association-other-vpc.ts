import { keyOf } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
import { defineRule } from "../rule.ts";
import { misfitOf } from "./misfits.ts";

export default defineRule({
  id: "route/association-other-vpc",
  consequence: "deploy-fail",
  summary: "A subnet uses a route table of its own VPC.",
  why: "A route table belongs to one VPC and can be associated with subnets of that VPC only.",
  silentWhen: [
    "the two VPCs may be the same",
    "the subnet's block is not inside its own VPC: `cidr/subnet-outside-vpc`",
    "the subnet or the table is not in the template",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnetroutetableassociation.html",
  isFixable: false,
  *check(network) {
    const wrong = [...network.subnetRouteTableAssociations.values()].flatMap((association) => misfitOf(network, association) ?? []);
    // Several subnets of one VPC at one table: the same fault, most likely of the table, said once.
    for (const [first, ...others] of groupBy(wrong, ({ table, from }) => `${table.resource.logicalId} ${from.identity}`).values()) {
      if (!first) continue;
      const { association, subnet, table, from, to } = first;
      const { logicalId } = association.resource;
      yield {
        at: keyOf(association.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} associates ${subnet.resource.logicalId} of ${from.logicalId} with ${table.resource.logicalId} of ${to.logicalId}: CloudFormation will fail to create it.`,
        related: [
          { at: keyOf(subnet.resource), message: `${subnet.resource.logicalId} is in ${from.logicalId}.` },
          { at: keyOf(table.resource), message: `${table.resource.logicalId} is in ${to.logicalId}.` },
          ...others.map((other) => ({
            at: keyOf(other.association.resource),
            message: `${other.association.resource.logicalId} will fail likewise.`,
          })),
        ],
      };
    }
  },
});
