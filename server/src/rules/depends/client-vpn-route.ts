import { isSameLink } from "../../network/topology.ts";
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
      const { subnet, endpoint, resource } = route;
      if (!subnet || !endpoint) continue;
      const associations = [...network.clientVpnAssociations.values()].filter(
        (association) => isSameLink(association.subnet, subnet) && isSameLink(association.endpoint, endpoint),
      );
      const [association] = associations;
      // One of several is enough: the others are refused (clientvpn/duplicate-az).
      if (!association || associations.some((one) => network.order.isAfter(resource.logicalId, one.resource.logicalId))) continue;
      const message = `${resource.logicalId} may be created before ${association.resource.logicalId} associates its subnet with the endpoint: CloudFormation will fail to create it then.`;
      const finding = missingOrder(network, resource, association.resource, message, "The subnet is associated here.");
      if (finding) yield finding;
    }
  },
});
