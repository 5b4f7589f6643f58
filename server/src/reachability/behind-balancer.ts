/**
 * From a load balancer on to one of its targets: on which port, and whose address the target sees. A Network Load Balancer may keep
 * the client's. Does not know who the client is, beyond its places.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
 */
import { formatProtocol, tcp, udp } from "../cidr/protocol.ts";
import type { LoadBalancer, TargetGroup } from "../network/load-balancer.ts";
import { classicTargetsOf, deliveriesOf, hidesClients, transportsOf } from "../network/load-balancing.ts";
import type { Network } from "../network/network.ts";
import { known, type Resource } from "../network/resource.ts";
import type { Trace } from "./answer.ts";
import { type Answered, partsOf, traceBetween, traceOf } from "./between.ts";
import { crossBorder } from "./border.ts";
import { type Endpoint, type Place, readEnd } from "./ends.ts";
import { passGroups } from "./filters.ts";
import { type Answer, request, replyTo, type Packet } from "./flow.ts";
import type { End } from "./journey.ts";
import { checkedByLoadBalancers, genevePort, registeredWith } from "./load-balancer.ts";
import { needsAnswer } from "./pair.ts";
import { chain, hop, type Hop, kept, nothing, type Passage } from "./passage.ts";
import type { Station } from "./station.ts";

/** What a listener hands to a target: on which port, by which target group. */
interface Handing {
  readonly port: number | undefined;
  readonly group: TargetGroup | undefined;
}

/**
 * From a load balancer to a target, for packets that a client sent to its `port`. `client` is undefined where the load balancer sees
 * none: behind an endpoint service targets see its own addresses.
 */
export function behindBalancer(
  network: Network,
  resource: Resource,
  to: Endpoint,
  protocol: number,
  port: number | undefined,
  client: Endpoint | undefined,
): Trace {
  if (to.resource?.logicalId === resource.logicalId) return reached;
  const from = readEnd(network, resource.logicalId, undefined);
  if ("problem" in from) return reached;
  const isGateway = network.loadBalancers.get(resource.logicalId)?.type === "gateway";
  if (isGateway) return traceBetween(network, from, to, udp, genevePort);
  const handings = handingsTo(network, resource, to.resource, protocol, port);
  const [first] = handings;
  if (!first) return traceBetween(network, from, to, protocol, port);
  const traces = handings.map((handing): Trace => {
    if (handing.port === undefined) {
      const message = `On which port ${resource.logicalId} sends to ${to.text} is not known.`;
      return {
        ...reached,
        verdict: "unknown",
        unknowns: [{ logicalId: handing.group?.resource.logicalId ?? resource.logicalId, message }],
      };
    }
    return handed(network, from, to, protocol, handing.port, handing.group, client);
  });
  const told = traces.map((one, index) => ({ ...one, forward: sendingTo(one.forward, to.text, protocol, handings[index]?.port) }));
  return told.find(({ verdict }) => verdict === "blocked") ?? told.find(({ verdict }) => verdict === "unknown") ?? told[0] ?? reached;
}

const keepsAddress = "keeps the client's address";

/** The load balancer comes first: what it does there. */
const sendingTo = ([balancer, ...more]: readonly Hop[], target: string, protocol: number, port: number | undefined): readonly Hop[] => {
  if (!balancer) return [];
  const ending = balancer.explanation === keepsAddress ? `, and ${keepsAddress}` : "";
  const what = port === undefined ? "the packets" : `${formatProtocol(protocol)} ${port}`;
  return [{ ...balancer, explanation: `sends ${what} to ${target}${ending}` }, ...more];
};

/** Where nothing more is to be asked. */
export const reached: Trace = { verdict: "reachable", blockers: [], forward: [], back: [], assumptions: [], unknowns: [], parts: [] };

/** How a target gets what listeners of the port take; where no listener takes it, how it gets anything at all; what is no target, how it would. */
function handingsTo(
  network: Network,
  resource: Resource,
  target: Resource | undefined,
  protocol: number,
  port: number | undefined,
): readonly Handing[] {
  const classic = network.classicLoadBalancers.get(resource.logicalId);
  if (classic) {
    if (!classicTargetsOf(network, classic).some(({ logicalId }) => logicalId === target?.logicalId)) return [];
    const fitting = classic.listeners.filter((listener) => known(listener.port) === port);
    return (fitting.length > 0 ? fitting : classic.listeners).map(({ instancePort }) => ({ port: known(instancePort), group: undefined }));
  }
  const own = network.once(deliveriesOf).filter(({ loadBalancer }) => loadBalancer.resource.logicalId === resource.logicalId);
  const fitting = own.filter(({ listener }) => {
    const transports = transportsOf(listener.protocol);
    return known(listener.port) === port && (transports.length === 0 || transports.includes(protocol));
  });
  const deliveries = fitting.length > 0 ? fitting : own;
  const registered = deliveries.flatMap(({ targetGroup }) =>
    registeredWith(network, targetGroup)
      .filter((one) => one.resource.logicalId === target?.logicalId)
      .map((one) => ({ port: one.port, group: targetGroup })),
  );
  return registered.length > 0 ? registered : deliveries.map(({ targetGroup: group }) => ({ port: known(group.port), group }));
}

