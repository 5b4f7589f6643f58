/** What the rules about security groups share: every rule of a network, its name in a message, its ports, its edits. */
import { formatCidr } from "../../cidr/cidr.ts";
import { allProtocols, formatProtocol, icmp, icmpv6, tcp, udp } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, known } from "../../network/resource.ts";
import type { SecurityGroupRule } from "../../network/security-group.ts";
import { child, entry, type MapNode, type Place } from "../../template/node.ts";

/** Inline rules first, group by group, then the standalone ones; each in document order. */
export const rulesIn = (network: Network): readonly SecurityGroupRule[] => network.once(everyRule);

const everyRule = (network: Network): readonly SecurityGroupRule[] => [
  ...[...network.securityGroups.values()].flatMap((group) => [...group.ingress, ...group.egress]),
  ...network.standaloneRules.values(),
];

/** "An ingress rule of WebGroup", or the logical id of a standalone rule: the subject of a message. */
export const subjectOf = (rule: SecurityGroupRule): string =>
  rule.isInline ? `An ${rule.direction} rule of ${rule.resource.logicalId}` : rule.resource.logicalId;

/** The resource, and for an inline rule (of which there can be several) where it stands in it. */
export const aboutRule = (rule: SecurityGroupRule): readonly string[] =>
  rule.isInline ? [rule.resource.logicalId, rule.shape.path] : [rule.resource.logicalId];

/** Where a finding about the whole of a rule stands: the logical id of a standalone one, an inline one, or its first property where it takes several lines. */
export function placeOf(rule: SecurityGroupRule): Place {
  if (!rule.isInline) return keyOf(rule.resource);
  const { node } = rule.shape;
  const first = node.kind === "map" ? node.entries[0] : undefined;
  if (!first || isOneLine(node)) return node;
  const whole = { block: first.key.block, span: { start: first.key.span.start, end: first.value.span.end } };
  return first.key.block === first.value.block && isOneLine(whole) ? whole : first.key;
}

/** All of a rule: its map, for a standalone one its resource. */
export const wholeOf = (rule: SecurityGroupRule): Place => (rule.isInline ? rule.shape.node : rule.resource.entry.value);

const isOneLine = ({ block, span }: Place): boolean => !/[\r\n]/.test(block.text.slice(span.start, span.end));

/** A macro may give the rule properties that are not written. */
export const mayGain = (rule: SecurityGroupRule): boolean =>
  rule.resource.mayGainProperties || entry(rule.shape.node, "Fn::Transform") !== undefined;

/**
 * The rule's map, where a fix can edit it: not one that a loop makes, and the properties `literal` that it has are literals, so that what
 * is right in this scenario is right in all.
 */
export function editableMap(
  rule: SecurityGroupRule,
  literal: readonly string[] = ["IpProtocol", "FromPort", "ToPort"],
): MapNode | undefined {
  const { node } = rule.shape;
  if (node.kind !== "map" || rule.resource.declaration.bindings !== undefined) return undefined;
  const values = literal.flatMap((name) => child(node, name) ?? []);
  return values.every((value) => value.kind === "scalar" && value.shared !== true) ? node : undefined;
}

/** "TCP", "ICMP", "all protocols", "protocol 50". */
export function protocolLabel(protocol: number): string {
  if (protocol === allProtocols) return "all protocols";
  const name = formatProtocol(protocol);
  return name === "icmpv6" ? "ICMPv6" : [icmp, tcp, udp].includes(protocol) ? name.toUpperCase() : name;
}

/** "TCP 443", "UDP 5000-5010", "all traffic": the packets of a rule, where they are known. */
export function packetsLabel(rule: SecurityGroupRule): string {
  const { protocolNumber } = rule;
  if (protocolNumber === undefined) return "its traffic";
  if (protocolNumber === allProtocols) return "all traffic";
  const label = protocolLabel(protocolNumber);
  const from = known(rule.fromPort);
  const to = known(rule.toPort);
  if (from === undefined || to === undefined || (protocolNumber !== tcp && protocolNumber !== udp)) {
    const isIcmp = protocolNumber === icmp || protocolNumber === icmpv6;
    return isIcmp && from !== undefined && from >= 0 ? `${label} type ${from}` : label;
  }
  return from === to ? `${label} ${from}` : `${label} ${from}-${to}`;
}

/** "from 10.0.0.0/8", "to WebGroup", "from its source" where that has no name here; empty where there is none. */
export function peerLabel(rule: SecurityGroupRule): string {
  const cidr = known(rule.cidr);
  const hasEnd = rule.cidr !== undefined || rule.peerGroup !== undefined || rule.prefixList !== undefined;
  const name = cidr ? formatCidr(cidr) : rule.peerGroup?.logicalId;
  if (rule.direction === "ingress") return hasEnd ? ` from ${name ?? "its source"}` : "";
  return hasEnd ? ` to ${name ?? "its destination"}` : "";
}

/** Where AWS states what a rule must have. */
export const ruleReference =
  "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html";
export const permissionReference = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html";
