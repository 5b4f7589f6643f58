import type { HostedZone } from "../../network/hosted-zone.ts";
import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import { vpcIdentity } from "../../network/topology.ts";
import type { Vpc } from "../../network/vpc.ts";
import { defineRule } from "../rule.ts";
import { dnsGap, endpointsWithPrivateDns, gapFinding, inWords, isContradiction } from "./vpc-attributes.ts";

export default defineRule({
  id: "dns/private-zone-vpc-attributes",
  consequence: "traffic",
  summary: "A VPC with a private hosted zone needs DNS support and DNS hostnames.",
  why: `The names of a private hosted zone resolve only in VPCs in which both \`EnableDnsSupport\` (on by default) and
\`EnableDnsHostnames\` (off by default in a VPC that a template makes) are true. Nothing fails when the zone is associated; the names just
do not resolve.`,
  silentWhen: [
    "the VPC is in another stack",
    "an attribute is not known",
    "an endpoint of the VPC needs the same attributes: that is `endpoint/private-dns-vpc-attributes`",
  ],
  reference: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html",
  isFixable: true,
  *check(network) {
    for (const vpc of network.vpcs.values()) {
      const zones = zonesOf(network, vpc);
      if (zones.length === 0 || isContradiction(vpc) || endpointsWithPrivateDns(network, vpc).length > 0) continue;
      const gap = dnsGap(network, vpc, false);
      if (!gap) continue;
      const { logicalId } = vpc.resource;
      const names = inWords(zones.map((zone) => zone.resource.logicalId));
      yield gapFinding(
        gap,
        `${gap.text} in ${logicalId}: the names of ${zones.length === 1 ? `private hosted zone ${names}` : `private hosted zones ${names}`} will not resolve there.`,
        zones.map((zone) => ({ at: keyOf(zone.resource), message: `The zone is associated with ${logicalId}.` })),
      );
    }
  },
});

const zonesOf = (network: Network, vpc: Vpc): readonly HostedZone[] =>
  [...network.hostedZones.values()].filter((zone) => zone.vpcs.some((one) => one.vpc?.identity === vpcIdentity(vpc.resource.logicalId)));
