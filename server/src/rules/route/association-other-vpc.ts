import { keyOf } from "../../network/resource.ts";
import { compareTerms } from "../../template/value.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "route/association-other-vpc",
  consequence: "deploy-fail",
  summary: "A subnet uses a route table of its own VPC.",
  why: "A route table belongs to one VPC and can be associated with subnets of that VPC only.",
  silentWhen: ["the two VPCs may be the same", "the subnet or the table is not in the template"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnetroutetableassociation.html",
  isFixable: false,
  *check(network) {
    for (const association of network.subnetRouteTableAssociations.values()) {
      const subnet = network.subnets.get(association.subnet?.logicalId ?? "");
      const table = network.routeTables.get(association.table?.logicalId ?? "");
      if (!subnet?.vpc || !table?.vpc || compareTerms(subnet.vpc.term, table.vpc.term) !== "different") continue;
      const { logicalId } = association.resource;
      yield {
        at: keyOf(association.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} associates ${subnet.resource.logicalId} of ${subnet.vpc.logicalId} with ${table.resource.logicalId} of ${table.vpc.logicalId}: CloudFormation will fail to create it.`,
        related: [
          { at: keyOf(subnet.resource), message: `${subnet.resource.logicalId} is in ${subnet.vpc.logicalId}.` },
          { at: keyOf(table.resource), message: `${table.resource.logicalId} is in ${table.vpc.logicalId}.` },
        ],
      };
    }
  },
});
