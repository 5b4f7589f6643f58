/**
 * From every place that one end means to every place of the other, in parts that the template treats alike; the verdict has to hold for
 * all of them.
 */
import { type AddressSet, toCidrs } from "../cidr/address-set.ts";
import { type Cidr, formatCidr, type IpVersion } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import { type CidrField, known, type Resource } from "../network/resource.ts";
import type { Trace, Verdict } from "./answer.ts";
import { clientAccess } from "./client-access.ts";
import type { Endpoint, Place } from "./ends.ts";
import { checkedByEndpoints } from "./endpoint-ends.ts";
import { cutAlong, request } from "./flow.ts";
import { checkedByLoadBalancers } from "./load-balancer.ts";
import { needsAnswer, type PairTrace, tracePair } from "./pair.ts";
import { type Blocker, blocked, chain, distinctBlockers, type Passage, type Unknown, unknown } from "./passage.ts";
import { asPublic, throughPublicAddress } from "./public-address.ts";
import { serviceWays } from "./service.ts";

/** From every place of one end to every place of the other. */
export function traceBetween(network: Network, from: Endpoint, to: Endpoint, protocol: number, port: number | undefined): Trace {
  const answers = pairsOf(network, from, to, protocol, port);
  return answers.length === 0 ? nowhere(network, from, to) : traceOf(answers);
}

/** What all parts come to together. */
export function traceOf(answers: readonly Answered[]): Trace {
  const verdicts = answers.map(({ pair }) => verdictOf(pair));
  const verdict = together(verdicts);
  const telling = answers.filter((_, index) => verdicts[index] === verdict);
  const shown = telling[0]?.pair;
  const passages = telling.flatMap(({ pair }) => (pair.isBackDeciding ? [pair.forward, pair.back] : [pair.forward]));
  const isMixed = verdicts.some((one) => one !== verdict);
  return {
    verdict,
    blockers: verdict === "blocked" ? settle(distinctBlockers(passages.flatMap((passage) => passage.blockers))) : [],
    forward: shown?.forward.hops ?? [],
    back: shown?.back.hops ?? [],
    assumptions: [...new Set(passages.flatMap((passage) => passage.assumptions))],
    unknowns: verdict === "reachable" ? [] : distinctUnknowns(passages.flatMap((passage) => passage.unknowns)),
    parts: isMixed ? answers.map(({ from: a, to: b }, index) => ({ from: a, to: b, verdict: verdicts[index] ?? "unknown" })) : [],
  };
}

/** A resource whose interfaces nobody can place, or that has none. */
function nowhere(network: Network, from: Endpoint, to: Endpoint): Trace {
  const { resource, text } = from.places.length === 0 ? from : to;
  const lack = resource && lackOf(network, resource, from.places.length === 0 ? to : undefined);
  const { blockers, unknowns } =
    resource && lack !== undefined
      ? blocked({ code: "UNASSOCIATED_COMPONENT", resource, message: lack })
      : unknown(resource?.logicalId, `Where the interfaces of ${text} are is not in the template.`);
  const verdict = blockers.length > 0 ? "blocked" : "unknown";
  return { verdict, blockers, unknowns, forward: [], back: [], assumptions: [], parts: [] };
}

/** Why a resource has no interface for certain, in a sentence. `to`: where it is asked to send to, where it is the source. */
function lackOf(network: Network, { logicalId, type, get, mayGainProperties }: Resource, to: Endpoint | undefined): string | undefined {
  if (network.clientVpnEndpoints.has(logicalId) && !network.mayGainEntries(logicalId))
    return `${logicalId} is associated with no subnet: its clients get nowhere.`;
  const isInside =
    to === undefined || to.places.every(({ end, isPublic }) => end.kind === "station" && end.station.publicIpv4 === "no" && !isPublic);
  // Outside of a VPC a function reaches public addresses only: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
  if (type === "AWS::Lambda::Function" && get("VpcConfig") === undefined && !mayGainProperties && isInside)
    return `${logicalId} is in no VPC: it has no VpcConfig.`;
  return undefined;
}

