/**
 * What the route tables do: which table a subnet uses, which route wins, and how a subnet reaches the internet. Does not know the
 * routes that other stacks add.
 * https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
import { type Cidr, contains, overlaps } from "../cidr/cidr.ts";
import { compareTerms } from "../template/value.ts";
import type { Network } from "./network.ts";
import { known, type Link } from "./resource.ts";
import { misplacedTarget, type Route, type RouteTable, type RouteTarget, type SubnetRouteTableAssociation } from "./route-table.ts";
import type { Subnet } from "./subnet.ts";
import { groupBy } from "./topology.ts";
import { awsService, type VpcEndpoint } from "./vpc-endpoint.ts";

/** The table that decides for a subnet. */
export type EffectiveTable =
  | { readonly kind: "explicit"; readonly table: RouteTable }
  /** The VPC's main table: local routes only, in a VPC that the template makes. */
  | { readonly kind: "main" }
  /**
   * Associated with several tables or one of another stack, or handed to one that may do so, or in a VPC whose main table is not known;
   * or without an association while one of its VPC names another subnet than can be meant.
   */
  | { readonly kind: "unknown" };

export function effectiveTable(network: Network, subnet: Subnet): EffectiveTable {
  const tables = network.once(effectiveTables);
  const ready = tables.get(subnet) ?? findTable(network, subnet);
  tables.set(subnet, ready);
  return ready;
}

const effectiveTables = (): Map<Subnet, EffectiveTable> => new Map();

function findTable(network: Network, subnet: Subnet): EffectiveTable {
  const { logicalId } = subnet.resource;
  const table = network.topology.tableOf(logicalId);
  const bySubnet = network.once(associationsBySubnet);
  const own = bySubnet.get(logicalId) ?? [];
  if (table) return isAmbiguous(own) ? { kind: "unknown" } : { kind: "explicit", table };
  const isElsewhere = own.length > 0 || bySubnet.has("");
  const isOwn = network.vpcs.has(subnet.vpc?.logicalId ?? "");
  const mayBeMeant = network.once(vpcsWithStrays).has(subnet.vpc?.identity ?? "");
  return isElsewhere || mayBeMeant || !isOwn || network.isOpen || network.isHandedToStack(logicalId) || network.once(mayRouteInMainTable)
    ? { kind: "unknown" }
    : { kind: "main" };
}

/** Associations by the logical id of their subnet; under "" those of subnets that the template does not declare. */
const associationsBySubnet = (network: Network): ReadonlyMap<string, readonly SubnetRouteTableAssociation[]> =>
  groupBy(network.subnetRouteTableAssociations.values(), (association) => association.subnet?.logicalId ?? "");

/** Associated with several tables: one of the associations is refused, and which one is not known. */
const isAmbiguous = (associations: readonly SubnetRouteTableAssociation[]): boolean =>
  new Set(associations.map((one) => one.table?.identity)).size > 1;

/** Identities of the VPCs with a table that serves another subnet than can be meant: one that is associated already, of another VPC, or absent. */
function vpcsWithStrays(network: Network): ReadonlySet<string> {
  const associated = new Set<string>();
  const found = new Set<string>();
  for (const { subnet, table } of network.subnetRouteTableAssociations.values()) {
    if (!subnet) continue;
    const named = network.subnets.get(subnet.logicalId ?? "");
    const vpc = network.routeTables.get(table?.logicalId ?? "")?.vpc ?? named?.vpc;
    const isAbsent = subnet.logicalId !== undefined && network.template.resources.has(subnet.logicalId) && !named;
    const isElsewhere = vpc && named?.vpc && compareTerms(vpc.term, named.vpc.term) === "different";
    if (vpc && (associated.has(subnet.identity) || isAbsent || isElsewhere)) found.add(vpc.identity);
    associated.add(subnet.identity);
  }
  return found;
}

