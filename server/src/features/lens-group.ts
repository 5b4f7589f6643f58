/** The lens of a security group: what is in it, and how many rules it has. Counts the template's rules; knows no other stack's. */
import type { Network } from "../network/network.ts";
import { keyOf, known } from "../network/resource.ts";
import type { SecurityGroup, SecurityGroupRule } from "../network/security-group.ts";
import { strayRules } from "../reachability/groups.ts";
import { allProtocols } from "../cidr/protocol.ts";
import { carriersOf } from "./group-members.ts";
import { type LensText, namesOrCount } from "./lens-text.ts";
import { count } from "./markdown.ts";

/** "guards Web, Worker · 2 rules in (1 from anywhere), all out". */
export function groupLens(network: Network, group: SecurityGroup): LensText {
  const { logicalId } = group.resource;
  const carriers = carriersOf(network, group);
  const rules = [ruleWords(network, group, "ingress"), ruleWords(network, group, "egress")].filter((part) => part !== "");
  const parts = [carriers.length > 0 ? `guards ${namesOrCount(carriers, "resources")}` : "", rules.join(", ")].filter(
    (part) => part !== "",
  );
  const { rulesOf } = network.topology;
  const all = [...rulesOf(group, "ingress").rules, ...rulesOf(group, "egress").rules];
  return {
    title: parts.length > 0 ? parts.join(" · ") : "its rules are not known",
    tooltip: `Show the rules of ${logicalId} and what it guards`,
    places: [
      ...all.map((rule) => (rule.isInline ? rule.shape.node : keyOf(rule.resource))),
      ...carriers.flatMap((id) => network.resources.get(id) ?? []).map(keyOf),
    ],
  };
}

/** Empty where nothing is known. */
function ruleWords(network: Network, group: SecurityGroup, direction: "ingress" | "egress"): string {
  const { rules, isComplete } = network.topology.rulesOf(group, direction);
  const way = direction === "ingress" ? "in" : "out";
  const mayBeMore = strayRules(network, direction).length > 0;
  const isRead = direction === "ingress" ? group.isIngressComplete : group.isEgressComplete;
  if (direction === "egress" && isRead && !mayBeMore && letsAllOut(network, group, rules)) return "all out";
  if (rules.length === 0) return isComplete && !mayBeMore && direction === "ingress" ? `no rules ${way}` : "";
  const number = `${isRead && !mayBeMore ? "" : "at least "}${count(rules.length, "rule")} ${way}`;
  const open = direction === "ingress" ? rules.filter((rule) => known(rule.cidr)?.prefixLength === 0).length : 0;
  return open === 0 ? number : `${number} (${open === rules.length ? "" : `${open} `}from anywhere)`;
}

/**
 * A group for which no egress rule is stated lets everything out.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
 */
function letsAllOut(network: Network, group: SecurityGroup, rules: readonly SecurityGroupRule[]): boolean {
  if (rules.length === 0) return !group.resource.mayGainProperties;
  const isAll = (version: 4 | 6): boolean =>
    rules.some((rule) => {
      const cidr = known(rule.cidr);
      return rule.protocolNumber === allProtocols && cidr?.version === version && cidr.prefixLength === 0;
    });
  const hasIpv6 = [...network.subnets.values()].some((subnet) => subnet.ipv6Cidr !== undefined);
  return isAll(4) && (!hasIpv6 || isAll(6));
}
