/**
 * The two sides of a VPC peering connection and the routes over it. Does not know a side in another stack, account or Region.
 * https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html
 */
import type { Network } from "./network.ts";
import { known, type Link } from "./resource.ts";
import { type Route, type RouteTable, targetOf } from "./route-table.ts";
import type { Vpc } from "./vpc.ts";
import { isInOwnRegion, type VpcPeering } from "./vpc-peering.ts";

/** One side, seen from its VPC. */
export interface PeeringSide {
  readonly peering: VpcPeering;
  readonly vpc: Link;
  readonly peer: Link;
  /** The VPCs as declared in this template; undefined where another stack makes them. */
  readonly ownVpc: Vpc | undefined;
  readonly peerVpc: Vpc | undefined;
}

/** Both sides; none where one of the ids is missing, or both are the same. */
export function sidesOf(network: Network, peering: VpcPeering): readonly PeeringSide[] {
  const { vpc, peerVpc: peer } = peering;
  if (!vpc || !peer || vpc.identity === peer.identity) return [];
  const ownVpc = declaredVpc(network, vpc);
  // The id of a VPC in another Region or account may be that of a VPC here only by mistake: that side is unknown.
  const isElsewhere = !isInOwnRegion(peering) && known(peering.peerRegion) !== undefined;
  const peerVpc = isElsewhere ? undefined : declaredVpc(network, peer);
  return [
    { peering, vpc, peer, ownVpc, peerVpc },
    { peering, vpc: peer, peer: vpc, ownVpc: peerVpc, peerVpc: ownVpc },
  ];
}

const declaredVpc = (network: Network, vpc: Link): Vpc | undefined => network.vpcs.get(vpc.logicalId ?? "");

/** Routes whose target is that peering connection. */
export const routesOver = (network: Network, peering: VpcPeering): readonly Route[] =>
  [...network.routes.values()].filter((route) => targetOf(route, "VpcPeeringConnectionId")?.logicalId === peering.resource.logicalId);

/** Peering connections between the same two VPCs, this one included. */
export const samePair = (network: Network, peering: VpcPeering): readonly VpcPeering[] =>
  [...network.peerings.values()].filter((other) => pairOf(other) !== undefined && pairOf(other) === pairOf(peering));

/** The unordered pair of VPCs, as a text that is equal for equal pairs. */
export function pairOf({ vpc, peerVpc }: VpcPeering): string | undefined {
  return vpc && peerVpc ? [vpc.identity, peerVpc.identity].sort().join(" ") : undefined;
}

/** Types that answer in a subnet but start no connection over a peering that the template's author would plan a route for. */
const passive = new Set(["AWS::EC2::VPCEndpoint", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"]);

/**
 * Tables of a VPC with subnets whose workloads could use a route over a peering: all tables with subnets, where the template
 * puts no workload into the VPC at all.
 */
export function servingTables(network: Network, vpc: Link): readonly RouteTable[] {
  const { topology } = network;
  const withSubnets = topology.tablesIn(vpc.identity).filter((table) => topology.subnetsOf(table.resource.logicalId).length > 0);
  const serves = (table: RouteTable): boolean =>
    topology
      .subnetsOf(table.resource.logicalId)
      .some((subnet) => topology.workloadsIn(subnet.resource.logicalId).some((workload) => !passive.has(workload.resource.type)));
  const serving = withSubnets.filter(serves);
  return serving.length > 0 ? serving : withSubnets;
}

/** How a table leaves the VPC by default: tables of one kind are siblings. */
export function defaultExit(network: Network, table: RouteTable): string {
  const exits = network.topology.routesOf(table.resource.logicalId).filter((route) => {
    const cidr = known(route.destination);
    return cidr?.prefixLength === 0;
  });
  const [exit] = exits.flatMap((route) => route.targets);
  if (!exit) return "none";
  return exit.property === "GatewayId" && network.internetGateways.has(exit.link.logicalId ?? "") ? "internet-gateway" : exit.property;
}
