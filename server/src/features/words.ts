/** The network in plain words: targets, tables, exposure. Knows the network model; used by hovers, hints and lenses. */
import { formatCidr } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import { known, type Link } from "../network/resource.ts";
import type { Route, RouteTarget } from "../network/route-table.ts";
import type { Exposure, TableEntry } from "../network/routing.ts";
import { valueIdentity } from "../template/value.ts";
import { code } from "./markdown.ts";

const targetWords: Readonly<Record<RouteTarget, string>> = {
  CarrierGatewayId: "carrier gateway",
  CoreNetworkArn: "Cloud WAN core network",
  EgressOnlyInternetGatewayId: "egress-only internet gateway",
  GatewayId: "gateway",
  InstanceId: "instance",
  LocalGatewayId: "local gateway",
  NatGatewayId: "NAT gateway",
  NetworkInterfaceId: "network interface",
  OdbNetworkArn: "ODB network",
  TransitGatewayId: "transit gateway",
  VpcEndpointId: "VPC endpoint",
  VpcPeeringConnectionId: "VPC peering connection",
};

/** The thing a link names: its logical id, or the parameter or expression that names what another stack makes. */
export const linkWords = (link: Link | undefined): string =>
  code(link?.logicalId ?? link?.identity.replace(/^\$\{([A-Za-z0-9]+)\}$/, "$1") ?? "unknown");

/** "NAT gateway `Nat` (in `PublicSubnet`)", "the internet, through internet gateway `Igw`". */
function targetWordsOf(network: Network, property: RouteTarget, link: Link): string {
  const { logicalId } = link;
  if (property === "GatewayId") {
    if (network.internetGateways.has(logicalId ?? "")) return `internet gateway ${linkWords(link)}`;
    return network.vpnGateways.has(logicalId ?? "") ? `virtual private gateway ${linkWords(link)}` : `gateway ${linkWords(link)}`;
  }
  if (property === "NatGatewayId") {
    const nat = network.natGateways.get(logicalId ?? "");
    return `NAT gateway ${linkWords(link)}${nat?.subnet ? ` in ${linkWords(nat.subnet)}` : ""}`;
  }
  if (property === "VpcPeeringConnectionId") {
    const peering = network.peerings.get(logicalId ?? "");
    return `VPC peering connection ${linkWords(link)}${peering ? ` (${linkWords(peering.vpc)} and ${linkWords(peering.peerVpc)})` : ""}`;
  }
  return `${targetWords[property]} ${linkWords(link)}`;
}

/** Where a route leads. */
export function routeTargetWords(network: Network, route: Route): string {
  const [target, second] = route.targets;
  if (!target) return "nothing: it has no target";
  return second ? `${route.targets.length} targets, of which AWS accepts one` : targetWordsOf(network, target.property, target.link);
}

/** What a route is for: its block, or the expression that the template does not pin down. */
export function destinationWords(route: Route): string {
  const cidr = known(route.destination);
  if (cidr) return formatCidr(cidr);
  if (route.destination) return valueIdentity(route.destination.text);
  return route.prefixList ? `prefix list ${route.prefixList.logicalId ?? route.prefixList.identity}` : "no destination";
}

/** A line of a route table: destination and target. */
export function entryWords(network: Network, entry: TableEntry): readonly [destination: string, target: string] {
  switch (entry.kind) {
    case "local":
      return [code(formatCidr(entry.destination)), "local"];
    case "route":
      return [code(destinationWords(entry.route)), routeTargetWords(network, entry.route)];
    case "endpoint":
      return [`${entry.service ?? "a service"} (prefix list)`, `gateway endpoint ${code(entry.endpoint.resource.logicalId)}`];
    case "propagated":
      return ["prefixes of the VPN or Direct Connect", `virtual private gateway ${linkWords(entry.gateway)}, propagated`];
  }
}

/** "public: …", with the reason. */
export function exposureWords(network: Network, exposure: Exposure): string {
  switch (exposure.kind) {
    case "public":
      return `**public**: ${code(exposure.route.resource.logicalId)} sends ${code(destinationWords(exposure.route))} to ${routeTargetWords(network, exposure.route)}, so hosts with a public address reach the internet and can be reached`;
    case "private":
      return `**private**: ${code(exposure.route.resource.logicalId)} sends ${code(destinationWords(exposure.route))} to ${routeTargetWords(network, exposure.route)}, so connections go out but none come in`;
    case "forwarded":
      return `**no internet gateway of its own**: ${code(exposure.route.resource.logicalId)} sends ${code(destinationWords(exposure.route))} to ${routeTargetWords(network, exposure.route)}`;
    case "isolated":
      return "**isolated**: no default route, so nothing reaches the internet and nothing comes from there";
    case "unknown":
      return "**not known**: its route table, or a route in it, is made elsewhere";
  }
}

/** The short form, for a table. */
export function exposureWord(exposure: Exposure): string {
  return { public: "public", private: "private", forwarded: "forwarded", isolated: "isolated", unknown: "not known" }[exposure.kind];
}

const exits: Partial<Readonly<Record<RouteTarget, string>>> = {
  GatewayId: "VPN gateway",
  TransitGatewayId: "transit gateway",
  VpcPeeringConnectionId: "peering",
  VpcEndpointId: "endpoint",
  NatGatewayId: "NAT",
  InstanceId: "instance",
  NetworkInterfaceId: "interface",
  EgressOnlyInternetGatewayId: "egress-only IGW",
  CarrierGatewayId: "carrier gateway",
  CoreNetworkArn: "Cloud WAN",
  LocalGatewayId: "local gateway",
};

/** An exposure that a route decides. */
export type RoutedExposure = Extract<Exposure, { readonly route: unknown }>;

/** What the route leads to, in a word or two: "NAT", "transit gateway". */
export function exitOf({ route }: RoutedExposure): string {
  const [target] = route.targets;
  return (target && exits[target.property]) ?? "a gateway";
}
