/** The entries of the language status (`{}` in the status bar) for the template in the active editor. */
import { type Disposable, LanguageStatusSeverity, languages, type LanguageStatusItem, type TextDocument, window } from "vscode";
import type { Status } from "../../server/src/protocol.ts";
import { isProjectFile, mayBecomeTemplate } from "./documents.ts";
import { analysisText, findingsText } from "./status-text.ts";

export type ServerState = "off" | "starting" | "running" | "stopped";

export interface StatusView extends Disposable {
  server(state: ServerState): void;
  analyzed(status: Status): void;
  closed(document: TextDocument): void;
  /** What the server said last about a document. */
  of(uri: string): Status | undefined;
}

/** `isOpen` tells whether the server has got a document. */
export function statusView(isOpen: (document: TextDocument) => boolean): StatusView {
  const known = new Map<string, Status & { readonly at: Date }>();
  let items: readonly LanguageStatusItem[] = [];
  let state: ServerState = "off";

  const show = (): void => {
    for (const item of items) item.dispose();
    items = [];
    const document = window.activeTextEditor?.document;
    if (!document) return;
    const status = known.get(document.uri.toString());
    if (status ? !status.template : !isOpen(document)) {
      if (mayBecomeTemplate(document) && !isProjectFile(document))
        items = [state === "stopped" ? serverItem(document, state) : noTemplateItem(document, state)];
      return;
    }
    items = [
      ...(status ? [findingsItem(document, status), analysisItem(document, status, status.at), ...scenarioItem(document, status)] : []),
      serverItem(document, state),
    ];
  };
  const listener = window.onDidChangeActiveTextEditor(show);

  return {
    server(next) {
      state = next;
      show();
    },
    analyzed(status) {
      known.set(status.uri, { ...status, at: new Date() });
      show();
    },
    closed: (document) => known.delete(document.uri.toString()),
    of: (uri) => known.get(uri),
    dispose() {
      listener.dispose();
      for (const item of items) item.dispose();
    },
  };
}

function findingsItem(document: TextDocument, { findings }: Status): LanguageStatusItem {
  const item = createItem("findings", document);
  item.text = `Network Lint: ${findingsText(findings)}`;
  if (findings.errors > 0) item.severity = LanguageStatusSeverity.Error;
  else if (findings.warnings > 0) item.severity = LanguageStatusSeverity.Warning;
  item.command = allCommands;
  return item;
}

/** What was looked at, and what is pinned, have lines of their own: the list is narrow, and cuts what is longer. */
function analysisItem(document: TextDocument, status: Status, at: Date): LanguageStatusItem {
  const item = createItem("lookedAt", document);
  item.text = `Network Lint: ${analysisText(status, at.toLocaleTimeString(undefined, { timeStyle: "short" }))}`;
  return item;
}

function scenarioItem(document: TextDocument, { pinned, pinProblem }: Status): readonly LanguageStatusItem[] {
  if (pinned === null && pinProblem === null) return [];
  const item = createItem("scenario", document);
  item.text = `Network Lint: shows ${pinned ?? "all scenarios"}`;
  if (pinProblem !== null) {
    item.detail = pinProblem;
    item.severity = LanguageStatusSeverity.Warning;
  }
  item.command = { command: "cfnNetworkLint.chooseParameterValues", title: "Choose\u2026", tooltip: "Choose Parameter Values\u2026" };
  return [item];
}

const allCommands = { command: "cfnNetworkLint.showCommands", title: "More\u2026", tooltip: "Commands of CloudFormation Network Lint" };

function noTemplateItem(document: TextDocument, state: ServerState): LanguageStatusItem {
  const item = createItem("findings", document);
  item.text = "CloudFormation Network Lint: not checked";
  item.detail = `no CloudFormation template, or checking is switched off; server ${state}`;
  item.command = allCommands;
  return item;
}

function serverItem(document: TextDocument, state: ServerState): LanguageStatusItem {
  const item = createItem("server", document);
  item.text = `CloudFormation Network Lint: server ${state}`;
  item.busy = state === "starting";
  if (state === "stopped") item.severity = LanguageStatusSeverity.Error;
  item.command = { command: "cfnNetworkLint.restartServer", title: "Restart Server" };
  return item;
}

/** VS Code sorts them by severity, then by their ids. */
function createItem(name: string, document: TextDocument): LanguageStatusItem {
  const item = languages.createLanguageStatusItem(`cfnNetworkLint.${name}`, { language: document.languageId, scheme: document.uri.scheme });
  item.name = `CloudFormation Network Lint: ${name}`;
  return item;
}
