import { tcp } from "../../cidr/protocol.ts";
import { defineRule, type Finding, type Fix } from "../rule.ts";
import { listed, noneAdmits, noneLetsOut } from "../wording.ts";
import { fromBlock, fromGroup, fromVpc, type IngressPorts, type IngressSource, onePort, portsLabel } from "../add-ingress.ts";
import { ingressFixes } from "../ingress-fix.ts";
import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import { blockedFlows, type BlockedFlow } from "./flows.ts";
import { letOutFix } from "./let-out.ts";

export default defineRule({
  id: "lb/target-port-blocked",
  consequence: "traffic",
  summary: "Security groups must let a load balancer through to its targets, on the target's port and on that of its health checks.",
  why: `A load balancer opens connections of its own to its targets. Where the targets' security groups do not admit it on the port of the
target group, clients get 502, 503 or 504 or a time-out; where they do not admit the health checks, every target is unhealthy, and an
Auto Scaling group or an ECS service replaces its targets over and over. The load balancer's own groups must let it out there, too,
once they have egress rules. Targets of a Network Load Balancer do not see its clients' groups: only a rule for addresses, or for the
load balancer's own group, lets them in.`,
  silentWhen: [
    "a security group of the targets, or one of its rules, is known at deployment only",
    "a rule admits any address of the load balancer's subnets, or those subnets are not known and the rule names addresses",
    "the load balancer is a Network Load Balancer that hands on the client's address, or may, and any rule for addresses covers the port",
    "the target group has no listener in this template, or forwards to Lambda functions or to another load balancer",
    "the port of a target is chosen at run time (ECS tasks that share the network of their host)",
  ],
  reference: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html",
  isFixable: true,
  *check(network) {
    for (const flow of blockedFlows(network)) yield findingOf(network, flow);
  },
});

function findingOf(network: Network, flow: BlockedFlow): Finding {
  const { owner, loadBalancer, guard } = flow;
  const groups = guard.groups.map((group) => group.resource.logicalId);
  const ports = portsLabel(portsOf(flow), "or");
  const targets = listed(flow.targets.map((target) => target.logicalId));
  const isHealthOnly = flow.shut.every((one) => one.isHealthCheck);
  const what = isHealthOnly ? "health checks" : flow.shut.some((one) => one.isHealthCheck) ? "traffic and health checks" : "traffic";
  const effect = isHealthOnly ? "all targets will be unhealthy" : "requests will fail";
  return {
    at: keyOf(owner),
    logicalId: owner.logicalId,
    about: [loadBalancer.logicalId, ...groups],
    message: `${loadBalancer.logicalId} sends ${what} to ${targets} on ${ports}, which ${obstacleOf(flow)}: ${effect}.`,
    related: [
      ...flow.targetGroups.map((group) => ({
        at: keyOf(group.resource),
        message: `${loadBalancer.logicalId} sends to the targets of ${group.resource.logicalId}.`,
      })),
      ...(flow.isRefused ? guard.groups : []).map(({ resource }) => ({
        at: keyOf(resource),
        message: `${resource.logicalId} guards ${targets}.`,
      })),
      ...(flow.isHeldBack ? ownGroups(network, flow) : []).map(({ resource }) => ({
        at: keyOf(resource),
        message: `${resource.logicalId} guards ${loadBalancer.logicalId}.`,
      })),
    ],
    fixes: fixesOf(network, flow),
    assumesDefaults: flow.assumesDefaults,
  };
}

/** Who does not let it through: the targets' groups, the load balancer's, or both. */
function obstacleOf(flow: BlockedFlow): string {
  const groups = flow.guard.groups.map((group) => group.resource.logicalId);
  const source = !flow.isFromAnyone ? " from it" : flow.isForMembers ? " from any address" : "";
  const refusal = flow.isRefused ? [`${noneAdmits(groups)}${source}`] : [];
  const own = flow.sourceGroups.flatMap((group) => group.logicalId ?? []);
  const holding = flow.isHeldBack ? [noneLetsOut(own)] : [];
  return [...refusal, ...holding].join(" and ");
}

const portsOf = ({ shut }: BlockedFlow): readonly IngressPorts[] => shut.map(({ protocol, port }) => onePort(nameOf(protocol), port));

const nameOf = (protocol: number): "tcp" | "udp" => (protocol === tcp ? "tcp" : "udp");

const ownGroups = (network: Network, { sourceGroups }: BlockedFlow) =>
  sourceGroups.flatMap(({ logicalId }) => network.securityGroups.get(logicalId ?? "") ?? []);

function fixesOf(network: Network, flow: BlockedFlow): readonly Fix[] {
  if (flow.isRefused && flow.isHeldBack) return [];
  if (flow.isRefused) return openFixes(network, flow);
  const [own] = ownGroups(network, flow);
  const [group] = flow.guard.groups;
  return own && group ? letOutFix(network, own, group, portsOf(flow)) : [];
}

function openFixes(network: Network, flow: BlockedFlow): readonly Fix[] {
  const [group] = flow.guard.groups;
  const source = sourceOf(network, flow);
  return group && source ? ingressFixes(network, { group, ports: portsOf(flow), sources: [source] }) : [];
}

/** The load balancer's first group. A Network Load Balancer without groups: who its clients are, as the targets see them. */
function sourceOf(network: Network, flow: BlockedFlow): IngressSource | undefined {
  const [own] = flow.sourceGroups;
  if (own) {
    const declared = network.securityGroups.get(own.logicalId ?? "");
    if (declared) return fromGroup(declared);
    const { node } = own;
    return node.kind === "intrinsic" && node.name === "Ref" && node.argument.kind === "scalar" && !node.shared
      ? {
          property: "SourceSecurityGroupId",
          value: { node },
          name: flow.loadBalancer.logicalId,
          label: flow.loadBalancer.logicalId,
          resource: undefined,
        }
      : undefined;
  }
  if (!flow.isNetwork) return undefined;
  // Instances see the clients' own addresses: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
  if (flow.scheme === "internet-facing" && flow.seesClients) return fromBlock("0.0.0.0/0");
  const vpc = flow.scheme === undefined ? undefined : network.vpcs.get(flow.guard.groups[0]?.vpc?.logicalId ?? "");
  return vpc && fromVpc(vpc);
}