function handed(
  network: Network,
  from: Endpoint,
  to: Endpoint,
  protocol: number,
  port: number,
  group: TargetGroup | undefined,
  client: Endpoint | undefined,
): Trace {
  const balancer = network.loadBalancers.get(from.resource?.logicalId ?? "");
  const keeps = client && balancer && group ? keepsClient(balancer, group) : "no";
  const asItself = (): Trace => traceBetween(network, from, to, protocol, port);
  if (keeps === "no" || !client || !balancer) return asItself();
  const asClient = traceAsClient(network, client, from, to, protocol, port);
  if (keeps === "yes" || !asClient) return asClient ?? asItself();
  const plain = asItself();
  if (plain.verdict === asClient.verdict) return plain;
  const message = `Whether targets of ${group?.resource.logicalId ?? "the target group"} see the client's address is not known.`;
  return { ...plain, verdict: "unknown", blockers: [], unknowns: [{ logicalId: group?.resource.logicalId, message }] };
}

/** Whether targets see the client's address: by default those by instance id do, and all of UDP. */
function keepsClient({ type }: LoadBalancer, group: TargetGroup): Answer {
  if (type !== "network" || hidesClients(group)) return type === undefined ? "unknown" : "no";
  if (group.preservesClientIp) return known(group.preservesClientIp) === true ? "yes" : "unknown";
  const transports = transportsOf(group.protocol);
  if (transports.includes(udp)) return "yes";
  return transports.includes(tcp) && group.targetType === "instance" ? "yes" : "unknown";
}

/** The target sees the client; undefined where it stands in another VPC than the load balancer. */
function traceAsClient(
  network: Network,
  client: Endpoint,
  from: Endpoint,
  to: Endpoint,
  protocol: number,
  port: number,
): Trace | undefined {
  const answered: Answered[] = [];
  for (const seen of client.places.flatMap((place) => partsOf(network, place, 4))) {
    for (const { end } of from.places) {
      for (const { end: target, label } of to.places) {
        if (end.kind !== "station" || target.kind !== "station" || end.station.vpc !== target.station.vpc) return undefined;
        const [source, destination] = [seen.addresses(4), target.station.addresses(4)];
        if (!source || !destination) return undefined;
        const packet = request(4, protocol, port, source, destination);
        answered.push({ from: seen.label, to: label, pair: keptAddress(network, seen, end, target, packet, port) });
      }
    }
  }
  return answered.length > 0 ? traceOf(answered) : undefined;
}

type StationEnd = End & { readonly kind: "station" };

/** Through the load balancer with the client's address. Answers come back to the load balancer, whatever the routes of the target say. */
function keptAddress(network: Network, client: Place, from: StationEnd, to: StationEnd, packet: Packet, port: number): Answered["pair"] {
  const [balancer, target] = [from.station, to.station];
  const reply = replyTo(packet);
  const [here, there] = [balancer.subnet, target.subnet];
  const cross = (at: Station["subnet"], direction: "ingress" | "egress", what: Packet): Passage =>
    at && here !== there ? crossBorder(network, at, direction, what) : nothing;
  return {
    forward: chain(
      hop(balancer.owner, balancer.kind, keepsAddress),
      passGroups(network, balancer, "egress", packet, target, kept),
      cross(here, "egress", packet),
      cross(there, "ingress", packet),
      targetGroups(network, client, balancer, target, packet),
      checkedByLoadBalancers(network, from, to, packet.protocol, port),
      hop(target.owner, target.kind, ""),
    ),
    back: chain(cross(there, "egress", reply), cross(here, "ingress", reply)),
    isBackDeciding: needsAnswer(packet.protocol),
  };
}

/** Rules of the target know the client's address and the load balancer's groups, but not the client's groups. */
function targetGroups(network: Network, client: Place, balancer: Station, target: Station, packet: Packet): Passage {
  const admitted = passGroups(network, target, "ingress", packet, balancer, kept);
  if (admitted.blockers.length === 0) return admitted;
  const sender = client.end.kind === "station" ? client.end.station : undefined;
  return passGroups(network, target, "ingress", packet, sender, { kind: "lost", at: balancer.owner });
}
