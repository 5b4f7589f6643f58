/**
 * What security groups let in and out: three-valued, because rules may be incomplete or unknown. Knows rules and who is a member of
 * a group as far as the asker says; does not know network ACLs, routes, or prefix lists' entries.
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
import { type Cidr, type IpVersion, overlaps } from "../cidr/cidr.ts";
import { intersect, isEmpty, type PortSet, ports } from "../cidr/port-set.ts";
import { allProtocols, hasPorts, icmp, icmpv6 } from "../cidr/protocol.ts";
import { icmpMessages } from "../cidr/traffic-set.ts";
import { compareTerms, type Term } from "../template/value.ts";
import type { Network } from "./network.ts";
import { type CidrField, type Field, known, knownValue, type Link, linkOf, type Links } from "./resource.ts";
import type { SecurityGroup, SecurityGroupRule } from "./security-group.ts";
import { cidrsOf } from "./topology.ts";

export type Verdict = "yes" | "no" | "unknown";

/** The packets in question. `any`: of whatever protocol. */
export type Packets =
  | "any"
  | {
      /** 0 to 255. */
      readonly protocol: number;
      /** Destination ports; for ICMP messages as `icmpMessages` numbers them. Not looked at for protocols without ports. */
      readonly ports: PortSet;
    };

/** Who is at the other end. A rule is for it where it names one of its addresses or one of its groups. */
export interface Party {
  readonly addresses: readonly Cidr[];
  /** IP versions in which it has addresses that are not known. */
  readonly unknownVersions: readonly IpVersion[];
  readonly groups: readonly Link[];
  /** Which groups it may be a member of besides; `undeclared`: such as this template does not declare. */
  readonly otherGroups: "none" | "undeclared" | "any";
}

/** Security groups that together guard something: their rules add up. */
export interface Guard {
  readonly groups: readonly SecurityGroup[];
  /** False where there are, or may be, groups that the template does not declare. */
  readonly isComplete: boolean;
}

export interface Admission {
  readonly verdict: Verdict;
  /** For `yes` the rules that admit, for `unknown` those that may; none where it is the missing of knowledge that makes it unknown. */
  readonly rules: readonly SecurityGroupRule[];
}

/**
 * Whether some of the packets get through, from (ingress) or to (egress) some of `party`. Without a party: from or to anyone at all,
 * for which a rule with an unknown source counts.
 */
export function admission(
  network: Network,
  guard: Guard,
  direction: "ingress" | "egress",
  packets: Packets,
  party: Party | undefined,
): Admission {
  const found = guard.groups.map((group) => admissionOf(network, group, direction, packets, party));
  const stray = strayRules(network, direction).filter((rule) => judge(rule, packets, party) !== "no");
  if (stray.length > 0) found.push({ verdict: "unknown", rules: stray });
  if (!guard.isComplete || guard.groups.length === 0) found.push(nothingKnown);
  const verdict = either(found.map((one) => one.verdict));
  return { verdict, rules: found.filter((one) => one.verdict === verdict).flatMap((one) => one.rules) };
}

const nothingKnown: Admission = { verdict: "unknown", rules: [] };

function admissionOf(
  network: Network,
  group: SecurityGroup,
  direction: "ingress" | "egress",
  packets: Packets,
  party: Party | undefined,
): Admission {
  const { rules, isComplete } = network.topology.rulesOf(group, direction);
  const judged = rules.map((rule) => ({ rule, verdict: judge(rule, packets, party) }));
  const verdict = either(judged.map((one) => one.verdict));
  const found: Admission = { verdict, rules: verdict === "no" ? [] : judged.flatMap((one) => (one.verdict === verdict ? one.rule : [])) };
  if (verdict === "yes") return found;
  if (direction === "egress" && group.isEgressComplete && group.egress.length === 0) {
    // AWS adds a rule that allows everything where none is specified; whether standalone rules count as that is not documented.
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
    return rules.length === 0 ? { verdict: "yes", rules: [] } : nothingKnown;
  }
  return isComplete ? found : { verdict: "unknown", rules: found.rules };
}