/** The verdict has to hold for every part. */
const together = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes("blocked") ? "blocked" : verdicts.includes("unknown") ? "unknown" : "reachable";

function verdictOf({ forward, back, isBackDeciding }: PairTrace): Verdict {
  const ways = isBackDeciding ? [forward, back] : [forward];
  if (ways.some(({ blockers }) => blockers.length > 0)) return "blocked";
  return ways.some(({ unknowns, arrives }) => unknowns.length > 0 || !arrives) ? "unknown" : "reachable";
}

/** That a VPC has no way in at all is not said beside another piece that is missing: only filters and the address stand apart from it. */
function settle(blockers: readonly Blocker[]): readonly Blocker[] {
  const lacksMore = blockers.some(({ code }) => code !== "NO_PATH" && !filters.has(code));
  return lacksMore ? blockers.filter(({ code }) => code !== "NO_PATH") : blockers;
}

const filters: ReadonlySet<string> = new Set([
  "ENI_SG_RULES_MISMATCH",
  "SG_HAS_NO_RULES",
  "SUBNET_ACL_RESTRICTION",
  "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",
  "UNASSOCIATED_COMPONENT",
]);

const distinctUnknowns = (unknowns: readonly Unknown[]): readonly Unknown[] =>
  unknowns.filter((unknown, index) => unknowns.findIndex(({ message }) => message === unknown.message) === index);

/** One part of each end, and the way between the two. */
export interface Answered {
  readonly from: string;
  readonly to: string;
  readonly pair: PairTrace;
}

function pairsOf(network: Network, from: Endpoint, to: Endpoint, protocol: number, port: number | undefined): readonly Answered[] {
  const answered: Answered[] = [];
  const cut = { 4: new Map<Place, readonly Place[]>(), 6: new Map<Place, readonly Place[]>() };
  const partsIn = (place: Place, version: IpVersion): readonly Place[] => {
    const parts = cut[version].get(place) ?? partsOf(network, place, version);
    cut[version].set(place, parts);
    return parts;
  };
  for (const source of from.places) {
    for (const destination of to.places) {
      const version = versionOf(from, to, source, destination);
      for (const a of partsIn(source, version)) {
        for (const b of partsIn(destination, version)) {
          answered.push({ from: a.label, to: b.label, pair: tracePlaces(network, a, b, version, protocol, port) });
        }
      }
    }
  }
  return answered;
}

/** IPv6 where it is asked for, or where one of the two has nothing else. */
function versionOf(from: Endpoint, to: Endpoint, source: Place, destination: Place): IpVersion {
  const asked = from.version ?? to.version;
  if (asked !== undefined) return asked;
  return source.addresses(4) && destination.addresses(4) ? 4 : source.addresses(6) && destination.addresses(6) ? 6 : 4;
}

/** How many parts a block is cut into at most; and where they are more, how many along routes and network ACL entries alone. */
const mostParts = 48;
const mostDecidingParts = 512;

/** Rules that only allow need no cut for the verdict: what they do not admit as a whole, they do not admit. */
function cutUp(network: Network, set: AddressSet): readonly AddressSet[] {
  const parts = cutAlong(set, network.once(statedCidrs), mostParts);
  return parts.length > 1 ? parts : cutAlong(set, network.once(decidingCidrs), mostDecidingParts);
}

/** A block in parts that every route, rule and entry of the template treats alike. */
export function partsOf(network: Network, place: Place, version: IpVersion): readonly Place[] {
  const addresses = place.addresses(version);
  if (!addresses || addresses.quantifier === "one" || isSingle(addresses.set)) return [place];
  // The largest first: what is said of it says most.
  const parts = [...cutUp(network, addresses.set)].sort((a, b) => Number(sizeOf(b) - sizeOf(a)));
  if (parts.length === 1) return [place];
  return parts.map((set) => ({
    ...place,
    addresses: (asked) => (asked === version ? { ...addresses, set } : undefined),
    label: labelOf(place, set),
  }));
}

const isSingle = ({ v4, v6 }: AddressSet): boolean => {
  const [start, end, more] = v4.length > 0 ? v4 : v6;
  return start !== undefined && end === start + 1n && more === undefined;
};

