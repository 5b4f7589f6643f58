/**
 * Whether one end cannot reach another for certain, and what a finding says of it: blockers, related places, the fix. Knows no rule's
 * reason to ask.
 */
import { intersect, isEmpty, ports as portRange } from "../../cidr/port-set.ts";
import { allProtocols, tcp, udp } from "../../cidr/protocol.ts";
import { overlaps, sameBlock } from "../../cidr/cidr.ts";
import type { Network } from "../../network/network.ts";
import { type Field, keyOf, known, knownValue } from "../../network/resource.ts";
import { vpcIdentity } from "../../network/topology.ts";
import type { Trace } from "../../reachability/answer.ts";
import { traceBetween } from "../../reachability/between.ts";
import { type Endpoint, type Place, placeOf, readEnd } from "../../reachability/ends.ts";
import type { Opening, Peer } from "../../reachability/opening.ts";
import type { Blocker } from "../../reachability/passage.ts";
import { addressesIn, anyInterface } from "../../reachability/station.ts";
import { namesIn, visitIntrinsics } from "../../template/template.ts";
import type { Finding, Fix } from "../rule.ts";
import { openingEdits, openingTitle } from "./opening-edits.ts";

/** What is asked, between ends of `trace`, or from a VPC or subnet, which means any address in it: a way for packets of one protocol to one port, or to any for `undefined`. */
export interface Ask {
  readonly from: string;
  readonly to: string;
  readonly protocol: number;
  readonly port: number | undefined;
}

/** That nothing gets through. */
export interface CutOff {
  /** All of them stop every packet that was asked about. */
  readonly blockers: readonly Blocker[];
  /** Set where it is one of several interfaces: "Service in SubnetB". */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly assumesDefaults: readonly string[];
  /** The one change that opens the path, where there is one. */
  readonly opening: Opening | undefined;
}

/**
 * Undefined where packets get there, where it is not known, or where some do: of the addresses or ports that are asked about. An
 * interface of several that is cut off from all of the other end counts.
 */
export function cutOff(network: Network, ask: Ask): CutOff | undefined {
  const answers = network.once(answered);
  const key = `${ask.from} ${ask.to} ${ask.protocol} ${ask.port}`;
  const ready = answers.get(key) ?? { cut: askNetwork(network, ask) };
  answers.set(key, ready);
  return ready.cut;
}

const answered = (): Map<string, { readonly cut: CutOff | undefined }> => new Map();

function askNetwork(network: Network, ask: Ask): CutOff | undefined {
  const block = subnetsAsEnd(network, ask.from);
  const from = block ?? readEnd(network, ask.from, undefined);
  const to = readEnd(network, ask.to, undefined);
  if ("problem" in from || "problem" in to) return undefined;
  const between = (a: Endpoint, b: Endpoint): Trace => traceBetween(network, a, b, ask.protocol, ask.port);
  // Of a block all has to be cut off: the first part tells most often that it is not.
  if (block && block.places.length > 1 && between({ ...block, places: block.places.slice(0, 1) }, to).verdict !== "blocked")
    return undefined;
  const whole = between(from, to);
  if (whole.verdict !== "blocked") return undefined;
  const each = (ends: readonly Place[], others: readonly Place[]): readonly Trace[] =>
    ends.flatMap((a) => others.map((b) => between({ ...from, places: [a] }, { ...to, places: [b] })));
  // Where something cannot be opened by one change, nothing is common to all.
  const mayOpen = whole.blockers.every(({ opening }) => opening !== undefined);
  const opened = (cut: CutOff | undefined, ends: readonly Place[], others: readonly Place[]): CutOff | undefined =>
    cut && { ...cut, opening: mayOpen ? openingOf(each(ends, others)) : undefined };
  if (whole.parts.length === 0) return opened(certain(network, whole, undefined, undefined), from.places, to.places);
  for (const place of several(from)) {
    const found = certain(network, between({ ...from, places: [place] }, to), place.label, undefined);
    if (found) return opened(found, [place], to.places);
  }
  for (const place of several(to)) {
    const found = certain(network, between(from, { ...to, places: [place] }), undefined, place.label);
    if (found) return opened(found, from.places, [place]);
  }
  return undefined;
}

