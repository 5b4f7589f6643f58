/** Reports as JSON, for other programs. The shape is an interface: it only ever gains properties. */
import type { Diagnostic, FileReport } from "./diagnostic.ts";
import { totalsOf } from "./totals.ts";

/** One JSON document over all reports, with a line feed at its end. `version` is that of this program. */
export function jsonReport(reports: readonly FileReport[], version: string): string {
  const { files, findings } = totalsOf(reports);
  const summary = { files, errors: findings.error, warnings: findings.warning, information: findings.information, hints: findings.hint };
  return `${JSON.stringify({ version, files: reports.map(fileJson), summary }, undefined, 2)}\n`;
}

const fileJson = ({ path, isTemplate, scenarios, diagnostics, problems }: FileReport): object => ({
  path,
  template: isTemplate,
  scenarios,
  diagnostics: diagnostics.map(diagnosticJson),
  problems,
});

/** `scenario` is left out where the finding always holds: JSON has no undefined. */
const diagnosticJson = (diagnostic: Diagnostic): object => ({
  rule: diagnostic.rule,
  severity: diagnostic.severity,
  consequence: diagnostic.consequence,
  message: diagnostic.message,
  key: diagnostic.key,
  logicalId: diagnostic.logicalId,
  range: diagnostic.range,
  related: diagnostic.related,
  fixes: diagnostic.fixes,
  scenario: diagnostic.scenario,
});
