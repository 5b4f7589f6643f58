/** What uses a security group in which VPC, and whether the group belongs there. Knows the table of workloads; writes no messages. */
import { isOutsideItsVpc } from "../../network/address-space.ts";
import type { Network } from "../../network/network.ts";
import { type Link, link, type Resource } from "../../network/resource.ts";
import type { SecurityGroup } from "../../network/security-group.ts";
import type { Workload } from "../../network/workload.ts";
import { compareTerms } from "../../template/value.ts";

/** A group that a resource names for its interfaces. */
export interface Membership {
  readonly group: SecurityGroup;
  /** Where the group is named. */
  readonly named: Link;
  /** The resource that names it: a launch template for the instances of an Auto Scaling group. */
  readonly by: Resource;
  /** The resource whose subnets decide the VPC. */
  readonly user: Resource;
  /** The VPCs of all its subnets. */
  readonly vpcs: readonly Link[];
}

/** Every use of a declared group by something whose subnets, and their VPCs, are all given. */
export function memberships(network: Network): readonly Membership[] {
  return [...network.workloads.values()].flatMap((workload) => {
    const vpcs = vpcsOf(network, workload);
    if (!vpcs || vpcs.length === 0) return [];
    const namers = [workload, ...launchWorkloads(network, workload)];
    return namers.flatMap(({ resource, securityGroups }) =>
      securityGroups.links.flatMap((named): Membership | readonly never[] => {
        const group = network.securityGroups.get(named.logicalId ?? "");
        return group ? { group, named, by: resource, user: workload.resource, vpcs } : [];
      }),
    );
  });
}

/** Undefined where a subnet is not declared here, its VPC is not given, or cannot be the one that is meant. */
function vpcsOf(network: Network, workload: Workload): readonly Link[] | undefined {
  const endpoint = network.vpcEndpoints.get(workload.resource.logicalId);
  if (endpoint?.vpc) return [endpoint.vpc];
  const subnetGroup = workload.subnetGroup ? network.workloads.get(workload.subnetGroup.logicalId ?? "") : undefined;
  if (workload.subnetGroup && !subnetGroup) return undefined;
  const lists = [workload.subnets, ...(subnetGroup ? [subnetGroup.subnets] : [])];
  const subnets = lists.flatMap((list) => list.links.map((id) => network.subnets.get(id.logicalId ?? "")));
  // Such a subnet is a fault of its own: cidr/subnet-outside-vpc.
  const vpcs = subnets.map((subnet) => (subnet && !isOutsideItsVpc(network, subnet) ? subnet.vpc : undefined));
  const isWhole = lists.every((list) => list.isComplete) && vpcs.every((vpc) => vpc !== undefined);
  return isWhole ? vpcs.flatMap((vpc) => vpc ?? []) : undefined;
}

/** Launch templates and launch configurations of an Auto Scaling group. */
function launchWorkloads(network: Network, workload: Workload): readonly Workload[] {
  const scaling = network.autoScalingGroups.get(workload.resource.logicalId);
  return scaling?.launchedFrom.flatMap((from) => network.workloads.get(from.logicalId ?? "") ?? []) ?? [];
}

/** Whether an association may let the group serve further VPCs. https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assoc.html */
export const isAssociated = (network: Network, group: SecurityGroup): boolean =>
  network.isOpen ||
  [...network.resources.values()].some((resource) => {
    if (resource.type !== "AWS::EC2::SecurityGroupVpcAssociation") return false;
    const of = link(resource, "GroupId")?.logicalId;
    return of === undefined || of === group.resource.logicalId;
  });

/** Whether the group states no VPC: it is made in the default one. */
export const hasNoVpc = (group: SecurityGroup): boolean => group.vpc === undefined && !group.resource.mayGainProperties;

/** Whether the two VPCs are certain to be different ones. */
export const isOtherVpc = (a: Link, b: Link): boolean => compareTerms(a.term, b.term) === "different";

/** Uses of a group that states no VPC by something in VPCs that this template makes: none of these is the default VPC. */
export const strangersIn = (network: Network): readonly Membership[] =>
  memberships(network).filter(
    ({ group, vpcs }) => hasNoVpc(group) && vpcs.every((vpc) => network.vpcs.has(vpc.logicalId ?? "")) && !isAssociated(network, group),
  );

/** Whether something of another VPC uses the group: then the VPC of one of the two is wrong, and is reported for that. */
export const isForeign = (network: Network, group: SecurityGroup): boolean =>
  memberships(network).some(({ group: one, vpcs }) => {
    const { vpc } = one;
    return one === group && vpc !== undefined && vpcs.every((other) => isOtherVpc(other, vpc));
  });
