/** A finding as it is reported: with its severity under the settings, and the choice under which it holds. */
import type { Consequence, Finding, Rule } from "../rules/rule.ts";
import type { Severity } from "./settings.ts";

export interface ReportedFinding extends Omit<Finding, "assumesDefaults" | "consequence" | "stoppedBy"> {
  readonly rule: Rule;
  readonly consequence: Consequence;
  readonly severity: Severity;
  /** Equal for the same defect, whatever the lines, values and wording. */
  readonly key: string;
  /** A choice under which it holds, reduced to what matters; undefined where it always holds. `null`: some other value. */
  readonly scenario: Readonly<Record<string, string | null>> | undefined;
}