/** A route in a table that a custom resource has found: no attribute gives the main table of a VPC. */
const mayRouteInMainTable = (network: Network): boolean =>
  [...network.routes.values()].some(({ table }) => table?.term.kind === "reference" && !network.routeTables.has(table.logicalId ?? ""));

/** One line of a route table, in the words of the console. */
export type TableEntry =
  | { readonly kind: "local"; readonly destination: Cidr }
  | { readonly kind: "route"; readonly destination: Cidr | undefined; readonly route: Route }
  /** The route that a gateway endpoint adds for the addresses of its service. */
  | { readonly kind: "endpoint"; readonly service: string | undefined; readonly endpoint: VpcEndpoint }
  /** Routes that a virtual private gateway propagates: its prefixes are known when a tunnel is up. */
  | { readonly kind: "propagated"; readonly gateway: Link };

/** Everything that the template puts into a table of `vpc` (an identity), local routes first; without a table, the main one's. */
export function tableEntries(network: Network, vpc: string | undefined, table: RouteTable | undefined): readonly TableEntry[] {
  const blocks = vpc === undefined ? [] : network.topology.blocksOf(vpc).known.flatMap((field) => known(field) ?? []);
  const local = blocks.map((destination): TableEntry => ({ kind: "local", destination }));
  if (!table) return local;
  const { logicalId } = table.resource;
  const routes = network.topology
    .routesOf(logicalId)
    .map((route): TableEntry => ({ kind: "route", destination: known(route.destination), route }));
  const endpoints = [...network.vpcEndpoints.values()].filter(
    (endpoint) => endpoint.type === "Gateway" && endpoint.routeTables.links.some((link) => link.logicalId === logicalId),
  );
  const propagations = [...network.routePropagations.values()].filter((propagation) =>
    propagation.tables.links.some((link) => link.logicalId === logicalId),
  );
  return [
    ...local,
    ...routes,
    ...endpoints.map((endpoint): TableEntry => ({ kind: "endpoint", service: awsService(endpoint.serviceName), endpoint })),
    ...propagations.flatMap((propagation): readonly TableEntry[] =>
      propagation.vpnGateway ? [{ kind: "propagated", gateway: propagation.vpnGateway }] : [],
    ),
  ];
}

/** How a subnet's packets leave for the internet. */
export type Exposure =
  /** A default route to an internet gateway: hosts with a public address are reachable. */
  | { readonly kind: "public"; readonly route: Route }
  /** A default route to a NAT gateway or NAT instance: outgoing connections only. */
  | { readonly kind: "private"; readonly route: Route }
  /** A default route to something else (transit gateway, firewall, ...): the way on is not decided here. */
  | { readonly kind: "forwarded"; readonly route: Route }
  /** No default route. */
  | { readonly kind: "isolated" }
  | { readonly kind: "unknown" };

/** By the IPv4 default route; the IPv6 one where there is no other, unless only IPv4 is asked for. */
export function exposureOf(network: Network, subnet: Subnet, only?: 4): Exposure {
  const effective = effectiveTable(network, subnet);
  if (effective.kind === "unknown") return { kind: "unknown" };
  if (effective.kind === "main") return { kind: "isolated" };
  const { logicalId } = effective.table.resource;
  const routes = network.topology.routesOf(logicalId);
  const isDefault = (route: Route): boolean => {
    const destination = known(route.destination);
    return destination?.prefixLength === 0 && (only === undefined || destination.version === only);
  };
  const defaults = routes.filter(isDefault).sort((a, b) => (known(a.destination)?.version ?? 6) - (known(b.destination)?.version ?? 6));
  const [route] = defaults;
  if (!route) {
    const mayBeDefault = routes.some((one) => one.destination && known(one.destination) === undefined);
    return { kind: mayBeDefault || network.mayGainEntries(logicalId) ? "unknown" : "isolated" };
  }
  const [target, second] = route.targets;
  if (!target || second || misplacedTarget(network.resources, target)) return { kind: "unknown" };
  return { kind: exitKind(network, target.property, target.link), route };
}

