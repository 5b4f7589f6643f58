/** Who has an interface in a security group or a subnet. Knows interfaces; says nothing of what other stacks put there. */
import type { Network } from "../network/network.ts";
import { declaredIds } from "../network/resource.ts";
import type { SecurityGroup } from "../network/security-group.ts";
import type { Subnet } from "../network/subnet.ts";
import { type Station, stationsOf } from "../reachability/station.ts";

/** Logical ids of all resources with interfaces, in document order. */
export const holders = (network: Network): readonly string[] =>
  [...network.resources.keys()].filter((id) => stationsOf(network, id)?.length);

/** Logical ids of the resources with an interface in the group. */
export const membersOf = (network: Network, group: SecurityGroup): readonly string[] =>
  holders(network).filter((id) => stationsOf(network, id)?.some((station) => isMember(station, group)));

const isMember = ({ membership }: Station, group: SecurityGroup): boolean =>
  membership?.groups.some((one) => one.kind === "declared" && one.group === group) === true;

/**
 * Logical ids of all that is in the group: members; what names it, but has its subnets elsewhere; and templates for instances that
 * name it, where the template starts none of them.
 */
export function carriersOf(network: Network, group: SecurityGroup): readonly string[] {
  const { logicalId } = group.resource;
  const naming = [...network.workloads.values()].filter((one) => declaredIds(one.securityGroups).includes(logicalId));
  const carriers = new Set([
    ...ownersWhere(network, (station) => isMember(station, group)),
    ...naming.flatMap(({ resource, holdsAddress }) => (holdsAddress ? [resource.logicalId] : [])),
  ]);
  const started = new Set(
    [...carriers].flatMap((id) => (network.resources.get(id)?.references() ?? []).map((reference) => reference.logicalId)),
  );
  for (const { resource, holdsAddress } of naming) if (!holdsAddress && !started.has(resource.logicalId)) carriers.add(resource.logicalId);
  return inOrder(network, carriers);
}

/** Logical ids of the resources with an interface in the subnet, or in one of several of which it is one. */
export const usersOf = (network: Network, subnet: Subnet): readonly string[] =>
  inOrder(network, new Set(ownersWhere(network, (station) => station.subnet === subnet)));

/** Logical ids of what such interfaces belong to: a file system has none of its own, but those of its mount targets. */
const ownersWhere = (network: Network, isMeant: (station: Station) => boolean): readonly string[] =>
  holders(network).flatMap((id) => (stationsOf(network, id) ?? []).flatMap((station) => (isMeant(station) ? station.owner.logicalId : [])));

const inOrder = (network: Network, ids: ReadonlySet<string>): readonly string[] =>
  [...network.resources.keys()].filter((id) => ids.has(id));
