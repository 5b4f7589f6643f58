import { oneZoneOnly } from "../one-zone.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "compute/eks-two-azs",
  consequence: "deploy-fail",
  summary: "An Amazon EKS cluster has subnets in two Availability Zones.",
  why: `Amazon EKS places network interfaces of the control plane in the cluster's subnets. There must be at least two of them, in different Availability Zones:
a cluster is refused otherwise.`,
  silentWhen: [
    "a subnet is given by a parameter or made in another stack",
    "the zones of the subnets are not known to be the same",
    "the cluster runs on an Outpost",
  ],
  reference: "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
  isFixable: false,
  *check(network) {
    for (const { resource, isOnOutpost } of network.eksClusters.values()) {
      const subnets = network.workloads.get(resource.logicalId)?.subnets;
      if (!isOnOutpost && subnets) yield* oneZoneOnly(network, resource, subnets, "an Amazon EKS cluster needs two zones");
    }
  },
});
