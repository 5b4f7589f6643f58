import { keyOf, knownValue } from "../../network/resource.ts";
import { isSameLink } from "../../network/topology.ts";
import type { VpcEndpoint } from "../../network/vpc-endpoint.ts";
import { replaceValue } from "../../template/edits.ts";
import type { TemplateDocument } from "../../template/node.ts";
import { valueIdentity } from "../../template/value.ts";
import { assumedDefaults, defineRule, type Finding } from "../rule.ts";

export default defineRule({
  id: "endpoint/duplicate-private-dns",
  consequence: "deploy-fail",
  summary: "Only one endpoint of a service in a VPC can have private DNS.",
  why: `With private DNS an interface endpoint takes over the ordinary name of its service in the VPC. Two endpoints cannot own one name:
AWS refuses the second. One endpoint serves the whole VPC; give it a subnet in each Availability Zone instead.`,
  awsError: "private-dns-enabled cannot be set because there is already a conflicting DNS domain for … in the VPC vpc-…",
  silentWhen: ["the service names or the VPCs may differ", "the endpoints never exist together", "private DNS is off on one of them"],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
  isFixable: true,
  *check(network) {
    const earlier: VpcEndpoint[] = [];
    for (const endpoint of network.vpcEndpoints.values()) {
      if (endpoint.type !== "Interface" || knownValue(endpoint.privateDns)?.value !== true) continue;
      const same = earlier.find((other) => isSameLink(other.vpc, endpoint.vpc) && serviceOf(other) === serviceOf(endpoint));
      if (same) yield report(network.template.document, same, endpoint);
      else if (endpoint.vpc && endpoint.serviceName) earlier.push(endpoint);
    }
  },
});

const serviceOf = (endpoint: VpcEndpoint): string | undefined => endpoint.serviceName && valueIdentity(endpoint.serviceName.value);

function report(document: TemplateDocument, first: VpcEndpoint, second: VpcEndpoint): Finding {
  const { logicalId, declaration } = second.resource;
  const field = second.privateDns;
  const isOwnLiteral = field?.node.kind === "scalar" && declaration.bindings === undefined;
  return {
    at: keyOf(second.resource),
    logicalId,
    about: [first.resource.logicalId, logicalId].sort(),
    message: `${logicalId} has private DNS for the same service in the same VPC as ${first.resource.logicalId}: CloudFormation will fail to create one of the two.`,
    related: [{ at: keyOf(first.resource), message: "The first endpoint of the service." }],
    fixes: isOwnLiteral
      ? [
          {
            title: `Turn off private DNS of ${logicalId}`,
            preferred: false,
            safe: false,
            edits: () => replaceValue(document, field.node, false),
          },
        ]
      : [],
    assumesDefaults: assumedDefaults(
      knownValue(first.privateDns),
      knownValue(field),
      knownValue(first.serviceName),
      knownValue(second.serviceName),
    ),
  };
}
