/** Quick fixes, fix-alls and refactorings as LSP code actions: which are offered, and what they change. Knows no connection. */
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionContext,
  CodeActionTriggerKind,
  type Diagnostic,
  type Range,
  type WorkspaceEdit,
} from "vscode-languageserver-types";
import { type Analysis, applyFixes, isSafeFix, type ReportedFinding, snapshotOf } from "../analysis.ts";
import type { Settings } from "../settings/settings.ts";
import { disableHere, disableInFile } from "../template/edit-suppression.ts";
import { absoluteSpan } from "../template/node.ts";
import type { Span, TextEdit } from "../text/span.ts";
import { diagnosticOf, findingSpan, keyOf } from "./diagnostics.ts";
import { type Positions, rangeOf, spanOf } from "./positions.ts";
import { harmlessRefactorings, refactoringsAt } from "./refactorings.ts";

const fixAllKind = `${CodeActionKind.SourceFixAll}.cfn-network-lint`;

export const codeActionKinds: readonly string[] = [CodeActionKind.QuickFix, fixAllKind, CodeActionKind.RefactorRewrite];

/** Names a change, so that its edits can be computed when the user takes it: against the text of that moment. */
export type ActionTarget =
  | { readonly kind: "fix"; readonly key: string; readonly title: string }
  | { readonly kind: "fixRule"; readonly rule: string }
  | { readonly kind: "fixAll" }
  | { readonly kind: "disable"; readonly key: string; readonly scope: "line" | "file" }
  /** Changes the project file instead of the document. */
  | { readonly kind: "disableInProject"; readonly rule: string }
  | { readonly kind: "refactoring"; readonly title: string; readonly span: Span };

/** What stands in the `data` of the code actions that are offered. */
export interface ActionData {
  readonly uri: string;
  readonly target: ActionTarget;
}

export interface ActionRequest {
  readonly uri: string;
  readonly range: Range;
  readonly context: CodeActionContext;
  readonly settings: Settings;
  /** Whether a project file can be written. */
  readonly hasProject: boolean;
}

/** The actions for a range, without their edits: those are named by `data`. */
export function offeredActions(analysis: Analysis, positions: Positions, request: ActionRequest): CodeAction[] {
  const { context } = request;
  const isAutomatic = context.triggerKind === CodeActionTriggerKind.Automatic;
  const actions: CodeAction[] = [];
  if (isWanted(CodeActionKind.QuickFix, context)) actions.push(...quickFixes(analysis, positions, request));
  // The light bulb asks at every move of the caret, for what is wrong there. All else waits until someone asks for it.
  if (isWanted(CodeActionKind.RefactorRewrite, context) && (context.only || !isAutomatic)) {
    actions.push(...refactorings(analysis, spanOf(positions, request.range), request));
  }
  if (isWanted(fixAllKind, context) && (context.only || !isAutomatic) && hasSafeFix(analysis)) {
    actions.push({
      title: "Fix all that is safe in this file",
      kind: fixAllKind,
      data: dataFor(request.uri, { kind: "fixAll" }),
    });
  }
  return actions;
}

/** Kinds are hierarchical: who asks for `source` wants `source.fixAll`. */
export const isWanted = (kind: string, { only }: CodeActionContext): boolean =>
  only === undefined || only.some((wanted) => wanted === "" || kind === wanted || kind.startsWith(`${wanted}.`));

const dataFor = (uri: string, target: ActionTarget): ActionData => ({ uri, target });