const sizeOf = ({ v4, v6 }: AddressSet): bigint =>
  [...v4, ...v6].reduce((sum, bound, index) => (index % 2 === 0 ? sum - bound : sum + bound), 0n);

function labelOf(place: Place, set: AddressSet): string {
  const cidrs = toCidrs(set).map(formatCidr);
  return cidrs.length > 2 ? `the rest of ${place.label}` : cidrs.join(" and ");
}

/** Every known block that a route, a rule, an ACL entry or a prefix list states, each once. */
const statedCidrs = (network: Network): readonly Cidr[] =>
  distinctCidrs([
    ...decidingFields(network),
    ...[...network.standaloneRules.values()].map((rule) => rule.cidr),
    ...[...network.securityGroups.values()].flatMap((group) => [...group.ingress, ...group.egress].map((rule) => rule.cidr)),
    ...[...network.clientVpnAuthorizationRules.values()].map((rule) => rule.target),
  ]);

/** Of those the ones by which a part of a block may go another way, or be denied. */
const decidingCidrs = (network: Network): readonly Cidr[] => distinctCidrs(decidingFields(network));

const decidingFields = (network: Network): readonly (CidrField | undefined)[] => [
  ...[...network.routes.values()].map((route) => route.destination),
  ...[...network.transitGatewayRoutes.values()].map((route) => route.destination),
  ...[...network.vpnConnectionRoutes.values()].map((route) => route.destination),
  ...[...network.networkAclEntries.values()].map((entry) => entry.cidr),
  ...[...network.prefixLists.values()].flatMap((list) => list.entries),
];

function distinctCidrs(fields: readonly (CidrField | undefined)[]): readonly Cidr[] {
  const byText = new Map(fields.flatMap((field) => known(field) ?? []).map((cidr) => [formatCidr(cidr), cidr]));
  return [...byText.values()].filter(({ prefixLength }) => prefixLength > 0);
}

/** One place to one place. */
function tracePlaces(network: Network, from: Place, to: Place, version: IpVersion, protocol: number, port: number | undefined): PairTrace {
  const [source, destination] = [from.addresses(version), to.addresses(version)];
  const lacking = source ? (destination ? undefined : to) : from;
  if (!source || !destination) return impossible(lacking ?? to, version, protocol);
  const packet = request(version, protocol, port, source, destination);
  if (to.end.kind === "internet" && to.end.service !== undefined) return serviceWays(network, from, to.end.service, packet);
  const pair = asPublic(from, to) ? throughPublicAddress(network, from, to, packet) : tracePair(network, from.end, to.end, packet);
  const checks = chain(
    checkedByLoadBalancers(network, from.end, to.end, protocol, port),
    ...checkedByEndpoints(network, from.end, to.end, protocol, port),
    clientAccess(network, from.end, to.end, packet),
    opensNothing(to),
  );
  return { ...pair, forward: chain(pair.forward, checks) };
}

/** A NAT gateway takes answers only. https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html */
function opensNothing({ end }: Place): Passage {
  if (end.kind !== "station" || end.station.kind !== "NAT gateway") return chain();
  const { owner } = end.station;
  return blocked({
    code: "UNSUPPORTED_COMPONENT",
    resource: owner,
    message: `${owner.logicalId} takes answers only: nothing starts a connection to it.`,
  });
}

/** An end without an address of that version. */
function impossible(place: Place, version: IpVersion, protocol: number): PairTrace {
  const nothing: Passage = { ...blockedAt(place, version), arrives: false };
  return { forward: nothing, back: { ...nothing, blockers: [], unknowns: [] }, isBackDeciding: needsAnswer(protocol) };
}

function blockedAt({ end, label }: Place, version: IpVersion): Passage {
  if (end.kind !== "station")
    return { ...chain(), unknowns: [{ logicalId: undefined, message: `${label} is not an IPv${version} address.` }] };
  const { owner } = end.station;
  return blocked({ code: "UNASSOCIATED_COMPONENT", resource: owner, message: `${label} has no IPv${version} address.` });
}
