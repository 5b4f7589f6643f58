import type { LoadBalancer, TargetGroup } from "../../network/load-balancer.ts";
import { deliveriesOf } from "../../network/load-balancing.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, type Link, type Resource } from "../../network/resource.ts";
import { groupBy, vpcOfSubnets } from "../../network/topology.ts";
import { compareTerms } from "../../template/value.ts";
import { defineRule, type Finding } from "../rule.ts";

export default defineRule({
  id: "lb/target-vpc-mismatch",
  consequence: "deploy-fail",
  summary: "A target group is in the VPC of its load balancer and of its instances.",
  why: `A target group belongs to one VPC. A load balancer sends only to target groups of its own VPC, and instances can be registered only with a target
group of theirs. Addresses outside of the VPC are possible as \`ip\` targets, but the target group is in the load balancer's VPC even then.`,
  silentWhen: ["one of the VPCs is given by a parameter or made in another stack", "the targets are Lambda functions"],
  reference: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
  isFixable: false,
  *check(network) {
    const pairs: readonly Pair[] = [
      ...balancerPairs(network),
      ...[...network.targetGroups.values()].flatMap((group) => [...instancePairs(network, group), ...scalingPairs(network, group)]),
    ];
    const apart = pairs.filter(({ group, vpc }) => {
      const areKnown = network.vpcs.has(group.vpc?.logicalId ?? "") && network.vpcs.has(vpc.logicalId ?? "");
      return areKnown && group.vpc && compareTerms(group.vpc.term, vpc.term) === "different";
    });
    // One wrong VpcId parts a target group from its load balancer and from all its instances.
    const causes = groupBy(apart, ({ group, vpc }) => `${group.resource.logicalId} ${vpc.identity}`);
    for (const same of causes.values()) yield* findingOf(same);
  },
});

function findingOf([first, ...others]: readonly Pair[]): readonly Finding[] {
  if (!first?.group.vpc) return [];
  const { group, other, vpc, verb } = first;
  const { logicalId } = group.resource;
  return [
    {
      at: first.group.vpc.node,
      logicalId,
      about: [logicalId, other.logicalId],
      message: `${logicalId} is in ${first.group.vpc.logicalId}, but ${other.logicalId}, ${verb}, is in ${vpc.logicalId}: CloudFormation will fail to connect the two.`,
      related: [...new Set([other, ...others.map((one) => one.other)])].map((one) => ({
        at: keyOf(one),
        message: `${one.logicalId} is in ${vpc.logicalId}.`,
      })),
    },
  ];
}

interface Pair {
  readonly group: TargetGroup;
  readonly other: Resource;
  readonly vpc: Link;
  readonly verb: string;
}

const hasVpc = ({ targetType }: TargetGroup): boolean => targetType === "instance" || targetType === "ip" || targetType === "alb";

function balancerPairs(network: Network): readonly Pair[] {
  return deliveriesOf(network).flatMap(({ loadBalancer, targetGroup }: { loadBalancer: LoadBalancer; targetGroup: TargetGroup }) => {
    const vpc = hasVpc(targetGroup) ? vpcOfSubnets(network, loadBalancer.subnets) : undefined;
    return vpc ? [{ group: targetGroup, other: loadBalancer.resource, vpc, verb: "which sends to it" }] : [];
  });
}

function instancePairs(network: Network, group: TargetGroup): readonly Pair[] {
  if (group.targetType !== "instance") return [];
  return group.targets.flatMap(({ id }) => {
    const instance = network.instances.get(id?.logicalId ?? "");
    const links = instance?.interfaces.flatMap((one) => one.subnet ?? []) ?? [];
    const vpc = vpcOfSubnets(network, { links, isComplete: true });
    return instance && vpc ? [{ group, other: instance.resource, vpc, verb: "which is registered there" }] : [];
  });
}

function scalingPairs(network: Network, group: TargetGroup): readonly Pair[] {
  if (group.targetType !== "instance") return [];
  return [...network.autoScalingGroups.values()].flatMap(({ resource, targetGroups }) => {
    const isFed = targetGroups.links.some(({ logicalId }) => logicalId === group.resource.logicalId);
    const subnets = network.workloads.get(resource.logicalId)?.subnets;
    const vpc = isFed && subnets ? vpcOfSubnets(network, subnets) : undefined;
    return vpc ? [{ group, other: resource, vpc, verb: "which registers its instances there" }] : [];
  });
}