function quickFixes(analysis: Analysis, positions: Positions, request: ActionRequest): readonly CodeAction[] {
  const { uri, context } = request;
  const findings = findingsFor(analysis, spanOf(positions, request.range), context.diagnostics);
  const actions = new Map<string, CodeAction>();
  const rules = new Map<string, Diagnostic[]>();
  for (const finding of findings) {
    const diagnostic = context.diagnostics.find((one) => keyOf(one) === finding.key) ?? diagnosticOf(analysis, finding, uri, positions);
    for (const fix of finding.fixes ?? []) {
      // Two findings of one resource with one remedy are one line in the menu.
      const same = `${finding.logicalId} ${fix.title}`;
      const diagnostics = [...(actions.get(same)?.diagnostics ?? []), diagnostic];
      const target: ActionTarget = { kind: "fix", key: finding.key, title: fix.title };
      const isPreferred = fix.preferred || actions.get(same)?.isPreferred === true;
      actions.set(same, { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics, isPreferred, data: dataFor(uri, target) });
    }
    if (finding.fixes?.length) rules.set(finding.rule.id, [...(rules.get(finding.rule.id) ?? []), diagnostic]);
  }
  const preferredFirst = [...actions.values()].sort((a, b) => Number(b.isPreferred) - Number(a.isPreferred));
  return [...preferredFirst, ...fixRuleActions(analysis, uri, rules), ...disableActions(analysis, findings, request)];
}

/** Ways to say that a finding is wanted, once for each rule. */
function disableActions(
  analysis: Analysis,
  findings: readonly ReportedFinding[],
  { uri, hasProject }: ActionRequest,
): readonly CodeAction[] {
  const first = new Map<string, ReportedFinding>();
  for (const finding of findings) if (!first.has(finding.rule.id) && !isUnsuppressible(finding)) first.set(finding.rule.id, finding);
  const where = analysis.document.format === "json" ? "resource" : "line";
  return [...first].flatMap(([rule, finding]) => [
    ...(analysis.document.format === "yaml" || suppression(analysis, finding)
      ? [
          {
            title: `Disable ${rule} for this ${where}`,
            kind: CodeActionKind.QuickFix,
            data: dataFor(uri, { kind: "disable", key: finding.key, scope: "line" }),
          },
        ]
      : []),
    {
      title: `Disable ${rule} for this file`,
      kind: CodeActionKind.QuickFix,
      data: dataFor(uri, { kind: "disable", key: finding.key, scope: "file" }),
    },
    ...(hasProject
      ? [
          {
            title: `Disable ${rule} for this project`,
            kind: CodeActionKind.QuickFix,
            data: dataFor(uri, { kind: "disableInProject", rule }),
          },
        ]
      : []),
  ]);
}

/** Undefined in JSON where the resource cannot have Metadata of its own: one that a loop makes. */
function suppression({ template, document }: Analysis, { rule, logicalId, at }: ReportedFinding): readonly TextEdit[] | undefined {
  const resource = template.resources.get(logicalId)?.entry.value;
  return disableHere(document, rule.id, absoluteSpan(document, at).start, resource);
}

/** A broken text is to be mended, and a suppression that suppresses nothing to be removed. */
const isUnsuppressible = ({ rule }: ReportedFinding): boolean => rule.id === "cfn/syntax" || rule.id === "cfn/unused-suppression";

function fixRuleActions(analysis: Analysis, uri: string, rules: ReadonlyMap<string, Diagnostic[]>): readonly CodeAction[] {
  return [...rules].flatMap(([rule, diagnostics]) => {
    const fixable = analysis.findings.filter((finding) => finding.rule.id === rule && finding.fixes?.length);
    if (fixable.length < 2) return [];
    const data = dataFor(uri, { kind: "fixRule", rule });
    return [{ title: `Fix all of ${rule} in this file`, kind: CodeActionKind.QuickFix, diagnostics, data }];
  });
}

/** The findings whose range touches the span, and those that the client's diagnostics name. */
function findingsFor(analysis: Analysis, span: Span, diagnostics: readonly Diagnostic[]): readonly ReportedFinding[] {
  const named = new Set(diagnostics.flatMap((diagnostic) => keyOf(diagnostic) ?? []));
  return analysis.findings.filter((finding) => {
    if (named.has(finding.key)) return true;
    const { start, end } = findingSpan(analysis, finding);
    return start <= span.end && span.start <= end;
  });
}

const hasSafeFix = (analysis: Analysis): boolean =>
  analysis.findings.some((finding) => finding.fixes?.some((fix) => isSafeFix(finding, fix) && Boolean(fix.edits()?.length)));