/** A VPC or subnet as an end: some address in each of its subnets. */
function subnetsAsEnd(network: Network, logicalId: string): Endpoint | undefined {
  if (!network.vpcs.has(logicalId) && !network.subnets.has(logicalId)) return undefined;
  const own = network.subnets.get(logicalId);
  const subnets = own ? [own] : network.topology.subnetsIn(vpcIdentity(logicalId));
  const places = subnets.map((subnet) => placeOf(anyInterface(subnet, addressesIn(network, subnet, undefined)), false));
  return { text: logicalId, places, version: 4, resource: undefined, service: undefined };
}

/** The interfaces of a resource that has more than one. */
const several = ({ places, resource }: Endpoint): readonly Place[] => (resource && places.length > 1 ? places : []);

function certain(network: Network, trace: Trace, from: string | undefined, to: string | undefined): CutOff | undefined {
  if (trace.verdict !== "blocked" || trace.parts.length > 0) return undefined;
  const blockers = trace.blockers.filter(
    (blocker) => !sendsOthers.has(blocker.code) && stopsAll(network, blocker) && !mayGetRoute(network, blocker),
  );
  if (blockers.length === 0) return undefined;
  return { blockers, from, to, assumesDefaults: blockers.flatMap((blocker) => defaultsOf(network, blocker)), opening: undefined };
}

/** That a load balancer has other listeners or targets says nothing of the way to this one, and targets may register themselves. */
const sendsOthers: ReadonlySet<string> = new Set([
  "TARGET_ADDRESS_RESTRICTION",
  "TARGET_PORT_RESTRICTION",
  "ELB_LISTENER_PORT_RESTRICTION",
  "ELBV2_LISTENER_HAS_NO_TG",
  "ELB_LISTENERS_MISMATCH",
  "ELBV2_LISTENERS_MISMATCH",
]);

/** The change that opens the path between all places, where it is one for all of them. */
const openingOf = (traces: readonly Trace[]): Opening | undefined =>
  commonOpening(traces.map(({ blockers }) => (blockers.length === 1 ? blockers[0]?.opening : undefined)));

/** The one change that all of them are; undefined where they differ or one is missing. */
export function commonOpening(openings: readonly (Opening | undefined)[]): Opening | undefined {
  const [first, ...others] = openings;
  return others.every((other) => isSameOpening(first, other)) ? first : undefined;
}

function isSameOpening(a: Opening | undefined, b: Opening | undefined): boolean {
  if (!a || !b) return false;
  if (a.kind === "group-rule" && b.kind === "group-rule")
    return a.group === b.group && a.direction === b.direction && isSamePeer(a.peer, b.peer);
  if (a.kind === "acl-entry" && b.kind === "acl-entry") return a.acl === b.acl && a.direction === b.direction && sameBlock(a.cidr, b.cidr);
  if (a.kind === "route" && b.kind === "route")
    return a.table === b.table && sameBlock(a.destination, b.destination) && a.target === b.target;
  return a.kind === "property" && b.kind === "property" && a.resource === b.resource && a.name === b.name;
}

function isSamePeer(a: Peer, b: Peer): boolean {
  if ("group" in a || "group" in b) return "group" in a && "group" in b && a.group.identity === b.group.identity;
  return sameBlock(a.cidr, b.cidr);
}

/** A table that is an output of the template may be meant to get its routes from elsewhere. */
const mayGetRoute = (network: Network, { resource }: Blocker): boolean =>
  network.routeTables.has(resource.logicalId) && network.once(outputIds).has(resource.logicalId);

/** What outputs name, exported or not. */
export function outputIds(network: Network): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const output of network.template.outputs) {
    visitIntrinsics(output.value, (intrinsic) => {
      for (const name of namesIn(intrinsic)) ids.add(name);
    });
  }
  return ids;
}

