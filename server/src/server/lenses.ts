/** Requests for code lenses. Knows LSP; what they say is decided in features. */
import { type CancellationToken, type ClientCapabilities, CodeLensRefreshRequest, type Connection } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Analysis } from "../analysis.ts";
import { codeLenses, readLensData, resolvedLens } from "../features/code-lens.ts";
import type { EditorSettings } from "../features/editor-settings.ts";
import { steadyView, type View } from "../features/half-typed.ts";
import { answered } from "./faults.ts";

/** The documents that are open, and their analyses. */
export interface LensDocuments {
  analysed(
    uri: string,
    token: CancellationToken,
    of: "pinned",
  ): Promise<
    | {
        readonly text: TextDocument;
        readonly analysis: Analysis;
        /** The last analysis before the text was half-typed, while it is. */
        readonly whole: Analysis | undefined;
        readonly editor: EditorSettings;
      }
    | undefined
  >;
}

export function answerLenses(connection: Connection, documents: LensDocuments): void {
  const views = new WeakMap<Analysis, View>();
  const viewOf = async (uri: string, token: CancellationToken): Promise<(View & { readonly editor: EditorSettings }) | undefined> => {
    const analysed = await documents.analysed(uri, token, "pinned");
    if (!analysed) return undefined;
    const { analysis, whole, text, editor } = analysed;
    // One for each analysis: many lenses are resolved with the same one.
    const view = views.get(analysis) ?? steadyView(analysis, whole, text);
    views.set(analysis, view);
    return { ...view, editor };
  };
  connection.onCodeLens(
    answered(connection, "code lenses", [], async ({ textDocument: { uri } }, token) => {
      const view = await viewOf(uri, token);
      return view ? codeLenses(view.analysis, view.positions, uri, view.editor.codeLens) : [];
    }),
  );
  connection.onCodeLensResolve((lens, cancellation) =>
    answered(connection, "a code lens", lens, async (_, token: CancellationToken) => {
      const data = readLensData(lens.data);
      const view = data && (await viewOf(data.uri, token));
      return view ? resolvedLens(view.analysis, view.positions, lens, data) : lens;
    })(lens, cancellation),
  );
}

/** Asks the client to ask again for what changes without a change of text. */
export async function refreshLenses(connection: Connection, { workspace }: ClientCapabilities): Promise<void> {
  if (workspace?.codeLens?.refreshSupport) await connection.sendRequest(CodeLensRefreshRequest.type);
}
