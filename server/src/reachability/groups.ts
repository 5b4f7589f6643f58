/**
 * Security groups as filters of an interface: who is a member, what they let through. Three-valued. Knows the default group as AWS
 * makes it; does not know groups of other stacks.
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
import { type AddressSet, addressSet } from "../cidr/address-set.ts";
import { intersect, isEmpty, isSubset, type PortSet } from "../cidr/port-set.ts";
import { allProtocols, hasPorts } from "../cidr/protocol.ts";
import * as traffic from "../cidr/traffic-set.ts";
import { openedBy, portsOf } from "../network/admission.ts";
import type { Network } from "../network/network.ts";
import { prefixListEntries } from "../network/prefix-list.ts";
import { known, type Link, type Links, type Resource } from "../network/resource.ts";
import type { SecurityGroup, SecurityGroupRule } from "../network/security-group.ts";
import { compareTerms, valueIdentity } from "../template/value.ts";
import { declaredId } from "./journey.ts";
import { type Addresses, type Answer, blockSet, isWithin, isWithinField, type Packet } from "./flow.ts";
import { parameterIn, type Unknown } from "./passage.ts";

/** One group of an interface. */
export type Group =
  | { readonly kind: "declared"; readonly link: Link; readonly group: SecurityGroup }
  /** The group that every VPC is made with; `vpc` is an identity. `isOwn`: the template makes the VPC. */
  | { readonly kind: "default"; readonly vpc: string; readonly isOwn: boolean }
  /** Of another stack. */
  | { readonly kind: "foreign"; readonly link: Link };

/** The groups of an interface. */
export interface Membership {
  readonly groups: readonly Group[];
  /** False where there may be others. */
  readonly isComplete: boolean;
}

/** The groups that a list of ids names; without any the VPC's default group. */
export function membershipOf(network: Network, ids: Links, vpc: string | undefined): Membership {
  if (ids.isComplete && ids.links.length === 0)
    return { groups: vpc === undefined ? [] : [defaultOf(network, vpc)], isComplete: vpc !== undefined };
  return { groups: ids.links.map((link) => groupOf(network, link)), isComplete: ids.isComplete };
}

const defaultOf = (network: Network, vpc: string): Group => ({
  kind: "default",
  vpc,
  isOwn: network.vpcs.has(declaredId(vpc)),
});

/** What a link to a security group means. */
export function groupOf(network: Network, link: Link): Group {
  const group = network.securityGroups.get(link.logicalId ?? "");
  if (group) return { kind: "declared", link, group };
  const { term } = link;
  if (term.kind === "reference" && term.attribute === "DefaultSecurityGroup") return defaultOf(network, `\${${term.logicalId}}`);
  return { kind: "foreign", link };
}

/** Whether two are one group. */
function isSameGroup(a: Group, b: Group): Answer {
  if (a.kind === "declared" && b.kind === "declared") return a.group === b.group ? "yes" : "no";
  if (a.kind === "default" && b.kind === "default") return a.vpc === b.vpc ? "yes" : a.isOwn || b.isOwn ? "no" : "unknown";
  if (a.kind === "foreign" && b.kind === "foreign") {
    const compared = compareTerms(a.link.term, b.link.term);
    return compared === "same" ? "yes" : compared === "different" ? "no" : "unknown";
  }
  // A group that this template makes is given to it by nobody. A parameter may well hold a default group.
  return a.kind === "declared" || b.kind === "declared" ? "no" : "unknown";
}

/** The interface at the other end, as a rule sees it. */
export interface Peer {
  readonly addresses: Addresses;
  /** Undefined where it is no interface of a VPC, or the hops between do not keep its groups. */
  readonly membership: Membership | undefined;
  /** The logical id of what has the interface. */
  readonly owner?: string | undefined;
}

/** What the groups of one interface do with packets. */
export interface Admission {
  readonly answer: Answer;
  /** The rule that lets them through; undefined for a default that the template does not state. */
  readonly rule: SecurityGroupRule | undefined;
  readonly unknowns: readonly Unknown[];
  /** Whether none of the groups has any rule in that direction. */
  readonly hasNoRules: boolean;
}

const admitted = (rule?: SecurityGroupRule): Admission => ({ answer: "yes", rule, unknowns: [], hasNoRules: false });

