/** Takes out the findings that the template itself suppresses, and reports suppressions that suppress nothing. */
import { rules } from "../rules/index.ts";
import unusedSuppression from "../rules/cfn/unused-suppression.ts";
import { absoluteSpan, type Place, type TemplateDocument } from "../template/node.ts";
import { findSuppressions, isFor, type Suppression } from "../template/suppression.ts";
import { lineIndex } from "../text/line-index.ts";
import type { ReportedFinding } from "./reported.ts";
import { levelOf, type Settings } from "./settings.ts";

export interface Sorted {
  readonly findings: readonly ReportedFinding[];
  readonly suppressed: readonly ReportedFinding[];
}

/** `isComplete`: every combination of parameter values was looked at, so that a suppression without a finding is certainly unused. */
export function applySuppressions(
  document: TemplateDocument,
  reported: readonly ReportedFinding[],
  settings: Settings,
  isComplete: boolean,
): Sorted {
  const suppressions = findSuppressions(document);
  if (suppressions.length === 0) return { findings: reported, suppressed: [] };
  const lines = lineIndex(document.text);
  const used = new Set<Suppression>();
  const isSuppressed = (finding: ReportedFinding): boolean => {
    const { line } = lines.positionAt(absoluteSpan(document, finding.at).start);
    const found = suppressions.filter((one) => isFor(one, finding.rule.id, line, finding.logicalId));
    for (const one of found) used.add(one);
    return found.length > 0;
  };
  const suppressed = reported.filter(isSuppressed);
  const findings = reported.filter((finding) => !suppressed.includes(finding));
  const unused = isComplete ? suppressions.filter((one) => !used.has(one) && isJudged(one, settings)) : [];
  return { findings: [...findings, ...unusedFindings(document, unused, settings)].sort(byPlace(document)), suppressed };
}

const byPlace =
  (document: TemplateDocument) =>
  (a: ReportedFinding, b: ReportedFinding): number =>
    absoluteSpan(document, a.at).start - absoluteSpan(document, b.at).start;

/** Only where every rule that it names is on; one for all rules only where all are on. */
function isJudged(suppression: Suppression, settings: Settings): boolean {
  if (suppression.rules.length === 0) return settings.preset === "strict" && !Object.values(settings.rules).includes("off");
  return suppression.rules.every((id) => {
    const rule = rules.find((one) => one.id === id);
    return rule === undefined || levelOf(settings, rule, rule.consequence) !== "off";
  });
}

function unusedFindings(document: TemplateDocument, unused: readonly Suppression[], settings: Settings): readonly ReportedFinding[] {
  const severity = levelOf(settings, unusedSuppression, unusedSuppression.consequence);
  if (severity === "off") return [];
  return unused.map((suppression, index): ReportedFinding => {
    const unknown = suppression.rules.filter((id) => !rules.some((rule) => rule.id === id));
    const named = suppression.rules.join(", ");
    const message =
      unknown.length > 0
        ? `This suppression names ${unknown.join(", ")}, which is no rule.`
        : `This suppression of ${named === "" ? "all rules" : named} suppresses nothing.`;
    const about = [suppression.logicalId ?? "", named, String(index)];
    return {
      at: placeAt(document, suppression),
      logicalId: suppression.logicalId ?? "",
      about,
      message,
      fixes: [],
      rule: unusedSuppression,
      consequence: unusedSuppression.consequence,
      severity,
      key: JSON.stringify([unusedSuppression.id, ...about]),
      scenario: undefined,
    };
  });
}

function placeAt(document: TemplateDocument, { span }: Suppression): Place {
  const block = document.blocks.findLast((one) => document.offsetOf(one) <= span.start) ?? document.blocks[0] ?? { text: "" };
  const offset = document.blocks.length > 0 ? document.offsetOf(block) : 0;
  return { block, span: { start: span.start - offset, end: span.end - offset } };
}
