/** What of a template could carry packets to a target from a place in a VPC, had the table a route to it. */
import { toCidrs } from "../cidr/address-set.ts";
import { type Cidr, cidrOf, containsAddress, sameBlock } from "../cidr/cidr.ts";
import { attachmentsTo } from "../network/attached-vpcs.ts";
import type { Network } from "../network/network.ts";
import { known, type Link, linkOf, type Resource } from "../network/resource.ts";
import type { RouteTarget } from "../network/route-table.ts";
import type { Opening } from "./opening.ts";
import type { Table } from "./route-lookup.ts";
import type { Journey, Position } from "./journey.ts";

export interface Candidate {
  readonly property: RouteTarget;
  readonly link: Link;
  readonly resource: Resource;
}

const reference = ({ logicalId, node }: Resource): Link | undefined =>
  linkOf({ kind: "reference", logicalId, attribute: "Ref", node, assumesDefaults: [] }, "");

/** In an order that does not hang on where they stand in the document. */
const inOrder = <T extends { readonly resource: Resource }>(all: Iterable<T>): readonly T[] =>
  [...all].sort((a, b) => (a.resource.logicalId < b.resource.logicalId ? -1 : 1));

/** In the order in which an author would think of them. */
export function candidatesFor(journey: Journey, position: Position): readonly Candidate[] {
  const { target, network } = journey;
  const vpc = position.subnet.vpc?.identity;
  if (vpc === undefined || journey.trail.some((step) => step.startsWith(`missing `) && step.endsWith(` in ${vpc}`))) return [];
  const candidate = (property: RouteTarget, resource: Resource): readonly Candidate[] => {
    const link = reference(resource);
    return link && !journey.trail.includes(`missing ${link.identity}`) ? [{ property, link, resource }] : [];
  };
  if (target.kind === "station")
    return target.station.vpc === undefined || target.station.vpc === vpc ? [] : between(network, vpc, target.station.vpc, candidate);
  if (target.kind === "outside") return [...privateGateways(network, vpc, candidate), ...transitGateways(network, vpc, true, candidate)];
  return toInternet(journey, vpc, candidate);
}

type Make = (property: RouteTarget, resource: Resource) => readonly Candidate[];

function between(network: Network, vpc: string, other: string, candidate: Make): readonly Candidate[] {
  const peerings = inOrder(network.peerings.values()).filter(
    ({ vpc: a, peerVpc: b }) => (a?.identity === vpc && b?.identity === other) || (a?.identity === other && b?.identity === vpc),
  );
  const gateways = inOrder(network.transitGateways.values()).filter(({ resource }) => {
    const attached = attachmentsTo(network, `\${${resource.logicalId}}`).map((attachment) => attachment.vpc?.identity);
    return attached.includes(vpc) && attached.includes(other);
  });
  return [
    ...peerings.flatMap(({ resource }) => candidate("VpcPeeringConnectionId", resource)),
    ...gateways.flatMap(({ resource }) => candidate("TransitGatewayId", resource)),
  ];
}

function privateGateways(network: Network, vpc: string, candidate: Make): readonly Candidate[] {
  return network.topology.attachmentsOf(vpc).flatMap(({ vpnGateway }) => {
    const gateway = network.vpnGateways.get(vpnGateway?.logicalId ?? "");
    return gateway ? candidate("GatewayId", gateway.resource) : [];
  });
}

function transitGateways(network: Network, vpc: string, needsVpn: boolean, candidate: Make): readonly Candidate[] {
  return inOrder(network.transitGateways.values()).flatMap(({ resource }) => {
    const identity = `\${${resource.logicalId}}`;
    const isAttached = attachmentsTo(network, identity).some((attachment) => attachment.vpc?.identity === vpc);
    const hasVpn =
      [...network.vpnConnections.values()].some(({ transitGateway }) => transitGateway?.identity === identity) ||
      [...network.directConnectAssociations.values()].some(({ gateway }) => gateway?.identity === identity);
    return isAttached && (!needsVpn || hasVpn) ? candidate("TransitGatewayId", resource) : [];
  });
}

function toInternet(journey: Journey, vpc: string, candidate: Make): readonly Candidate[] {
  const { network, packet } = journey;
  const attached = network.topology
    .attachmentsOf(vpc)
    .flatMap(({ internetGateway }) => network.internetGateways.get(internetGateway?.logicalId ?? "") ?? []);
  const direct = attached.flatMap(({ resource }) => candidate("GatewayId", resource));
  if (journey.needsInternetGateway) return direct;
  const translated = inOrder(network.natGateways.values()).filter((nat) => {
    const place = network.subnets.get(nat.subnet?.logicalId ?? "")?.vpc?.identity ?? nat.vpc?.identity;
    return packet.version === 4 && place === vpc && known(nat.connectivity)?.toLowerCase() !== "private";
  });
  const egressOnly = [...network.egressOnlyInternetGateways.values()].filter(
    (gateway) => packet.version === 6 && gateway.vpc?.identity === vpc,
  );
  return [
    ...direct,
    ...translated.flatMap(({ resource }) => candidate("NatGatewayId", resource)),
    ...egressOnly.flatMap(({ resource }) => candidate("EgressOnlyInternetGatewayId", resource)),
    ...transitGateways(network, vpc, false, candidate).filter(({ resource }) => leadsOut(network, vpc, resource)),
  ];
}

/** Whether a transit gateway has another attached VPC with a way to the internet, or may have one. */
const leadsOut = (network: Network, vpc: string, { logicalId }: Resource): boolean =>
  network.mayGainEntries(logicalId) ||
  attachmentsTo(network, `\${${logicalId}}`).some(
    (one) => one.vpc !== undefined && one.vpc.identity !== vpc && hasInternetGateway(network, one.vpc.identity),
  );

/** Whether a VPC (an identity) has an internet gateway attached, or may have one that the template does not state. */
export const hasInternetGateway = (network: Network, vpc: string | undefined): boolean =>
  vpc !== undefined &&
  (network.topology.attachmentsOf(vpc).some(({ internetGateway }) => internetGateway !== undefined) ||
    ![...network.vpcs.keys()].some((id) => vpc === `\${${id}}`));

/**
 * The route that is missing, as a change of the table; undefined for the main table, which no template can name, and where the table
 * has another route to the block already: it takes one only.
 */
export function routeOpening(journey: Journey, table: Table, property: RouteTarget, target: Resource): Opening | undefined {
  const destination = destinationOf(journey);
  if (!table.table || !destination) return undefined;
  const { resource } = table.table;
  const isTaken = journey.network.topology.routesOf(resource.logicalId).some((route) => {
    const block = known(route.destination);
    return block !== undefined && sameBlock(block, destination);
  });
  return isTaken ? undefined : { kind: "route", table: resource, destination, property, target };
}

/** The block that a route to the target would name: the peer's VPC, the network outside, or everything. */
export function destinationOf({ network, target, packet }: Pick<Journey, "network" | "target" | "packet">): Cidr | undefined {
  if (target.kind === "internet") return cidrOf(packet.version, 0n, 0);
  const [first, second] = toCidrs(packet.destination.set);
  if (target.kind === "outside") return second ? undefined : first;
  if (target.station.vpc === undefined || !first) return undefined;
  const blocks = network.topology.blocksOf(target.station.vpc).known.flatMap((field) => known(field) ?? []);
  return blocks.find((block) => containsAddress(block, { version: first.version, value: first.first }));
}
