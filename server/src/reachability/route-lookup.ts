/**
 * Which route of a table takes packets: longest prefix match, then static before prefix lists before propagated. Three-valued. Does
 * not know what BGP announces, nor routes of other stacks.
 * https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
import { type AddressSet, addressSet, intersect, isEmpty } from "../cidr/address-set.ts";
import { type Cidr, formatCidr, type IpVersion } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import { prefixListEntries } from "../network/prefix-list.ts";
import { known, type Link, type Resource } from "../network/resource.ts";
import { effectiveTable } from "../network/routing.ts";
import type { Route, RouteTable } from "../network/route-table.ts";
import type { Subnet } from "../network/subnet.ts";
import { vpcIdentity } from "../network/topology.ts";
import { awsService, type VpcEndpoint } from "../network/vpc-endpoint.ts";
import { valueIdentity } from "../template/value.ts";
import { blocksOfVersion } from "./blocks.ts";
import { type Addresses, type Answer, blockSet, isWithin } from "./flow.ts";
import { parameterIn, type Unknown } from "./passage.ts";

/** Where a route leads. */
export type Way =
  | { readonly kind: "local" }
  | { readonly kind: "route"; readonly route: Route }
  | { readonly kind: "gateway-endpoint"; readonly endpoint: VpcEndpoint }
  | { readonly kind: "propagated"; readonly gateway: Link };

interface Entry {
  readonly way: Way;
  /** Undefined where it is not known: `identity` then names it. */
  readonly block: AddressSet | undefined;
  readonly cidr: Cidr | undefined;
  readonly identity: string | undefined;
  /** The VPC (an identity) whose block it is, where that is not known. */
  readonly owner: string | undefined;
  /** Of equal prefixes the lowest wins. */
  readonly priority: number;
}

/** The table that decides, for messages and as the component of a missing route. */
export interface Table {
  /** Undefined for the main route table. */
  readonly table: RouteTable | undefined;
  /** The table's resource, or the subnet's where the main table applies. */
  readonly component: Resource;
  readonly name: string;
}

export type Lookup =
  | { readonly kind: "way"; readonly way: Way; readonly cidr: Cidr | undefined; readonly table: Table }
  | { readonly kind: "none"; readonly table: Table }
  | { readonly kind: "unknown"; readonly unknowns: readonly Unknown[]; readonly table: Table | undefined };

/** Who the packets are for, besides their addresses. */
export interface Bound {
  readonly addresses: Addresses;
  /** The VPC (an identity) in which the destination stands, where it is an interface. */
  readonly vpc: string | undefined;
  /** The AWS service that they are for, at its public addresses. */
  readonly service?: string | undefined;
}

/** The table that a subnet uses; undefined where that is not known. */
export function tableOf(network: Network, subnet: Subnet): Table | undefined {
  const cache = network.once(tablesBySubnet);
  const ready = cache.get(subnet) ?? { table: readTable(network, subnet) };
  cache.set(subnet, ready);
  return ready.table;
}

const tablesBySubnet = (): Map<Subnet, { readonly table: Table | undefined }> => new Map();

function readTable(network: Network, subnet: Subnet): Table | undefined {
  const effective = effectiveTable(network, subnet);
  if (effective.kind === "unknown") return undefined;
  if (effective.kind === "main")
    return { table: undefined, component: subnet.resource, name: `the main route table of ${subnet.vpc?.logicalId ?? "its VPC"}` };
  const { resource } = effective.table;
  return { table: effective.table, component: resource, name: resource.logicalId };
}

/** What the table of a subnet does with packets. */
export function lookup(network: Network, subnet: Subnet, version: IpVersion, bound: Bound): Lookup {
  const table = tableOf(network, subnet);
  const { logicalId } = subnet.resource;
  const vpc = subnet.vpc?.identity;
  if (!table) {
    if (bound.vpc !== undefined && bound.vpc === vpc)
      return {
        kind: "way",
        way: { kind: "local" },
        cidr: undefined,
        table: { table: undefined, component: subnet.resource, name: `the route table of ${logicalId}` },
      };
    return {
      kind: "unknown",
      unknowns: [{ logicalId, message: `Which route table ${logicalId} uses is not in the template.` }],
      table: undefined,
    };
  }
  return lookupIn(network, table, vpc, version, bound);
}

