/** What the client is told after each analysis. Knows counting, nothing else. */
import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver-types";
import type { Analysis } from "../analysis.ts";
import type { Status } from "../protocol.ts";
import { rules } from "../rules/index.ts";
import { levelOf, type Settings } from "../settings/settings.ts";

/**
 * `analysis` is undefined where there is none: switched off, or failed. `diagnostics` are those that were published,
 * `milliseconds` is what that took.
 */
export function statusOf(
  uri: string,
  analysis: Analysis | undefined,
  diagnostics: readonly Diagnostic[],
  settings: Settings,
  milliseconds: number,
): Status {
  const count = (severity: DiagnosticSeverity): number => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const findings = {
    errors: count(DiagnosticSeverity.Error),
    warnings: count(DiagnosticSeverity.Warning),
    information: count(DiagnosticSeverity.Information),
    hints: count(DiagnosticSeverity.Hint),
  };
  if (!analysis?.isTemplate) return { uri, template: false, findings, scenarios: { explored: 0, total: 0 }, rules: 0, milliseconds };
  const { explored, total } = analysis.plan;
  const looked = rules.filter((rule) => levelOf(settings, rule, rule.consequence) !== "off").length;
  return { uri, template: true, findings, scenarios: { explored: Number(explored), total }, rules: looked, milliseconds };
}
