/**
 * Which security groups guard a resource's interfaces: its own, or those of the launch template or launch configuration that it starts
 * from. Does not know the VPC's default group, nor groups that a service gives its interfaces by itself.
 */
import { type Guard, guardOf, type Party, partyIn } from "./admission.ts";
import { launchTemplateOf } from "./auto-scaling.ts";
import type { NetworkInterface } from "./instance.ts";
import type { Network } from "./network.ts";
import { type Link, link, linkOf, type Links, links, type Resource, shape } from "./resource.ts";

const unknownGuard: Guard = { groups: [], isComplete: false };

/** Incomplete where the template does not say, and for a resource that has no groups at all. */
export function guardOfResource(network: Network, resource: Resource): Guard {
  const { logicalId } = resource;
  const instance = network.instances.get(logicalId);
  if (instance) {
    if (resource.get("SecurityGroups") !== undefined) return guardOf(network, links(resource, "SecurityGroups"));
    const template = launchTemplateOf(resource, "LaunchTemplate");
    const hasOwn = instance.interfaces.some((one) => one.shape !== resource || resource.get("SecurityGroupIds") !== undefined);
    if (template && !hasOwn) return launchGuard(network, template);
    return join(instance.interfaces.map((one) => guardOfInterface(network, one)));
  }
  const scaling = network.autoScalingGroups.get(logicalId);
  if (scaling) {
    const joined = join(scaling.launchedFrom.map((from) => launchGuard(network, from)));
    return { ...joined, isComplete: joined.isComplete && scaling.isLaunchComplete };
  }
  const workload = network.workloads.get(logicalId);
  return workload ? guardOf(network, workload.securityGroups) : unknownGuard;
}

/** A guarded resource as the other end of a connection: its subnets' addresses, and a member of its groups. */
export function partyOfResource(network: Network, { logicalId }: Resource, guard: Guard): Party {
  const groups = guard.groups.flatMap(({ resource }) => {
    const { logicalId: group, node } = resource;
    return linkOf({ kind: "reference", logicalId: group, attribute: "Ref", node, assumesDefaults: [] }, "") ?? [];
  });
  const subnets = network.workloads.get(logicalId)?.subnets ?? { links: [], isComplete: false };
  return partyIn(network, subnets, { links: groups, isComplete: guard.isComplete });
}

/** An interface inside `NetworkInterfaces` may be one that is declared apart. */
function guardOfInterface(network: Network, one: NetworkInterface): Guard {
  const apart = one.shape === one.resource ? undefined : link(one.shape, "NetworkInterfaceId");
  if (!apart) return guardOf(network, one.securityGroups);
  const declared = network.networkInterfaces.get(apart.logicalId ?? "");
  return declared ? guardOf(network, declared.securityGroups) : unknownGuard;
}

const launchGuard = (network: Network, from: Link): Guard => guardOf(network, launchGroups(network, from));

/** The groups that a launch template or launch configuration names. Incomplete where it is none of this template. */
export function launchGroups(network: Network, from: Link): Links {
  const workload = network.workloads.get(from.logicalId ?? "");
  if (!workload) return { links: [], isComplete: false };
  const data = workload.resource.type === "AWS::EC2::LaunchTemplate" ? shape(workload.resource, "LaunchTemplateData") : undefined;
  // Groups of the default VPC may be given by name.
  return data?.get("SecurityGroups") === undefined ? workload.securityGroups : links(data, "SecurityGroups");
}

function join(guards: readonly Guard[]): Guard {
  return {
    groups: [...new Set(guards.flatMap((guard) => guard.groups))],
    isComplete: guards.length > 0 && guards.every((guard) => guard.isComplete),
  };
}
