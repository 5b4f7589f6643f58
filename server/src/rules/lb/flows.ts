/** Which connections from load balancers to their targets the security groups of either shut out. Knows flows; writes no messages. */
import { tcp } from "../../cidr/protocol.ts";
import { admission, defaultsBehind, type Guard, guardOf, type Party, partyIn, toPort } from "../../network/admission.ts";
import { guardOfResource, partyOfResource } from "../../network/guard.ts";
import type { TargetGroup } from "../../network/load-balancer.ts";
import {
  anyoneThrough,
  classicTargetsOf,
  hidesClients,
  itself,
  deliveriesOf,
  healthCheckPortOf,
  targetsOf,
  transportsOf,
} from "../../network/load-balancing.ts";
import type { Network } from "../../network/network.ts";
import { known, knownValue, type Link, type Resource } from "../../network/resource.ts";
import { assumedDefaults } from "../rule.ts";

export interface ShutPort {
  readonly protocol: number;
  readonly port: number;
  /** Shut to health checks only: the traffic's port is another. */
  readonly isHealthCheck: boolean;
}

/** From one load balancer to all targets that the same groups guard. */
export interface BlockedFlow {
  readonly loadBalancer: Resource;
  /** Where the load balancer says that it sends there: the first listener, or the Classic Load Balancer. */
  readonly owner: Resource;
  readonly targetGroups: readonly TargetGroup[];
  readonly targets: readonly Resource[];
  readonly guard: Guard;
  readonly shut: readonly ShutPort[];
  /** Whether the targets' groups do not let it in. */
  readonly isRefused: boolean;
  /** Whether the load balancer's own groups do not let it out. */
  readonly isHeldBack: boolean;
  /** Whether the targets' groups do let it in from members of other groups. */
  readonly isForMembers: boolean;
  /** The load balancer's security groups. */
  readonly sourceGroups: readonly Link[];
  readonly areSourcesComplete: boolean;
  /** `internet-facing` or `internal`; undefined where unknown. */
  readonly scheme: string | undefined;
  readonly isNetwork: boolean;
  /** Network Load Balancers mostly hand on who their clients are, so that any source may be meant. */
  readonly isFromAnyone: boolean;
  /** Whether targets see the clients' own addresses. */
  readonly seesClients: boolean;
  readonly assumesDefaults: readonly string[];
}

/** One connection that a load balancer makes. */
interface Flow extends Omit<BlockedFlow, "shut" | "targets" | "targetGroups" | "isRefused" | "isHeldBack" | "isForMembers"> {
  readonly target: Resource;
  readonly targetGroup: TargetGroup | undefined;
  /** Any of the protocols may be the one in use. */
  readonly protocols: readonly number[];
  readonly port: number;
  readonly isHealthCheck: boolean;
  /** The load balancer, or who is behind it. */
  readonly party: Party;
}

/** In document order of listeners, Classic Load Balancers last. */
export function blockedFlows(network: Network): readonly BlockedFlow[] {
  const merged = new Map<string, BlockedFlow>();
  for (const flow of [...currentFlows(network), ...classicFlows(network)]) {
    const gates = gatesOf(network, flow);
    if (!gates.isRefused && !gates.isHeldBack) continue;
    const key = JSON.stringify([flow.loadBalancer.logicalId, ...flow.guard.groups.map(({ resource }) => resource.logicalId).sort()]);
    merged.set(key, withFlow(network, merged.get(key), flow, gates));
  }
  return [...merged.values()];
}

type Gates = Pick<BlockedFlow, "isRefused" | "isHeldBack" | "isForMembers">;

function gatesOf(network: Network, flow: Flow): Gates {
  const { guard, protocols, port, party, target } = flow;
  if (protocols.length === 0 || !guard.isComplete) return { isRefused: false, isHeldBack: false, isForMembers: false };
  const own = ownGuard(network, flow);
  const asked = protocols.map((protocol) => toPort(protocol, port));
  return {
    isRefused: asked.every((packets) => admission(network, guard, "ingress", packets, party).verdict === "no"),
    isHeldBack: asked.every(
      (packets) => admission(network, own, "egress", packets, partyOfResource(network, target, guard)).verdict === "no",
    ),
    isForMembers: asked.some((packets) => admission(network, guard, "ingress", packets, undefined).verdict !== "no"),
  };
}

/** What guards the load balancer. */
const ownGuard = (network: Network, { sourceGroups, areSourcesComplete }: Flow): Guard =>
  guardOf(network, { links: sourceGroups, isComplete: areSourcesComplete });

