import { keyOf } from "../../network/resource.ts";
import { lacksSecondZone } from "../../network/zone.ts";
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
      if (isOnOutpost || resource.mayGainProperties || !subnets || !lacksSecondZone(network, subnets)) continue;
      const { logicalId } = resource;
      const names = new Set(subnets.links.map((link) => link.logicalId ?? ""));
      const [first] = names;
      const clause = names.size === 1 ? `has one subnet, ${first}` : `has subnets in one Availability Zone only (${[...names].join(", ")})`;
      yield {
        at: subnets.links[0]?.node ?? keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} ${clause}, but an Amazon EKS cluster needs two zones: CloudFormation will fail to create it.`,
        related: [...names].flatMap((name) => {
          const subnet = network.subnets.get(name);
          const message = names.size === 1 ? `${name} is its only subnet.` : `${name} is in that zone.`;
          return subnet ? [{ at: keyOf(subnet.resource), message }] : [];
        }),
      };
    }
  },
});
