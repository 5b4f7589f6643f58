/**
 * What load balancers take and what they send: a listener for the port on one side, the registered targets and their ports on the
 * other. Does not know listeners and targets of other stacks.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
 */
import { parseAddress } from "../cidr/cidr.ts";
import { tcp, udp } from "../cidr/protocol.ts";
import { classicTargetsOf, deliveriesOf, healthCheckPortOf, targetsOf, transportsOf } from "../network/load-balancing.ts";
import type { Network } from "../network/network.ts";
import { privateAddresses } from "../network/private-addresses.ts";
import type { TargetGroup } from "../network/load-balancer.ts";
import { known, type Resource } from "../network/resource.ts";
import type { End } from "./journey.ts";
import { blocked, chain, nothing, type Passage, unknown } from "./passage.ts";

/** Whether load balancers at the two ends take and send such packets. */
export function checkedByLoadBalancers(network: Network, from: End, to: End, protocol: number, port: number | undefined): Passage {
  const into = to.kind === "station" ? takes(network, to.station.owner, protocol, port) : nothing;
  const target = to.kind === "station" ? to.station.owner : undefined;
  const out = from.kind === "station" ? sends(network, from.station.owner, target, protocol, port) : nothing;
  return chain(out, into);
}

/** Whether a load balancer has a listener for the packets. */
export function takes(network: Network, resource: Resource, protocol: number, port: number | undefined): Passage {
  if ((protocol !== tcp && protocol !== udp) || port === undefined) return nothing;
  const classic = network.classicLoadBalancers.get(resource.logicalId);
  const { logicalId } = resource;
  if (classic) {
    const ports = classic.listeners.map((listener) => known(listener.port));
    return listens(resource, ports, port, resource.mayGainProperties, "ELB_LISTENERS_MISMATCH");
  }
  const balancer = network.loadBalancers.get(logicalId);
  if (!balancer || balancer.type === "gateway") return nothing;
  const own = [...network.listeners.values()].filter(({ loadBalancer }) => loadBalancer?.logicalId === logicalId);
  const fitting = own.filter((listener) => {
    const transports = transportsOf(listener.protocol);
    return transports.length === 0 || transports.includes(protocol);
  });
  return listens(
    resource,
    fitting.map((listener) => known(listener.port)),
    port,
    network.mayGainEntries(logicalId),
    "ELBV2_LISTENERS_MISMATCH",
  );
}

function listens(resource: Resource, ports: readonly (number | undefined)[], port: number, mayGain: boolean, code: string): Passage {
  const { logicalId } = resource;
  if (ports.includes(port)) return nothing;
  if (ports.includes(undefined) || mayGain)
    return unknown(logicalId, `Whether ${logicalId} listens on port ${port} is not in the template.`);
  const has = ports.length === 0 ? "has no listener" : `listens on ${[...new Set(ports)].join(", ")} only`;
  return blocked({ code, resource, message: `${logicalId} ${has}: it does not take port ${port}.` });
}

/** Whether a load balancer sends such packets to a target. */
function sends(network: Network, resource: Resource, target: Resource | undefined, protocol: number, port: number | undefined): Passage {
  const { logicalId } = resource;
  const classic = network.classicLoadBalancers.get(logicalId);
  if (classic) {
    const ports = [...classic.listeners.map((listener) => known(listener.instancePort)), healthPort(known(classic.healthCheckTarget))];
    const isTarget = classicTargetsOf(network, classic).some((one) => one.logicalId === target?.logicalId);
    return initiates(
      resource,
      target,
      isTarget,
      classic.instances.isComplete && !network.isOpen,
      ports,
      port,
      "ELB_LISTENER_PORT_RESTRICTION",
    );
  }
  const balancer = network.loadBalancers.get(logicalId);
  if (!balancer) return nothing;
  const own = network.once(deliveriesOf).filter(({ loadBalancer }) => loadBalancer.resource.logicalId === logicalId);
  if (own.length === 0 && !mayGainListeners(network, logicalId) && !forwardsElsewhere(network, logicalId))
    return blocked({ code: "ELBV2_LISTENER_HAS_NO_TG", resource, message: `${logicalId} forwards to no target group.` });
  const groups = own.map(({ targetGroup }) => targetGroup);
  const registered = groups.flatMap((group) => registeredWith(network, group).map((one) => ({ ...one, health: healthCheckPortOf(group) })));
  const mine = registered.filter((one) => one.resource.logicalId === target?.logicalId);
  const isComplete =
    !mayGainListeners(network, logicalId) &&
    !forwardsElsewhere(network, logicalId) &&
    groups.every(
      (group) =>
        group.areTargetsComplete &&
        group.targets.every(({ id }) => id?.logicalId !== undefined || id?.term.kind === "reference") &&
        !network.mayGainEntries(group.resource.logicalId),
    );
  const isHealthCheck = protocol === tcp && mine.some(({ health }) => health !== undefined && health === port);
  if (balancer.type === "gateway" && mine.length > 0 && !isHealthCheck) return encapsulates(resource, protocol, port);
  return initiates(
    resource,
    target,
    mine.length > 0,
    isComplete,
    mine.flatMap((one) => [one.port, ...(one.health === undefined ? [] : [one.health])]),
    port,
    "TARGET_PORT_RESTRICTION",
  );
}

