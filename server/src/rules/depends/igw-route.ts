import { isSameLink } from "../../network/topology.ts";
import { targetOf } from "../../network/route-table.ts";
import { defineRule } from "../rule.ts";
import { missingOrder } from "./order.ts";

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
  *check(network) {
    for (const route of network.routes.values()) {
      const gateway = network.internetGateways.get(targetOf(route, "GatewayId")?.logicalId ?? "");
      if (!gateway) continue;
      const table = network.routeTables.get(route.table?.logicalId ?? "");
      for (const attachment of network.gatewayAttachments.values()) {
        if (attachment.internetGateway?.logicalId !== gateway.resource.logicalId) continue;
        // Attached to another VPC: that is not a matter of order.
        if (table?.vpc && attachment.vpc && !isSameLink(table.vpc, attachment.vpc)) continue;
        const { logicalId } = route.resource;
        const message = `${logicalId} may be created before ${gateway.resource.logicalId} is attached to its VPC: CloudFormation may fail to create it.`;
        const finding = missingOrder(network, route.resource, attachment.resource, message, `${gateway.resource.logicalId} is attached here.`);
        if (finding) yield finding;
      }
    }
  },
});
