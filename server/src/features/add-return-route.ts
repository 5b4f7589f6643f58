/** The refactoring that adds the way back for a route over a peering connection or a transit gateway. Knows no finding. */
import type { Analysis } from "../analysis.ts";
import { type Cidr, overlaps } from "../cidr/cidr.ts";
import { attachmentsTo, routesToGateway } from "../network/attached-vpcs.ts";
import type { Network } from "../network/network.ts";
import { servingTables, sidesOf } from "../network/peering-routes.ts";
import { known, type Link } from "../network/resource.ts";
import { type Route, type RouteTable, targetOf } from "../network/route-table.ts";
import { routesBack } from "../network/routing.ts";
import type { TransitGatewayAttachment } from "../network/transit-gateway.ts";
import { isDeclared } from "../rules/declared.ts";
import { insertRoutesFix } from "../rules/peering/insert-routes.ts";
import { freshLogicalId, insertResource } from "../template/edits.ts";
import type { Span, TextEdit } from "../text/span.ts";
import { sentenceList } from "./markdown.ts";
import type { Refactoring } from "./refactorings.ts";
import { selected } from "./selection.ts";

/** For the route around the selection, where no table on the other side leads back. */
export function addReturnRoute(analysis: Analysis, span: Span): readonly Refactoring[] {
  const { network, found: route } = selected(analysis, span, (one) => one.routes) ?? {};
  const own = network?.routeTables.get(route?.table?.logicalId ?? "")?.vpc;
  if (!network || !route || !own || !network.vpcs.has(own.logicalId ?? "")) return [];
  const blocks = network.topology.blocksOf(own.identity).known.flatMap((field) => known(field) ?? []);
  return [...overPeering(network, route, own, blocks), ...overTransitGateway(network, route, own, blocks)];
}

const titleOf = (own: Link, tables: readonly RouteTable[]): string =>
  `Add the return route to ${own.logicalId ?? "the VPC"} in ${sentenceList(tables.map((table) => table.resource.logicalId))}`;

function overPeering(network: Network, route: Route, own: Link, blocks: readonly Cidr[]): readonly Refactoring[] {
  const link = targetOf(route, "VpcPeeringConnectionId");
  const peering = network.peerings.get(link?.logicalId ?? "");
  const side = peering && sidesOf(network, peering).find((one) => one.peer.identity === own.identity);
  if (!link || !side?.ownVpc || routesBack(network, side.vpc.identity, blocks, "VpcPeeringConnectionId", link.identity).length > 0)
    return [];
  const tables = servingTables(network, side.vpc);
  const fix = insertRoutesFix(network, side, tables);
  return fix ? [{ title: titleOf(own, tables), edits: fix.edits }] : [];
}

/** One for each VPC whose addresses the route leads to. */
function overTransitGateway(network: Network, route: Route, own: Link, blocks: readonly Cidr[]): readonly Refactoring[] {
  const gateway = targetOf(route, "TransitGatewayId");
  const destination = known(route.destination);
  if (!gateway?.logicalId || !destination) return [];
  return attachmentsTo(network, gateway.identity).flatMap((attachment): readonly Refactoring[] => {
    const { vpc } = attachment;
    if (!vpc || vpc.identity === own.identity || !network.vpcs.has(vpc.logicalId ?? "")) return [];
    const theirs = network.topology.blocksOf(vpc.identity).known.flatMap((field) => known(field) ?? []);
    const back = routesToGateway(network, vpc.identity, gateway).some((one) => {
      const leads = known(one.destination);
      return leads === undefined || blocks.some((block) => overlaps(block, leads));
    });
    const tables = servingTables(network, vpc);
    if (back || tables.length === 0 || !theirs.some((block) => overlaps(block, destination))) return [];
    if (!canInsert(network, attachment, own, tables, gateway)) return [];
    return [{ title: titleOf(own, tables), edits: () => insertRoutes(network, attachment, own, tables, gateway) }];
  });
}

/** What a route in one of the tables would connect: it exists where all of it does. */
const conditionsOf = (network: Network, attachment: TransitGatewayAttachment, own: Link, table: RouteTable): ReadonlySet<string> =>
  new Set(
    [attachment.resource, table.resource, network.vpcs.get(own.logicalId ?? "")?.resource].flatMap(
      (part) => part?.declaration.condition ?? [],
    ),
  );

const canInsert = (
  network: Network,
  attachment: TransitGatewayAttachment,
  own: Link,
  tables: readonly RouteTable[],
  gateway: Link,
): boolean =>
  !attachment.resource.declaration.bindings &&
  tables.every(
    ({ resource }) =>
      !resource.declaration.bindings &&
      !isDeclared(network, "AWS::EC2::Route", resource.logicalId, gateway.logicalId ?? "", own.logicalId ?? ""),
  ) &&
  tables.every((table) => conditionsOf(network, attachment, own, table).size < 2);

/** By attribute, so that they follow a later change; after the attachment, without which EC2 refuses them. */
function insertRoutes(
  network: Network,
  attachment: TransitGatewayAttachment,
  own: Link,
  tables: readonly RouteTable[],
  gateway: Link,
): readonly TextEdit[] | undefined {
  const taken = new Set(network.template.resources.keys());
  const edits: TextEdit[] = [];
  for (const table of tables) {
    const { logicalId, entry } = table.resource;
    const name = freshLogicalId(taken, `${logicalId}To${own.logicalId ?? ""}`);
    taken.add(name);
    const after = network.topology.routesOf(logicalId).at(-1)?.resource.entry ?? entry;
    const properties = {
      map: [
        ["RouteTableId", { ref: logicalId }],
        ["DestinationCidrBlock", { getAtt: [own.logicalId ?? "", "CidrBlock"] }],
        ["TransitGatewayId", { ref: gateway.logicalId ?? "" }],
      ] as const,
    };
    const [condition] = conditionsOf(network, attachment, own, table);
    const options = { condition, dependsOn: [attachment.resource.logicalId] };
    const made = insertResource(network.template.document, after, name, "AWS::EC2::Route", properties, options);
    if (!made) return undefined;
    edits.push(...made);
  }
  return edits;
}
