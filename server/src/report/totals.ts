/** Sums over reports: how many templates, scenarios and findings. Knows no output format. */
import type { Severity } from "../settings/settings.ts";
import type { FileReport, ScenarioCount } from "./diagnostic.ts";

export interface Totals {
  /** Files in the report, templates or not. */
  readonly files: number;
  readonly templates: number;
  readonly scenarios: { readonly explored: bigint; readonly total: bigint };
  readonly findings: Readonly<Record<Severity, number>>;
  /** Findings with a preferred safe fix. */
  readonly safelyFixable: number;
}

export function totalsOf(reports: readonly FileReport[]): Totals {
  const templates = reports.filter((report) => report.isTemplate);
  const diagnostics = reports.flatMap((report) => report.diagnostics);
  const count = (severity: Severity): number => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  return {
    files: reports.length,
    templates: templates.length,
    scenarios: { explored: sum(templates, "explored"), total: sum(templates, "total") },
    findings: { error: count("error"), warning: count("warning"), information: count("information"), hint: count("hint") },
    safelyFixable: diagnostics.filter((diagnostic) => diagnostic.fixes.some((fix) => fix.preferred && fix.safe)).length,
  };
}

const sum = (reports: readonly FileReport[], which: keyof ScenarioCount): bigint =>
  reports.reduce((total, report) => total + BigInt(report.scenarios[which]), 0n);
