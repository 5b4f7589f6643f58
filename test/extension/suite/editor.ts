/** What the suite does in the editor. Knows VS Code's API; runs in Node and in a browser. */
import {
  type CodeAction,
  type CodeActionKind,
  type CodeLens,
  commands,
  ConfigurationTarget,
  type Diagnostic,
  extensions,
  type Hover,
  languages,
  type MarkdownString,
  type Position,
  Range,
  type TextDocument,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from "vscode";
import type { Api } from "../../../client/src/extension.ts";

/** The extension's exports; activates it where it is not yet active. */
export async function api(): Promise<Api> {
  const extension = extensions.getExtension<Api>("cfn-network-lint.cfn-network-lint");
  if (!extension) throw new Error("The extension is not installed.");
  return extension.activate();
}

/** Asks again until the answer is right. VS Code answers [] while the set of providers changes, as it does at its start. */
export async function eventually<T>(what: string, ask: () => T | PromiseLike<T>, isRight: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`Within ten seconds no ${what}. Last seen: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Where a file of the first folder of the workspace stands. */
export function address(name: string): Uri {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (!folder) throw new Error("No folder is open.");
  return Uri.joinPath(folder, name);
}

/** Opens a file of the workspace in the active editor. */
export async function open(name: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(address(name));
  await window.showTextDocument(document);
  return document;
}

/** Writes a file of the workspace. */
export const write = (name: string, text: string): Thenable<void> => workspace.fs.writeFile(address(name), new TextEncoder().encode(text));

/** Removes a file or folder of the workspace, if it is there. */
export async function remove(name: string): Promise<void> {
  try {
    await workspace.fs.delete(address(name), { recursive: true });
  } catch {
    // It is not there.
  }
}

/** A new document in the active editor, saved nowhere. */
export async function untitled(language: string, content: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument({ language, content });
  await window.showTextDocument(document);
  // On a busy machine VS Code may give it the name of one that is just being closed, and empty it with that one.
  if (document.getText() !== content) await edit((all) => all.replace(document.uri, wholeOf(document), content));
  return document;
}

export const close = (): Thenable<unknown> => commands.executeCommand("workbench.action.revertAndCloseActiveEditor");

/** Makes a change of text or files. */
export async function edit(change: (edit: WorkspaceEdit) => void): Promise<void> {
  const all = new WorkspaceEdit();
  change(all);
  if (!(await workspace.applyEdit(all))) throw new Error("The edit was refused.");
}

/** Puts `text` where `at` first occurs, or at the end. */
export const insert = (document: TextDocument, text: string, at?: string): Promise<void> =>
  edit((all) =>
    all.insert(document.uri, at === undefined ? document.positionAt(document.getText().length) : positionOf(document, at), text),
  );

/** Where `text` first begins. */
export function positionOf(document: TextDocument, text: string): Position {
  const offset = document.getText().indexOf(text);
  if (offset < 0) throw new Error(`The document has no "${text}".`);
  return document.positionAt(offset);
}

/** The extension's diagnostics as they are now. */
export const currentDiagnostics = (document: TextDocument): Diagnostic[] =>
  languages.getDiagnostics(document.uri).filter(({ source }) => source === "cfn-network-lint");

/** The extension's diagnostics once there are `count`. */
export const diagnosticsOf = (document: TextDocument, count: number): Promise<Diagnostic[]> =>
  eventually(
    `${count} diagnostics`,
    () => currentDiagnostics(document),
    (found) => found.length === count,
  );

/** The extension's diagnostics of a file, open or not, once there are `count`. */
export const shownAt = (uri: Uri, count: number): Promise<readonly Diagnostic[]> =>
  eventually(
    `${count} diagnostics of ${uri.path}`,
    () => languages.getDiagnostics(uri).filter(({ source }) => source === "cfn-network-lint"),
    (found) => found.length === count,
  );
export const shownOf = (name: string, count: number): Promise<readonly Diagnostic[]> => shownAt(address(name), count);

/** Waits until a template's status says that `expected` is pinned. */
export async function pinnedIs(uri: Uri, expected: string | null): Promise<void> {
  const { status } = await api();
  await eventually(
    `status with ${expected}`,
    () => status(uri.toString()),
    (found) => found?.pinned === expected,
  );
}

/** The whole text of a document. */
export const wholeOf = (document: TextDocument): Range => document.validateRange(new Range(0, 0, document.lineCount, 0));

/** Waits for an analysis of the document after `act`. */
export async function analysedAfter(uri: Uri, act: () => PromiseLike<unknown>): Promise<void> {
  const { status } = await api();
  const before = status(uri.toString());
  await act();
  await eventually(
    `new analysis of ${uri.path}`,
    () => status(uri.toString()),
    (after) => after !== undefined && after !== before,
  );
}

/** A template with one VPC. `10.0.0.0/8` is too large for one. */
export const vpcTemplate = (cidr: string): string =>
  `Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: ${cidr}\n`;

/** The id of the rule that a diagnostic comes from. */
export const ruleOf = ({ code }: Diagnostic): unknown => (typeof code === "object" ? code.value : code);

/** The hover at a position as Markdown, once `expected` matches it. */
export async function hoverAt(document: TextDocument, position: Position, expected: RegExp): Promise<string> {
  const ask = async (): Promise<string> => {
    const hovers = await commands.executeCommand<Hover[]>("vscode.executeHoverProvider", document.uri, position);
    const markdown = (content: Hover["contents"][number]): string => (content as MarkdownString).value;
    return hovers.flatMap(({ contents }) => contents.map(markdown)).join("\n");
  };
  return eventually(`hover like ${String(expected)}`, ask, (text) => expected.test(text));
}

/** The first code action of that kind whose title matches, once there is one. */
export async function codeAction(document: TextDocument, range: Range, kind: CodeActionKind, title: RegExp): Promise<CodeAction> {
  const ask = async (): Promise<CodeAction | undefined> => {
    const actions = await commands.executeCommand<CodeAction[]>("vscode.executeCodeActionProvider", document.uri, range, kind.value, 20);
    return actions.find((action) => title.test(action.title));
  };
  const found = await eventually(`code action like ${String(title)}`, ask, (action) => action !== undefined);
  if (!found) throw new Error("unreachable");
  return found;
}

/** Applies a code action as VS Code does: its edit, then its command. */
export async function apply(action: CodeAction): Promise<void> {
  if (action.edit && !(await workspace.applyEdit(action.edit))) throw new Error("The edit was refused.");
  if (action.command) await commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}

/** The titles of the lenses of a document, resolved. */
export const lensesOf = async (uri: Uri): Promise<readonly string[]> =>
  (await resolvedLenses(uri)).flatMap(({ command }) => command?.title ?? []);

export const resolvedLenses = (uri: Uri): Thenable<CodeLens[]> =>
  commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", uri, 50);

export const setGlobally = (section: string, key: string, value: unknown): Thenable<void> =>
  workspace.getConfiguration(section).update(key, value, ConfigurationTarget.Global);
