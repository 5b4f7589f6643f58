/**
 * Changes that are offered where nothing is wrong. Knows which there are; each is a function of the analysis and what is selected. One
 * that would bring an error or a warning is not offered.
 */
import { type Analysis, analyze, type ReportedFinding, snapshotOf } from "../analysis.ts";
import type { Settings } from "../settings/settings.ts";
import type { Span, TextEdit } from "../text/span.ts";
import { applyEdits } from "../text/text-edit.ts";
import { addGatewayEndpoint } from "./add-gateway-endpoint.ts";
import { addReturnRoute } from "./add-return-route.ts";
import { allowFromPeer } from "./allow-from-peer.ts";
import { extractRule, splitCircle } from "./group-refactorings.ts";
import { withoutBlanks } from "./selection.ts";
import { changeExposure } from "./subnet-exposure.ts";

export interface Refactoring {
  /** What it does, as an order. Tells apart the refactorings of one place. */
  readonly title: string;
  /** Undefined where the text around cannot be edited. Offsets are absolute UTF-16 code units. */
  readonly edits: () => readonly TextEdit[] | undefined;
}

/** The refactorings for the selection `span` (absolute offsets; empty for a caret). */
export type FindRefactorings = (analysis: Analysis, span: Span) => readonly Refactoring[];

const all: readonly FindRefactorings[] = [splitCircle, extractRule, addReturnRoute, changeExposure, addGatewayEndpoint, allowFromPeer];

/** Those that are possible at the selection; what they bring is not looked at. */
export function refactoringsAt(analysis: Analysis, span: Span): readonly Refactoring[] {
  const trimmed = withoutBlanks(analysis.document.text, span);
  return all.flatMap((find) => find(analysis, trimmed));
}

/** Those that bring no error and no warning that was not there. Each is tried in memory: not for every move of the caret. */
export const harmlessRefactorings = (analysis: Analysis, settings: Settings, span: Span): readonly Refactoring[] =>
  refactoringsAt(analysis, span).filter((one) => isHarmless(analysis, settings, one));

function isHarmless(analysis: Analysis, settings: Settings, { edits }: Refactoring): boolean {
  const made = edits();
  if (!made?.length) return false;
  const { path, document, findings } = analysis;
  const after = analyze(path, snapshotOf(path, applyEdits(document.text, made)), { settings, previous: analysis });
  const known = new Set(findings.map(({ key }) => key));
  const kept = new Set(after.findings.map(({ key }) => key));
  // The rules behind one that has moved have other places in their list: what is said of them is not new.
  const gone = findings.filter(({ key }) => !kept.has(key)).map(sayingOf);
  return after.findings.every((finding) => {
    if (known.has(finding.key) || (finding.severity !== "error" && finding.severity !== "warning")) return true;
    const index = gone.indexOf(sayingOf(finding));
    if (index >= 0) gone.splice(index, 1);
    return index >= 0;
  });
}

const sayingOf = ({ rule, message }: ReportedFinding): string => `${rule.id} ${message}`;