/** An ACL may drop a part of the ports only, such as some of those that clients take: then some packets get through. */
export function stopsAll(network: Network, { opening }: Blocker): boolean {
  if (opening?.kind !== "acl-entry") return true;
  const { acl, direction, protocol, ports, cidr } = opening;
  return ![...network.networkAclEntries.values()].some((entry) => {
    const isEgress = entry.egress === undefined ? false : known(entry.egress);
    if (entry.acl?.logicalId !== acl.logicalId || isEgress === (direction === "ingress")) return false;
    const block = known(entry.cidr);
    if (known(entry.action)?.toLowerCase() === "deny" || (block && !overlaps(block, cidr))) return false;
    const own = known(entry.protocol);
    if (own !== undefined && own !== allProtocols && protocol !== allProtocols && own !== protocol) return false;
    const [first, last] = [known(entry.fromPort), known(entry.toPort)];
    if (own === undefined || own === allProtocols || first === undefined || last === undefined || first < 0 || last > 65_535) return true;
    return (protocol !== tcp && protocol !== udp) || !isEmpty(intersect(portRange(first, last), ports));
  });
}

/** Parameters whose defaults decide what a blocker, or a hop, is made of. */
export function defaultsOf(network: Network, { resource }: Pick<Blocker, "resource">): readonly string[] {
  const { logicalId } = resource;
  const group = network.securityGroups.get(logicalId);
  const rules = group ? (["ingress", "egress"] as const).flatMap((direction) => network.topology.rulesOf(group, direction).rules) : [];
  const entries = network.networkAcls.has(logicalId)
    ? [...network.networkAclEntries.values()].filter((entry) => entry.acl?.logicalId === logicalId)
    : [];
  const fields: readonly (Field<unknown> | undefined)[] = [
    ...rules.flatMap((rule) => [rule.protocol, rule.fromPort, rule.toPort, rule.cidr]),
    ...network.topology.routesOf(logicalId).map((route) => route.destination),
    ...entries.flatMap((entry) => [entry.cidr, entry.action]),
  ];
  return fields.flatMap((field) => knownValue(field)?.assumesDefaults ?? []);
}

/** "tcp 443" */
export const portName = (protocol: number, port: number): string => `${protocol === udp ? "udp" : "tcp"} ${port}`;

/** One sentence: what stops it, in the first blocker's own words, and what follows: a clause without a full stop. */
export function causeAndEffect({ blockers }: CutOff, effect: string): string {
  const [first] = blockers;
  const cause =
    capitalized(first?.message ?? "")
      .replace(/\.$/, "")
      .split(": ", 1)[0] ?? "";
  return `${cause}${blockers.length > 1 ? `, one of ${blockers.length} things in the way` : ""}: ${effect}.`;
}

/** A sentence's start: logical ids stay as they are. */
export const capitalized = (sentence: string): string => sentence.replace(/^the /, "The ");

type PathParts = Pick<Finding, "related" | "fixes" | "stoppedBy"> & { readonly assumesDefaults: readonly string[] };

/** What every finding about a path has: its blockers as related places, the fix, what it hangs on. */
export function pathParts(network: Network, cut: CutOff): PathParts {
  return {
    related: cut.blockers.map(({ resource, message }) => ({ at: keyOf(resource), message: capitalized(message) })),
    fixes: openingFixes(network, cut.opening),
    stoppedBy: cut.blockers.map(({ resource, opening }) => ({
      logicalIds: [resource.logicalId, ...(opening?.kind === "route" ? [opening.target.logicalId] : [])],
      at: keyOf(resource),
    })),
    assumesDefaults: [...new Set(cut.assumesDefaults)],
  };
}

/** The fix that opens the one thing that is shut; none where there are several, or it cannot be written. */
export function openingFixes(network: Network, opening: Opening | undefined): readonly Fix[] {
  if (!opening || !openingEdits(network, opening)) return [];
  return [{ title: openingTitle(opening), preferred: true, safe: false, edits: () => openingEdits(network, opening) }];
}

/** Whether all blockers stop packets whatever their ports are: routes, gateways, connections, groups without any rule. */
export const isWhateverPort = ({ blockers }: Pick<CutOff, "blockers">): boolean =>
  blockers.some(({ code }) => !hangsOnPorts.has(code) && !sendsOthers.has(code));

const hangsOnPorts: ReadonlySet<string> = new Set(["ENI_SG_RULES_MISMATCH", "SUBNET_ACL_RESTRICTION", "PROTOCOL_RESTRICTION"]);
