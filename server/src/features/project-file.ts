/** A project file as LSP sees it: its diagnostics, and the edit that switches a rule off in it. Knows no connection. */
import { type Diagnostic, DiagnosticSeverity, type TextEdit, type WorkspaceEdit } from "vscode-languageserver-types";
import { switchOff } from "../settings/edit-project.ts";
import type { ProjectProblem } from "../settings/project.ts";
import { lineIndex } from "../text/line-index.ts";
import { diagnosticSource } from "./diagnostics.ts";
import { type Positions, rangeOf } from "./positions.ts";

export const projectDiagnostics = (problems: readonly ProjectProblem[], positions: Positions): Diagnostic[] =>
  problems.map(({ span, message }) => ({
    range: rangeOf(positions, span),
    severity: DiagnosticSeverity.Error,
    source: diagnosticSource,
    message,
  }));

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
  if (!edits) return undefined;
  const positions = lineIndex(text ?? "");
  const changes = edits.map(({ span, newText }): TextEdit => ({ range: rangeOf(positions, span), newText }));
  if (!canVersion) return { changes: { [uri]: changes } };
  const change = { textDocument: { uri, version }, edits: changes };
  return { documentChanges: text === undefined ? [{ kind: "create", uri, options: { ignoreIfExists: true } }, change] : [change] };
}
