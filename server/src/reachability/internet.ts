/**
 * Internet gateways and egress-only internet gateways: packets to the internet, and packets from there. An internet gateway puts a
 * public IPv4 address in place of the private one, where the interface has one.
 * https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
 */
import type { IpVersion } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import type { Link, Resource } from "../network/resource.ts";
import type { RouteTable } from "../network/route-table.ts";
import { blocked, called, chain, deadEnd, hop, linkName, nothing, type Passage, unknown } from "./passage.ts";
import { lookupIn } from "./route-lookup.ts";
import type { Addresses } from "./flow.ts";
import { type Station, stationsOf } from "./station.ts";
import { deliver } from "./border.ts";
import { declaredId, type Journey, type Position } from "./journey.ts";

/** Out of a VPC. */
export function throughInternetGateway(journey: Journey, position: Position, link: Link): Passage {
  const { network, target } = journey;
  const gateway = network.internetGateways.get(link.logicalId ?? "")?.resource;
  const attached = isAttached(network, position.subnet.vpc, link);
  if (target.kind !== "internet") {
    if (!gateway) return deadEnd(unknown(linkName(link), `What lies behind ${called(link)} is not in the template.`));
    const message = `${gateway.logicalId} drops packets for private addresses.`;
    return deadEnd(blocked({ code: "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS", resource: gateway, message }));
  }
  if (!gateway && !link.identity.startsWith("igw-"))
    return unknown(linkName(link), `Whether ${called(link)} is an internet gateway is not in the template.`);
  return chain(
    attached,
    publicAddress(journey, position, gateway),
    redirection(journey, position, link, gateway),
    hop(gateway, "internet gateway", "passes the packets to the internet"),
  );
}

function isAttached(network: Network, vpc: Link | undefined, link: Link): Passage {
  const gateway = network.internetGateways.get(link.logicalId ?? "")?.resource;
  const attachments = network.topology.attachmentsOf(vpc?.identity ?? "");
  if (!gateway || attachments.some(({ internetGateway }) => internetGateway?.identity === link.identity)) return nothing;
  const { logicalId } = gateway;
  const isOpen =
    network.mayGainEntries(logicalId) || network.isHandedToStack(vpc?.logicalId ?? "") || !network.vpcs.has(vpc?.logicalId ?? "");
  if (isOpen) return unknown(logicalId, `Whether ${logicalId} is attached to the VPC is not in the template.`);
  return blocked({
    code: "BAD_STATE_ATTACHMENT",
    resource: gateway,
    message: `${logicalId} is not attached to ${vpc?.logicalId ?? "the VPC"}.`,
  });
}

/** Whether the interface has an address that an internet gateway can use. */
function publicAddress(
  { packet, needsInternetGateway }: Journey,
  { origin, entry, subnet }: Position,
  gateway: Resource | undefined,
): Passage {
  // Of answers to a host of the internet, the way in has said it, unless they leave through another VPC.
  if (packet.version === 6 || (needsInternetGateway && entry === "inside")) return nothing;
  if (!origin || entry !== "inside") {
    const message = `Packets that come into ${subnet.vpc?.logicalId ?? "the VPC"} from outside have no public address there: the internet gateway drops them.`;
    return deadEnd(
      blocked({ code: "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", resource: origin?.owner ?? gateway ?? subnet.resource, message }),
    );
  }
  const { owner, publicIpv4 } = origin;
  if (publicIpv4 === "yes") return nothing;
  if (publicIpv4 === "unknown") return unknown(owner.logicalId, `Whether ${owner.logicalId} has a public address is not in the template.`);
  return blocked({
    code: "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
    resource: owner,
    message: `${owner.logicalId} has no public IPv4 address: the internet gateway drops its packets.`,
  });
}

/** A subnet whose packets come in through an appliance cannot leave beside it. https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html */
function redirection({ network, packet }: Journey, { origin, subnet }: Position, link: Link, gateway: Resource | undefined): Passage {
  const table = edgeTable(network, link);
  const addresses = origin?.subnet === subnet ? origin.addresses(packet.version) : undefined;
  const target = table && addresses && edgeTarget(network, table, subnet.vpc?.identity, packet.version, addresses);
  if (!table || !target || !gateway) return nothing;
  const appliance = target.link.logicalId ?? target.link.identity;
  const message = `${gateway.logicalId} sends packets for ${subnet.resource.logicalId} through ${appliance} (${table.resource.logicalId}), but they leave beside it.`;
  return blocked({ code: "INGRESS_RTB_TRAFFIC_REDIRECTION", resource: gateway, message });
}

/** IPv6 only, and only for connections from inside. */
export function throughEgressOnlyGateway(journey: Journey, _position: Position, link: Link): Passage {
  const gateway = journey.network.egressOnlyInternetGateways.get(link.logicalId ?? "")?.resource;
  if (!gateway) return unknown(linkName(link), `What lies behind ${called(link)} is not in the template.`);
  const { logicalId } = gateway;
  if (journey.target.kind !== "internet" || journey.packet.version !== 6 || journey.needsInternetGateway) {
    const message = `${logicalId} lets IPv6 connections out to the internet, and none in.`;
    return deadEnd(blocked({ code: "x-egress-only-internet-gateway", resource: gateway, message }));
  }
  return hop(gateway, "egress-only internet gateway", "passes the packets to the IPv6 internet");
}

