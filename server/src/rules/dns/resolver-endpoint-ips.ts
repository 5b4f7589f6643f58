import { keyOf } from "../../network/resource.ts";
import { child } from "../../template/node.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "dns/resolver-endpoint-ips",
  consequence: "deploy-fail",
  summary: "A Route 53 Resolver endpoint has at least two IP addresses.",
  why: "Route 53 creates a resolver endpoint with two addresses or more only, so that it outlives one of them. Put them into subnets of different Availability Zones.",
  silentWhen: ["the addresses are not known"],
  reference: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/best-practices-resolver-endpoint-high-availability.html",
  isFixable: false,
  *check(network) {
    for (const { resource, addressCount } of network.resolverEndpoints.values()) {
      if (addressCount === undefined || addressCount > 1) continue;
      const { logicalId, declaration } = resource;
      const written = child(declaration.properties, "IpAddresses");
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} has ${addressCount === 0 ? "no IP address" : "one IP address"}, but a resolver endpoint needs two: CloudFormation will fail to create it.`,
        related: addressCount === 1 && written ? [{ at: written, message: "A second one in another Availability Zone is missing." }] : [],
      };
    }
  },
});
