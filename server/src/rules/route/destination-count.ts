import { keyOf } from "../../network/resource.ts";
import { destinationProperties } from "../../network/route-table.ts";
import { defineRule } from "../rule.ts";
import { destinationsOf } from "./shape.ts";

export default defineRule({
  id: "route/destination-count",
  consequence: "deploy-fail",
  summary: "A route has exactly one destination.",
  why: `A route matches one block or one prefix list. EC2 refuses a route that gives no destination, and one that gives several of
\`DestinationCidrBlock\`, \`DestinationIpv6CidrBlock\` and \`DestinationPrefixListId\`.`,
  silentWhen: ["a macro may add properties to the route", "`AWS::NoValue` leaves exactly one"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html",
  isFixable: false,
  *check(network) {
    for (const route of network.routes.values()) {
      const { resource } = route;
      const given = destinationsOf(route);
      if (given.length === 1 || resource.mayGainProperties) continue;
      const message =
        given.length === 0
          ? `${resource.logicalId} has no destination (${destinationProperties.join(", ")}): CloudFormation will fail to create it.`
          : `${resource.logicalId} has ${given.length} destinations (${given.join(", ")}), and a route can have one: CloudFormation will fail to create it.`;
      yield { at: keyOf(resource), logicalId: resource.logicalId, about: [resource.logicalId], message };
    }
  },
});
