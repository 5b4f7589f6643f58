/** The hover of a security-group rule: who it admits, and whether they can get here. */
import { formatCidr } from "../cidr/cidr.ts";
import { toRanges } from "../cidr/port-set.ts";
import { allProtocols, formatProtocol, icmp, icmpv6, tcp, udp } from "../cidr/protocol.ts";
import { portsOf } from "../network/admission.ts";
import type { Network } from "../network/network.ts";
import { known } from "../network/resource.ts";
import type { SecurityGroupRule } from "../network/security-group.ts";
import type { Verdict } from "../reachability/answer.ts";
import { addressSet, intersect, isEmpty } from "../cidr/address-set.ts";
import { groupOf, isMember } from "../reachability/groups.ts";
import { stationsOf } from "../reachability/station.ts";
import { trace } from "../reachability/trace.ts";
import { holders, membersOf } from "./group-members.ts";
import { code, count, paragraphs, table } from "./markdown.ts";

/** How many pairs are asked about. */
const mostPairs = 24;

/** Undefined where the rule's group is not of the template. */
export function groupRuleHover(network: Network, rule: SecurityGroupRule): string | undefined {
  const group = network.securityGroups.get((rule.isInline ? rule.resource.logicalId : rule.group?.logicalId) ?? "");
  if (!group) return undefined;
  const traffic = trafficOf(rule);
  const isIn = rule.direction === "ingress";
  const head = `**${isIn ? "Lets in" : "Lets out"}** ${trafficWords(rule)} ${isIn ? "from" : "to"} ${peerWords(rule)}.`;
  const members = membersOf(network, group);
  if (members.length === 0) return paragraphs([head, `Nothing in the template is in ${code(group.resource.logicalId)}.`]);
  const others = peersOf(network, rule, members);
  const rows: string[][] = [];
  for (const other of others) {
    for (const member of members) {
      if (other === member || rows.length >= mostPairs) continue;
      rows.push(row(network, isIn ? other : member, isIn ? member : other, traffic));
    }
  }
  if (rows.length === 0) return paragraphs([head, "Nothing else in the template is meant by it."]);
  return paragraphs([head, table([isIn ? "Who" : "From", isIn ? "To" : "Who", "Gets there"], rows)]);
}

interface Traffic {
  readonly protocol: number | undefined;
  readonly port: number | undefined;
}

/** One port of the rule stands for all of them. */
function trafficOf(rule: SecurityGroupRule): Traffic {
  const protocol = rule.protocolNumber;
  const isPorted = protocol === tcp || protocol === udp;
  return { protocol, port: isPorted ? toRanges(portsOf(rule) ?? [])[0]?.from : undefined };
}

function trafficWords(rule: SecurityGroupRule): string {
  const protocol = rule.protocolNumber;
  if (protocol === undefined) return "a protocol that is not known";
  if (protocol === allProtocols) return "all traffic";
  if (protocol === icmp || protocol === icmpv6) return formatProtocol(protocol);
  const ranges = toRanges(portsOf(rule) ?? []).map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
  return `${formatProtocol(protocol)} ${ranges.join(", ")}`.trim();
}

function peerWords(rule: SecurityGroupRule): string {
  const cidr = known(rule.cidr);
  if (cidr) return cidr.prefixLength === 0 ? "anywhere" : code(formatCidr(cidr));
  if (rule.peerGroup) return `members of ${code(rule.peerGroup.logicalId ?? rule.peerGroup.identity)}`;
  return rule.prefixList ? `prefix list ${code(rule.prefixList.logicalId ?? rule.prefixList.identity)}` : "a source that is not known";
}

/** Who the rule is about: the internet, interfaces with such addresses, members of a group. */
function peersOf(network: Network, rule: SecurityGroupRule, members: readonly string[]): readonly string[] {
  const cidr = known(rule.cidr);
  const far = cidr?.prefixLength === 0 ? [cidr.version === 4 ? "internet" : "internet6"] : [];
  const near = holders(network).filter((id) => {
    const stations = stationsOf(network, id) ?? [];
    if (rule.peerGroup) {
      const named = groupOf(network, rule.peerGroup);
      return stations.some((station) => isMember(station.membership, named) === "yes");
    }
    if (!cidr || cidr.prefixLength === 0) return false;
    return stations.some((station) => !isEmpty(intersect(station.addresses(cidr.version)?.set ?? { v4: [], v6: [] }, addressSet([cidr]))));
  });
  const outside = cidr && cidr.prefixLength > 0 && near.length === 0 ? [formatCidr(cidr)] : [];
  return [...far, ...near.filter((id) => !members.includes(id) || near.length <= 12), ...outside];
}

const words: Readonly<Record<Verdict, string>> = { reachable: "yes", blocked: "no", unknown: "not known" };

function row(network: Network, from: string, to: string, { protocol, port }: Traffic): string[] {
  const answer = protocol === undefined ? undefined : trace(network, { from, to, protocol, port });
  if (!answer || "problem" in answer) return [code(from), code(to), "not known"];
  const [first, ...others] = answer.blockers;
  const [open] = answer.unknowns;
  const more = others.length > 0 ? ` ${count(others.length, "more thing blocks", "more things block")} it.` : "";
  const why = first ? `: ${first.message}${more}` : answer.verdict === "unknown" && open ? `: ${open.message}` : "";
  return [code(from), code(to), `${words[answer.verdict]}${why}`];
}