/** What is registered with a target group, and on which port: also by a literal address that an interface of the template has. */
export function registeredWith(
  network: Network,
  group: TargetGroup,
): readonly { readonly resource: Resource; readonly port: number | undefined }[] {
  return [...targetsOf(network, group), ...balancersIn(network, group), ...byLiteralAddress(network, group)];
}

function byLiteralAddress(network: Network, { targetType, targets, port, vpc }: TargetGroup) {
  if (targetType !== "ip") return [];
  return targets.flatMap(({ id, port: own }) => {
    const address = id?.term.kind === "scalar" ? parseAddress(id.term.text) : undefined;
    if (!address || "problem" in address) return [];
    const owners = network
      .once(privateAddresses)
      .filter(
        ({ address: one, subnet }) =>
          one?.value === address.value && network.subnets.get(subnet?.logicalId ?? "")?.vpc?.identity === vpc?.identity,
      );
    return owners.map(({ resource }) => ({ resource, port: known(own ?? port) }));
  });
}

/** Application Load Balancers that are targets themselves. */
const balancersIn = (network: Network, { targetType, targets, port }: TargetGroup) =>
  targetType === "alb"
    ? targets.flatMap(({ id, port: own }) => {
        const inner = network.loadBalancers.get(id?.logicalId ?? "");
        return inner ? [{ resource: inner.resource, port: known(own ?? port) }] : [];
      })
    : [];

/** The UDP port of GENEVE, by which a Gateway Load Balancer hands packets to appliances. https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/target-groups.html */
export const genevePort = 6081;

function encapsulates(resource: Resource, protocol: number, port: number | undefined): Passage {
  const { logicalId } = resource;
  const message = `${logicalId} hands packets to its appliances by GENEVE only: UDP, port ${genevePort}.`;
  if (protocol !== udp) return blocked({ code: "GWLB_PROTOCOL_RESTRICTION", resource, message });
  return port === undefined || port === genevePort ? nothing : blocked({ code: "GWLB_DESTINATION_PORT_RESTRICTION", resource, message });
}

const healthPort = (target: string | undefined): number => Number(/:(\d+)/.exec(target ?? "")?.[1] ?? -1);

const mayGainListeners = (network: Network, logicalId: string): boolean =>
  network.mayGainEntries(logicalId) || [...network.listeners.values()].some(({ resource }) => network.mayGainEntries(resource.logicalId));

/** Whether a load balancer forwards to a target group of another stack. */
function forwardsElsewhere(network: Network, logicalId: string): boolean {
  const listeners = [...network.listeners.values()].filter(({ loadBalancer }) => loadBalancer?.logicalId === logicalId);
  const ids = new Set(listeners.map(({ resource }) => resource.logicalId));
  const rules = [...network.listenerRules.values()].filter(({ listener }) => ids.has(listener?.logicalId ?? ""));
  return [...listeners, ...rules].some(({ forwards }) =>
    forwards.some(({ targetGroup }) => !network.targetGroups.has(targetGroup.logicalId ?? "")),
  );
}

/** A load balancer starts connections to its targets only, on their ports. */
function initiates(
  resource: Resource,
  target: Resource | undefined,
  isTarget: boolean,
  isComplete: boolean,
  ports: readonly (number | undefined)[],
  port: number | undefined,
  code: string,
): Passage {
  const { logicalId } = resource;
  const name = target?.logicalId ?? "what is no resource of the template";
  if (!isTarget) {
    if (!isComplete) return unknown(logicalId, `Whether ${name} is a target of ${logicalId} is not in the template.`);
    return blocked({
      code: "TARGET_ADDRESS_RESTRICTION",
      resource,
      message: `${logicalId} sends to its targets only, and ${name} is none of them.`,
    });
  }
  if (port === undefined || ports.includes(port)) return nothing;
  if (ports.includes(undefined)) return unknown(logicalId, `On which port ${logicalId} sends to ${name} is not known.`);
  return blocked({
    code,
    resource,
    message: `${logicalId} sends to ${name} on port ${[...new Set(ports)].filter((one) => (one ?? 0) > 0).join(", ")} only, not ${port}.`,
  });
}
