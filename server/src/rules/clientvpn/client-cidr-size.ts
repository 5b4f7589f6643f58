import { formatCidr } from "../../cidr/cidr.ts";
import { known, knownValue } from "../../network/resource.ts";
import { assumedDefaults, defineRule } from "../rule.ts";

export default defineRule({
  id: "clientvpn/client-cidr-size",
  consequence: "deploy-fail",
  summary: "The block for the clients of a Client VPN endpoint is between /12 and /22.",
  why: "Clients get their addresses from `ClientCidrBlock`. EC2 accepts blocks from /12 to /22, and the block cannot be changed later.",
  silentWhen: ["the block is not known"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-clientvpnendpoint.html",
  isFixable: false,
  *check(network) {
    for (const { resource, clientCidr } of network.clientVpnEndpoints.values()) {
      const cidr = known(clientCidr);
      if (!clientCidr || cidr?.version !== 4 || (cidr.prefixLength >= 12 && cidr.prefixLength <= 22)) continue;
      const { logicalId } = resource;
      yield {
        at: clientCidr.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} has the client block ${formatCidr(cidr)}, but it must be between /12 and /22: CloudFormation will fail to create it.`,
        assumesDefaults: assumedDefaults(knownValue(clientCidr)),
      };
    }
  },
});