/** Whether one rule lets some of the packets of some of `party` through. */
function judge(rule: SecurityGroupRule, packets: Packets, party: Party | undefined): Verdict {
  return both(packets === "any" ? "yes" : coversPackets(rule, packets.protocol, packets.ports), party ? isFor(rule, party) : "yes");
}

/**
 * Parameters whose defaults a `no` hangs on: of each rule those of the values by which it is not the one, looked at in the order
 * protocol, ports, source.
 */
export function defaultsBehind(
  network: Network,
  guard: Guard,
  direction: "ingress" | "egress",
  packets: Packets,
  party: Party | undefined,
): readonly string[] {
  const deciding = (rule: SecurityGroupRule): readonly (Field<unknown> | undefined)[] => {
    if (judge(rule, packets, undefined) !== "no") return [rule.cidr];
    return packets !== "any" && rule.protocolNumber === packets.protocol ? [rule.fromPort, rule.toPort] : [rule.protocol];
  };
  const rules = guard.groups.flatMap((group) => network.topology.rulesOf(group, direction).rules);
  const fields = rules.filter((rule) => judge(rule, packets, party) === "no").flatMap(deciding);
  return [...new Set(fields.flatMap((field) => knownValue(field)?.assumesDefaults ?? []))];
}

function coversPackets(rule: SecurityGroupRule, protocol: number, asked: PortSet): Verdict {
  const opened = openedBy(rule, protocol);
  return typeof opened === "string" ? opened : isEmpty(intersect(opened, asked)) ? "no" : "yes";
}

/** What a rule opens of a protocol: everything (yes), nothing (no), some ports or ICMP messages, or what is not known. */
export function openedBy(rule: SecurityGroupRule, protocol: number): PortSet | Verdict {
  if (rule.protocolNumber === undefined) return "unknown";
  if (rule.protocolNumber === allProtocols) return "yes";
  if (rule.protocolNumber !== protocol) return "no";
  return hasPorts(protocol) ? (portsOf(rule) ?? "unknown") : "yes";
}

/** The ports (or ICMP messages) of a rule for TCP, UDP, ICMP or ICMPv6; undefined where they are unknown, missing or refused by AWS. */
export function portsOf(rule: SecurityGroupRule): PortSet | undefined {
  if (rule.protocolNumber === icmpv6 && !rule.fromPort && !rule.toPort) return icmpMessages(-1, -1);
  const from = known(rule.fromPort);
  const to = known(rule.toPort);
  if (from === undefined || to === undefined) return undefined;
  const opened = rule.protocolNumber === icmp || rule.protocolNumber === icmpv6 ? icmpMessages(from, to) : portRange(from, to);
  return opened && !isEmpty(opened) ? opened : undefined;
}

/** AWS does not say what -1 means for TCP and UDP. */
const portRange = (from: number, to: number): PortSet | undefined => (from < 0 || to > 65_535 ? undefined : ports(from, to));

function isFor(rule: SecurityGroupRule, party: Party): Verdict {
  const verdicts: Verdict[] = [];
  if (rule.cidr) verdicts.push(namesAddress(rule.cidr, party));
  if (rule.peerGroup) verdicts.push(namesGroup(rule.peerGroup, party));
  if (rule.prefixList || verdicts.length === 0) verdicts.push("unknown");
  return either(verdicts);
}

function namesAddress(field: CidrField, party: Party): Verdict {
  const cidr = known(field);
  if (!cidr) return party.addresses.length === 0 && party.unknownVersions.length === 0 ? "no" : "unknown";
  if (party.addresses.some((address) => overlaps(address, cidr))) return "yes";
  if (!party.unknownVersions.includes(cidr.version)) return "no";
  return cidr.prefixLength === 0 ? "yes" : "unknown";
}

