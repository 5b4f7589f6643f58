/** What the client is told after each analysis. Knows counting, nothing else. */
import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver-types";
import type { Analysis } from "../analysis.ts";
import type { FindingCounts, Status } from "../protocol.ts";
import { rules } from "../rules/index.ts";
import { levelOf, type Settings } from "../settings/settings.ts";

/**
 * `analysis` is undefined where there is none: switched off, or failed. `diagnostics` are those that were published,
 * `milliseconds` is what that took, `pinned` names the scenario that is shown alone,
 * and says what is wrong with it.
 */
export function statusOf(
  uri: string,
  analysis: Analysis | undefined,
  diagnostics: readonly Diagnostic[],
  settings: Settings,
  milliseconds: number,
  pinned: Pick<Status, "pinned" | "pinProblem">,
): Status {
  const findings = countsOf(diagnostics);
  if (!analysis?.isTemplate)
    return { uri, template: false, findings, scenarios: { explored: 0, total: 0 }, rules: 0, milliseconds, ...notPinned };
  const { explored, total } = analysis.plan;
  const looked = rules.filter((rule) => levelOf(settings, rule, rule.consequence) !== "off").length;
  return { uri, template: true, findings, scenarios: { explored: Number(explored), total }, rules: looked, milliseconds, ...pinned };
}

/** Said where all scenarios are shown. */
export const notPinned: Pick<Status, "pinned" | "pinProblem"> = { pinned: null, pinProblem: null };

/** How many diagnostics there are of each severity. */
export function countsOf(diagnostics: readonly Diagnostic[]): FindingCounts {
  const count = (severity: DiagnosticSeverity): number => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  return {
    errors: count(DiagnosticSeverity.Error),
    warnings: count(DiagnosticSeverity.Warning),
    information: count(DiagnosticSeverity.Information),
    hints: count(DiagnosticSeverity.Hint),
  };
}
