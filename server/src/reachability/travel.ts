/**
 * The way of packets from an interface to an interface, the internet or a network outside: which route takes them, through what,
 * and what stops them there. Where a route is missing, the way that the template has ready for the pair is followed on. Security groups at the
 * two ends are not looked at here.
 * https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
 */
import { icmp, tcp } from "../cidr/protocol.ts";
import type { Link, Resource } from "../network/resource.ts";
import type { RouteTarget } from "../network/route-table.ts";
import { crossBorder, deliver, unplaced } from "./border.ts";
import { candidatesFor, routeOpening } from "./candidates.ts";
import { throughEgressOnlyGateway, throughInternetGateway } from "./internet.ts";
import { declaredId, describeTarget, type Journey, type Position, type Walk } from "./journey.ts";
import { throughInspectionEndpoint, throughMiddlebox } from "./middlebox.ts";
import { throughNat } from "./nat.ts";
import { best, blocked, called, chain, deadEnd, hop, isFilter, linkName, nothing, type Passage, unknown } from "./passage.ts";
import { overlapBlocker, throughPeering } from "./peering.ts";
import { throughVirtualPrivateGateway } from "./private-gateway.ts";
import { inWords, lookup, type Lookup, type Table, type Way } from "./route-lookup.ts";
import type { Station } from "./station.ts";
import { throughTransitGateway } from "./transit.ts";

/** From an interface out of its subnet and on to the target. */
export function leave(journey: Journey, station: Station, entry: Position["entry"] = "inside"): Passage {
  const { target, packet } = journey;
  const { subnet } = station;
  if (!subnet) return unplaced(station);
  if (target.kind === "station" && target.station.subnet === subnet)
    return hop(subnet.resource, "subnet", "both ends are in it: no route and no network ACL is asked");
  return chain(crossBorder(journey.network, subnet, "egress", packet), follow(journey, { subnet, origin: station, entry }));
}

/** From a place in a VPC by its route table. */
function follow(journey: Journey, position: Position): Passage {
  const { network, target, packet, trail } = journey;
  const { subnet } = position;
  if (trail.length > longestTrail) return deadEnd(unknown(subnet.resource.logicalId, "The routes lead in a circle."));
  const found = lookup(network, subnet, packet.version, {
    addresses: packet.destination,
    vpc: target.kind === "station" ? target.station.vpc : undefined,
    service: target.kind === "internet" ? target.service : undefined,
  });
  if (found.kind === "unknown") return unsure(journey, position, found);
  const actual = found.kind === "way" ? take(journey, position, found) : undefined;
  // What the local route or a gateway endpoint takes, no other route gets back.
  const isFinal = found.kind === "way" && (found.way.kind === "local" || found.way.kind === "gateway-endpoint");
  if (actual && (actual.arrives || isFinal)) return actual;
  const startsForInternet = target.kind === "internet" && !journey.isReply;
  // A route that takes connections to the internet is the way that is meant, wherever it ends.
  if (startsForInternet && actual && actual.blockers.length > 0) return actual;
  if (actual?.blockers.some(({ code }) => code === "x-egress-only-internet-gateway")) return actual;
  const detour = best(detours(journey, position, found.table));
  if (detour?.arrives) return startsForInternet ? withFiltersOnly(detour, found.table, journey) : detour;
  return ending(journey, position, found, actual, detour);
}

const longestTrail = 16;

/** In a trail: the table was asked about these packets. */
const asked = ({ component }: Table): string => `asked ${component.logicalId}`;

/** The way by the route that is taken. */
function take(journey: Journey, position: Position, found: Lookup & { readonly kind: "way" }): Passage {
  const { way, table } = found;
  if (way.kind === "local") return local(journey, position);
  const words = `sends the packets (${inWords(found)}) to ${nameOf(way)}`;
  const next = { ...journey, trail: [...journey.trail, asked(table)] };
  return chain(hop(table.component, table.table ? "route table" : "main route table", words), takeWay(next, position, way));
}