function namesGroup(group: Link, party: Party): Verdict {
  const compared = party.groups.map((own) => compareTerms(group.term, own.term));
  if (compared.includes("same")) return "yes";
  const isOther = compared.every((one) => one === "different");
  const mayBeMember = party.otherGroups === "any" || (party.otherGroups === "undeclared" && group.logicalId === undefined);
  return isOther && !mayBeMember ? "no" : "unknown";
}

/**
 * Standalone rules whose group is named in a way that may mean any group of the template. A parameter, an import or a literal id
 * cannot: the groups of the template do not exist before the stack does.
 */
function strayRules(network: Network, direction: "ingress" | "egress"): readonly SecurityGroupRule[] {
  return [...network.standaloneRules.values()].filter(
    (rule) =>
      rule.direction === direction && rule.group !== undefined && !rule.group.logicalId && !isOfOtherStack(network, rule.group.term),
  );
}

function isOfOtherStack(network: Network, term: Term): boolean {
  if (term.kind === "scalar") return term.text.startsWith("sg-");
  if (term.kind !== "opaque") return false;
  if (term.identity.startsWith("${Fn::ImportValue(")) return true;
  return network.template.parameters.has(/^\$\{([^{}]+)\}$/.exec(term.identity)?.[1] ?? "");
}

/** The groups of a list of ids, as far as the template declares them. An empty list means the VPC's default group: incomplete. */
export function guardOf(network: Network, ids: Links): Guard {
  const groups = ids.links.flatMap((id) => network.securityGroups.get(id.logicalId ?? "") ?? []);
  return { groups: [...new Set(groups)], isComplete: ids.isComplete && ids.links.length > 0 && groups.length === ids.links.length };
}

/** Anything in the subnets, as a member of the groups. Absent groups: the VPC's default group, which has no name here. */
export function partyIn(network: Network, subnets: Links, groups: Links): Party {
  const addresses: Cidr[] = [];
  const unknownVersions = new Set<IpVersion>(subnets.isComplete && subnets.links.length > 0 ? [] : [4, 6]);
  const add = (field: CidrField | undefined, version: IpVersion): void => {
    const cidr = known(field);
    if (cidr) addresses.push(cidr);
    else unknownVersions.add(version);
  };
  const gainsIpv6 = network.isOpen || [...network.resources.values()].some((resource) => resource.type === "AWS::EC2::SubnetCidrBlock");
  for (const id of subnets.links) {
    const subnet = network.subnets.get(id.logicalId ?? "");
    add(subnet?.cidr, 4);
    if (!subnet || subnet.ipv6Cidr || gainsIpv6) add(subnet?.ipv6Cidr, 6);
  }
  return {
    addresses,
    unknownVersions: [...unknownVersions],
    groups: groups.links,
    otherGroups: groups.isComplete && groups.links.length > 0 ? "none" : "any",
  };
}

/** Anything in a VPC, as a member of any group there. `vpc` is an identity. */
export function partyOfVpc(network: Network, vpc: string): Party {
  const blocks = network.topology.blocksOf(vpc);
  const groups = [...network.securityGroups.values()].filter((group) => group.vpc?.identity === vpc);
  return {
    addresses: [...cidrsOf(blocks.known, 4), ...cidrsOf(blocks.known, 6)],
    unknownVersions: [...(blocks.isIpv4Complete ? [] : [4 as const]), ...(blocks.isIpv6Complete ? [] : [6 as const])],
    groups: groups.flatMap(({ resource: { logicalId, node } }) => {
      return linkOf({ kind: "reference", logicalId, attribute: "Ref", node, assumesDefaults: [] }, "") ?? [];
    }),
    otherGroups: "undeclared",
  };
}

/** Packets to one port. */
export const toPort = (protocol: number, port: number): Packets => ({ protocol, ports: ports(port, port) });

/** One `yes` is enough; without one, one `unknown`. `no` for none. */
export function either(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("yes")) return "yes";
  return verdicts.includes("unknown") ? "unknown" : "no";
}

function both(a: Verdict, b: Verdict): Verdict {
  if (a === "no" || b === "no") return "no";
  return a === "yes" && b === "yes" ? "yes" : "unknown";
}
