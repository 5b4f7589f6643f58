import { keyOf } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
import { removeResourceFix } from "../remove-resource.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "igw/multiple-per-vpc",
  consequence: "deploy-fail",
  summary: "A VPC has one internet gateway.",
  why: "One internet gateway can be attached to a VPC at a time. It scales by itself, so there is no use in a second one.",
  awsError: "Network vpc-… already has an internet gateway attached",
  silentWhen: ["the attachments exist under conditions that exclude each other", "the VPCs may differ"],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
  isFixable: true,
  *check(network) {
    const groups = groupBy(network.gatewayAttachments.values(), (one) => (one.internetGateway ? one.vpc?.identity : undefined));
    for (const [first, ...others] of groups.values()) {
      if (!first) continue;
      for (const attachment of others) {
        const { logicalId } = attachment.resource;
        const vpc = attachment.vpc?.logicalId ?? "the VPC";
        yield {
          at: keyOf(attachment.resource),
          logicalId,
          about: [logicalId, first.resource.logicalId],
          message: `${logicalId} attaches an internet gateway to ${vpc}, but ${first.resource.logicalId} does so already: CloudFormation will fail to create the second one.`,
          related: [{ at: keyOf(first.resource), message: `${vpc} gets its internet gateway here.` }],
          fixes: removeResourceFix(network, logicalId, false),
        };
      }
    }
  },
});
