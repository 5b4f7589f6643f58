import { keyOf } from "../../network/resource.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "vpn/gateway-count",
  consequence: "deploy-fail",
  summary: "A VPN connection ends at a virtual private gateway or at a transit gateway.",
  why: "A VPN connection has one end on the AWS side. EC2 refuses one that names both a virtual private gateway and a transit gateway.",
  silentWhen: ["`AWS::NoValue` leaves one", "neither is named: such connections exist, for Cloud WAN for example"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpnconnection.html",
  isFixable: false,
  *check(network) {
    for (const { resource, vpnGateway, transitGateway } of network.vpnConnections.values()) {
      if (!vpnGateway || !transitGateway || resource.mayGainProperties) continue;
      const { logicalId } = resource;
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} names both a VpnGatewayId and a TransitGatewayId, but can end at one of them: CloudFormation will fail to create it.`,
      };
    }
  },
});
