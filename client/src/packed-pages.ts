/**
 * What is packed with the extension to be read or tried: the page of each rule, and sample templates. It is opened inside VS Code
 * without a network. Knows nothing of the server.
 */
import {
  CodeAction,
  CodeActionKind,
  commands,
  type Diagnostic,
  type DocumentSelector,
  type Disposable,
  languages,
  type QuickPickItem,
  QuickPickItemKind,
  Uri,
  ViewColumn,
  window,
  workspace,
} from "vscode";
import { type LinkRow, linkTable } from "./link-table.ts";

const explainCommand = "cfnNetworkLint.explain";

/** Shows the page of a rule; asks for the rule where none is given, those with findings in the file that is looked at first. */
export async function explain(extension: Uri, given?: string): Promise<void> {
  const folder = Uri.joinPath(extension, "docs/rules");
  const rules = await readTable(folder);
  const rule = given ?? (await pick("Explain Rule", "A rule by its id or by what it checks", ruleItems(rules)));
  if (rule === undefined) return;
  const row = rules.find(({ label }) => label === rule);
  if (row) await showPage(Uri.joinPath(folder, row.target));
  else void window.showInformationMessage(`There is no rule ${rule}.`);
}

/** Opens a sample template as a new document; asks which where none is given. */
export async function openSample(extension: Uri, given?: string): Promise<void> {
  const folder = Uri.joinPath(extension, "examples");
  const samples = await readTable(folder);
  const items = samples.map(({ label, text }) => ({ label, detail: text }));
  const name = given ?? (await pick("Open Sample Template", "What is wrong with it stands below its name", items));
  const row = samples.find(({ label }) => label === name);
  if (!row) return;
  const content = await readText(Uri.joinPath(folder, row.target));
  await window.showTextDocument(await workspace.openTextDocument({ language: "yaml", content }));
}

/** Lets the code of a finding lead to the page of its rule, instead of the page of AWS that the server names. */
export function linkToPage(diagnostic: Diagnostic): void {
  const rule = ruleOf(diagnostic);
  if (rule === undefined) return;
  const target = Uri.from({ scheme: "command", path: explainCommand, query: JSON.stringify([rule]) });
  diagnostic.code = { value: rule, target };
}

/** Offers "Explain" in the light bulb of every finding, once for each rule. */
export function offerExplanations(selector: DocumentSelector): Disposable {
  return languages.registerCodeActionsProvider(
    selector,
    { provideCodeActions: (_document, _range, { diagnostics }) => explanations(diagnostics) },
    { providedCodeActionKinds: [CodeActionKind.QuickFix] },
  );
}

function explanations(diagnostics: readonly Diagnostic[]): CodeAction[] {
  const actions = new Map<string, CodeAction>();
  for (const diagnostic of diagnostics) {
    const rule = ruleOf(diagnostic);
    if (rule === undefined || actions.has(rule)) continue;
    const action = new CodeAction(`Explain ${rule}`, CodeActionKind.QuickFix);
    action.command = { title: action.title, command: explainCommand, arguments: [rule] };
    // VS Code puts actions of findings before others: it stands after the fixes and before what switches the rule off.
    action.diagnostics = [diagnostic];
    actions.set(rule, action);
  }
  return [...actions.values()];
}

/** Undefined where the diagnostic is another extension's, or comes from no rule: a mistake in the project file. */
function ruleOf({ source, code }: Diagnostic): string | undefined {
  const value = typeof code === "object" ? code.value : code;
  return source === "cfn-network-lint" && typeof value === "string" ? value : undefined;
}

function ruleItems(rules: readonly LinkRow[]): readonly QuickPickItem[] {
  // A walkthrough beside the template has the focus when its button is clicked.
  const active = (window.activeTextEditor ?? window.visibleTextEditors[0])?.document.uri;
  const found = new Set(active ? languages.getDiagnostics(active).flatMap((diagnostic) => ruleOf(diagnostic) ?? []) : []);
  const item = ({ label, text }: LinkRow): QuickPickItem => ({ label, description: text });
  const section = (label: string, rows: readonly LinkRow[]): readonly QuickPickItem[] =>
    rows.length > 0 ? [{ label, kind: QuickPickItemKind.Separator }, ...rows.map(item)] : [];
  return [
    ...section(
      "with findings in this file",
      rules.filter(({ label }) => found.has(label)),
    ),
    ...section(
      "all others",
      rules.filter(({ label }) => !found.has(label)),
    ),
  ];
}

async function pick(title: string, placeHolder: string, items: readonly QuickPickItem[]): Promise<string | undefined> {
  const chosen = await window.showQuickPick(items, { title, placeHolder, matchOnDescription: true, matchOnDetail: true });
  return chosen?.label;
}

/** Beside the template, so that both can be seen; as text where VS Code's Markdown extension is switched off. */
async function showPage(page: Uri): Promise<void> {
  const isBeside = window.activeTextEditor !== undefined;
  try {
    await commands.executeCommand(isBeside ? "markdown.showPreviewToSide" : "markdown.showPreview", page);
  } catch {
    await window.showTextDocument(page, { viewColumn: isBeside ? ViewColumn.Beside : ViewColumn.Active });
  }
}

const readTable = async (folder: Uri): Promise<readonly LinkRow[]> => linkTable(await readText(Uri.joinPath(folder, "README.md")));

const readText = async (file: Uri): Promise<string> => new TextDecoder().decode(await workspace.fs.readFile(file));
