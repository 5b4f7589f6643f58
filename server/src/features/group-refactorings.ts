/** Refactorings of security groups: a rule becomes a resource of its own, and so do the references of two groups to each other. */
import type { Analysis } from "../analysis.ts";
import type { Network } from "../network/network.ts";
import type { SecurityGroup, SecurityGroupRule } from "../network/security-group.ts";
import { canExtract, extractRules, type InlineRules } from "../rules/extract-rules.ts";
import type { Span } from "../text/span.ts";
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

/** For the security group around the selection: one for each group with which it names each other. */
export function splitPair(analysis: Analysis, span: Span): readonly Refactoring[] {
  const { network, found: group } = selected(analysis, span, (one) => one.securityGroups) ?? {};
  if (!network || !group) return [];
  const peers = new Set(inlineRules(group).flatMap((rule) => rule.peerGroup?.logicalId ?? []));
  peers.delete(group.resource.logicalId);
  return [...peers].flatMap((peer) => {
    const other = network.securityGroups.get(peer);
    const pair = other ? [naming(group, other), naming(other, group)] : [];
    if (!other || pair.some((one) => one.rules.length === 0 || !canExtract(network, one))) return [];
    return [{ title: titleOf(group, other), edits: () => split(network, pair) }];
  });
}

const titleOf = (group: SecurityGroup, other: SecurityGroup): string =>
  `Split ${group.resource.logicalId} and ${other.resource.logicalId}: rules that name the other become resources of their own`;

const naming = (group: SecurityGroup, other: SecurityGroup): InlineRules => ({
  group,
  rules: inlineRules(group).filter((rule) => rule.peerGroup?.logicalId === other.resource.logicalId),
});

/** In document order, so that each new rule stands after its own group. */
const split = (network: Network, pair: readonly InlineRules[]): ReturnType<typeof extractRules> => {
  const order = [...network.resources.keys()];
  const place = ({ group }: InlineRules): number => order.indexOf(group.resource.logicalId);
  return extractRules(
    network,
    [...pair].sort((a, b) => place(a) - place(b)),
  );
};
