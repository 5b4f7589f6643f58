import { keyOf } from "../../network/resource.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "route/target-count",
  consequence: "deploy-fail",
  summary: "A route has exactly one target.",
  why: "A route sends packets to one target. EC2 refuses a route without a target and one with several, such as a `GatewayId` beside a `NatGatewayId`.",
  silentWhen: ["a macro may add properties to the route", "`AWS::NoValue` leaves exactly one"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html",
  isFixable: false,
  *check(network) {
    for (const { resource, targets } of network.routes.values()) {
      if (targets.length === 1 || resource.mayGainProperties) continue;
      const { logicalId } = resource;
      const names = targets.map((target) => target.property).join(", ");
      const message =
        targets.length === 0
          ? `${logicalId} has no target, such as a gateway or a NAT gateway: CloudFormation will fail to create it.`
          : `${logicalId} has ${targets.length} targets (${names}), and a route can have one: CloudFormation will fail to create it.`;
      yield { at: keyOf(resource), logicalId, about: [logicalId], message };
    }
  },
});
