import { known } from "../../network/resource.ts";
import { removeEntry } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "nat/private-with-eip",
  consequence: "deploy-fail",
  summary: "A private NAT gateway has no Elastic IP address.",
  why: "A private NAT gateway translates to its private address and never reaches the internet. EC2 refuses an Elastic IP address for it.",
  silentWhen: ["whether it is private is not known"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-natgateway.html",
  isFixable: true,
  *check(network) {
    for (const { resource, connectivity } of network.natGateways.values()) {
      if (!connectivity || known(connectivity) !== "private") continue;
      for (const property of ["AllocationId", "SecondaryAllocationIds"] as const) {
        const term = resource.get(property);
        if (!term || resource.mayGainProperties) continue;
        const { logicalId, declaration } = resource;
        const { properties } = declaration;
        yield {
          at: term.node,
          logicalId,
          about: [logicalId, property],
          message: `${logicalId} is a private NAT gateway with an Elastic IP address (${property}): CloudFormation will fail to create it.`,
          related: [{ at: connectivity.node, message: `${logicalId} is private.` }],
          fixes:
            // Where the kind hangs on a condition, the address is right in other scenarios.
            properties?.kind === "map" && child(properties, "ConnectivityType")?.kind === "scalar" && !declaration.bindings
              ? [
                  {
                    title: `Remove ${property}`,
                    preferred: true,
                    safe: false,
                    edits: () => removeEntry(network.template.document, properties, property),
                  },
                ]
              : [],
        };
      }
    }
  },
});
