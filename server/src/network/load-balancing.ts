/**
 * What load balancers send where: from the load balancer through its listeners to target groups and the things registered there. Does
 * not know listeners of other stacks, nor targets that register themselves.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
 */
import { type Cidr, cidrOf } from "../cidr/cidr.ts";
import { tcp, udp } from "../cidr/protocol.ts";
import { type Guard, type Party, partyIn } from "./admission.ts";
import { guardOfResource } from "./guard.ts";
import type { ClassicLoadBalancer, Listener, ListenerRule, LoadBalancer, TargetGroup } from "./load-balancer.ts";
import type { Network } from "./network.ts";
import { type Field, known, knownValue, type Link, type Resource, shapes, textField } from "./resource.ts";

/** A way from a load balancer to a target group. */
export interface Delivery {
  readonly loadBalancer: LoadBalancer;
  readonly listener: Listener;
  readonly targetGroup: TargetGroup;
}

/** Every way between declared load balancers and declared target groups, in document order of listeners, then of listener rules. */
export function deliveriesOf(network: Network): readonly Delivery[] {
  const deliveries: Delivery[] = [];
  const add = (listener: Listener | undefined, { forwards }: Listener | ListenerRule): void => {
    const loadBalancer = network.loadBalancers.get(listener?.loadBalancer?.logicalId ?? "");
    if (!listener || !loadBalancer) return;
    for (const forward of forwards) {
      const targetGroup = network.targetGroups.get(forward.targetGroup.logicalId ?? "");
      if (targetGroup) deliveries.push({ loadBalancer, listener, targetGroup });
    }
  };
  for (const listener of network.listeners.values()) add(listener, listener);
  for (const rule of network.listenerRules.values()) add(network.listeners.get(rule.listener?.logicalId ?? ""), rule);
  return deliveries;
}

/**
 * Who the targets of a Network Load Balancer may see: clients or the load balancer itself, by address. Of groups its own only: those of
 * clients are not looked at. https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html#target-security-groups
 */
export function anyoneThrough({ resource, securityGroups, hasSecurityGroups }: LoadBalancer): Party {
  const areKnown = hasSecurityGroups ? securityGroups.isComplete : !resource.mayGainProperties;
  return { addresses: everywhere, unknownVersions: [], groups: securityGroups.links, otherGroups: areKnown ? "none" : "any" };
}

/**
 * Whether the targets of a Network Load Balancer see its own addresses for certain: the default for addresses over TCP.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
 */
export function hidesClients({ resource, targetType, protocol, preservesClientIp }: TargetGroup): boolean {
  if (!["TCP", "TLS"].includes(known(protocol)?.toUpperCase() ?? "")) return false;
  if (preservesClientIp) return known(preservesClientIp) === false;
  const { shapes: stated, isComplete } = shapes(resource, "TargetGroupAttributes");
  const areKnown = isComplete && stated.every((one) => known(textField(one, "Key")) !== undefined);
  return targetType === "ip" && areKnown && !resource.mayGainProperties;
}

/** A load balancer as its targets see it: in its subnets, and a member of its groups. A Network Load Balancer that names none has none. */
export function itself(network: Network, { type, resource, subnets, securityGroups, hasSecurityGroups }: LoadBalancer): Party {
  const party = partyIn(network, subnets, securityGroups);
  return type === "network" && !hasSecurityGroups && !resource.mayGainProperties ? { ...party, otherGroups: "none" } : party;
}

const everywhere: readonly Cidr[] = [cidrOf(4, 0n, 0), cidrOf(6, 0n, 0)];

/** Something that a load balancer sends to. */
export interface Target {
  readonly resource: Resource;
  readonly guard: Guard;
  /** The port it listens on; undefined where unknown. */
  readonly port: number | undefined;
  /** Parameters whose defaults the port hangs on. */
  readonly assumesDefaults: readonly string[];
}

/** What the template registers with a target group, as far as its interfaces and ports are known. */
export function targetsOf(network: Network, group: TargetGroup): readonly Target[] {
  if (group.targetType !== "instance" && group.targetType !== "ip") return [];
  const { logicalId } = group.resource;
  const target = (resource: Resource, port: Field<number> | undefined): Target => ({
    resource,
    guard: guardOfResource(network, resource),
    port: known(port),
    assumesDefaults: knownValue(port)?.assumesDefaults ?? [],
  });
  const stated = group.targets.flatMap(({ id, port }) => {
    const resource = addressed(network, id);
    return resource ? [target(resource, port ?? group.port)] : [];
  });
  const scaled = [...network.autoScalingGroups.values()]
    .filter((scaling) => scaling.targetGroups.links.some((one) => one.logicalId === logicalId))
    .map((scaling) => target(scaling.resource, group.port));
  const tasks = [...network.ecsServices.values()]
    .filter((service) => service.hasOwnInterfaces)
    .flatMap((service) =>
      service.registrations
        .filter((registration) => registration.targetGroup?.logicalId === logicalId)
        .map((registration) => target(service.resource, registration.containerPort)),
    );
  return [...stated, ...scaled, ...tasks];
}

/** The instance or interface that a target id (an instance id, or a private address by attribute) means. */
function addressed(network: Network, id: Link | undefined): Resource | undefined {
  if (id?.term.kind !== "reference") return undefined;
  const { logicalId, attribute } = id.term;
  const instance = network.instances.get(logicalId);
  if (instance) return attribute === "Ref" || attribute === "PrivateIp" ? instance.resource : undefined;
  const networkInterface = network.networkInterfaces.get(logicalId);
  return networkInterface && attribute === "PrimaryPrivateIpAddress" ? networkInterface.resource : undefined;
}

/** What the template registers with a Classic Load Balancer; the port is the listener's. */
export function classicTargetsOf(network: Network, classic: ClassicLoadBalancer): readonly Resource[] {
  const { logicalId } = classic.resource;
  const instances = classic.instances.links.flatMap((id) => network.instances.get(id.logicalId ?? "")?.resource ?? []);
  const scaled = [...network.autoScalingGroups.values()]
    .filter((scaling) => scaling.loadBalancers.links.some((one) => one.logicalId === logicalId))
    .map((scaling) => scaling.resource);
  return [...instances, ...scaled];
}

const protocolsByName: Readonly<Record<string, readonly number[]>> = {
  HTTP: [tcp],
  HTTPS: [tcp],
  TCP: [tcp],
  TLS: [tcp],
  SSL: [tcp],
  UDP: [udp],
  QUIC: [udp],
  TCP_UDP: [tcp, udp],
  TCP_QUIC: [tcp, udp],
};

/** Numbers of the protocols that a listener or target group takes, any of which may be the one in use; none where unknown. */
export const transportsOf = (protocol: Field<string> | undefined): readonly number[] =>
  protocolsByName[known(protocol)?.toUpperCase() ?? ""] ?? [];

/** The port of health checks where it is another than that of the traffic; undefined where it is the same, unknown, or there are none. */
export function healthCheckPortOf(group: TargetGroup): number | undefined {
  if (group.healthCheckEnabled && known(group.healthCheckEnabled) !== true) return undefined;
  const text = known(group.healthCheckPort)?.trim() ?? "";
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}
