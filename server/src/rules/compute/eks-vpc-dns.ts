import type { Network } from "../../network/network.ts";
import { keyOf, type Resource } from "../../network/resource.ts";
import { vpcIdentity, vpcOfSubnets } from "../../network/topology.ts";
import type { Vpc } from "../../network/vpc.ts";
import { dnsGap, endpointsWithPrivateDns, gapFinding, isContradiction } from "../dns/vpc-attributes.ts";
import { defineRule } from "../rule.ts";
import { listed } from "../wording.ts";

export default defineRule({
  id: "compute/eks-vpc-dns",
  consequence: "traffic",
  summary: "The VPC of an Amazon EKS cluster needs DNS support and DNS hostnames.",
  why: `The nodes of a cluster find its API server by name, in a private hosted zone that Amazon EKS keeps for the VPC. Without \`EnableDnsSupport\` (on by default) and
\`EnableDnsHostnames\` (off by default in a VPC that a template makes) nodes cannot register with the cluster.`,
  silentWhen: [
    "the VPC is in another stack",
    "an attribute is not known",
    "an endpoint or a private hosted zone of the VPC needs the same attributes: those are findings of their own",
  ],
  reference: "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
  isFixable: true,
  *check(network) {
    for (const vpc of network.vpcs.values()) {
      const clusters = clustersIn(network, vpc);
      if (clusters.length === 0 || isContradiction(vpc) || isSaidElsewhere(network, vpc)) continue;
      const gap = dnsGap(network, vpc, false);
      if (!gap) continue;
      const { logicalId } = vpc.resource;
      yield gapFinding(
        gap,
        `${gap.text} in ${logicalId}: nodes will not be able to register with ${listed(clusters.map((cluster) => cluster.logicalId))}.`,
        clusters.map((cluster) => ({ at: keyOf(cluster), message: `${cluster.logicalId} is in ${logicalId}.` })),
      );
    }
  },
});

const clustersIn = (network: Network, vpc: Vpc): readonly Resource[] =>
  [...network.eksClusters.values()].flatMap(({ resource }) => {
    const subnets = network.workloads.get(resource.logicalId)?.subnets;
    return subnets && vpcOfSubnets(network, subnets)?.identity === vpcIdentity(vpc.resource.logicalId) ? [resource] : [];
  });

const isSaidElsewhere = (network: Network, vpc: Vpc): boolean =>
  endpointsWithPrivateDns(network, vpc).length > 0 ||
  [...network.hostedZones.values()].some((zone) => zone.vpcs.some((one) => one.vpc?.identity === vpcIdentity(vpc.resource.logicalId)));
