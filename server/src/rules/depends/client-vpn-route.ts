import { defineRule } from "../rule.ts";
import { missingOrder } from "./order.ts";

export default defineRule({
  id: "depends/client-vpn-route",
  consequence: "deploy-fail",
  summary: "A route of a Client VPN endpoint must wait until its subnet is associated with the endpoint.",
  why: "A route sends traffic through an associated subnet, but refers to the subnet and the endpoint only, not to the association. Without an explicit order both may be created at the same time, and EC2 refuses the route.",
  silentWhen: ["the subnet is associated in another stack", "a reference or DependsOn orders the two at any distance"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-clientvpnroute.html",
  isFixable: true,
  *check(network) {
    for (const route of network.clientVpnRoutes.values()) {
      for (const association of network.clientVpnAssociations.values()) {
        if (
          !route.subnet ||
          !route.endpoint ||
          association.subnet?.identity !== route.subnet.identity ||
          association.endpoint?.identity !== route.endpoint.identity
        )
          continue;
        const { logicalId } = route.resource;
        const name = association.resource.logicalId;
        const message = `${logicalId} may be created before ${name} associates its subnet with the endpoint: CloudFormation will fail to create it then.`;
        const finding = missingOrder(network, route.resource, association.resource, message, "The subnet is associated here.");
        if (finding) yield finding;
      }
    }
  },
});