function exitKind(network: Network, property: RouteTarget, link: Link): "public" | "private" | "forwarded" {
  if (property === "GatewayId") return network.internetGateways.has(link.logicalId ?? "") || isGatewayByName(link) ? "public" : "forwarded";
  return property === "NatGatewayId" ||
    property === "InstanceId" ||
    property === "NetworkInterfaceId" ||
    property === "EgressOnlyInternetGatewayId"
    ? "private"
    : "forwarded";
}

/** A subnet whose packets do not get to an internet gateway. */
export interface NoInternetRoute {
  /** Undefined for the VPC's main table. */
  readonly table: RouteTable | undefined;
  /** The default route, which leads to a NAT gateway or an egress-only internet gateway; undefined where there is none. */
  readonly exit: Route | undefined;
}

/** Undefined where the subnet has a route to an internet gateway, or may have: to any part of the internet, or through a middlebox. */
export function withoutInternetRoute(network: Network, subnet: Subnet): NoInternetRoute | undefined {
  const effective = effectiveTable(network, subnet);
  if (effective.kind === "main") return { table: undefined, exit: undefined };
  if (effective.kind === "unknown" || network.mayGainEntries(effective.table.resource.logicalId)) return undefined;
  const exposure = exposureOf(network, subnet);
  const routes = network.topology.routesOf(effective.table.resource.logicalId);
  if ((exposure.kind !== "isolated" && exposure.kind !== "private") || routes.some((route) => mayReachInternet(network, route)))
    return undefined;
  return { table: effective.table, exit: exposure.kind === "private" ? exposure.route : undefined };
}

function mayReachInternet(network: Network, { targets, destination }: Route): boolean {
  const [target, second] = targets;
  if (!target || second) return true;
  if (target.property === "GatewayId")
    return !network.vpnGateways.has(target.link.logicalId ?? "") && !target.link.identity.startsWith("vgw-");
  const isDefault = known(destination)?.prefixLength === 0;
  return (
    target.property === "VpcEndpointId" || (isDefault && (target.property === "InstanceId" || target.property === "NetworkInterfaceId"))
  );
}

/** A gateway of another stack: a literal id says which kind it is; for a parameter an internet gateway is what a default route means. */
const isGatewayByName = (link: Link): boolean => link.logicalId === undefined && !link.identity.startsWith("vgw-");

/** Other routes of the table whose destination overlaps: those that `route` beats (it is more specific) and those that beat it. */
export function rivalsOf(
  entries: readonly TableEntry[],
  route: Route,
): { readonly beats: readonly TableEntry[]; readonly losesTo: readonly TableEntry[] } {
  const own = known(route.destination);
  if (!own) return { beats: [], losesTo: [] };
  const others = entries.filter((entry) => !(entry.kind === "route" && entry.route === route));
  const destinationOf = (entry: TableEntry): Cidr | undefined =>
    entry.kind === "local" || entry.kind === "route" ? entry.destination : undefined;
  const rivals = others.filter((entry) => {
    const other = destinationOf(entry);
    return other !== undefined && overlaps(own, other);
  });
  const isLonger = (entry: TableEntry): boolean => (destinationOf(entry)?.prefixLength ?? 0) > own.prefixLength;
  return { beats: rivals.filter((entry) => !isLonger(entry)), losesTo: rivals.filter(isLonger) };
}

/** Whether a table of `vpc` with subnets sends some address of `destinations` to `target` (a property and a link's identity). */
export function routesBack(
  network: Network,
  vpc: string,
  destinations: readonly Cidr[],
  property: RouteTarget,
  target: string,
): readonly Route[] {
  return network.topology.tablesIn(vpc).flatMap((table) =>
    network.topology.routesOf(table.resource.logicalId).filter((route) => {
      const destination = known(route.destination);
      const leads = route.targets.some((one) => one.property === property && one.link.identity === target);
      return leads && (!destination || destinations.some((block) => overlaps(block, destination) || contains(destination, block)));
    }),
  );
}
