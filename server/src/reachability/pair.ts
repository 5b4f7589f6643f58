/**
 * One source and one destination: the way there and, where the protocol needs it, the way back, with the security groups at both
 * ends. Security groups are stateful: answers are not asked for them.
 */

import { allProtocols, icmp, icmpv6, tcp } from "../cidr/protocol.ts";
import type { Network } from "../network/network.ts";
import { type Packet, replyTo } from "./flow.ts";
import { passGroups } from "./filters.ts";
import { fromInternet } from "./internet.ts";
import { crossBorder } from "./border.ts";
import { chain, hop, type Identity, nothing, type Passage, unknown } from "./passage.ts";
import { fromOutside } from "./private-gateway.ts";
import type { End, Journey, Manner } from "./journey.ts";
import type { Station } from "./station.ts";
import { leave, walk } from "./travel.ts";

/** What is known of one pair. */
export interface PairTrace {
  readonly forward: Passage;
  /** Undefined where it does not count: UDP. */
  readonly back: Passage;
  readonly isBackDeciding: boolean;
}

/** Whether the answers decide: for TCP, ICMP and all traffic. */
export const needsAnswer = (protocol: number): boolean => [tcp, icmp, icmpv6, allProtocols].includes(protocol);

/** From one end to the other and back. */
export function tracePair(network: Network, from: End, to: End, packet: Packet): PairTrace {
  const forward = oneWay(network, from, to, packet, there);
  const source = from.kind === "station" ? from.station : undefined;
  const destination = to.kind === "station" ? to.station : undefined;
  const seen = forward.relays.at(-1)?.outgoing ?? packet;
  const out = source ? passGroups(network, source, "egress", packet, destination, identityOutwards(forward)) : nothing;
  const into = destination ? passGroups(network, destination, "ingress", seen, source, forward.keepsGroups) : nothing;
  return {
    forward: chain(
      from.kind === "station" ? hopOf(from, "sends the packets") : nothing,
      out,
      forward,
      into,
      hopOf(to, "receives the packets"),
    ),
    back: answers(network, from, to, packet, forward),
    isBackDeciding: needsAnswer(packet.protocol),
  };
}

const hopOf = (end: End, what: string): Passage =>
  end.kind === "station"
    ? hop(end.station.owner, end.station.kind, what)
    : hop(undefined, end.kind === "internet" ? (end.service ?? "internet") : "network outside", what);

/** Outbound rules do not know groups behind a transit gateway, whatever is switched on: https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html */
function identityOutwards({ hops, keepsGroups }: Passage): Identity {
  const attachment = hops.find(({ kind }) => kind === "transit gateway attachment")?.resource;
  return attachment && keepsGroups.kind === "kept" ? { kind: "unsupported", at: attachment } : keepsGroups;
}

const there: Manner = { isReply: false, needsInternetGateway: false, usesInternetGateway: false };

/** One direction, without security groups. */
export function oneWay(network: Network, from: End, to: End, packet: Packet, back: Manner): Passage {
  const journey: Journey = { network, target: to, packet, ...back, trail: [], walk };
  if (from.kind === "station") return leave(journey, from.station);
  if (to.kind !== "station") return unknown(undefined, "Neither of the two ends is in a VPC of the template.");
  if (from.kind !== "internet") return fromOutside(journey, to.station);
  const { service } = from;
  const passage = fromInternet(journey, to.station);
  // The first hop is the host outside.
  return service === undefined
    ? passage
    : { ...passage, hops: passage.hops.map((one, at) => (at === 0 ? { ...one, kind: service } : one)) };
}

/** The way back: to each place where the source address changed, and from there on. */
function answers(network: Network, from: End, to: End, packet: Packet, { relays, hops }: Passage): Passage {
  const back: Manner = {
    isReply: true,
    needsInternetGateway: from.kind === "internet",
    usesInternetGateway: hops.some(({ kind }) => kind === "internet gateway"),
  };
  // A NAT gateway takes answers from a peered VPC without a route there: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
  const returnsToSender = hops.some(({ kind }) => kind === "VPC peering connection");
  const parts: Passage[] = [];
  let end = to;
  let sent = packet;
  for (const { station, incoming, outgoing } of [...relays].reverse()) {
    if (station) {
      const stop: End = { kind: "station", station };
      const isSpared = returnsToSender && station.kind === "NAT gateway" && end === to;
      const reply = replyTo(outgoing);
      parts.push(
        isSpared
          ? bordersBetween(network, end, station, reply)
          : oneWay(network, end, stop, reply, { ...back, needsInternetGateway: false }),
      );
      parts.push(hop(station.owner, station.kind, "hands the answers back"));
      end = stop;
    }
    sent = incoming;
  }
  parts.push(oneWay(network, end, from, replyTo(sent), back));
  return chain(...parts);
}

/** The network ACLs between two interfaces, whatever the routes. */
function bordersBetween(network: Network, end: End, to: Station, packet: Packet): Passage {
  const from = end.kind === "station" ? end.station.subnet : undefined;
  return chain(
    from ? crossBorder(network, from, "egress", packet) : nothing,
    to.subnet ? crossBorder(network, to.subnet, "ingress", packet) : nothing,
  );
}
