/**
 * Virtual private gateways: site-to-site VPN and Direct Connect, to and from networks outside. Tunnels are taken to be up; what BGP
 * announces is not known. https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html
 */
import { addressSet } from "../cidr/address-set.ts";
import type { Network } from "../network/network.ts";
import { known, type Link } from "../network/resource.ts";
import type { RouteTarget } from "../network/route-table.ts";
import type { VpnConnection } from "../network/vpn.ts";
import { destinationOf } from "./candidates.ts";
import { type Addresses, isWithin } from "./flow.ts";
import { throughEdge } from "./internet.ts";
import { assumed, best, blocked, called, chain, deadEnd, hop, linkName, nothing, parameterIn, type Passage, unknown } from "./passage.ts";
import { hasOtherPrefixes, lookup, tableOf } from "./route-lookup.ts";
import type { Station } from "./station.ts";
import { fromTransitGateway } from "./transit.ts";
import { declaredId, describeTarget, type Journey, type Position } from "./journey.ts";

const tunnelsUp = "The VPN tunnels are up, and the network outside routes back.";

/** Out of a VPC to the network outside. */
export function throughVirtualPrivateGateway(journey: Journey, position: Position, link: Link): Passage {
  const { network, target, packet } = journey;
  const gateway = network.vpnGateways.get(link.logicalId ?? "")?.resource;
  if (!gateway) return unknown(linkName(link), `What virtual private gateway ${called(link)} connects to is not in the template.`);
  if (target.kind === "station" || position.entry !== "inside")
    return deadEnd(
      blocked({ code: "NO_POSSIBLE_DESTINATION", resource: gateway, message: `${gateway.logicalId} leads to networks outside only.` }),
    );
  if (packet.version === 6)
    return deadEnd(blocked({ code: "PROTOCOL_RESTRICTION", resource: gateway, message: `${gateway.logicalId} carries IPv4 only.` }));
  const entered = hop(gateway, "virtual private gateway", "sends the packets to the network outside");
  if (target.kind === "internet")
    return chain(
      entered,
      unknown(gateway.logicalId, `Whether the network behind ${gateway.logicalId} leads to the internet is not in the template.`),
    );
  return chain(attached(network, position.subnet.vpc, link), entered, overConnections(journey, link, packet.destination));
}

function attached(network: Network, vpc: Link | undefined, link: Link): Passage {
  const gateway = network.vpnGateways.get(link.logicalId ?? "")?.resource;
  if (!gateway || network.topology.attachmentsOf(vpc?.identity ?? "").some(({ vpnGateway }) => vpnGateway?.identity === link.identity))
    return nothing;
  const { logicalId } = gateway;
  if (network.mayGainEntries(logicalId) || !network.vpcs.has(vpc?.logicalId ?? ""))
    return unknown(logicalId, `Whether ${logicalId} is attached to the VPC is not in the template.`);
  return blocked({
    code: "BAD_STATE_ATTACHMENT",
    resource: gateway,
    message: `${logicalId} is not attached to ${vpc?.logicalId ?? "the VPC"}.`,
  });
}

/** The VPN connections of a gateway, asked for a prefix. */
function overConnections(journey: Journey, link: Link, outside: Addresses): Passage {
  const { network } = journey;
  const connections = [...network.vpnConnections.values()].filter((one) => one.vpnGateway?.identity === link.identity);
  const carrying = connections.find((connection) =>
    staticPrefixes(network, connection).some((prefix) => isWithin(outside, addressSet([prefix])) === "yes"),
  );
  if (carrying) return chain(hop(carrying.resource, "VPN connection", "has a static route for them"), assumed(tunnelsUp));
  if (hasOtherPrefixes(network, link))
    return unknown(linkName(link), `Which prefixes the network behind ${called(link)} announces is not in the template.`);
  const [connection] = connections;
  if (connection) return blocked(missingStaticRoute(journey, connection));
  const gateway = network.vpnGateways.get(link.logicalId ?? "")?.resource;
  return gateway
    ? deadEnd(blocked({ code: "NO_POSSIBLE_DESTINATION", resource: gateway, message: `${gateway.logicalId} has no VPN connection.` }))
    : nothing;
}

function staticPrefixes(network: Network, connection: VpnConnection) {
  return [...network.vpnConnectionRoutes.values()].flatMap((route) =>
    route.connection?.logicalId === connection.resource.logicalId ? (known(route.destination) ?? []) : [],
  );
}

