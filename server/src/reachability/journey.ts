/** Packets on their way: where they are going, where they are. Knows no gateway. */
import { toCidrs } from "../cidr/address-set.ts";
import type { Network } from "../network/network.ts";
import type { Link } from "../network/resource.ts";
import type { RouteTarget } from "../network/route-table.ts";
import type { Subnet } from "../network/subnet.ts";
import { blockInWords, type Packet } from "./flow.ts";
import type { Passage } from "./passage.ts";
import type { Station } from "./station.ts";

/** Where packets are going, or come from. */
export type End =
  | { readonly kind: "station"; readonly station: Station }
  /** Public hosts; an AWS service at its public addresses. */
  | { readonly kind: "internet"; readonly service?: string | undefined }
  /** Private addresses outside of every VPC of the template. */
  | { readonly kind: "outside" };

/** Packets on their way. */
export interface Journey extends Manner {
  readonly network: Network;
  readonly target: End;
  readonly packet: Packet;
  /** What was passed: resources, and routes that were taken to be there. */
  readonly trail: readonly string[];
  readonly walk: Walk;
}

/** What a way hangs on, besides its ends. */
export interface Manner {
  /** Answers of a connection that is open already: nothing that only starts connections is on their way. */
  readonly isReply: boolean;
  /** Whether packets for the internet have to leave through an internet gateway: answers to a host of the internet. */
  readonly needsInternetGateway: boolean;
  /** Whether answers from the internet come in through the internet gateway: the packets went out through it. */
  readonly usesInternetGateway: boolean;
}

/** How packets go on from where something has passed them: what the routes say. */
export interface Walk {
  /** By the route table of the subnet that they are in. */
  readonly follow: (journey: Journey, position: Position) => Passage;
  /** Through what a route names. */
  readonly through: (journey: Journey, position: Position, property: RouteTarget, link: Link) => Passage;
}

/** Where packets are inside a VPC. */
export interface Position {
  readonly subnet: Subnet;
  /** The interface whose address the packets carry, where it is in this VPC: what a public address would be mapped to. */
  readonly origin: Station | undefined;
  /** How they came into the VPC. */
  readonly entry: "inside" | "peering" | "transit" | "private-gateway";
}

/** The logical id in the identity of a declared resource; empty for others. */
export const declaredId = (identity: string | undefined): string => /^\$\{(\w+)\}$/.exec(identity ?? "")?.[1] ?? "";

/** The target in a few words. */
export function describeTarget({ target, packet }: Pick<Journey, "target" | "packet">): string {
  if (target.kind === "station") return target.station.owner.logicalId;
  if (target.kind === "outside") {
    const [only, second] = toCidrs(packet.destination.set);
    return only && !second ? blockInWords(only) : "the network outside";
  }
  return target.service ?? (packet.version === 4 ? "the internet" : "the IPv6 internet");
}