/** Whether the groups let the packets in from, or out to, `peer`. */
export function admit(
  network: Network,
  { groups, isComplete }: Membership,
  direction: "ingress" | "egress",
  packet: Packet,
  peer: Peer,
): Admission {
  const unknowns: Unknown[] = [];
  let partial: traffic.TrafficSet = traffic.nothing;
  let count = 0;
  for (const group of groups) {
    if (group.kind === "foreign") {
      const name = parameterIn(group.link.identity);
      unknowns.push({ logicalId: name, message: `The rules of security group ${name ?? group.link.identity} are not in the template.` });
      continue;
    }
    const byDefault = group.kind === "default" ? defaultAdmits(group, direction, peer) : "no";
    if (byDefault === "yes") return admitted();
    if (byDefault === "unknown")
      unknowns.push({ logicalId: undefined, message: "Whether the other end is in the default security group is not known." });
    const { rules, doubt } =
      group.kind === "default" ? defaultRules(network, group.vpc, direction) : rulesOf(network, group.group, direction);
    if (rules === "everything") return admitted();
    for (const rule of rules) {
      const answer = judge(network, rule, packet, peer);
      if (answer === "yes") return admitted(rule);
      if (answer === "unknown") unknowns.push(doubtOf(rule, peer));
      else partial = traffic.union(partial, certainTraffic(network, rule, packet, peer));
    }
    count += rules.length;
    unknowns.push(...doubt);
  }
  if (partial.length > 0 && traffic.isSubset(traffic.traffic(packet.protocol, peer.addresses.set, packet.ports), partial))
    return admitted();
  if (!isComplete)
    unknowns.push({ logicalId: undefined, message: "Which security groups guard the interface is known at deployment only." });
  return { answer: unknowns.length > 0 ? "unknown" : "no", rule: undefined, unknowns, hasNoRules: count === 0 };
}

interface Rules {
  readonly rules: readonly SecurityGroupRule[] | "everything";
  readonly doubt: readonly Unknown[];
}

function rulesOf(network: Network, group: SecurityGroup, direction: "ingress" | "egress"): Rules {
  const { logicalId } = group.resource;
  const { rules, isComplete } = network.topology.rulesOf(group, direction);
  const stray = strayRules(network, direction);
  const doubt: Unknown[] = isComplete ? [] : [{ logicalId, message: `${logicalId} may have rules that are not in the template.` }];
  if (direction === "egress" && group.egress.length === 0 && group.isEgressComplete) {
    // A group for which no egress rule is stated lets everything out. Whether a standalone rule counts as stated is not documented.
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
    if (rules.length === 0 && stray.length === 0) return { rules: "everything", doubt: [] };
    doubt.push({ logicalId, message: `Whether ${logicalId} keeps its default egress rule beside standalone rules is not documented.` });
  }
  return { rules: [...rules, ...stray], doubt };
}

/** Rules that name their group in a way that the template does not decide. */
export const strayRules = (network: Network, direction: "ingress" | "egress"): readonly SecurityGroupRule[] =>
  [...network.standaloneRules.values()].filter(
    (rule) =>
      rule.direction === direction &&
      rule.group?.term.kind === "reference" &&
      !rule.group.logicalId &&
      rule.group.term.attribute !== "DefaultSecurityGroup",
  );

/** The default group lets in its own members, and everything out. https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html */
function defaultAdmits(group: Group, direction: "ingress" | "egress", { membership }: Peer): Answer {
  return direction === "egress" ? "yes" : isMember(membership, group);
}

function defaultRules(network: Network, vpc: string, direction: "ingress" | "egress"): Rules {
  const rules = [...network.standaloneRules.values()].filter((rule) => {
    const term = rule.group?.term;
    return (
      rule.direction === direction &&
      term?.kind === "reference" &&
      term.attribute === "DefaultSecurityGroup" &&
      vpc === `\${${term.logicalId}}`
    );
  });
  const doubt = network.vpcs.has(declaredId(vpc))
    ? []
    : [{ logicalId: undefined, message: `What the default security group of ${vpc} lets in is not in the template.` }];
  return { rules, doubt };
}

