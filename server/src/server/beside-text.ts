/**
 * Requests for what an editor shows beside the text and offers while typing: inlay hints, semantic tokens, completion. Knows LSP;
 * what is shown is decided in features.
 */
import type { CancellationToken, ClientCapabilities, Connection, Range, ServerCapabilities } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Analysis } from "../analysis.ts";
import { completions, completionTriggers, mayComplete } from "../features/completion.ts";
import type { EditorSettings } from "../features/editor-settings.ts";
import { inlayHints } from "../features/inlay-hints.ts";
import { spanOf } from "../features/positions.ts";
import { semanticTokenModifiers, semanticTokens, semanticTokenTypes } from "../features/semantic-tokens.ts";
import { answered } from "./faults.ts";

export const besideTextCapabilities: ServerCapabilities = {
  inlayHintProvider: true,
  semanticTokensProvider: {
    legend: { tokenTypes: [...semanticTokenTypes], tokenModifiers: [...semanticTokenModifiers] },
    full: true,
    range: true,
  },
  completionProvider: { triggerCharacters: [...completionTriggers] },
};

/** The documents that are open, and their analyses. */
export interface Documents {
  textOf(uri: string): TextDocument | undefined;
  /** `of` the pinned scenario alone, where one is pinned. */
  analysed(
    uri: string,
    token: CancellationToken,
    of?: "all" | "pinned",
  ): Promise<{ readonly text: TextDocument; readonly analysis: Analysis; readonly editor: EditorSettings } | undefined>;
}

export function answerBesideText(connection: Connection, documents: Documents): void {
  connection.languages.inlayHint.on(
    answered(connection, "inlay hints", [], async ({ textDocument: { uri }, range }, token) => {
      const analysed = await documents.analysed(uri, token, "pinned");
      return analysed ? inlayHints(analysed.analysis, analysed.text, spanOf(analysed.text, range), analysed.editor.inlayHints) : [];
    }),
  );
  const tokensIn = async (uri: string, range: Range | undefined, token: CancellationToken): Promise<{ data: number[] }> => {
    const analysed = await documents.analysed(uri, token);
    if (!analysed) return { data: [] };
    const { text, analysis } = analysed;
    return { data: semanticTokens(analysis, text, range ? spanOf(text, range) : { start: 0, end: text.getText().length }) };
  };
  connection.languages.semanticTokens.on(
    answered(connection, "semantic tokens", { data: [] }, ({ textDocument: { uri } }, token) => tokensIn(uri, undefined, token)),
  );
  connection.languages.semanticTokens.onRange(
    answered(connection, "semantic tokens", { data: [] }, ({ textDocument: { uri }, range }, token) => tokensIn(uri, range, token)),
  );
  connection.onCompletion(
    answered(connection, "completion", [], async ({ textDocument: { uri }, position }, token) => {
      const text = documents.textOf(uri);
      // Every blank asks: what cannot be completed is not analysed for it.
      if (!text || !mayComplete(text.getText(), text.offsetAt(position))) return [];
      const analysed = await documents.analysed(uri, token);
      return analysed ? completions(analysed.analysis, analysed.text, analysed.text.offsetAt(position)) : [];
    }),
  );
}

/** Asks the client to ask again for what the settings change without a change of text. */
export async function refreshBesideText(connection: Connection, { workspace }: ClientCapabilities): Promise<void> {
  if (workspace?.inlayHint?.refreshSupport) await connection.languages.inlayHint.refresh();
}
