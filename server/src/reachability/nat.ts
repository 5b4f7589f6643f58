/**
 * NAT gateways: public, private and regional. They put their own address in place of the source's and let replies back in; nothing
 * starts a connection through them from outside.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
 */
import { known, type Link, type Resource } from "../network/resource.ts";
import type { NatGateway } from "../network/nat-gateway.ts";
import { publicHosts } from "./blocks.ts";
import { one } from "./flow.ts";
import { throughInternetGateway } from "./internet.ts";
import { blocked, called, chain, deadEnd, hop, linkName, type Passage, unknown } from "./passage.ts";
import { stationsOf } from "./station.ts";
import { crossBorder } from "./border.ts";
import { inCircle } from "./circle.ts";
import { type Journey, type Position } from "./journey.ts";

export function throughNat(journey: Journey, position: Position, link: Link): Passage {
  const { network, packet, isReply, target, trail } = journey;
  const nat = network.natGateways.get(link.logicalId ?? "");
  if (!nat) return unknown(linkName(link), `NAT gateway ${called(link)} is not in the template.`);
  const { resource } = nat;
  if (isReply) {
    const message = `${resource.logicalId} sends the answers from another address: the client does not take them.`;
    return deadEnd(blocked({ code: "NGW_SOURCE_ADDRESS_REASSIGN", resource, message }));
  }
  if (packet.version === 6)
    return deadEnd(blocked({ code: "PROTOCOL_RESTRICTION", resource, message: `${resource.logicalId} translates IPv4 addresses only.` }));
  if (position.entry === "peering" || position.entry === "private-gateway") return deadEnd(blocked(foreignSource(resource)));
  if (trail.includes(resource.logicalId)) return inCircle(journey, position);
  const next = { ...journey, trail: [...trail, resource.logicalId] };
  if (known(nat.availabilityMode)?.toLowerCase() === "regional") return throughRegional(next, position, nat);
  const [station] = stationsOf(network, resource.logicalId) ?? [];
  const source = station?.addresses(4);
  if (!station?.subnet || !source) return unknown(resource.logicalId, `The subnet of ${resource.logicalId} is not in the template.`);
  if (station.vpc !== position.subnet.vpc?.identity) return deadEnd(blocked(foreignSource(resource)));
  const outgoing = { ...packet, source };
  const relay = {
    ...hop(resource, "NAT gateway", "puts its own address in place of the source"),
    relays: [{ station, incoming: packet, outgoing }],
  };
  return chain(
    ...(station.subnet === position.subnet ? [] : [crossBorder(network, station.subnet, "ingress", packet)]),
    { ...relay, keepsGroups: { kind: "lost", at: resource } },
    ...(target.kind === "station" && target.station.subnet === station.subnet
      ? []
      : [crossBorder(network, station.subnet, "egress", outgoing)]),
    journey.walk.follow({ ...next, packet: outgoing }, { subnet: station.subnet, origin: station, entry: "inside" }),
  );
}

/** A regional NAT gateway has a route to the internet gateway of its own. https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html */
function throughRegional(journey: Journey, position: Position, nat: NatGateway): Passage {
  const { network, packet, target } = journey;
  const { resource, vpc } = nat;
  if (vpc?.identity !== position.subnet.vpc?.identity) return deadEnd(blocked(foreignSource(resource)));
  if (target.kind !== "internet")
    return deadEnd(blocked({ code: "NO_POSSIBLE_DESTINATION", resource, message: `${resource.logicalId} leads to the internet only.` }));
  const [gateway] = network.topology.attachmentsOf(vpc?.identity ?? "").flatMap(({ internetGateway }) => internetGateway ?? []);
  const outgoing = { ...packet, source: one(publicHosts(network, 4)) };
  const relay = {
    ...hop(resource, "regional NAT gateway", "puts its own address in place of the source"),
    relays: [{ station: undefined, incoming: packet, outgoing }],
  };
  if (!gateway)
    return blocked({
      code: "NO_PATH",
      resource,
      message: `${resource.logicalId} has no internet gateway to send to: none is attached to its VPC.`,
    });
  const origin = position.origin && { ...position.origin, owner: resource, publicIpv4: "yes" as const };
  return chain(relay, throughInternetGateway({ ...journey, packet: outgoing }, { ...position, origin, entry: "inside" }, gateway));
}

const foreignSource = (resource: Resource) => ({
  code: "NGW_REQUIRES_SOURCE_IN_VPC",
  resource,
  message: `${resource.logicalId} takes packets from its own VPC only.`,
});