/** Whether one rule lets all of the packets through by itself. */
function judge(network: Network, rule: SecurityGroupRule, packet: Packet, peer: Peer): Answer {
  const covered = coversPackets(rule, packet.protocol, packet.ports);
  return covered === "no" ? "no" : worse(covered, isFor(network, rule, peer));
}

function coversPackets(rule: SecurityGroupRule, protocol: number, asked: PortSet): Answer {
  const opened = openedBy(rule, protocol);
  return typeof opened === "string" ? opened : isSubset(asked, opened) ? "yes" : "no";
}

function isFor(network: Network, rule: SecurityGroupRule, peer: Peer): Answer {
  if (rule.cidr) return isWithinField(peer.addresses, rule.cidr);
  if (rule.peerGroup) return isMember(peer.membership, groupOf(network, rule.peerGroup));
  if (!rule.prefixList) return "unknown";
  const entries = prefixListEntries(network, rule.prefixList);
  return entries ? isWithin(peer.addresses, addressSet(entries)) : "unknown";
}

/** Whether an interface is in a group. */
export function isMember(membership: Membership | undefined, group: Group): Answer {
  if (!membership) return "no";
  const answers = membership.groups.map((own) => isSameGroup(own, group));
  if (answers.includes("yes")) return "yes";
  return answers.includes("unknown") || !membership.isComplete ? "unknown" : "no";
}

/** What a rule that is known lets through of the packets' protocol, for the proof by several rules together. */
function certainTraffic(network: Network, rule: SecurityGroupRule, packet: Packet, peer: Peer): traffic.TrafficSet {
  const peers = certainPeers(network, rule, peer);
  if (!peers || rule.protocolNumber === undefined) return traffic.nothing;
  if (rule.protocolNumber !== allProtocols && rule.protocolNumber !== packet.protocol && packet.protocol !== allProtocols)
    return traffic.nothing;
  const opened = hasPorts(rule.protocolNumber) ? portsOf(rule) : undefined;
  if (hasPorts(rule.protocolNumber) && (!opened || (packet.protocol !== allProtocols && isEmpty(intersect(opened, packet.ports)))))
    return traffic.nothing;
  return traffic.traffic(rule.protocolNumber, peers, opened);
}

/** The addresses for which a rule is for certain. */
function certainPeers(network: Network, rule: SecurityGroupRule, peer: Peer): AddressSet | undefined {
  const cidr = known(rule.cidr);
  if (cidr) return blockSet(cidr);
  const entries = rule.prefixList && prefixListEntries(network, rule.prefixList);
  if (entries) return addressSet(entries);
  return isFor(network, rule, peer) === "yes" ? peer.addresses.set : undefined;
}

function doubtOf(rule: SecurityGroupRule, { owner }: Peer): Unknown {
  const { logicalId } = rule.resource;
  const fields = [rule.cidr, rule.protocol, rule.fromPort, rule.toPort].flatMap((field) =>
    field && field.value.kind !== "known" ? [valueIdentity(field.value)] : [],
  );
  const links = [rule.peerGroup, rule.prefixList].flatMap((link) => (link && link.logicalId === undefined ? [link.identity] : []));
  const name = [...fields, ...links].flatMap((identity) => parameterIn(identity) ?? [])[0];
  const way = rule.direction === "ingress" ? "in" : "out";
  const isStated = rule.protocolNumber !== undefined && fields.length + links.length === 0;
  if (isStated && owner !== undefined && rule.cidr)
    return {
      logicalId: owner,
      message: `Whether ${logicalId} lets the packets ${way} hangs on the address of ${owner}, which is not in the template.`,
    };
  if (name === undefined)
    return { logicalId, message: `Whether a rule of ${logicalId} lets the packets ${way} hangs on a value that is not known.` };
  return { logicalId: name, message: `Whether a rule of ${logicalId} lets the packets ${way} hangs on ${name}, whose value is not known.` };
}

const worse = (a: Answer, b: Answer): Answer => (a === "no" || b === "no" ? "no" : a === "unknown" ? a : b);

/** The resource that stands for the groups in a message: the first declared one. */
export const representative = ({ groups }: Membership): Resource | undefined =>
  groups.flatMap((group) => (group.kind === "declared" ? group.group.resource : []))[0];