function missingStaticRoute(journey: Journey, { resource }: VpnConnection) {
  const destination = destinationOf(journey);
  return {
    code: "x-vpn-no-static-route",
    resource,
    message: `${resource.logicalId} has static routes only, and none for ${describeTarget(journey)}.`,
    opening:
      destination && journey.target.kind === "outside" ? { kind: "vpn-route" as const, connection: resource, destination } : undefined,
  };
}

/** From the network outside to an interface: through the virtual private gateway or the transit gateway of its VPC. */
export function fromOutside(journey: Journey, station: Station): Passage {
  const { network } = journey;
  const { owner, vpc } = station;
  const outside = hop(undefined, "network outside", journey.isReply ? "answers" : "sends the packets");
  if (vpc === undefined) return chain(outside, unknown(owner.logicalId, `The VPC of ${owner.logicalId} is not in the template.`));
  const gateways = network.topology.attachmentsOf(vpc).flatMap(({ vpnGateway }) => vpnGateway ?? []);
  const ways = [...gateways.map((gateway) => fromPrivateGateway(journey, station, gateway)), ...fromTransitGateway(journey, station)];
  const found = best(ways);
  if (found) return chain(outside, found);
  const declared = network.vpcs.get(declaredId(vpc));
  if (!declared || network.isHandedToStack(declared.resource.logicalId) || network.isOpen)
    return chain(outside, unknown(declared?.resource.logicalId, "What connects the VPC to the network outside is not in the template."));
  const { resource } = declared;
  const table = station.subnet && tableOf(network, station.subnet)?.table?.resource;
  if (table && network.mayGainEntries(table.logicalId))
    return chain(outside, unknown(table.logicalId, `${table.logicalId} may have routes that are not in the template.`));
  const foreign = peerElsewhere(network, vpc) ?? routeElsewhere(journey, station);
  if (foreign) return chain(outside, foreign);
  return chain(
    outside,
    blocked({ code: "NO_PATH", resource, message: `Nothing in the template connects ${resource.logicalId} to the network outside.` }),
  );
}

/** A VPC of another stack behind a peering connection: the addresses may be its own. */
function peerElsewhere(network: Network, vpc: string): Passage | undefined {
  for (const { resource, vpc: own, peerVpc } of network.peerings.values()) {
    const other = own?.identity === vpc ? peerVpc : peerVpc?.identity === vpc ? own : undefined;
    if (other && !network.vpcs.has(other.logicalId ?? ""))
      return unknown(parameterIn(other.identity), `The peer VPC of ${resource.logicalId} is not in the template.`);
  }
  return undefined;
}

/** A route to a gateway of another stack: the network outside may be behind it. */
function routeElsewhere({ network, packet }: Journey, { subnet }: Station): Passage | undefined {
  const found = subnet && lookup(network, subnet, packet.version, { addresses: packet.source, vpc: undefined });
  const target = found?.kind === "way" && found.way.kind === "route" ? found.way.route.targets[0] : undefined;
  if (!target || !connecting.has(target.property) || target.link.logicalId !== undefined || target.link.identity === "local")
    return undefined;
  return unknown(linkName(target.link), `What ${called(target.link)} connects to is not in the template.`);
}

const connecting: ReadonlySet<RouteTarget> = new Set([
  "GatewayId",
  "VpcPeeringConnectionId",
  "TransitGatewayId",
  "CoreNetworkArn",
  "LocalGatewayId",
]);

function fromPrivateGateway(journey: Journey, station: Station, gateway: Link): Passage {
  const { network, packet } = journey;
  const resource = network.vpnGateways.get(gateway.logicalId ?? "")?.resource;
  const isConnected =
    hasOtherPrefixes(network, gateway) || [...network.vpnConnections.values()].some((one) => one.vpnGateway?.identity === gateway.identity);
  if (!isConnected && resource)
    return deadEnd(blocked({ code: "NO_POSSIBLE_DESTINATION", resource, message: `${resource.logicalId} has no VPN connection.` }));
  if (packet.version === 6 && resource)
    return deadEnd(blocked({ code: "PROTOCOL_RESTRICTION", resource, message: `${resource.logicalId} carries IPv4 only.` }));
  return chain(
    hop(resource, "virtual private gateway", "takes the packets into the VPC"),
    assumed(tunnelsUp),
    throughEdge(journey, station, gateway),
  );
}
