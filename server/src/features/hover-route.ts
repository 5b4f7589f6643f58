/** The hover of a route: where it leads, who uses it, what it beats, whether the way back exists, and what stops traffic. */
import { type Cidr, formatAddress, formatCidr, sizeOf } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import { sidesOf } from "../network/peering-routes.ts";
import { known } from "../network/resource.ts";
import { type Route, targetOf } from "../network/route-table.ts";
import { rivalsOf, routesBack, type TableEntry, tableEntries } from "../network/routing.ts";
import { cidrsOf } from "../network/topology.ts";
import { code, count, paragraphs, sentenceList } from "./markdown.ts";
import { destinationWords, entryWords, linkWords, routeTargetWords } from "./words.ts";

/** `obstacles` are the findings on the route and on what it leads to, one sentence each. */
export function routeHover(network: Network, route: Route, obstacles: readonly string[]): string {
  const table = network.routeTables.get(route.table?.logicalId ?? "");
  return paragraphs([
    `**Route** ${code(route.resource.logicalId)}: ${code(destinationWords(route))} → ${routeTargetWords(network, route)}`,
    destinationRange(network, route),
    usedBy(network, route),
    rivals(route, network, tableEntries(network, table?.vpc?.identity, table)),
    ...wayBack(network, route),
    obstacles.length > 0 ? `**What stops traffic**\n\n${obstacles.map((one) => `- ${one}`).join("\n")}` : undefined,
  ]);
}

function destinationRange(network: Network, route: Route): string | undefined {
  const cidr = known(route.destination);
  if (!cidr) return undefined;
  if (cidr.prefixLength === 0) return `Every IPv${cidr.version} address that no more specific route of the table takes.`;
  const range = `${formatAddress(cidr.version, cidr.first)} – ${formatAddress(cidr.version, cidr.last)}, ${count(sizeOf(cidr), "address", "addresses")}`;
  const owners = [...network.vpcs.values()].filter((vpc) =>
    cidrsOf(vpc.cidr ? [vpc.cidr] : [], cidr.version).some((block) => overlap(block, cidr)),
  );
  return owners.length > 0 ? `${range}: ${sentenceList(owners.map((vpc) => `VPC ${code(vpc.resource.logicalId)}`))}.` : `${range}.`;
}

const overlap = (a: Cidr, b: Cidr): boolean => a.first <= b.last && b.first <= a.last;

/** Which subnets use the route's table. */
function usedBy(network: Network, route: Route): string | undefined {
  const { table } = route;
  if (!table) return undefined;
  const known = network.routeTables.get(table.logicalId ?? "");
  if (!known) return `In route table ${linkWords(table)}, which is made elsewhere: which subnets use it is not known here.`;
  const { logicalId } = known.resource;
  const subnets = network.topology.subnetsOf(logicalId).map((subnet) => code(subnet.resource.logicalId));
  const gateways = [...network.gatewayRouteTableAssociations.values()].filter((association) => association.table?.logicalId === logicalId);
  if (gateways.length > 0)
    return `In ${code(logicalId)}, the edge route table of ${sentenceList(gateways.map((one) => linkWords(one.gateway)))}: it applies to what comes in there.`;
  if (subnets.length === 0) return `In ${code(logicalId)}, which no subnet of this template uses.`;
  return `In ${code(logicalId)}, used by ${sentenceList(subnets)} (explicit ${subnets.length === 1 ? "association" : "associations"}).`;
}

function rivals(route: Route, network: Network, entries: readonly TableEntry[]): string | undefined {
  const { beats, losesTo } = rivalsOf(entries, route);
  const words = (entry: TableEntry): string => {
    const [destination, target] = entryWords(network, entry);
    const own = entry.kind === "route" ? `${code(entry.route.resource.logicalId)} ` : "";
    return entry.kind === "local" ? `the local route ${destination}` : `${own}(${destination} → ${target})`;
  };
  const lines = [
    beats.length > 0 ? `Beats ${sentenceList(beats.map(words))} by longest prefix match for its own addresses.` : undefined,
    losesTo.length > 0 ? `Loses to ${sentenceList(losesTo.map(words))} for theirs: the longest prefix wins.` : undefined,
  ];
  return paragraphs(lines);
}

/** For peering and transit gateways: whether the other side has a route back. */
function wayBack(network: Network, route: Route): readonly string[] {
  const table = network.routeTables.get(route.table?.logicalId ?? "");
  const vpc = table?.vpc;
  if (!vpc) return [];
  const own = network.topology.blocksOf(vpc.identity).known.flatMap((field) => known(field) ?? []);
  const peeringLink = targetOf(route, "VpcPeeringConnectionId");
  const peering = network.peerings.get(peeringLink?.logicalId ?? "");
  if (peering && peeringLink) {
    const side = sidesOf(network, peering).find((one) => one.vpc.identity === vpc.identity);
    if (!side) return [];
    if (!side.peerVpc)
      return [`**Way back**: the other VPC (${linkWords(side.peer)}) is not in this template, so its routes are not known here.`];
    return [
      answer(linkWords(side.peer), routesBack(network, side.peer.identity, own, "VpcPeeringConnectionId", peeringLink.identity), own),
    ];
  }
  const gateway = targetOf(route, "TransitGatewayId");
  const destination = known(route.destination);
  if (!gateway || !destination) return [];
  const attached = [...network.transitGatewayAttachments.values()].filter(
    (attachment) => attachment.gateway?.identity === gateway.identity && attachment.vpc && attachment.vpc.identity !== vpc.identity,
  );
  const reached = attached.filter((attachment) =>
    cidrsOf(network.topology.blocksOf(attachment.vpc?.identity ?? "").known, destination.version).some((block) =>
      overlap(block, destination),
    ),
  );
  return reached.map((attachment) =>
    answer(linkWords(attachment.vpc), routesBack(network, attachment.vpc?.identity ?? "", own, "TransitGatewayId", gateway.identity), own),
  );
}

function answer(other: string, back: readonly Route[], own: readonly Cidr[]): string {
  if (back.length > 0)
    return `**Way back**: ${other} routes back with ${sentenceList(back.map((route) => code(route.resource.logicalId)))}.`;
  return `**Way back**: none. ${other} has no route to ${sentenceList(own.map((block) => code(formatCidr(block))))}: answers are dropped.`;
}
