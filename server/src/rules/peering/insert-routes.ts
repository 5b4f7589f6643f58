/** The fix that inserts routes over a peering connection, next to the tables' other routes, in the template's own style. */
import type { Network } from "../../network/network.ts";
import { type PeeringSide, routesOver } from "../../network/peering-routes.ts";
import { known } from "../../network/resource.ts";
import type { RouteTable } from "../../network/route-table.ts";
import { freshLogicalId, insertResource } from "../../template/edits.ts";
import type { Source } from "../../template/source.ts";
import type { TextEdit } from "../../text/span.ts";
import { isDeclared } from "../declared.ts";
import type { Fix } from "../rule.ts";

interface NewRoute {
  readonly table: RouteTable;
  readonly name: string;
  readonly destination: readonly [property: string, value: Source];
  readonly condition: string | undefined;
}

/** Undefined where a condition of the parts is not that of the others: the route would need a condition that does not exist. */
export function insertRoutesFix(network: Network, side: PeeringSide, tables: readonly RouteTable[]): Fix | undefined {
  const routes = tables.flatMap((table) => routesFor(network, side, table));
  if (routes.length === 0 || tables.some((table) => cannotGain(network, side, table))) return undefined;
  const names = tables.map((table) => table.resource.logicalId).join(", ");
  return {
    title: routes.length === 1 ? `Add a route to ${side.peer.logicalId} in ${names}` : `Add routes to ${side.peer.logicalId} in ${names}`,
    preferred: true,
    safe: false,
    edits: () => insertAll(network, side, routes),
  };
}

/**
 * A route that exists in other scenarios only would be there twice in those; one whose parts have several conditions would need
 * a condition of its own.
 */
function cannotGain(network: Network, side: PeeringSide, table: RouteTable): boolean {
  if (table.resource.declaration.bindings || conditionOf(side, table) === undefined) return true;
  return isDeclared(network, "AWS::EC2::Route", side.peering.resource.logicalId, table.resource.logicalId);
}

function insertAll(network: Network, side: PeeringSide, routes: readonly NewRoute[]): readonly TextEdit[] | undefined {
  const taken = new Set(network.template.resources.keys());
  const edits: TextEdit[] = [];
  for (const { table, name, destination, condition } of routes) {
    const logicalId = freshLogicalId(taken, name);
    taken.add(logicalId);
    const siblings = network.topology.routesOf(table.resource.logicalId);
    const after = (siblings.at(-1)?.resource ?? table.resource).entry;
    const properties: Source = {
      map: [
        ["RouteTableId", { ref: table.resource.logicalId }],
        destination,
        ["VpcPeeringConnectionId", { ref: side.peering.resource.logicalId }],
      ],
    };
    const made = insertResource(network.template.document, after, logicalId, "AWS::EC2::Route", properties, { condition });
    if (!made) return undefined;
    edits.push(...made);
  }
  return edits;
}

/** One route for each block of the peer: the primary by attribute, so that it follows a later change; others as they are written. */
function routesFor(network: Network, side: PeeringSide, table: RouteTable): readonly NewRoute[] {
  const { peerVpc } = side;
  if (!peerVpc) return [];
  const peer = peerVpc.resource.logicalId;
  const condition = conditionOf(side, table)?.condition;
  const stem = `${table.resource.logicalId}To${peer}`;
  const routes: NewRoute[] = [{ table, name: stem, destination: ["DestinationCidrBlock", { getAtt: [peer, "CidrBlock"] }], condition }];
  for (const block of network.vpcCidrBlocks.values()) {
    if (block.vpc?.identity !== side.peer.identity || !block.cidr || block.isIpv6) continue;
    const isOwn = block.cidr.node.kind !== "scalar" || !block.cidr.node.shared;
    const destination: Source = isOwn
      ? { node: block.cidr.node }
      : (known(block.cidr) && textOf(block.cidr.text)) || { node: block.cidr.node };
    routes.push({ table, name: `${stem}${block.resource.logicalId}`, destination: ["DestinationCidrBlock", destination], condition });
  }
  if (hasIpv6(network, side.vpc.identity) && hasIpv6(network, side.peer.identity) && !isIpv4Only(network, side)) {
    const destination: Source = { select: [0, { getAtt: [peer, "Ipv6CidrBlocks"] }] };
    routes.push({ table, name: `${stem}Ipv6`, destination: ["DestinationIpv6CidrBlock", destination], condition });
  }
  return routes;
}

/** The peer routes over the connection, and no IPv6: packets that IPv6 routes of this side sent would get no answer. */
function isIpv4Only(network: Network, { peering, peer }: PeeringSide): boolean {
  const routes = routesOver(network, peering).filter(
    ({ table }) => network.routeTables.get(table?.logicalId ?? "")?.vpc?.identity === peer.identity,
  );
  return routes.length > 0 && routes.every(({ resource }) => resource.get("DestinationIpv6CidrBlock") === undefined);
}

const textOf = (text: { readonly kind: string; readonly value?: unknown }): string | undefined =>
  typeof text.value === "string" ? text.value : undefined;

/** Whether the template adds an IPv6 block to the VPC. */
export const hasIpv6 = (network: Network, vpc: string): boolean =>
  [...network.vpcCidrBlocks.values()].some((block) => block.isIpv6 && block.vpc?.identity === vpc);

/** The one condition of everything that a route connects; undefined where there are several. */
function conditionOf(side: PeeringSide, table: RouteTable): { readonly condition: string | undefined } | undefined {
  const parts = [side.peering.resource, table.resource, side.ownVpc?.resource, side.peerVpc?.resource];
  const conditions = new Set(parts.flatMap((part) => part?.declaration.condition ?? []));
  return conditions.size > 1 ? undefined : { condition: [...conditions][0] };
}