/** The prefix length of the largest block that a VPC can have. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const shortestBlock: Readonly<Record<IpVersion, number>> = { 4: 16, 6: 44 };

/** What a table does with packets. `vpc` is an identity. */
export function lookupIn(network: Network, table: Table, vpc: string | undefined, version: IpVersion, bound: Bound): Lookup {
  const isHome = bound.vpc !== undefined && bound.vpc === vpc;
  const doubts: { readonly way: Way; readonly unknown: Unknown }[] = [];
  for (const entry of entriesOf(network, table, vpc, version)) {
    // Routes this short come after the local one, whatever the VPC's blocks are.
    if (isHome && entry.cidr && entry.cidr.prefixLength < shortestBlock[version]) break;
    const match = matches(entry, bound, isHome);
    if (match === "no") continue;
    if (match === "unknown") {
      // No route that the template leaves open beats the local one: AWS takes only whole subnets as more specific destinations.
      if (!isHome) doubts.push({ way: entry.way, unknown: doubtOf(entry, table) });
      continue;
    }
    if (isHome && isWiderThanVpc(network, vpc, version, entry)) break;
    if (doubts.every(({ way }) => leadsSame(way, entry.way))) return { kind: "way", way: entry.way, cidr: entry.cidr, table };
    return { kind: "unknown", unknowns: doubts.map(({ unknown }) => unknown), table };
  }
  if (isHome) return { kind: "way", way: { kind: "local" }, cidr: undefined, table };
  if (doubts.length > 0) return { kind: "unknown", unknowns: doubts.map(({ unknown }) => unknown), table };
  const { logicalId } = table.component;
  if (table.table && network.mayGainEntries(logicalId))
    return { kind: "unknown", unknowns: [{ logicalId, message: `${logicalId} may have routes that are not in the template.` }], table };
  return { kind: "none", table };
}

/** Whether the local route beats a route though the VPC's blocks are not known: no VPC has a block larger than /16, or /44 of IPv6. */
function isWiderThanVpc(network: Network, vpc: string | undefined, version: IpVersion, entry: Entry): boolean {
  const isKnown = blocksOfVersion(network, vpc, version) !== undefined;
  return !isKnown && entry.way.kind !== "local" && (entry.cidr?.prefixLength ?? 0) < (version === 4 ? 16 : 44);
}

function matches(entry: Entry, bound: Bound, isHome: boolean): Answer {
  if (entry.way.kind === "local") return isHome && !entry.block ? "yes" : entry.block ? isWithin(bound.addresses, entry.block) : "no";
  if (entry.way.kind === "gateway-endpoint") {
    const service = awsService(entry.way.endpoint.serviceName);
    if (bound.service === undefined) return "no";
    return service === undefined ? "unknown" : service === bound.service ? "yes" : "no";
  }
  if (entry.block) return isWithin(bound.addresses, entry.block);
  if (entry.identity !== undefined && bound.addresses.inside.includes(entry.identity)) return "yes";
  // The block of another VPC, whatever it is, does not hold this one's addresses: VPCs with overlapping blocks are not connected.
  return entry.owner !== undefined && entry.owner !== bound.vpc ? "no" : "unknown";
}

/** Whether two ways are one for what follows. */
function leadsSame(a: Way, b: Way): boolean {
  if (a.kind === "route" && b.kind === "route") {
    const [one, other] = [a.route.targets[0], b.route.targets[0]];
    return one !== undefined && one.property === other?.property && one.link.identity === other.link.identity;
  }
  return a.kind === b.kind && a.kind === "local";
}

function doubtOf(entry: Entry, table: Table): Unknown {
  if (entry.way.kind === "route") {
    const { resource } = entry.way.route;
    const what = entry.block
      ? `only a part of the addresses takes ${resource.logicalId}`
      : `the destination of ${resource.logicalId} is not known`;
    return {
      logicalId: parameterIn(entry.identity) ?? resource.logicalId,
      message: `Which route of ${table.name} is taken is open: ${what}.`,
    };
  }
  if (entry.way.kind === "gateway-endpoint")
    return {
      logicalId: entry.way.endpoint.resource.logicalId,
      message: `Which service ${entry.way.endpoint.resource.logicalId} is for is not known.`,
    };
  if (entry.way.kind === "propagated")
    return {
      logicalId: entry.way.gateway.logicalId,
      message: `Which prefixes ${entry.way.gateway.logicalId ?? "the virtual private gateway"} propagates to ${table.name} is known when it runs.`,
    };
  return { logicalId: undefined, message: `Whether the addresses are the VPC's own is not known.` };
}

const tables = (): Map<string, readonly Entry[]> => new Map();

/** In the order in which they are asked: the longest prefix first; what is not known before all that is. */
function entriesOf(network: Network, table: Table, vpc: string | undefined, version: IpVersion): readonly Entry[] {
  const cache = network.once(tables);
  const key = `${version} ${table.table?.resource.logicalId ?? `main of ${vpc}`}`;
  const ready = cache.get(key) ?? readEntries(network, table.table, vpc, version).sort(inOrder);
  cache.set(key, ready);
  return ready;
}

/**
 * Gateway endpoints come first: their prefixes are long. What is not known comes before all that is known but the local route; what
 * BGP may announce comes last, because nobody can say how long it is.
 */
function inOrder(a: Entry, b: Entry): number {
  const length = (entry: Entry): number =>
    entry.way.kind === "gateway-endpoint" ? 200 : entry.cidr ? entry.cidr.prefixLength : entry.way.kind === "propagated" ? -1 : 150;
  return length(b) - length(a) || a.priority - b.priority;
}

