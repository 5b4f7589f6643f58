import { aboutRule, packetsLabel, peerLabel, placeOf, subjectOf, wholeOf } from "./each-rule.ts";
import { defineRule } from "../rule.ts";
import { comparedDefaults, removalOf, repeatsIn } from "./repeated.ts";

export default defineRule({
  id: "sg/rule-implied",
  consequence: "advice",
  summary: "A security group rule lets something through that no other rule of the group does.",
  why: `The rules of a group add up: a packet passes where any of them allows it. A rule whose protocol, ports and addresses all lie
within those of a wider one changes nothing, and whoever removes it later, to shut something, will find it still open.`,
  silentWhen: [
    "the rules exist under conditions that exclude each other",
    "protocol, ports or source are not certain, or hang on the default of a parameter",
    "one names a group or a prefix list and the other a block",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  isFixable: true,
  isRedundancy: true,
  *check(network) {
    for (const { implied } of repeatsIn(network)) {
      for (const [narrower, wider] of implied) {
        const { rule } = narrower;
        const assumesDefaults = comparedDefaults(narrower, wider);
        // With another value, for which the parameter is there, the rule may well be needed.
        if (assumesDefaults.length > 0) continue;
        yield {
          at: placeOf(rule),
          redundant: wholeOf(rule),
          logicalId: rule.resource.logicalId,
          about: [...aboutRule(rule), ...aboutRule(wider.rule)],
          message: `${subjectOf(rule)} is for ${packetsLabel(rule)}${peerLabel(rule)} and changes nothing: ${packetsLabel(wider.rule)}${peerLabel(wider.rule)} is allowed already.`,
          related: [{ at: placeOf(wider.rule), message: "The wider rule stands here." }],
          fixes: removalOf(network, rule, wider.rule, false),
        };
      }
    }
  },
});