function withFlow(network: Network, before: BlockedFlow | undefined, flow: Flow, gates: Gates): BlockedFlow {
  const { target, targetGroup, protocols, port, isHealthCheck, party, ...rest } = flow;
  const shut = [...(before?.shut ?? [])];
  for (const protocol of protocols) {
    const same = shut.findIndex((one) => one.protocol === protocol && one.port === port);
    if (same < 0) shut.push({ protocol, port, isHealthCheck });
    else if (!isHealthCheck) shut[same] = { protocol, port, isHealthCheck };
  }
  const end = partyOfResource(network, target, flow.guard);
  const defaults = protocols.flatMap((protocol) => {
    const packets = toPort(protocol, port);
    return [
      ...(gates.isRefused ? defaultsBehind(network, flow.guard, "ingress", packets, party) : []),
      ...(gates.isHeldBack ? defaultsBehind(network, ownGuard(network, flow), "egress", packets, end) : []),
    ];
  });
  return {
    ...(before ?? rest),
    isRefused: gates.isRefused || before?.isRefused === true,
    isHeldBack: gates.isHeldBack || before?.isHeldBack === true,
    isForMembers: gates.isForMembers || before?.isForMembers === true,
    shut: shut.sort((a, b) => a.protocol - b.protocol || a.port - b.port),
    targets: [...new Set([...(before?.targets ?? []), target])],
    targetGroups: [...new Set([...(before?.targetGroups ?? []), ...(targetGroup ? [targetGroup] : [])])],
    assumesDefaults: assumedDefaults(before, flow, { assumesDefaults: defaults }),
  };
}

function currentFlows(network: Network): readonly Flow[] {
  return deliveriesOf(network).flatMap(({ loadBalancer, listener, targetGroup }): readonly Flow[] => {
    if (loadBalancer.type !== "application" && loadBalancer.type !== "network") return [];
    const isNetwork = loadBalancer.type === "network";
    const isFromAnyone = isNetwork && !hidesClients(targetGroup);
    const protocols = transportsOf(targetGroup.protocol);
    const healthPort = healthCheckPortOf(targetGroup);
    const common = {
      loadBalancer: loadBalancer.resource,
      owner: listener.resource,
      targetGroup,
      sourceGroups: loadBalancer.securityGroups.links,
      areSourcesComplete: loadBalancer.securityGroups.isComplete,
      scheme: loadBalancer.scheme,
      isNetwork,
      isFromAnyone,
      seesClients: isFromAnyone && (targetGroup.targetType === "instance" || !protocols.includes(tcp)),
      party: isFromAnyone ? anyoneThrough(loadBalancer) : itself(network, loadBalancer),
    };
    return targetsOf(network, targetGroup).flatMap(({ resource, guard, port, assumesDefaults }) => {
      const own = { ...common, target: resource, guard };
      const traffic: readonly Flow[] = port === undefined ? [] : [{ ...own, protocols, port, isHealthCheck: false, assumesDefaults }];
      const healthDefaults = assumedDefaults(knownValue(targetGroup.healthCheckPort));
      const health: readonly Flow[] =
        healthPort === undefined || (healthPort === port && protocols.includes(tcp))
          ? []
          : [{ ...own, protocols: [tcp], port: healthPort, isHealthCheck: true, assumesDefaults: healthDefaults }];
      return [...traffic, ...health];
    });
  });
}

/** The listeners and the health check of Classic Load Balancers. */
function classicFlows(network: Network): readonly Flow[] {
  return [...network.classicLoadBalancers.values()].flatMap((classic): readonly Flow[] => {
    const { resource, listeners, securityGroups, scheme } = classic;
    const common = {
      loadBalancer: resource,
      owner: resource,
      targetGroup: undefined,
      sourceGroups: securityGroups.links,
      areSourcesComplete: securityGroups.isComplete,
      scheme,
      isNetwork: false,
      isFromAnyone: false,
      seesClients: false,
      party: partyIn(network, classic.subnets, classic.securityGroups),
      protocols: [tcp],
    };
    const ports = listeners.flatMap(({ instancePort }) => {
      const port = known(instancePort);
      return port === undefined ? [] : [{ port, isHealthCheck: false, assumesDefaults: assumedDefaults(knownValue(instancePort)) }];
    });
    const check = knownValue(classic.healthCheckTarget);
    // `HTTP:80/index.html`, `TCP:80`
    const checked = /^[A-Za-z]+:(\d{1,5})(?:\/|$)/.exec(check?.value ?? "")?.[1];
    const health = checked === undefined ? [] : [{ port: Number(checked), isHealthCheck: true, assumesDefaults: assumedDefaults(check) }];
    const asked = [...ports, ...health.filter(({ port }) => !ports.some((one) => one.port === port))];
    return classicTargetsOf(network, classic).flatMap((target) => {
      const guard = guardOfResource(network, target);
      return asked.map((one): Flow => ({ ...common, ...one, target, guard }));
    });
  });
}
