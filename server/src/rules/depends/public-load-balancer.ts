import { closedSubnets, internetFacing } from "../lb/internet-facing.ts";
import { defineRule } from "../rule.ts";
import { internetAttachmentsOf, unawaited } from "./attachment.ts";
import { missingOrder } from "./order.ts";

export default defineRule({
  id: "depends/public-load-balancer",
  consequence: "deploy-race",
  summary: "An internet-facing load balancer must wait until an internet gateway is attached to its VPC.",
  why: `Elastic Load Balancing refuses an internet-facing load balancer in a VPC without an internet gateway. A load balancer refers to its subnets, not to the
attachment of the gateway, so CloudFormation may create it first: the stack fails now and then. A load balancer is internet-facing unless \`Scheme\` says \`internal\`.`,
  awsError: "InvalidSubnet: VPC vpc-… has no internet gateway",
  silentWhen: [
    "the load balancer is internal, or its scheme is not known",
    "the internet gateway is attached in another stack",
    "none of its subnets has a route to an internet gateway: that is `lb/internet-facing-private-subnet`",
    "a reference or DependsOn orders the two at any distance",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html",
  isFixable: true,
  *check(network) {
    for (const balancer of internetFacing(network)) {
      const { resource, subnets, vpc, assumesDefaults } = balancer;
      // In subnets without a way to the gateway it is not meant to be internet-facing, or waits for more than the attachment.
      if (closedSubnets(network, balancer).length === subnets.links.length) continue;
      const attachment = unawaited(network, resource, internetAttachmentsOf(network, vpc));
      if (!attachment) continue;
      const message = `${resource.logicalId} is internet-facing, but may be created before ${attachment.resource.logicalId} attaches the internet gateway to ${vpc.logicalId ?? "its VPC"}: CloudFormation may fail to create it.`;
      const finding = missingOrder(network, resource, attachment.resource, message, "The internet gateway is attached here.");
      if (finding) yield { ...finding, assumesDefaults };
    }
  },
});
