import { tcp } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, known, knownValue, type Resource } from "../../network/resource.ts";
import { classicTargetsOf, deliveriesOf, healthCheckPortOf, hidesClients, targetsOf, transportsOf } from "../../network/load-balancing.ts";
import { assumedDefaults, defineRule, type Finding } from "../rule.ts";
import { causeAndEffect, cutOff, pathParts, portName } from "./cut-off.ts";

export default defineRule({
  id: "path/lb-target",
  consequence: "traffic",
  summary: "A load balancer must have a way to its targets, on their port and on that of the health checks.",
  why: `A load balancer opens connections of its own to its targets, from its subnets. A network ACL at the border of either subnet, a route table without a way
to the target's VPC, or a security group at either end stops them: clients get 502, 503 or 504 or a time-out, and where the health checks do not arrive, every target
is unhealthy. The whole way is looked at, there and back.`,
  silentWhen: [
    "something on the way is known at deployment only",
    "some of the load balancer's interfaces do reach some of the target's",
    "each thing in the way has a finding of its own",
    "a Network Load Balancer hands on the client's address, or may: then its health checks are asked about only",
    "both are in one VPC without network ACLs in the template: `lb/target-port-blocked` is about security groups",
    "the targets are Lambda functions, another load balancer or addresses, or register themselves",
  ],
  reference: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
  isFixable: true,
  *check(network) {
    const seen = new Set<string>();
    // Without network ACLs, only security groups are in the way inside a VPC, which lb/target-port-blocked looks at.
    const hasEntries = network.networkAclEntries.size > 0;
    for (const flow of [...flowsOf(network), ...classicFlowsOf(network)]) {
      const pair = `${flow.loadBalancer.logicalId} ${flow.target.logicalId}`;
      const isAsked = !seen.has(pair) && (hasEntries || areApart(network, flow));
      const finding = isAsked ? findingOf(network, flow) : undefined;
      if (!finding) continue;
      seen.add(pair);
      yield finding;
    }
  },
});

/** What a load balancer sends to a target. */
interface Flow {
  readonly loadBalancer: Resource;
  /** Where the template says so: a listener, or a Classic Load Balancer. */
  readonly owner: Resource;
  readonly target: Resource;
  readonly protocols: readonly number[];
  readonly port: number;
  readonly isHealthCheck: boolean;
  readonly assumesDefaults: readonly string[];
}

/** In different VPCs for certain. */
function areApart(network: Network, { loadBalancer, target }: Flow): boolean {
  const [from, to] = [loadBalancer, target].map(({ logicalId }) => {
    const subnets = network.workloads.get(logicalId)?.subnets.links ?? [];
    return new Set(subnets.map((link) => network.subnets.get(link.logicalId ?? "")?.vpc?.identity));
  });
  return [...(from ?? [])].some((vpc) => vpc !== undefined && to !== undefined && to.size > 0 && !to.has(vpc) && !to.has(undefined));
}

function findingOf(
  network: Network,
  { loadBalancer, owner, target, protocols, port, isHealthCheck, assumesDefaults }: Flow,
): Finding | undefined {
  const cuts = protocols.map((protocol) => cutOff(network, { from: loadBalancer.logicalId, to: target.logicalId, protocol, port }));
  const [cut] = cuts;
  const [protocol = tcp] = protocols;
  if (!cut || cuts.includes(undefined)) return undefined;
  const { logicalId } = owner;
  const what = isHealthCheck ? "the health checks" : "the requests";
  const parts = pathParts(network, cut);
  return {
    at: keyOf(owner),
    logicalId,
    about: [loadBalancer.logicalId, target.logicalId],
    message: causeAndEffect(
      cut,
      `${what} of ${cut.from ?? loadBalancer.logicalId} will not get to ${cut.to ?? target.logicalId} on ${portName(protocol, port)}`,
    ),
    ...parts,
    assumesDefaults: assumedDefaults(parts, { assumesDefaults }),
  };
}

function flowsOf(network: Network): readonly Flow[] {
  return network.once(deliveriesOf).flatMap(({ loadBalancer, listener, targetGroup }): readonly Flow[] => {
    if (loadBalancer.type !== "application" && loadBalancer.type !== "network") return [];
    const seesClients = loadBalancer.type === "network" && !hidesClients(targetGroup);
    const protocols = transportsOf(targetGroup.protocol);
    const checks = targetGroup.healthCheckEnabled ? known(targetGroup.healthCheckEnabled) : true;
    const healthPort = healthCheckPortOf(targetGroup);
    const isOtherPort = targetGroup.healthCheckPort && known(targetGroup.healthCheckPort) !== "traffic-port";
    return targetsOf(network, targetGroup).flatMap(({ resource, port, assumesDefaults }) => {
      const own = { loadBalancer: loadBalancer.resource, owner: listener.resource, target: resource };
      const traffic: readonly Flow[] =
        port === undefined || protocols.length === 0 || seesClients
          ? []
          : [{ ...own, protocols, port, isHealthCheck: false, assumesDefaults }];
      const checked = isOtherPort ? healthPort : port;
      const health: readonly Flow[] =
        checks !== true || checked === undefined || (protocols.includes(tcp) && checked === port && !seesClients)
          ? []
          : [
              {
                ...own,
                protocols: [tcp],
                port: checked,
                isHealthCheck: true,
                assumesDefaults: assumedDefaults(knownValue(targetGroup.healthCheckPort), { assumesDefaults }),
              },
            ];
      return [...traffic, ...health];
    });
  });
}

function classicFlowsOf(network: Network): readonly Flow[] {
  return [...network.classicLoadBalancers.values()].flatMap((classic) =>
    classicTargetsOf(network, classic).flatMap((target) =>
      classic.listeners.flatMap(({ instancePort }): readonly Flow[] => {
        const port = known(instancePort);
        const { resource } = classic;
        if (port === undefined) return [];
        const assumesDefaults = assumedDefaults(knownValue(instancePort));
        return [{ loadBalancer: resource, owner: resource, target, protocols: [tcp], port, isHealthCheck: false, assumesDefaults }];
      }),
    ),
  );
}
