/**
 * Appliances on the way: instances and network interfaces that routes name, and Gateway Load Balancer endpoints. What an appliance does with
 * packets is taken for granted. https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html
 */
import type { Network } from "../network/network.ts";
import type { Link, Resource } from "../network/resource.ts";
import { passGroups } from "./filters.ts";
import { assumed, blocked, called, chain, deadEnd, hop, kept, linkName, nothing, type Passage, unknown } from "./passage.ts";
import { type Station, stationsOf } from "./station.ts";
import { crossBorder, deliver } from "./border.ts";
import { inCircle } from "./circle.ts";
import { type Journey, type Position } from "./journey.ts";

/** Through an instance or a network interface. */
export function throughMiddlebox(journey: Journey, position: Position, link: Link): Passage {
  const { network, packet, target, isReply, trail } = journey;
  const [station, second] = link.logicalId === undefined ? [] : (stationsOf(network, link.logicalId) ?? []);
  if (!station?.subnet || second) return unknown(linkName(link), `What ${called(link)} does with packets is not in the template.`);
  const { owner } = station;
  if (trail.includes(owner.logicalId)) return inCircle(journey, position);
  if (target.kind === "internet" && packet.version === 4 && journey.needsInternetGateway && !isAtEdge(network, owner)) {
    const message = `${owner.logicalId} sends the answers from another address: the client does not take them.`;
    return deadEnd(blocked({ code: "NO_POSSIBLE_DESTINATION", resource: owner, message }));
  }
  const isNat = target.kind === "internet" && packet.version === 4 && !isReply && position.entry !== "private-gateway";
  const source = isNat ? (station.addresses(4) ?? packet.source) : packet.source;
  const outgoing = { ...packet, source };
  const box: Passage = {
    ...hop(owner, station.kind, isNat ? "puts its own address in place of the source" : "forwards the packets"),
    relays: isNat ? [{ station, incoming: packet, outgoing }] : [],
    keepsGroups: { kind: "lost", at: owner },
    assumptions: [`${owner.logicalId} forwards packets.`],
  };
  const ingress = isReply
    ? nothing
    : chain(
        passGroups(network, station, "ingress", packet, position.origin, kept),
        passGroups(network, station, "egress", packet, undefined, kept),
      );
  const next: Journey = { ...journey, packet: outgoing, trail: [...trail, owner.logicalId] };
  const origin = isNat ? station : position.origin;
  return chain(
    ...(station.subnet === position.subnet ? [] : [crossBorder(network, station.subnet, "ingress", packet)]),
    checkForwarding(station),
    ingress,
    box,
    onwards(next, station, { subnet: station.subnet, origin, entry: isNat ? "inside" : position.entry }),
  );
}

/** Whether a gateway route table sends packets from outside to it: then answers pass it as they came. */
const isAtEdge = (network: Network, { logicalId }: Resource): boolean =>
  [...network.gatewayRouteTableAssociations.values()].some(({ table }) =>
    network.topology
      .routesOf(table?.logicalId ?? "")
      .some(({ targets }) => targets.some(({ link }) => isOf(network, link.logicalId ?? "", logicalId))),
  );

/** Whether a route's target is an instance, or an interface of it. */
const isOf = (network: Network, target: string, owner: string): boolean =>
  target === owner || (stationsOf(network, target) ?? []).some((station) => station.owner.logicalId === owner);

/** https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html#EIP_Disable_SrcDestCheck */
function checkForwarding({ owner, forwards }: Station): Passage {
  if (forwards === "yes") return nothing;
  if (forwards === "unknown") return unknown(owner.logicalId, `Whether ${owner.logicalId} checks source and destination is not known.`);
  return blocked({
    code: "ENI_SOURCE_DEST_CHECK_RESTRICTION",
    resource: owner,
    message: `${owner.logicalId} drops packets that are not for its own address: SourceDestCheck is on.`,
    opening: { kind: "property", resource: owner, name: "SourceDestCheck", value: "false" },
  });
}

/** On from an appliance's subnet: to an interface of the VPC right away, else by the routes. */
function onwards(journey: Journey, { subnet }: Station, position: Position): Passage {
  const { network, target, packet } = journey;
  if (!subnet) return nothing;
  if (target.kind === "station" && target.station.subnet === subnet) return nothing;
  const out = crossBorder(network, subnet, "egress", packet);
  if (target.kind === "station" && target.station.vpc === subnet.vpc?.identity) return chain(out, deliver(journey, target.station, subnet));
  return chain(out, journey.walk.follow(journey, position));
}

/** Through a Gateway Load Balancer endpoint: to its appliances and back, unchanged. https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html */
export function throughInspectionEndpoint(journey: Journey, position: Position, link: Link): Passage {
  const { network, packet, trail } = journey;
  const endpoint = network.vpcEndpoints.get(link.logicalId ?? "");
  const [station] = endpoint ? (stationsOf(network, endpoint.resource.logicalId) ?? []) : [];
  if (!endpoint || !station?.subnet) return unknown(linkName(link), `What lies behind endpoint ${called(link)} is not in the template.`);
  const { resource } = endpoint;
  if (endpoint.type !== undefined && endpoint.type !== "GatewayLoadBalancer")
    return deadEnd(
      blocked({
        code: "BAD_STATE_ROUTE",
        resource,
        message: `${resource.logicalId} is no Gateway Load Balancer endpoint: no route can lead to it.`,
      }),
    );
  if (trail.filter((step) => step === resource.logicalId).length > 1) return inCircle(journey, position);
  const next: Journey = { ...journey, trail: [...trail, resource.logicalId] };
  return chain(
    ...(station.subnet === position.subnet ? [] : [crossBorder(network, station.subnet, "ingress", packet)]),
    {
      ...hop(resource, "Gateway Load Balancer endpoint", "hands the packets to its appliances and takes them back"),
      // https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html#security-group-referencing
      keepsGroups: { kind: "lost", at: resource },
    },
    assumed(`The appliances behind ${resource.logicalId} forward packets.`),
    onwards(next, station, { ...position, subnet: station.subnet }),
  );
}
