import { keyOf } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tgw/duplicate-attachment",
  consequence: "deploy-fail",
  summary: "A VPC is attached to a transit gateway once.",
  why: "A VPC has one attachment to a transit gateway; subnets in other zones are added to it. EC2 refuses a second one.",
  awsError: "tgw-… has non-deleted Transit Gateway Attachments with same VPC ID.",
  silentWhen: ["the attachments exist under conditions that exclude each other", "the VPCs or transit gateways may differ"],
  reference: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
  isFixable: false,
  *check(network) {
    const groups = groupBy(
      network.transitGatewayAttachments.values(),
      ({ vpc, gateway }) => vpc && gateway && `${vpc.identity} ${gateway.identity}`,
    );
    for (const [first, ...others] of groups.values()) {
      if (!first) continue;
      for (const attachment of others) {
        const { logicalId } = attachment.resource;
        yield {
          at: keyOf(attachment.resource),
          logicalId,
          about: [logicalId, first.resource.logicalId],
          message: `${logicalId} attaches ${attachment.vpc?.logicalId ?? "a VPC"} to ${attachment.gateway?.logicalId ?? "a transit gateway"}, but ${first.resource.logicalId} does so already: CloudFormation will fail to create the second one.`,
          related: [{ at: keyOf(first.resource), message: "The VPC is attached here already." }],
        };
      }
    }
  },
});