const refactorings = (analysis: Analysis, span: Span, { uri, settings }: ActionRequest): readonly CodeAction[] =>
  harmlessRefactorings(analysis, settings, span).map(({ title }) => ({
    title,
    kind: CodeActionKind.RefactorRewrite,
    data: dataFor(uri, { kind: "refactoring", title, span }),
  }));

/** What an action changes in the document. Undefined where there is nothing to change: the finding is gone, or the text around cannot be edited. */
export function editsFor(analysis: Analysis, settings: Settings, target: ActionTarget): readonly TextEdit[] | undefined {
  const edits = computeEdits(analysis, settings, target);
  return edits?.length ? edits : undefined;
}

function computeEdits(analysis: Analysis, settings: Settings, target: ActionTarget): readonly TextEdit[] | undefined {
  const { path, document } = analysis;
  switch (target.kind) {
    case "fix": {
      const finding = analysis.findings.find(({ key }) => key === target.key);
      return finding?.fixes?.find(({ title }) => title === target.title)?.edits();
    }
    case "fixRule":
      return applyFixes(path, snapshotOf(path, document.text), settings, ({ rule }) => rule.id === target.rule).edits;
    case "fixAll":
      return applyFixes(path, snapshotOf(path, document.text), settings, isSafeFix).edits;
    case "disable": {
      const finding = analysis.findings.find(({ key }) => key === target.key);
      if (!finding) return undefined;
      if (target.scope === "file") return disableInFile(document, finding.rule.id);
      return suppression(analysis, finding);
    }
    case "disableInProject":
      return undefined;
    case "refactoring":
      return refactoringsAt(analysis, target.span)
        .find(({ title }) => title === target.title)
        ?.edits();
  }
}

/** Edits of the document at `uri`. `version` is undefined for a client that cannot tell versions of documents apart. */
export function workspaceEdit(uri: string, version: number | undefined, edits: readonly TextEdit[], positions: Positions): WorkspaceEdit {
  const changes = edits.map(({ span, newText }) => ({ range: rangeOf(positions, span), newText }));
  return version === undefined
    ? { changes: { [uri]: changes } }
    : { documentChanges: [{ textDocument: { uri, version }, edits: changes }] };
}

/** The `data` of an action as the client sends it back; undefined where it is not ours. */
export function readActionData(data: unknown): ActionData | undefined {
  const uri = textOf(data, "uri");
  const target = readTarget(fieldOf(data, "target"));
  return uri !== undefined && target ? { uri, target } : undefined;
}

function readTarget(data: unknown): ActionTarget | undefined {
  const [key, title, rule] = [textOf(data, "key"), textOf(data, "title"), textOf(data, "rule")];
  switch (fieldOf(data, "kind")) {
    case "fix":
      return key !== undefined && title !== undefined ? { kind: "fix", key, title } : undefined;
    case "fixRule":
      return rule === undefined ? undefined : { kind: "fixRule", rule };
    case "fixAll":
      return { kind: "fixAll" };
    case "disable": {
      const scope = textOf(data, "scope");
      return key !== undefined && (scope === "line" || scope === "file") ? { kind: "disable", key, scope } : undefined;
    }
    case "disableInProject":
      return rule === undefined ? undefined : { kind: "disableInProject", rule };
    case "refactoring": {
      const [start, end] = [fieldOf(fieldOf(data, "span"), "start"), fieldOf(fieldOf(data, "span"), "end")];
      if (title === undefined || typeof start !== "number" || typeof end !== "number") return undefined;
      return { kind: "refactoring", title, span: { start, end } };
    }
    default:
      return undefined;
  }
}

function fieldOf(data: unknown, name: string): unknown {
  return typeof data === "object" && data !== null ? Object.entries(data).find(([key]) => key === name)?.[1] : undefined;
}

function textOf(data: unknown, name: string): string | undefined {
  const value = fieldOf(data, name);
  return typeof value === "string" ? value : undefined;
}
