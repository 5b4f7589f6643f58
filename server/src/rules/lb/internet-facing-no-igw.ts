import { keyOf } from "../../network/resource.ts";
import { internetAttachments } from "../nat/zonal.ts";
import { defineRule } from "../rule.ts";
import { internalFix, internetFacing } from "./internet-facing.ts";

export default defineRule({
  id: "lb/internet-facing-no-igw",
  consequence: "deploy-fail",
  summary: "An internet-facing load balancer needs an internet gateway in its VPC.",
  why: `A load balancer is internet-facing unless \`Scheme\` says \`internal\`. Its nodes have public addresses, and Elastic Load Balancing refuses to create it
in a VPC that no internet gateway is attached to.`,
  awsError: "InvalidSubnet: VPC vpc-… has no internet gateway",
  silentWhen: [
    "the VPC is not in the template",
    "a nested stack or custom resource gets the VPC and may attach the gateway",
    "the scheme is not known, or the load balancer is internal",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html",
  isFixable: true,
  *check(network) {
    for (const { resource, vpc, assumesDefaults } of internetFacing(network)) {
      if (internetAttachments(network, vpc)?.length !== 0) continue;
      const { logicalId } = resource;
      const made = network.vpcs.get(vpc.logicalId ?? "");
      const byDefault = resource.get("Scheme") === undefined ? " by default" : "";
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} is internet-facing${byDefault}, but no internet gateway is attached to ${vpc.logicalId}: CloudFormation will fail to create it.`,
        related: made ? [{ at: keyOf(made.resource), message: `${made.resource.logicalId} has no internet gateway.` }] : [],
        fixes: internalFix(network, [resource]),
        assumesDefaults,
      };
    }
  },
});
