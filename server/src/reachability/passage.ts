/** What a way through the network consists of: hops, blockers, what is not known, what is taken for granted. Knows no AWS resource. */
import type { Answer, Packet } from "./flow.ts";
import type { Station } from "./station.ts";
import type { Opening } from "./opening.ts";
import type { Resource } from "../network/resource.ts";

/** Something that packets pass, in order. */
export interface Hop {
  /** Undefined for what is outside of the template: the internet, a network on premises. */
  readonly resource: Resource | undefined;
  /** In networking's terms: "instance", "security group", "route table", "internet". */
  readonly kind: string;
  /** What happens there: a clause without a full stop. */
  readonly explanation: string;
}

/** One thing that stops the packets. */
export interface Blocker {
  /** An explanation code of AWS Reachability Analyzer, or one of ours that begins with `x-`. */
  readonly code: string;
  readonly resource: Resource;
  /** One sentence. */
  readonly message: string;
  /** What would open it, where that is a matter of one resource. */
  readonly opening?: Opening | undefined;
}

/** What would have to be known. */
export interface Unknown {
  /** A logical id or a parameter; undefined where it has no name. */
  readonly logicalId: string | undefined;
  readonly message: string;
}

/** A way, or a piece of it. */
export interface Passage {
  readonly hops: readonly Hop[];
  readonly blockers: readonly Blocker[];
  readonly unknowns: readonly Unknown[];
  readonly assumptions: readonly string[];
  /** Whether it gets to its end once its blockers are gone; where it does not, no change of one resource helps. */
  readonly arrives: boolean;
  /** Whether security groups at its end still see which groups its beginning is in, and through what they do not. */
  readonly keepsGroups: Identity;
  /** Where the source address changes on the way, in order: answers come back there first. */
  readonly relays: readonly Relay[];
}

/** Something that puts its own address in place of the source's: a NAT gateway or instance. */
export interface Relay {
  /** Undefined for a regional NAT gateway, which stands in no subnet of the template. */
  readonly station: Station | undefined;
  /** The packets as they come, and as they leave. */
  readonly incoming: Packet;
  readonly outgoing: Packet;
}

/** Whether the source's security groups are seen at the destination: not through what changes the address, nor, unless switched on, through a transit gateway. */
export type Identity =
  | { readonly kind: "kept" }
  | { readonly kind: "lost"; readonly at: Resource }
  | { readonly kind: "unsupported"; readonly at: Resource };

export const kept: Identity = { kind: "kept" };

export const nothing: Passage = { hops: [], blockers: [], unknowns: [], assumptions: [], arrives: true, keepsGroups: kept, relays: [] };

export const hop = (resource: Resource | undefined, kind: string, explanation: string): Passage => ({
  ...nothing,
  hops: [{ resource, kind, explanation }],
});

export const blocked = (blocker: Blocker): Passage => ({ ...nothing, blockers: [{ ...blocker, message: asSentence(blocker.message) }] });
export const unknown = (logicalId: string | undefined, message: string): Passage => ({
  ...nothing,
  unknowns: [{ logicalId, message: asSentence(message) }],
});

/** What begins with "the main route table of …" begins a sentence; logical ids stay as they are. */
const asSentence = (message: string): string => message.replace(/^the /, "The ");
export const assumed = (text: string): Passage => ({ ...nothing, assumptions: [text] });
export const deadEnd = (passage: Passage): Passage => ({ ...passage, arrives: false });

/** One after the other. */
export function chain(...all: readonly Passage[]): Passage {
  const parts = all.filter((part) => part !== nothing);
  const [only, second] = parts;
  if (!second) return only ?? nothing;
  return {
    hops: parts.flatMap((part) => part.hops),
    blockers: parts.flatMap((part) => part.blockers),
    unknowns: parts.flatMap((part) => part.unknowns),
    assumptions: parts.flatMap((part) => part.assumptions),
    arrives: parts.every((part) => part.arrives),
    keepsGroups: identityOf(parts),
    relays: parts.flatMap((part) => part.relays),
  };
}

/** What loses groups for good counts before what could be switched on. */
function identityOf(parts: readonly Passage[]): Identity {
  const identities = parts.map(({ keepsGroups }) => keepsGroups);
  return identities.find(({ kind }) => kind === "lost") ?? identities.find(({ kind }) => kind === "unsupported") ?? kept;
}

/** What the passage comes to by itself. */
export function outcomeOf({ blockers, unknowns, arrives }: Passage): Answer {
  if (blockers.length > 0) return "no";
  return unknowns.length > 0 || !arrives ? "unknown" : "yes";
}

/** The one with the fewest changes; of equals the earlier. Those that arrive come first. */
export function best(passages: readonly Passage[]): Passage | undefined {
  const cost = (passage: Passage): number =>
    (passage.arrives ? 0 : 1000) + passage.blockers.length + (passage.unknowns.length > 0 ? 0.5 : 0);
  return passages.reduce<Passage | undefined>((found, one) => (found === undefined || cost(one) < cost(found) ? one : found), undefined);
}

const sameBlocker = (a: Blocker, b: Blocker): boolean => a.code === b.code && a.resource.logicalId === b.resource.logicalId;

/** Each blocker once: what drops both directions is one. */
export const distinctBlockers = (blockers: readonly Blocker[]): readonly Blocker[] =>
  blockers.filter((blocker, index) => blockers.findIndex((other) => sameBlocker(blocker, other)) === index);

/** Whether it is a security group or network ACL: what stops packets on any way. */
export const isFilter = ({ code }: Blocker): boolean =>
  code === "ENI_SG_RULES_MISMATCH" || code === "SG_HAS_NO_RULES" || code === "SUBNET_ACL_RESTRICTION";

/** The name in an identity that is one parameter or resource. */
export const parameterIn = (identity: string | undefined): string | undefined => /^\$\{([A-Za-z0-9:]+)\}$/.exec(identity ?? "")?.[1];

interface Named {
  readonly logicalId: string | undefined;
  readonly identity: string;
}

/** The resource or parameter that something is named by. */
export const linkName = ({ logicalId, identity }: Named): string | undefined => logicalId ?? parameterIn(identity);
/** The same for messages: what is neither, as it is written. */
export const called = (named: Named): string => linkName(named) ?? named.identity;
