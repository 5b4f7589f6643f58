import { keyOf } from "../../network/resource.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "igw/attachment-gateway-count",
  consequence: "deploy-fail",
  summary: "A gateway attachment names one gateway.",
  why: `An \`AWS::EC2::VPCGatewayAttachment\` attaches either an internet gateway or a virtual private gateway. Without one there is nothing to attach; what
AWS does with both is not documented, so that is a warning.`,
  silentWhen: ["a macro may add properties", "`AWS::NoValue` leaves exactly one"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcgatewayattachment.html",
  isFixable: false,
  *check(network) {
    for (const { resource, internetGateway, vpnGateway } of network.gatewayAttachments.values()) {
      const { logicalId } = resource;
      if (resource.mayGainProperties || (internetGateway === undefined) !== (vpnGateway === undefined)) continue;
      const base = { at: keyOf(resource), logicalId, about: [logicalId] };
      if (internetGateway) {
        yield {
          ...base,
          consequence: "deploy-race",
          message: `${logicalId} names both an internet gateway and a virtual private gateway, but attaches one: CloudFormation may fail to create it.`,
        };
      } else {
        yield {
          ...base,
          message: `${logicalId} names neither an internet gateway nor a virtual private gateway: CloudFormation will fail to create it.`,
        };
      }
    }
  },
});
