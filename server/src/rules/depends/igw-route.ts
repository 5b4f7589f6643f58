import { defineRule } from "../rule.ts";
import { routesBeforeAttachment } from "./attachment.ts";

export default defineRule({
  id: "depends/igw-route",
  consequence: "deploy-race",
  summary: "A route to an internet gateway must wait until the gateway is attached to the VPC.",
  why: `CloudFormation creates resources in the order of their references. A route refers to the internet gateway, but not to the
attachment that connects the gateway to the VPC, so both may be created at the same time. EC2 refuses the route as long as the
gateway is not attached: the stack fails now and then, and rolls back.`,
  awsError: "route table rtb-… and network gateway igw-… belong to different networks",
  silentWhen: ["the gateway is attached in another stack", "a reference or DependsOn orders the two at any distance"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html",
  isFixable: true,
  check: (network) => routesBeforeAttachment(network, (attachment) => attachment.internetGateway, "internet gateway"),
});