function nameOf(way: Way): string {
  if (way.kind === "gateway-endpoint") return way.endpoint.resource.logicalId;
  if (way.kind === "propagated") return way.gateway.logicalId ?? "a virtual private gateway";
  if (way.kind === "local") return "the VPC itself";
  return way.route.targets[0]?.link.logicalId ?? way.route.targets[0]?.link.identity ?? "nothing";
}

function takeWay(journey: Journey, position: Position, way: Exclude<Way, { readonly kind: "local" }>): Passage {
  if (way.kind === "gateway-endpoint") return throughGatewayEndpoint(journey, position, way.endpoint.resource);
  if (way.kind === "propagated") return throughVirtualPrivateGateway(journey, position, way.gateway);
  const [target, second] = way.route.targets;
  const { logicalId } = way.route.resource;
  if (!target || second) return unknown(logicalId, `Where ${logicalId} leads is not certain.`);
  return throughTarget(journey, position, target.property, target.link);
}

/** Through what a route names. */
function throughTarget(journey: Journey, position: Position, property: RouteTarget, link: Link): Passage {
  const { network } = journey;
  switch (property) {
    case "GatewayId":
      if (link.identity === "local") return local(journey, position);
      if (network.vpnGateways.has(link.logicalId ?? "") || link.identity.startsWith("vgw-"))
        return throughVirtualPrivateGateway(journey, position, link);
      return throughInternetGateway(journey, position, link);
    case "NatGatewayId":
      return throughNat(journey, position, link);
    case "EgressOnlyInternetGatewayId":
      return throughEgressOnlyGateway(journey, position, link);
    case "VpcPeeringConnectionId":
      return throughPeering(journey, position, link);
    case "TransitGatewayId":
      return throughTransitGateway(journey, position, link);
    case "InstanceId":
    case "NetworkInterfaceId":
      return throughMiddlebox(journey, position, link);
    case "VpcEndpointId":
      return throughInspectionEndpoint(journey, position, link);
    default:
      return unknown(linkName(link), `What lies behind ${called(link)} is not in the template.`);
  }
}

/** The local route: to an interface of the same VPC. */
function local(journey: Journey, position: Position): Passage {
  const { network, target } = journey;
  if (target.kind === "station" && target.station.vpc === position.subnet.vpc?.identity)
    return deliver(journey, target.station, position.subnet);
  const blocker = overlapBlocker(network, position.subnet, target, journey.isReply);
  return deadEnd(
    blocker
      ? blocked(blocker)
      : unknown(position.subnet.resource.logicalId, "The local route takes the packets, and nothing there has the address."),
  );
}

/** To the public addresses of a service, by the route of a gateway endpoint. https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html */
function throughGatewayEndpoint({ packet, isReply }: Journey, position: Position, endpoint: Resource): Passage {
  const { logicalId } = endpoint;
  if (position.entry !== "inside" || isReply)
    return deadEnd(
      blocked({
        code: "VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION",
        resource: endpoint,
        message: `${logicalId} takes packets from its own VPC only.`,
      }),
    );
  if (packet.protocol !== tcp && packet.protocol !== icmp)
    return blocked({
      code: "VPCE_GATEWAY_PROTOCOL_RESTRICTION",
      resource: endpoint,
      message: `${logicalId} takes TCP and ICMP echo only.`,
    });
  return hop(endpoint, "gateway endpoint", "hands the packets to the service");
}

