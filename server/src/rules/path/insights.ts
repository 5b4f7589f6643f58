/** What Network Insights paths and access scopes state, as ends of a trace. Knows no analysis. */
import { parseProtocol, tcp, udp } from "../../cidr/protocol.ts";
import type { AccessEnd, AccessPath, InsightsAccessScope, InsightsPath, PathFilter } from "../../network/insights.ts";
import type { Network } from "../../network/network.ts";
import { type Field, known, type Link, type Links } from "../../network/resource.ts";
import { stationsOf } from "../../reachability/station.ts";
import type { Node } from "../../template/node.ts";
import type { Statement } from "./stated.ts";

/**
 * Undefined where an end is not of this template, or something is known at deployment only. The analyzer looks for any packet that gets
 * through: https://docs.aws.amazon.com/vpc/latest/reachability/how-reachability-analyzer-works.html
 */
export function statementOf(network: Network, path: InsightsPath): Statement | undefined {
  const { source, destination, sourceIp, destinationIp, protocol, atSource, atDestination } = path;
  if (atSource?.hasSourcePorts || atDestination?.hasSourcePorts) return undefined;
  const from = endOf(network, source, [sourceIp, atSource?.sourceAddress, atDestination?.sourceAddress]);
  const to = endOf(network, destination, [destinationIp, atSource?.destinationAddress, atDestination?.destinationAddress]);
  const number = parseProtocol(known(protocol) ?? "");
  const ports = portsOf(path.port, atDestination ?? atSource);
  if (from === undefined || to === undefined || ports === "unknown" || (number !== tcp && number !== udp)) return undefined;
  return { from, to, protocol: number, ports, amount: "some" };
}

function portsOf(port: Field<number> | undefined, filter: PathFilter | undefined): Statement["ports"] | "unknown" {
  const from = port ? known(port) : filter?.fromPort ? known(filter.fromPort) : undefined;
  const to = port ? known(port) : filter?.toPort ? known(filter.toPort) : from;
  if (!port && !filter?.fromPort) return undefined;
  return from === undefined || to === undefined ? "unknown" : { from, to };
}

/** The resource, or an address beyond it. */
function endOf(network: Network, link: Link | undefined, addresses: readonly (Field<string> | undefined)[]): string | undefined {
  const address = addresses.find((field) => field !== undefined);
  const id = link && idOf(link);
  if (link && id === undefined) return undefined;
  if (id !== undefined && stationsOf(network, id)) return id;
  if (id !== undefined && !network.internetGateways.has(id)) return undefined;
  if (!address) return id === undefined ? undefined : "internet";
  const text = known(address);
  // A block is any of its addresses to the analyzer.
  return text !== undefined && /^[0-9.]+(?:\/32)?$/.test(text) ? text.replace("/32", "") : undefined;
}

/** Of a `Ref`, or of an attribute such as `Arn`. */
const idOf = ({ term }: Link): string | undefined => (term.kind === "reference" ? term.logicalId : undefined);

/** More ways than these are not looked at. */
const maxWays = 400;

/** The paths that a scope matches and does not exclude: there must be none of them. */
export function forbiddenPaths(
  network: Network,
  { matches, excludes, isComplete }: InsightsAccessScope,
): readonly { readonly node: Node; readonly index: number; readonly statement: Statement }[] {
  const spared = excludes.map((exclude) => understood(network, exclude));
  if (!isComplete || spared.includes(undefined)) return [];
  const ways = matches.flatMap((match, index) => {
    const found = understood(network, match);
    if (!found?.sources || !found.destinations) return [];
    const { sources, destinations, statements } = found;
    return sources.flatMap((from) =>
      destinations
        .filter((to) => to !== from && !spared.some((one) => one !== undefined && covers(one, from, to)))
        .flatMap((to) => statements.map((one) => ({ node: match.shape.node, index, statement: { from, to, ...one } }))),
    );
  });
  return ways.length > maxWays ? [] : ways;
}

interface Understood {
  /** Undefined for any. */
  readonly sources: readonly string[] | undefined;
  readonly destinations: readonly string[] | undefined;
  readonly statements: readonly Omit<Statement, "from" | "to">[];
}

/** Whatever part of the traffic an exclusion is about: the pair is left out. */
const covers = ({ sources, destinations }: Understood, from: string, to: string): boolean =>
  (sources === undefined || sources.includes(from)) && (destinations === undefined || destinations.includes(to));

function understood(network: Network, { source, destination, hasThrough }: AccessPath): Understood | undefined {
  const ends = [source, destination];
  if (hasThrough || ends.some((end) => end?.hasOtherHeaders)) return undefined;
  const [sources, destinations] = ends.map((end) => (end ? endsOf(network, end) : undefined));
  if ((source && !sources) || (destination && !destinations)) return undefined;
  const protocols = texts(source?.protocols, destination?.protocols);
  const ports = texts(source?.destinationPorts, destination?.destinationPorts);
  if (!protocols || !ports) return undefined;
  const numbers = protocols.length > 0 ? protocols.map((text) => parseProtocol(text)) : [tcp, udp];
  const ranges = ports.length > 0 ? ports.map(rangeOf) : [undefined];
  if (numbers.some((one) => one !== tcp && one !== udp) || (ports.length > 0 && ranges.includes(undefined))) return undefined;
  return {
    sources,
    destinations,
    statements: numbers.flatMap((protocol = tcp) => ranges.map((range) => ({ protocol, ports: range, amount: "none" as const }))),
  };
}

function rangeOf(text: string): Statement["ports"] {
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim()) ?? [];
  return from === undefined ? undefined : { from: Number(from), to: Number(to ?? from) };
}

/** The known texts of lists; undefined where one is known at deployment only. */
function texts(...lists: readonly (Links | undefined)[]): readonly string[] | undefined {
  const all = lists.flatMap((list) => list?.links ?? []);
  if (lists.some((list) => list?.isComplete === false) || all.some(({ term }) => term.kind !== "scalar")) return undefined;
  return all.map(({ identity }) => identity);
}

/** The things that a statement means; undefined where it means others, too, or nobody can tell. Empty statements mean nothing here. */
function endsOf(network: Network, { resources, types }: AccessEnd): readonly string[] | undefined {
  const ofResources = resources.links.map((link) => thingsOf(network, idOf(link) ?? ""));
  const ofTypes = texts(types)?.map((type) => thingsOfType(network, type));
  const all = [...ofResources, ...(ofTypes ?? [undefined])];
  if (all.length === 0 || !resources.isComplete || all.includes(undefined)) return undefined;
  return [...new Set(all.flatMap((things) => things ?? []))];
}

function thingsOf(network: Network, id: string): readonly string[] | undefined {
  if (network.internetGateways.has(id)) return ["internet"];
  if (stationsOf(network, id)) return [id];
  const isThere = (subnet: string): boolean => network.vpcs.has(id) && network.subnets.get(subnet)?.vpc?.logicalId === id;
  if (!network.vpcs.has(id) && !network.subnets.has(id)) return undefined;
  return [...network.subnets.keys()]
    .filter((subnet) => subnet === id || isThere(subnet))
    .flatMap((subnet) => network.topology.workloadsIn(subnet).map(({ resource }) => resource.logicalId));
}

function thingsOfType(network: Network, type: string): readonly string[] | undefined {
  if (type === "AWS::EC2::InternetGateway") return network.internetGateways.size > 0 ? ["internet"] : [];
  if (type !== "AWS::EC2::NetworkInterface") return undefined;
  return [...network.workloads.values()].flatMap(({ resource, holdsAddress }) => (holdsAddress ? [resource.logicalId] : []));
}
