import { defineRule } from "../rule.ts";

/** What it reports is found where suppressions are applied: see `analysis.ts`. */
export default defineRule({
  id: "cfn/unused-suppression",
  consequence: "advice",
  summary: "A suppression suppresses something.",
  why: "A comment or Metadata entry that switches a finding off outlives what it was written for. Then it hides the next finding of that rule, which nobody has looked at.",
  silentWhen: ["the rule is off in the settings", "not every combination of parameter values was looked at"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/metadata-section-structure.html",
  isFixable: false,
  isRedundancy: true,
  *check() {},
});
