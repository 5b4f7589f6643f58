/** A project file as LSP sees it: its diagnostics, their fixes, and the edit that switches a rule off in it. Knows no connection. */
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionContext,
  type Diagnostic,
  DiagnosticSeverity,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver-types";
import { putRight, switchOff } from "../settings/edit-project.ts";
import type { ProjectProblem } from "../settings/project.ts";
import { lineIndex } from "../text/line-index.ts";
import type { TextEdit as ChangedSpan } from "../text/span.ts";
import { isWanted } from "./code-actions.ts";
import { diagnosticSource } from "./diagnostics.ts";
import { type Positions, rangeOf, spanOf } from "./positions.ts";

export const projectDiagnostics = (problems: readonly ProjectProblem[], positions: Positions): Diagnostic[] =>
  problems.map((problem) => projectDiagnostic(problem, positions));

const projectDiagnostic = ({ span, message }: ProjectProblem, positions: Positions): Diagnostic => ({
  range: rangeOf(positions, span),
  severity: DiagnosticSeverity.Error,
  source: diagnosticSource,
  message,
});

/** For what is wrong in the range: "Change to cidr/host-bits", where a word is known that was meant. `text` is what `problems` are of. */
export function projectActions(
  { uri, text, version }: ProjectTarget & { readonly text: string },
  problems: readonly ProjectProblem[],
  { range, context }: { readonly range: Range; readonly context: CodeActionContext },
  canVersion: boolean,
): CodeAction[] {
  if (!isWanted(CodeActionKind.QuickFix, context)) return [];
  const positions = lineIndex(text);
  const { start, end } = spanOf(positions, range);
  return problems.flatMap((problem): CodeAction[] => {
    if (problem.span.end < start || problem.span.start > end) return [];
    const edit = putRight(text, problem);
    if (!edit) return [];
    return [
      {
        title: `Change to ${problem.meant}`,
        kind: CodeActionKind.QuickFix,
        isPreferred: true,
        diagnostics: [projectDiagnostic(problem, positions)],
        edit: projectEdit({ uri, text, version }, [edit], canVersion),
      },
    ];
  });
}

/** A project file that is, or is to be. */
export interface ProjectTarget {
  readonly uri: string;
  /** Undefined where the file does not exist yet. */
  readonly text: string | undefined;
  /** Of the open document; null where it is not open. */
  readonly version: number | null;
}

/** Undefined where the text of the file cannot be edited. `canVersion`: the client takes `documentChanges`. */
export function switchOffEdit({ uri, text, version }: ProjectTarget, rule: string, canVersion: boolean): WorkspaceEdit | undefined {
  const edits = switchOff(text ?? "", rule);
  return edits && projectEdit({ uri, text, version }, edits, canVersion);
}

/** Creates the file where it does not exist yet. */
function projectEdit({ uri, text, version }: ProjectTarget, edits: readonly ChangedSpan[], canVersion: boolean): WorkspaceEdit {
  const positions = lineIndex(text ?? "");
  const changes = edits.map(({ span, newText }): TextEdit => ({ range: rangeOf(positions, span), newText }));
  if (!canVersion) return { changes: { [uri]: changes } };
  const change = { textDocument: { uri, version }, edits: changes };
  return { documentChanges: text === undefined ? [{ kind: "create", uri, options: { ignoreIfExists: true } }, change] : [change] };
}
