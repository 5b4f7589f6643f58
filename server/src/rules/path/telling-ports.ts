/** Ports that stand for all: where one port gets through, one of these does. Knows no way. */
import { allProtocols } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import { known } from "../../network/resource.ts";

/** More than these are not asked one by one. */
const maxPorts = 200;

/**
 * The ports of a protocol from `from` to `to` at which anything in the template begins to let packets through: where ranges overlap,
 * their common part begins with the beginning of one of them. Ascending.
 */
export function tellingPorts(network: Network, protocol: number, from = 0, to = 65_535): readonly number[] {
  const found = new Set([from]);
  const add = (port: number | undefined): void => {
    if (port !== undefined && port >= from && port <= to) found.add(port);
  };
  const isMeant = (own: number | undefined): boolean => own === undefined || own === protocol || own === allProtocols;
  const groups = [...network.securityGroups.values()].flatMap(({ ingress, egress }) => [...ingress, ...egress]);
  for (const rule of [...groups, ...network.standaloneRules.values()]) if (isMeant(rule.protocolNumber)) add(known(rule.fromPort));
  for (const entry of network.networkAclEntries.values()) {
    if (!isMeant(known(entry.protocol))) continue;
    add(known(entry.fromPort));
    const last = known(entry.toPort);
    add(last === undefined ? undefined : last + 1);
  }
  for (const listener of network.listeners.values()) add(known(listener.port));
  for (const { listeners } of network.classicLoadBalancers.values()) {
    for (const { port, instancePort } of listeners) {
      add(known(port));
      add(known(instancePort));
    }
  }
  for (const { port, targets } of network.targetGroups.values())
    for (const one of [port, ...targets.map((target) => target.port)]) add(known(one));
  for (const { ports } of network.resourceConfigurations.values()) add(ports?.[0]);
  return [...found].sort((a, b) => a - b).slice(0, maxPorts);
}
