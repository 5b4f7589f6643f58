import { keyOf, knownValue } from "../../network/resource.ts";
import { assumedDefaults, defineRule } from "../rule.ts";
import { dnsGap, endpointsWithPrivateDns, inWords, isContradiction } from "../dns/vpc-attributes.ts";

export default defineRule({
  id: "endpoint/private-dns-vpc-attributes",
  consequence: "deploy-fail",
  summary: "An endpoint with private DNS needs a VPC with DNS support and DNS hostnames.",
  why: `With private DNS the ordinary name of a service resolves to the endpoint's private addresses. AWS creates such an endpoint only
in a VPC in which both \`EnableDnsSupport\` (on by default) and \`EnableDnsHostnames\` (off by default in a VPC that a template makes) are
true.`,
  awsError: "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for vpc-…",
  silentWhen: [
    "the VPC is in another stack",
    "an attribute or the type of the endpoint is not known",
    "private DNS is off, which is the default",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
  isFixable: true,
  *check(network) {
    for (const vpc of network.vpcs.values()) {
      const endpoints = endpointsWithPrivateDns(network, vpc);
      const gap = endpoints.length === 0 || isContradiction(vpc) ? undefined : dnsGap(network, vpc, true);
      // One endpoint that hangs on no default value is enough.
      const assumed = endpoints.map((endpoint) => assumedDefaults(knownValue(endpoint.privateDns))).sort((a, b) => a.length - b.length)[0];
      if (!gap) continue;
      const { logicalId } = vpc.resource;
      const names = inWords(endpoints.map((endpoint) => endpoint.resource.logicalId));
      yield {
        at: gap.at,
        logicalId,
        about: [logicalId],
        message: `${gap.text} in ${logicalId}, which private DNS needs: CloudFormation will fail to create ${names}.`,
        related: [
          ...endpoints.map((endpoint) => ({ at: keyOf(endpoint.resource), message: "This endpoint has private DNS." })),
          ...gap.related,
        ],
        fixes: gap.fix ? [gap.fix] : [],
        assumesDefaults: [...new Set([...gap.assumesDefaults, ...(assumed ?? [])])],
      };
    }
  },
});