/** From the internet to an interface, through the internet gateway of its VPC. `isReply`: to a connection that it opened itself. */
export function fromInternet(journey: Journey, station: Station): Passage {
  const { network, isReply } = journey;
  const { owner, vpc } = station;
  const outside = hop(undefined, "internet", isReply ? "answers" : "sends the packets");
  if (vpc === undefined) return chain(outside, unknown(owner.logicalId, `The VPC of ${owner.logicalId} is not in the template.`));
  if (journey.isReply && !journey.usesInternetGateway) return chain(outside, deliver(journey, station, undefined));
  const gateways = network.topology.attachmentsOf(vpc).flatMap(({ internetGateway }) => internetGateway ?? []);
  const [gateway] = gateways;
  const address = isReply ? nothing : addressForIngress(journey, station);
  if (!gateway) return chain(outside, withoutGateway(network, vpc), address, deliver(journey, station, undefined));
  const resource = network.internetGateways.get(gateway.logicalId ?? "")?.resource;
  const entered = hop(resource, "internet gateway", "takes the packets into the VPC");
  return chain(outside, entered, address, throughEdge(journey, station, gateway));
}

function withoutGateway(network: Network, vpc: string): Passage {
  const declared = network.vpcs.get(declaredId(vpc));
  if (!declared || network.isHandedToStack(declared.resource.logicalId) || network.isOpen)
    return unknown(declared?.resource.logicalId, "Whether the VPC has an internet gateway is not in the template.");
  const { resource } = declared;
  return blocked({
    code: "NO_PATH",
    resource,
    message: `${resource.logicalId} has no internet gateway: nothing comes in from the internet.`,
  });
}

function addressForIngress({ packet }: Journey, { owner, publicIpv4 }: Station): Passage {
  if (packet.version === 6 || publicIpv4 === "yes") return nothing;
  if (publicIpv4 === "unknown") return unknown(owner.logicalId, `Whether ${owner.logicalId} has a public address is not in the template.`);
  const message = `${owner.logicalId} has no public IPv4 address: nothing on the internet can send to it.`;
  return blocked({ code: "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS", resource: owner, message });
}

/** By the gateway's own route table, where it has one: through an appliance in front of the subnet. https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html */
export function throughEdge(journey: Journey, station: Station, gateway: Link): Passage {
  const { network, packet } = journey;
  const table = edgeTable(network, gateway);
  const { subnet } = station;
  if (!table || !subnet) return deliver(journey, station, undefined);
  const { resource } = table;
  const target = edgeTarget(network, table, station.vpc, packet.version, packet.destination);
  if (!target || journey.trail.includes(`edge ${resource.logicalId}`)) return deliver(journey, station, undefined);
  const next = { ...journey, trail: [...journey.trail, `edge ${resource.logicalId}`] };
  const passed = hop(resource, "gateway route table", `sends the packets to ${target.link.logicalId ?? target.link.identity} first`);
  const position: Position = { subnet, origin: undefined, entry: "private-gateway" };
  return chain(passed, applianceAddress(journey, target.link, gateway), journey.walk.through(next, position, target.property, target.link));
}

/** The appliance that a gateway route table puts before addresses. */
function edgeTarget(network: Network, table: RouteTable, vpc: string | undefined, version: IpVersion, addresses: Addresses) {
  const { resource } = table;
  const found = lookupIn(network, { table, component: resource, name: resource.logicalId }, vpc, version, { addresses, vpc });
  const target = found.kind === "way" && found.way.kind === "route" ? found.way.route.targets[0] : undefined;
  return target?.property === "GatewayId" ? undefined : target;
}

/** An interface that an internet gateway sends packets to has a public address itself. */
function applianceAddress({ network, packet }: Journey, link: Link, gateway: Link): Passage {
  const [appliance] = link.logicalId === undefined ? [] : (stationsOf(network, link.logicalId) ?? []);
  if (
    packet.version === 6 ||
    network.vpnGateways.has(gateway.logicalId ?? "") ||
    appliance?.publicIpv4 !== "no" ||
    network.vpcEndpoints.has(appliance.owner.logicalId)
  )
    return nothing;
  const { logicalId } = appliance.owner;
  const message = `${logicalId} has no public IPv4 address: an internet gateway sends packets only to an appliance that has one.`;
  return blocked({ code: "INGRESS_RTB_NO_PUBLIC_IP", resource: appliance.owner, message });
}

const edgeTable = (network: Network, gateway: Link): RouteTable | undefined =>
  [...network.gatewayRouteTableAssociations.values()].flatMap((association) =>
    association.gateway?.identity === gateway.identity ? (network.routeTables.get(association.table?.logicalId ?? "") ?? []) : [],
  )[0];
