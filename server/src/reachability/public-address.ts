/** Flows to the public address of an interface: out to the internet on one side, and in from there on the other. */
import type { Network } from "../network/network.ts";
import { publicHosts } from "./blocks.ts";
import { one, type Packet, replyTo } from "./flow.ts";
import type { Place } from "./ends.ts";
import { passGroups } from "./filters.ts";
import { fromInternet } from "./internet.ts";
import { needsAnswer, oneWay, type PairTrace, tracePair } from "./pair.ts";
import { assumed, chain, hop, type Identity, nothing } from "./passage.ts";
import type { Station } from "./station.ts";
import type { End, Journey } from "./journey.ts";
import { walk } from "./travel.ts";

/**
 * Whether the destination's public address is meant for a source that has a private one: it is asked for so, or the destination is an
 * internet-facing load balancer outside of the source's VPC, which everyone there knows by its public name.
 */
export function asPublic(from: Place, to: Place): boolean {
  if (from.end.kind === "internet" || to.end.kind !== "station") return false;
  const { kind, publicIpv4, vpc } = to.end.station;
  const isElsewhere = from.end.kind === "outside" || from.end.station.vpc !== vpc;
  return to.isPublic || (kind === "load balancer" && publicIpv4 === "yes" && isElsewhere);
}

/** A network outside has its own way to the internet. */
const fromAnywhere: PairTrace = {
  forward: chain(
    hop(undefined, "network outside", "sends the packets"),
    assumed("The network outside has a way to the internet of its own."),
  ),
  back: nothing,
  isBackDeciding: false,
};

const internet: End = { kind: "internet" };

/** Out of the source's VPC, and into the destination's. */
export function throughPublicAddress(network: Network, from: Place, to: Place, packet: Packet): PairTrace {
  // AWS gives no public address that a VPC of the template has taken for itself.
  const anyone = one(publicHosts(network, packet.version));
  const out = from.end.kind === "outside" ? fromAnywhere : tracePair(network, from.end, internet, { ...packet, destination: anyone });
  const destination = to.end.kind === "station" ? to.end.station : undefined;
  if (!destination) return out;
  const arriving: Packet = { ...packet, source: anyone };
  const into = arrival(network, from.end.kind === "station" ? from.end.station : undefined, destination, arriving);
  const answer = oneWay(network, to.end, internet, replyTo(arriving), {
    isReply: true,
    needsInternetGateway: true,
    usesInternetGateway: true,
  });
  return { forward: chain(out.forward, into), back: chain(answer, out.back), isBackDeciding: needsAnswer(packet.protocol) };
}

function arrival(network: Network, source: Station | undefined, station: Station, packet: Packet) {
  const journey: Journey = {
    network,
    target: { kind: "station", station },
    packet,
    isReply: false,
    needsInternetGateway: false,
    usesInternetGateway: true,
    trail: [],
    walk,
  };
  const lost: Identity = { kind: "lost", at: station.owner };
  return chain(
    fromInternet(journey, station),
    passGroups(network, station, "ingress", packet, source, lost),
    hop(station.owner, station.kind, ""),
  );
}
