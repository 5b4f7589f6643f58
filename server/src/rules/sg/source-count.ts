import { known } from "../../network/resource.ts";
import { endProperties, type SecurityGroupRule } from "../../network/security-group.ts";
import { entriesOf } from "../../template/template.ts";
import { defineRule } from "../rule.ts";
import { aboutRule, mayGain, placeOf, ruleReference, rulesIn, subjectOf } from "./each-rule.ts";

export default defineRule({
  id: "sg/source-count",
  consequence: "deploy-fail",
  summary: "A security group rule has exactly one source or destination.",
  why: `A rule is for one other end: a block (\`CidrIp\`), an IPv6 block (\`CidrIpv6\`), a prefix list, or another security group. Two ends
are two rules, and a rule without any lets nothing through, or is refused.`,
  silentWhen: [
    "a macro may add properties",
    "nothing is there yet but the type",
    "one of several ends may be empty (a parameter that is not given)",
  ],
  reference: ruleReference,
  isFixable: false,
  *check(network) {
    for (const rule of rulesIn(network)) {
      const given = endsOf(rule);
      if (given === undefined || given.length === 1 || (given.length === 0 && (mayGain(rule) || known(rule.protocol) === undefined)))
        continue;
      const end = rule.direction === "ingress" ? "source" : "destination";
      // Stacks were seen to succeed without the rule, inline and standalone; AWS promises neither that nor an error.
      const isTolerable = given.length === 0;
      const said = isTolerable ? `no ${end}` : `several ${end}s (${given.join(", ")}), but a rule has one`;
      const outcome = isTolerable
        ? "nothing matches it, and CloudFormation may fail to create it"
        : "CloudFormation will fail to create it, or leave it out";
      yield {
        at: placeOf(rule),
        logicalId: rule.resource.logicalId,
        about: aboutRule(rule),
        ...(isTolerable ? { consequence: "deploy-race" as const } : {}),
        message: `${subjectOf(rule)} has ${said}: ${outcome}.`,
      };
    }
  },
});

/** The kinds of ends that are given; undefined where one may be empty. */
function endsOf(rule: SecurityGroupRule): readonly string[] | undefined {
  const { peerGroup, prefixList } = endProperties(rule.direction);
  const kinds: readonly (readonly string[])[] = [["CidrIp"], ["CidrIpv6"], [prefixList], peerGroup];
  // The usual case, told by what is read anyway: one key, and one end.
  const keys = entriesOf(rule.shape.node).filter(({ key }) => kinds.some((names) => names.includes(key.text)));
  const ends = [rule.cidr, rule.peerGroup, rule.prefixList].filter((end) => end !== undefined);
  if (keys.length === 1 && ends.length === 1) return [keys[0]?.key.text ?? ""];
  const given = kinds.flatMap((names) => names.find((name) => rule.shape.get(name) !== undefined) ?? []);
  const isBlank = given.some((name) => {
    const term = rule.shape.get(name);
    return term?.kind === "scalar" && (term.blank !== undefined || term.text === "");
  });
  return isBlank ? undefined : given;
}
