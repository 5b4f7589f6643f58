import { tcp } from "../../cidr/protocol.ts";
import { admission, defaultsBehind, type Guard, guardOf, toPort } from "../../network/admission.ts";
import { transportsOf } from "../../network/load-balancing.ts";
import type { Network } from "../../network/network.ts";
import { type Field, keyOf, known, knownValue, type Resource } from "../../network/resource.ts";
import { fromBlock, fromVpc, type IngressPorts, type IngressSource, onePort, portsLabel } from "../add-ingress.ts";
import { ingressFixes } from "../ingress-fix.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";
import { noneAdmits } from "../wording.ts";

export default defineRule({
  id: "lb/listener-port-blocked",
  consequence: "traffic",
  summary: "A security group of a load balancer must admit each listener's port.",
  why: `The security groups of a load balancer guard its listeners: a listener on a port that no rule covers is there, but no connection
ever reaches it. Clients see a time-out, and the load balancer's metrics stay at zero.`,
  silentWhen: [
    "any rule of any of the groups covers the port, whatever its source is",
    "the load balancer names no security group: a Network Load Balancer then has none, the others have the VPC's default group",
    "a group is given by a parameter or an import, is exported, or has rules that are known at deployment only",
    "the load balancer takes connections through AWS PrivateLink without asking its groups",
  ],
  reference: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
  isFixable: true,
  *check(network) {
    for (const entrance of entrancesOf(network)) {
      const finding = checkEntrance(network, entrance);
      if (finding) yield finding;
    }
  },
});

/** A port on which a load balancer listens. */
interface Entrance {
  readonly loadBalancer: Resource;
  /** The listener, or the Classic Load Balancer. */
  readonly owner: Resource;
  /** Property path of the listener inside a Classic Load Balancer; empty otherwise. */
  readonly path: string;
  readonly guard: Guard;
  readonly transports: readonly number[];
  readonly port: Field<number> | undefined;
  readonly scheme: string | undefined;
  readonly isDualstack: boolean;
}

function entrancesOf(network: Network): readonly Entrance[] {
  const current = [...network.listeners.values()].flatMap((listener): readonly Entrance[] => {
    const balancer = network.loadBalancers.get(listener.loadBalancer?.logicalId ?? "");
    if (!balancer?.hasSecurityGroups || balancer.privateLinkEnforcement !== "on") return [];
    return [
      {
        loadBalancer: balancer.resource,
        owner: listener.resource,
        path: "",
        guard: guardOf(network, balancer.securityGroups),
        transports: transportsOf(listener.protocol),
        port: listener.port,
        scheme: balancer.scheme,
        isDualstack: balancer.ipAddressType?.startsWith("dualstack") ?? false,
      },
    ];
  });
  const classic = [...network.classicLoadBalancers.values()].flatMap(({ resource, securityGroups, scheme, listeners }) =>
    listeners.map(({ port, shape }): Entrance => {
      const guard = guardOf(network, securityGroups);
      return { loadBalancer: resource, owner: resource, path: shape.path, guard, transports: [tcp], port, scheme, isDualstack: false };
    }),
  );
  return [...current, ...classic];
}

function checkEntrance(network: Network, entrance: Entrance): Finding | undefined {
  const { owner, loadBalancer, guard, transports } = entrance;
  const port = known(entrance.port);
  if (port === undefined || transports.length === 0) return undefined;
  const questions = transports.map((protocol) => toPort(protocol, port));
  if (questions.some((packets) => admission(network, guard, "ingress", packets, undefined).verdict !== "no")) return undefined;
  const groups = guard.groups.map((group) => group.resource.logicalId);
  const ports = transports.map((protocol) => onePort(nameOf(protocol), port));
  const label = portsLabel(ports, "or");
  const listens =
    owner === loadBalancer ? `${loadBalancer.logicalId} listens` : `${owner.logicalId} makes ${loadBalancer.logicalId} listen`;
  return {
    at: keyOf(owner),
    logicalId: owner.logicalId,
    about: [owner.logicalId, ...(owner === loadBalancer ? [entrance.path] : [loadBalancer.logicalId])],
    message: `${listens} on ${label}, which ${noneAdmits(groups)}: no client can connect.`,
    related: guard.groups.map((group) => ({ at: keyOf(group.resource), message: `${group.resource.logicalId} does not admit ${label}.` })),
    fixes: openFixes(network, entrance, ports),
    assumesDefaults: assumedDefaults(
      knownValue(entrance.port),
      ...questions.map((packets) => ({ assumesDefaults: defaultsBehind(network, guard, "ingress", packets, undefined) })),
    ),
  };
}

const nameOf = (protocol: number): "tcp" | "udp" => (protocol === tcp ? "tcp" : "udp");

function openFixes(network: Network, entrance: Entrance, ports: readonly IngressPorts[]): readonly Fix[] {
  const [group] = entrance.guard.groups;
  const sources = clientsOf(network, entrance);
  return group && sources.length > 0 ? ingressFixes(network, { group, ports, sources }) : [];
}

/** Who is meant to connect: everyone, or the VPC; nobody where that cannot be told. */
function clientsOf(network: Network, { scheme, isDualstack, guard }: Entrance): readonly IngressSource[] {
  if (scheme === "internet-facing") return [fromBlock("0.0.0.0/0"), ...(isDualstack ? [fromBlock("::/0")] : [])];
  const vpc = scheme === "internal" ? network.vpcs.get(guard.groups[0]?.vpc?.logicalId ?? "") : undefined;
  return vpc ? [fromVpc(vpc)] : [];
}