function readEntries(network: Network, table: RouteTable | undefined, vpc: string | undefined, version: IpVersion): Entry[] {
  const entry = (way: Way, cidr: Cidr | undefined, priority: number, identity?: string): Entry => ({
    way,
    cidr,
    block: cidr && blockSet(cidr),
    identity,
    owner: cidr ? undefined : ownerOf(network, identity),
    priority,
  });
  const entries: Entry[] = [];
  const blocks = vpc === undefined ? [] : network.topology.blocksOf(vpc).known.flatMap((field) => known(field) ?? []);
  for (const block of blocks) if (block.version === version) entries.push(entry({ kind: "local" }, block, 0));
  if (!table) return entries;
  const { logicalId } = table.resource;
  for (const route of network.topology.routesOf(logicalId)) {
    const way: Way = { kind: "route", route };
    const cidr = known(route.destination);
    const list = route.prefixList && prefixListEntries(network, route.prefixList);
    if (list) for (const block of list) entries.push(...(block.version === version ? [entry(way, block, 2)] : []));
    else if (cidr) entries.push(...(cidr.version === version ? [entry(way, cidr, 1)] : []));
    else if (route.destination)
      entries.push(...(mayBeOf(route, version) ? [entry(way, undefined, 1, valueIdentity(route.destination.text))] : []));
    // A list of AWS holds addresses of a service: packets for other hosts do not match it.
    else if (route.prefixList && route.prefixList.term.kind !== "scalar") entries.push(entry(way, undefined, 2, route.prefixList.identity));
  }
  for (const endpoint of network.vpcEndpoints.values()) {
    if (endpoint.type === "Gateway" && endpoint.routeTables.links.some((link) => link.logicalId === logicalId))
      entries.push(entry({ kind: "gateway-endpoint", endpoint }, undefined, 2));
  }
  for (const propagation of network.routePropagations.values()) {
    const gateway = propagation.vpnGateway;
    if (!gateway || !propagation.tables.links.some((link) => link.logicalId === logicalId)) continue;
    const own = vpc === undefined ? undefined : blocksOfVersion(network, vpc, version);
    for (const prefix of propagatedPrefixes(network, gateway)) {
      // A propagated route never beats the local one. https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html
      if (prefix.version !== version || (own && !isEmpty(intersect(addressSet([prefix]), own)))) continue;
      entries.push(entry({ kind: "propagated", gateway }, prefix, 3));
    }
    if (hasOtherPrefixes(network, gateway)) entries.push(entry({ kind: "propagated", gateway }, undefined, 4));
  }
  return entries;
}

/** The VPC whose primary block has that identity. */
function ownerOf(network: Network, identity: string | undefined): string | undefined {
  if (identity === undefined) return undefined;
  const owner = [...network.vpcs.values()].find(({ cidr }) => cidr && valueIdentity(cidr.text) === identity);
  return owner && vpcIdentity(owner.resource.logicalId);
}

/** Which IP version a destination that is not known is of, is said by its property. */
const mayBeOf = (route: Route, version: IpVersion): boolean => (route.destination?.path === "DestinationIpv6CidrBlock") === (version === 6);

/** Prefixes of static VPN connections on a virtual private gateway. */
function propagatedPrefixes(network: Network, gateway: Link): readonly Cidr[] {
  const connections = new Set(
    [...network.vpnConnections.values()]
      .filter((one) => one.vpnGateway?.identity === gateway.identity)
      .map((one) => one.resource.logicalId),
  );
  return [...network.vpnConnectionRoutes.values()].flatMap((route) =>
    connections.has(route.connection?.logicalId ?? "") ? (known(route.destination) ?? []) : [],
  );
}

/** Whether a gateway may get prefixes that the template does not state: by BGP, over Direct Connect, or from what another stack connects. */
export function hasOtherPrefixes(network: Network, gateway: Link): boolean {
  const connections = [...network.vpnConnections.values()].filter((one) => one.vpnGateway?.identity === gateway.identity);
  const isDynamic = connections.some((one) => known(one.staticRoutesOnly) !== true);
  const isDirect = [...network.directConnectAssociations.values()].some((one) => one.gateway?.identity === gateway.identity);
  const hasUnknownRoute = [...network.vpnConnectionRoutes.values()].some(
    (route) => !route.destination || known(route.destination) === undefined,
  );
  return isDynamic || isDirect || hasUnknownRoute || gateway.logicalId === undefined || network.mayGainEntries(gateway.logicalId);
}

/** A destination in words. */
export const inWords = (lookup: { readonly cidr: Cidr | undefined; readonly way: Way }): string =>
  lookup.cidr
    ? formatCidr(lookup.cidr)
    : lookup.way.kind === "local"
      ? "local"
      : lookup.way.kind === "gateway-endpoint"
        ? "the prefix list of the service"
        : "its destination";
