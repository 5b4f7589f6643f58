/** Refactorings of security groups: a rule becomes a resource of its own, and so do the references of groups to each other in a circle. */
import type { Analysis } from "../analysis.ts";
import type { Network } from "../network/network.ts";
import type { SecurityGroup, SecurityGroupRule } from "../network/security-group.ts";
import { canExtract, extractRules, type InlineRules } from "../rules/extract-rules.ts";
import type { Span } from "../text/span.ts";
import { sentenceList } from "./markdown.ts";
import type { Refactoring } from "./refactorings.ts";
import { isPlaceAround, selected } from "./selection.ts";

const inlineRules = ({ ingress, egress }: SecurityGroup): readonly SecurityGroupRule[] => [...ingress, ...egress];

/** For the inline rule around the selection. */
export function extractRule(analysis: Analysis, span: Span): readonly Refactoring[] {
  const { network, found: group } = selected(analysis, span, (one) => one.securityGroups) ?? {};
  const rule = group && inlineRules(group).find((one) => isPlaceAround(analysis, one.shape.node, span));
  if (!network || !rule || !canExtract(network, { group, rules: [rule] })) return [];
  return [{ title: "Extract the rule to a resource of its own", edits: () => extractRules(network, [{ group, rules: [rule] }]) }];
}

/** For the security group around the selection: one for each circle of groups that it is in, the shortest by each group that it names. */
export function splitCircle(analysis: Analysis, span: Span): readonly Refactoring[] {
  const { network, found: group } = selected(analysis, span, (one) => one.securityGroups) ?? {};
  if (!network || !group) return [];
  return peersOf(network, group).flatMap((peer) => {
    const circle = [group, ...wayTo(network, peer, group)];
    const sets = circle.map((one, index) => naming(one, circle[index + 1] ?? group));
    if (circle.length < 2 || sets.some((one) => one.rules.length === 0 || !canExtract(network, one))) return [];
    return [{ title: titleOf(circle), edits: () => split(network, sets) }];
  });
}

/** The other groups of the template that the inline rules name, each once. */
function peersOf(network: Network, group: SecurityGroup): readonly SecurityGroup[] {
  const named = inlineRules(group).flatMap((rule) => network.securityGroups.get(rule.peerGroup?.logicalId ?? "") ?? []);
  return [...new Set(named)].filter((one) => one !== group);
}

/** The groups from `start` on of which each names the next, the last one `end`; the fewest. Empty where there is no such way. */
function wayTo(network: Network, start: SecurityGroup, end: SecurityGroup): readonly SecurityGroup[] {
  const ways = [[start]];
  const seen = new Set([start]);
  for (const way of ways) {
    for (const next of peersOf(network, way.at(-1) ?? start)) {
      if (next === end) return way;
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return [];
}

const titleOf = (circle: readonly SecurityGroup[]): string => {
  const ids = circle.map(({ resource }) => resource.logicalId);
  return `Split ${sentenceList(ids)}: rules that name the ${ids.length > 2 ? "next" : "other"} become resources of their own`;
};

const naming = (group: SecurityGroup, other: SecurityGroup): InlineRules => ({
  group,
  rules: inlineRules(group).filter((rule) => rule.peerGroup?.logicalId === other.resource.logicalId),
});

/** In document order, so that each new rule stands after its own group. */
const split = (network: Network, sets: readonly InlineRules[]): ReturnType<typeof extractRules> => {
  const order = [...network.resources.keys()];
  const place = ({ group }: InlineRules): number => order.indexOf(group.resource.logicalId);
  return extractRules(
    network,
    [...sets].sort((a, b) => place(a) - place(b)),
  );
};