/** Ways that the template has ready for the target, each with the route that is missing here. */
function detours(journey: Journey, position: Position, table: Table): readonly Passage[] {
  // A route that is added to a table takes the packets there at once: they do not come to it a second time.
  if (journey.trail.includes(asked(table))) return [];
  return candidatesFor(journey, position).flatMap(({ property, link, resource }) => {
    const next = { ...journey, trail: [...journey.trail, asked(table), `missing ${link.identity}`] };
    const opening = routeOpening(journey, table, property, resource);
    const message = `${table.name} has no route to ${describeTarget(journey)} through ${resource.logicalId}.`;
    const behind = throughTarget(next, position, property, link);
    if (behind.blockers.some((blocker) => blocker.code === "NO_ROUTE_TO_DESTINATION" && blocker.resource === table.component)) return [];
    // The table learns a prefix that the VPN connection gets.
    if (propagatesTo(journey, table, link) && behind.blockers.some(({ code }) => code === "x-vpn-no-static-route")) return behind;
    return chain(blocked({ code: "NO_ROUTE_TO_DESTINATION", resource: table.component, message, opening }), behind);
  });
}

const propagatesTo = ({ network }: Journey, { table }: Table, gateway: Link): boolean =>
  [...network.routePropagations.values()].some(
    ({ vpnGateway, tables }) =>
      vpnGateway?.identity === gateway.identity && tables.links.some(({ logicalId }) => logicalId === table?.resource.logicalId),
  );

/** Without a route to the internet it is open through what packets would leave: what only one such way asks for is not said. */
function withFiltersOnly(detour: Passage, { name }: Table, journey: Journey): Passage {
  const [missing, ...behind] = detour.blockers;
  if (!missing || behind.every(isFilter)) return detour;
  const message = `${name} has no route to ${describeTarget(journey)}.`;
  return { ...detour, blockers: [...blocked({ ...missing, message, opening: undefined }).blockers, ...behind.filter(isFilter)] };
}

/** What cannot get through at all: the piece that is missing, in one blocker. */
function ending(
  journey: Journey,
  position: Position,
  found: Lookup & { readonly table: Table },
  actual: Passage | undefined,
  detour: Passage | undefined,
): Passage {
  const { target } = journey;
  const isDefault = found.kind === "way" && found.cidr?.prefixLength === 0;
  if (actual && !isDefault && actual.blockers.length + actual.unknowns.length > 0) return actual;
  if (detour && detour.unknowns.length === 0 && detour.blockers.length > 0 && (!actual || isDefault)) return detour;
  if (target.kind === "station" && target.station.vpc !== position.subnet.vpc?.identity)
    return deadEnd(disconnected(journey, position, target.station));
  if (actual && target.kind === "outside" && !journey.isReply && actual.blockers.length > 0) return actual;
  const message = `${found.table.name} has no route to ${describeTarget(journey)}${isDefault ? " that gets there" : ""}.`;
  return deadEnd(blocked({ code: "NO_ROUTE_TO_DESTINATION", resource: found.table.component, message }));
}

/** Two VPCs with nothing between them; said of the VPC that the question starts from. */
function disconnected({ network, isReply }: Journey, position: Position, station: Station): Passage {
  const here = network.vpcs.get(position.subnet.vpc?.logicalId ?? "");
  const there = network.vpcs.get(declaredId(station.vpc));
  if (!here || !there) return unknown(position.subnet.vpc?.logicalId, "What connects the two VPCs is not in the template.");
  const [from, to] = isReply ? [there, here] : [here, there];
  const message = `Nothing in the template connects ${from.resource.logicalId} to ${to.resource.logicalId}.`;
  return blocked({ code: "DISCONNECTED_VPCS", resource: from.resource, message });
}

/** Which route is taken is open: as far as all of them do the same, the way goes on. */
function unsure(journey: Journey, position: Position, found: Lookup & { readonly kind: "unknown" }): Passage {
  const { target } = journey;
  const open: Passage = { ...nothing, unknowns: found.unknowns };
  if (target.kind !== "station") return open;
  // Wherever the packets go, in the end they come to the subnet of the target; only there the ACL sees the source for certain.
  return target.station.vpc === position.subnet.vpc?.identity ? chain(open, deliver(journey, target.station, position.subnet)) : open;
}

export const walk: Walk = { follow, through: throughTarget };
