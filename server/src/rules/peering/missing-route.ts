import { overlaps } from "../../cidr/cidr.ts";
import type { Network } from "../../network/network.ts";
import { defaultExit, type PeeringSide, routesOver, samePair, servingTables, sidesOf } from "../../network/peering-routes.ts";
import { keyOf, known, type Resource } from "../../network/resource.ts";
import type { Route, RouteTable } from "../../network/route-table.ts";
import { isMixedUp } from "../route/misfits.ts";
import { defineRule, type Finding } from "../rule.ts";
import { hasIpv6, insertRoutesFix } from "./insert-routes.ts";

export default defineRule({
  id: "peering/missing-route",
  consequence: "traffic",
  summary: "Both VPCs of a peering connection need a route to the other.",
  why: `A VPC peering connection carries packets only between subnets whose route tables send the other VPC's addresses to it, and it needs
that on both sides: without the route back, answers are dropped. IPv4 and IPv6 have routes of their own. AWS never adds these routes by
itself.`,
  silentWhen: [
    "the other VPC is not in the template",
    "a route table of the VPC is exported or handed to another stack, which may add the route",
    "another peering connection of the same two VPCs carries the route",
    "a route of the VPC sends addresses of the other one another way",
    "only NAT gateways send over the peering connection: AWS returns their answers without a route",
    "several tables, or tables with another kind of default route, are without the route while one has it: that may be meant so",
    "what is in one of the VPCs, or its block, is a fault of its own: `route/association-other-vpc`, `cidr/subnet-outside-vpc`, `cidr/vpc-size`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
  isFixable: true,
  *check(network) {
    for (const peering of network.peerings.values()) {
      const routes = samePair(network, peering).flatMap((same) => routesOver(network, same));
      // A route in a table of another stack may be on either side.
      if (routes.some((route) => !network.routeTables.has(route.table?.logicalId ?? ""))) continue;
      // Of two connections of one pair only the first is looked at: one cause, one finding.
      if (samePair(network, peering)[0] !== peering) continue;
      for (const side of sidesOf(network, peering)) {
        const finding = checkSide(network, side, routes);
        if (finding) yield finding;
      }
    }
  },
});

function checkSide(network: Network, side: PeeringSide, routes: readonly Route[]): Finding | undefined {
  const { ownVpc, peerVpc } = side;
  if (!ownVpc || !peerVpc || isMixedUp(network, side.vpc) || isMixedUp(network, side.peer)) return undefined;
  const tables = servingTables(network, side.vpc);
  const inVpc = network.topology.tablesIn(side.vpc.identity);
  if (tables.length === 0 || inVpc.some((table) => network.mayGainEntries(table.resource.logicalId))) return undefined;
  if (inVpc.some((table) => isSentElsewhere(network, side, table, routes))) return undefined;
  const routed = new Set(routes.map((route) => route.table?.logicalId));
  const isRouted = (table: RouteTable): boolean => routed.has(table.resource.logicalId);
  const own = ownVpc.resource.logicalId;
  const peer = peerVpc.resource.logicalId;
  const { logicalId } = side.peering.resource;
  if (!inVpc.some(isRouted)) {
    if (isSentByNatOnly(network, side, routes)) return undefined;
    return report(
      network,
      side,
      tables,
      [logicalId, own],
      `${own} has no route to ${peer} over ${logicalId}: packets from ${own} to ${peer}, answers included, will be dropped.`,
    );
  }
  const version = unansweredVersion(network, side, routes);
  if (version !== undefined && !isSentByNatOnly(network, side, routes)) {
    return report(
      network,
      side,
      tables,
      [logicalId, own],
      `${own} has no IPv${version} route to ${peer} over ${logicalId}, but ${peer} has one to ${own}: IPv${version} packets from ${own} to ${peer}, answers included, will be dropped.`,
    );
  }
  const lone = loneTable(network, tables, isRouted);
  if (!lone) return undefined;
  const table = lone.resource.logicalId;
  return report(
    network,
    side,
    [lone],
    [logicalId, own, table],
    `${table} of ${own} has no route to ${peer} over ${logicalId}, unlike its sibling tables: packets from its subnets to ${peer} will be dropped.`,
  );
}

function report(network: Network, side: PeeringSide, tables: readonly RouteTable[], about: readonly string[], message: string): Finding {
  const { resource } = side.peering;
  const fix = insertRoutesFix(network, side, tables);
  return {
    at: keyOf(resource),
    logicalId: resource.logicalId,
    about,
    message,
    related: tables.map((table) => ({
      at: keyOf(table.resource),
      message: `${table.resource.logicalId} has no route to ${side.peer.logicalId}.`,
    })),
    fixes: fix ? [fix] : [],
  };
}

/** Whether the table sends some of the peer's addresses another way: over a transit gateway, or over the wrong connection, which is the fault then. */
function isSentElsewhere(network: Network, { peer }: PeeringSide, table: RouteTable, routes: readonly Route[]): boolean {
  const blocks = network.topology.blocksOf(peer.identity).known.flatMap((block) => known(block) ?? []);
  return network.topology.routesOf(table.resource.logicalId).some((route) => {
    const destination = known(route.destination);
    if (!destination || destination.prefixLength === 0 || routes.includes(route)) return false;
    return blocks.some((block) => overlaps(block, destination));
  });
}

/** The IP version that the peer routes over the connection and the side does not. A prefix list may hold addresses of both. */
function unansweredVersion(network: Network, { vpc, peer }: PeeringSide, routes: readonly Route[]): 4 | 6 | undefined {
  const versionsFrom = (from: string) =>
    routes
      .filter((route) => network.routeTables.get(route.table?.logicalId ?? "")?.vpc?.identity === from)
      .map(({ resource }) => versionOf(resource));
  const [own, theirs] = [versionsFrom(vpc.identity), versionsFrom(peer.identity)];
  if (own.includes(undefined) || theirs.includes(undefined)) return undefined;
  const versions = hasIpv6(network, vpc.identity) && hasIpv6(network, peer.identity) ? ([4, 6] as const) : ([4] as const);
  return versions.find((version) => theirs.includes(version) && !own.includes(version));
}

function versionOf({ get }: Resource): 4 | 6 | undefined {
  const [first, second] = [get("DestinationCidrBlock"), get("DestinationIpv6CidrBlock")];
  if (get("DestinationPrefixListId") || (first && second)) return undefined;
  return first ? 4 : second ? 6 : undefined;
}

/** The only serving table without the route among tables that leave the VPC in the same way. */
function loneTable(network: Network, tables: readonly RouteTable[], isRouted: (table: RouteTable) => boolean): RouteTable | undefined {
  const without = tables.filter((table) => !isRouted(table));
  const [lone, second] = without;
  if (!lone || second) return undefined;
  return tables.some((table) => isRouted(table) && defaultExit(network, table) === defaultExit(network, lone)) ? lone : undefined;
}

/**
 * Whether nothing but NAT gateways of the peer sends over the connection: their answers come back without a route.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
 */
function isSentByNatOnly(network: Network, side: PeeringSide, routes: readonly Route[]): boolean {
  const { topology } = network;
  const sending = topology
    .tablesIn(side.peer.identity)
    .filter((table) => routes.some((route) => route.table?.logicalId === table.resource.logicalId));
  const subnets = sending.flatMap((table) => topology.subnetsOf(table.resource.logicalId));
  const hasNat = (subnet: string): boolean => [...network.natGateways.values()].some((nat) => nat.subnet?.logicalId === subnet);
  return (
    subnets.length > 0 &&
    subnets.every(({ resource }) => hasNat(resource.logicalId) && topology.workloadsIn(resource.logicalId).length === 0)
  );
}
