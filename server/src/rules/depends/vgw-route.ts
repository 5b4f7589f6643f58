import { defineRule } from "../rule.ts";
import { routesBeforeAttachment } from "./attachment.ts";

export default defineRule({
  id: "depends/vgw-route",
  consequence: "deploy-race",
  summary: "A route to a virtual private gateway must wait until the gateway is attached to the VPC.",
  why: `The virtual private gateway in \`GatewayId\` must be attached to the VPC of the route table. The route refers to the gateway,
not to its attachment, so CloudFormation may create the route first; EC2 then refuses it, and the stack rolls back.`,
  awsError: "route table rtb-… and network gateway vgw-… belong to different networks",
  silentWhen: ["the gateway is attached in another stack", "a reference or DependsOn orders the two at any distance"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html",
  isFixable: true,
  check: (network) => routesBeforeAttachment(network, (attachment) => attachment.vpnGateway, "virtual private gateway"),
});
