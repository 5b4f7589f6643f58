/** What was found in one text, as plain data with lines instead of offsets. Knows analyses; knows no output format. */
import type { Analysis, ReportedFinding } from "../analysis.ts";
import type { Consequence, Fix } from "../rules/rule.ts";
import type { Severity } from "../settings/settings.ts";
import { absoluteSpan, type Place } from "../template/node.ts";
import { type LineIndex, lineIndex, type Position } from "../text/line-index.ts";
import type { Span } from "../text/span.ts";

/** As in LSP: lines and characters (UTF-16 code units) count from 0, `end` is the position after the last character. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Location {
  readonly message: string;
  readonly path: string;
  readonly range: Range;
}

export interface DiagnosticFix {
  readonly title: string;
  readonly preferred: boolean;
  readonly safe: boolean;
  /** At least one. */
  readonly edits: readonly { readonly path: string; readonly range: Range; readonly newText: string }[];
}

export interface Diagnostic {
  readonly rule: string;
  readonly severity: Severity;
  readonly consequence: Consequence;
  readonly message: string;
  readonly key: string;
  /** The resource that it stands in, or the section where it stands in none. */
  readonly logicalId: string;
  readonly range: Range;
  readonly related: readonly Location[];
  /** Those that can be applied to this text. */
  readonly fixes: readonly DiagnosticFix[];
  /** A choice under which it holds; undefined where it always holds. `null`: some other value. */
  readonly scenario: Readonly<Record<string, string | null>> | undefined;
}

/** How many networks of a template were looked at, of how many there are; decimal strings above 2^53. */
export interface ScenarioCount {
  readonly explored: number | string;
  readonly total: number | string;
}

export interface FileReport {
  /** As it is shown: with `/`. */
  readonly path: string;
  readonly text: string;
  /** False where the text is no template: then there is nothing else. */
  readonly isTemplate: boolean;
  readonly scenarios: ScenarioCount;
  /** In document order. */
  readonly diagnostics: readonly Diagnostic[];
  /** Faults of the text itself; the rule cfn/syntax makes a diagnostic of each. */
  readonly problems: readonly Location[];
  /** Our own faults, one line each. */
  readonly faults: readonly string[];
}

/** The report of an analysis of `text`. Fixes are computed here: what is reported can be applied to `text` as it is. */
export function fileReport(analysis: Analysis, text: string): FileReport {
  const { path, isTemplate, document, plan } = analysis;
  const faults = [...analysis.faults];
  if (!isTemplate) return { path, text, isTemplate, scenarios: { explored: 0, total: 0 }, diagnostics: [], problems: [], faults };
  const places: Places = { analysis, lines: lineIndex(text) };
  const diagnostics = analysis.findings.map((finding) => fromFinding(places, finding, faults));
  return {
    path,
    text,
    isTemplate,
    scenarios: { explored: plan.explored, total: plan.total },
    diagnostics,
    problems: document.problems.map((problem) => ({ message: problem.message, path, range: rangeOf(places, problem) })),
    faults,
  };
}

interface Places {
  readonly analysis: Analysis;
  readonly lines: LineIndex;
}

const rangeOf = ({ analysis, lines }: Places, place: Place): Range => spanRange(lines, absoluteSpan(analysis.document, place));

const spanRange = (lines: LineIndex, { start, end }: Span): Range => ({ start: lines.positionAt(start), end: lines.positionAt(end) });

function fromFinding(places: Places, finding: ReportedFinding, faults: string[]): Diagnostic {
  const { path } = places.analysis;
  return {
    rule: finding.rule.id,
    severity: finding.severity,
    consequence: finding.consequence,
    message: finding.message,
    key: finding.key,
    logicalId: finding.logicalId,
    range: rangeOf(places, finding.at),
    related: (finding.related ?? []).map((related) => ({ message: related.message, path, range: rangeOf(places, related.at) })),
    fixes: (finding.fixes ?? []).flatMap((fix) => fromFix(places, finding, fix, faults)),
    scenario: finding.scenario,
  };
}

/** None where the fix says that the text cannot be edited. A fix that fails is our fault and costs only itself. */
function fromFix({ analysis, lines }: Places, finding: ReportedFinding, fix: Fix, faults: string[]): readonly DiagnosticFix[] {
  const { title, preferred, safe } = fix;
  try {
    const edits = (fix.edits() ?? []).map(({ span, newText }) => ({ path: analysis.path, range: spanRange(lines, span), newText }));
    return edits.length === 0 ? [] : [{ title, preferred, safe, edits }];
  } catch (error) {
    faults.push(`fix "${title}" of rule ${finding.rule.id} failed: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}
