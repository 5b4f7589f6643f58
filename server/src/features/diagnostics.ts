/** Findings as LSP diagnostics. Knows ranges, severities and links; knows neither connection nor document store. */
import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver-types";
import type { Analysis, ReportedFinding } from "../analysis.ts";
import type { Rule } from "../rules/rule.ts";
import type { Severity } from "../settings/settings.ts";
import { absoluteSpan, type Place } from "../template/node.ts";
import type { Span } from "../text/span.ts";
import { type Positions, rangeOf } from "./positions.ts";

export const diagnosticSource = "cfn-network-lint";

/** What a diagnostic carries, so that a code action finds the finding again. */
export interface DiagnosticData {
  readonly key: string;
}

const lspSeverity: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Where a reader learns more about a rule: an https address. */
const addressOf = (rule: Rule): string => rule.reference;

/** The findings of the document at `uri` in document order. */
export const diagnosticsOf = (analysis: Analysis, uri: string, positions: Positions): Diagnostic[] =>
  analysis.findings.map((finding) => diagnosticOf(analysis, finding, uri, positions));

export function diagnosticOf(analysis: Analysis, finding: ReportedFinding, uri: string, positions: Positions): Diagnostic {
  const data: DiagnosticData = { key: finding.key };
  const related = (finding.related ?? []).map(
    ({ at, message }): DiagnosticRelatedInformation => ({
      location: { uri, range: rangeOf(positions, visibleSpan(analysis, at)) },
      message,
    }),
  );
  return {
    range: rangeOf(positions, findingSpan(analysis, finding)),
    severity: lspSeverity[finding.severity],
    code: finding.rule.id,
    codeDescription: { href: addressOf(finding.rule) },
    source: diagnosticSource,
    message: finding.message,
    ...(finding.rule.isRedundancy ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    data,
  };
}

/** The stretch of text that is underlined for a finding, and faded where it is redundant, as absolute offsets. */
export function findingSpan(analysis: Analysis, { at, logicalId, redundant, severity }: ReportedFinding): Span {
  if (!redundant) return visibleSpan(analysis, at, logicalId);
  // A hint is not underlined: all of a resource can be faded for it.
  if (severity !== "hint") return visibleSpan(analysis, redundant, logicalId);
  const [head, whole] = [visibleSpan(analysis, at, logicalId), visibleSpan(analysis, redundant)];
  return { start: Math.min(head.start, whole.start), end: whole.end };
}

/** A place without trailing blanks. A whole resource is shown by its logical id: nobody wants twenty underlined lines. */
function visibleSpan({ document, template }: Analysis, place: Place, logicalId?: string): Span {
  const entry = logicalId === undefined ? undefined : template.resources.get(logicalId)?.entry;
  const { block, span } = place;
  if (entry?.value.block === block && span.start <= entry.value.span.start && span.end >= entry.value.span.end) {
    return absoluteSpan(document, entry.key);
  }
  const { start, end } = absoluteSpan(document, place);
  return { start, end: start + document.text.slice(start, end).trimEnd().length };
}

/** The key that the client kept in a diagnostic's `data`; undefined in a diagnostic that is not ours, or of a client that drops it. */
export function keyOf({ data }: Diagnostic): string | undefined {
  const kept: unknown = data;
  if (typeof kept !== "object" || kept === null || !("key" in kept)) return undefined;
  return typeof kept.key === "string" ? kept.key : undefined;
}
