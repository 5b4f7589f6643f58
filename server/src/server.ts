/** The language server over a connection and a runtime. Knows LSP; knows nothing of Node and browsers. */
import {
  type CancellationToken,
  type ClientCapabilities,
  type CodeAction,
  type Connection,
  type Diagnostic,
  type DidChangeTextDocumentParams,
  type DidCloseTextDocumentParams,
  type DidOpenTextDocumentParams,
  MarkupKind,
  MessageType,
  type ServerCapabilities,
  ShowMessageNotification,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Analysis, analyze, snapshotOf } from "./analysis.ts";
import { codeActionKinds, editsFor, offeredActions, readActionData, workspaceEdit } from "./features/code-actions.ts";
import { diagnosticsOf } from "./features/diagnostics.ts";
import { type EditorSettings, isSameEditorSettings } from "./features/editor-settings.ts";
import { switchOffEdit } from "./features/project-file.ts";
import { isHalfTyped } from "./features/half-typed.ts";
import { hover } from "./features/hover.ts";
import { clampedRange, rangeOf } from "./features/positions.ts";
import { notPinned, statusOf } from "./features/status.ts";
import { answerBesideText, besideTextCapabilities, refreshBesideText } from "./server/beside-text.ts";
import { type ClosedFiles, createClosedFiles } from "./server/closed-files.ts";
import { answered, faultLine, guarded } from "./server/faults.ts";
import { answerLenses, refreshLenses } from "./server/lenses.ts";
import { answerOwnRequests } from "./server/own-requests.ts";
import { createProjectStore, type ProjectStore } from "./server/project-store.ts";
import { createSettingsStore, type SettingsStore } from "./server/settings-store.ts";
import { isProjectFile } from "./settings/project.ts";
import type { Settings } from "./settings/settings.ts";
import { createPins } from "./server/pins.ts";
import { type PinsParams, statusNotification } from "./protocol.ts";

/** What the server needs from the machine that it runs on. */
export interface Runtime {
  /** Text of a file, given as URI or as path. Undefined where there is none, or it cannot be read. */
  readText(path: string): Promise<string | undefined>;
  /** Names of the files in a folder, given as URI. Undefined where there is none, or it cannot be read. */
  readFolder(uri: string): Promise<readonly string[] | undefined>;
  /** Milliseconds since any fixed moment. */
  now(): number;
  /** Resolves in a later turn of the event loop, after messages that have already arrived. */
  yield(): Promise<void>;
}

const capabilities: ServerCapabilities = {
  hoverProvider: true,
  positionEncoding: "utf-16",
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  codeLensProvider: { resolveProvider: true },
  codeActionProvider: { codeActionKinds: [...codeActionKinds], resolveProvider: true },
  ...besideTextCapabilities,
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

/** Answers requests on `connection` until it closes. */
export function startServer(connection: Connection, runtime: Runtime): void {
  let client: ClientCapabilities = {};
  const readSettings = async (): Promise<void> => {
    await documents.readSettings();
    await closedFiles.readSettings();
    await refreshViews(connection, client);
  };
  const projects = createProjectStore(connection, runtime, readSettings);
  const settings = createSettingsStore(connection, () => client.workspace?.configuration === true, projects.stated);
  const closedFiles = createClosedFiles(connection, runtime, settings, (uri) => documents.textOf(uri) !== undefined);
  const documents = createDocumentStore(connection, runtime, settings, closedFiles);
  const storeOf = (uri: string): ProjectStore | DocumentStore => (isProjectFile(uri) ? projects : documents);

  connection.onInitialize((params) => {
    client = params.capabilities;
    settings.push(params.initializationOptions);
    projects.initialize(params);
    return { capabilities, serverInfo: { name: "cfn-network-lint" } };
  });
  connection.onInitialized(guarded(connection, "watching files", projects.watch));
  connection.onDidChangeWatchedFiles(guarded(connection, "reading project files", projects.readAgain));
  connection.onDidOpenTextDocument(guarded(connection, "opening a document", (params) => storeOf(params.textDocument.uri).open(params)));
  connection.onDidChangeTextDocument(
    guarded(connection, "changing a document", (params) => storeOf(params.textDocument.uri).change(params)),
  );
  connection.onDidCloseTextDocument(guarded(connection, "closing a document", (params) => storeOf(params.textDocument.uri).close(params)));
  connection.onDidChangeConfiguration(
    guarded(connection, "changing settings", async (params) => {
      settings.push(params.settings);
      await readSettings();
    }),
  );

  connection.onShutdown(() => {
    documents.forget();
    closedFiles.forget();
  });

  connection.onHover(
    answered(connection, "a hover", null, async ({ textDocument: { uri }, position }, token) => {
      const analysed = await documents.analysed(uri, token, "pinned");
      const found = analysed && hover(analysed.analysis, analysed.text.offsetAt(position));
      return found ? { contents: { kind: MarkupKind.Markdown, value: found.contents }, range: rangeOf(analysed.text, found.span) } : null;
    }),
  );
  connection.onCodeAction(
    answered(connection, "code actions", [], async (params, token) => {
      const { textDocument, range, context } = params;
      const { uri } = textDocument;
      if (isProjectFile(uri)) return projects.actions(params);
      const analysed = await documents.analysed(uri, token);
      if (!analysed) return [];
      const hasProject = await canDisableInProject(projects, uri, client);
      const actions = offeredActions(analysed.analysis, analysed.text, {
        uri,
        range,
        context,
        hasProject,
        settings: analysed.editor.settings,
      });
      if (resolvesEdits(client)) return actions;
      return (await Promise.all(actions.map((action) => withEdit(action, analysed, client, projects)))).filter(
        (action) => action !== undefined,
      );
    }),
  );
  connection.onCodeActionResolve((action, cancellation) =>
    answered(connection, "a code action", action, async (_, token: CancellationToken) => {
      const analysed = await documents.analysed(readActionData(action.data)?.uri ?? "", token);
      const resolved = analysed && (await withEdit(action, analysed, client, projects));
      if (!resolved && !token.isCancellationRequested) {
        const message = `"${action.title}" is not possible here any more, or the text around is too broken to be edited.`;
        void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message });
      }
      return resolved ?? action;
    })(action, cancellation),
  );
  answerOwnRequests(connection, runtime, { documents, closedFiles, client: () => client, refresh: () => refreshViews(connection, client) });
  answerBesideText(connection, documents);
  answerLenses(connection, documents);
  connection.listen();
}

/** Asks the client to ask again for what changes without a change of text. */
async function refreshViews(connection: Connection, client: ClientCapabilities): Promise<void> {
  await refreshLenses(connection, client);
  await refreshBesideText(connection, client);
}

/** Whether the client takes actions without their edits, and asks for the edits of the one that is chosen. */
function resolvesEdits({ textDocument }: ClientCapabilities): boolean {
  const support = textDocument?.codeAction;
  return support?.dataSupport === true && support.resolveSupport?.properties.includes("edit") === true;
}

/** Whether there is a project file for the document, or the client can create one. */
async function canDisableInProject(projects: ProjectStore, uri: string, { workspace }: ClientCapabilities): Promise<boolean> {
  const { documentChanges, resourceOperations } = workspace?.workspaceEdit ?? {};
  const target = await projects.target(uri);
  return (
    target !== undefined && (target.text !== undefined || (documentChanges === true && resourceOperations?.includes("create") === true))
  );
}

async function withEdit(
  action: CodeAction,
  { analysis, editor, text }: Analysed,
  client: ClientCapabilities,
  projects: ProjectStore,
): Promise<CodeAction | undefined> {
  const data = readActionData(action.data);
  const hasVersions = client.workspace?.workspaceEdit?.documentChanges === true;
  if (data?.target.kind === "disableInProject") {
    const target = await projects.target(data.uri);
    const edit = target && switchOffEdit(target, data.target.rule, hasVersions);
    return edit && { ...action, edit };
  }
  const edits = data && editsFor(analysis, editor.settings, data.target);
  const version = hasVersions ? text.version : undefined;
  return edits && { ...action, edit: workspaceEdit(data.uri, version, edits, text) };
}

interface OpenDocument {
  /** Updated in place. */
  readonly text: TextDocument;
  /** Counts the changes: a client's version may stand still. */
  revision: number;
  /** A new promise when the settings have changed. */
  settings: Promise<EditorSettings>;
  latest: Latest | undefined;
}

interface Latest {
  readonly revision: number;
  readonly editor: EditorSettings;
  /** The last analysis of a whole text with the same settings, while the text is half-typed. */
  readonly whole: Analysis | undefined;
  /** Undefined where checking is switched off, and where it failed. */
  readonly analysis: Analysis | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly milliseconds: number;
}

interface Analysed {
  readonly text: TextDocument;
  readonly analysis: Analysis;
  readonly whole: Analysis | undefined;
  readonly editor: EditorSettings;
}

interface DocumentStore {
  open(params: DidOpenTextDocumentParams): Promise<void>;
  change(params: DidChangeTextDocumentParams): Promise<void>;
  close(params: DidCloseTextDocumentParams): Promise<void>;
  /** Forgets them all, so that nothing is published any more. */
  forget(): void;
  /** Reads the settings of all open documents again, and analyses those where they differ. */
  readSettings(): Promise<void>;
  /** The text as it is now; undefined for a document that is not open. */
  textOf(uri: string): TextDocument | undefined;
  /** An analysis of a document as it is to be shown: the pinned scenario alone, where one is. */
  shown(uri: string, analysis: Analysis, settings: Settings): Analysis;
  /** Pins scenarios, and tells the new status where that changes something. */
  pin(params: PinsParams): void;
  /** The analysis of the text as it is now, of the `pinned` scenario if one is. Undefined where there is none, or nobody waits any more. */
  analysed(uri: string, token: CancellationToken, of?: "all" | "pinned"): Promise<Analysed | undefined>;
}

/** The open documents with their latest analyses. After each analysis the client gets diagnostics and a status. */
function createDocumentStore(
  connection: Connection,
  runtime: Runtime,
  settings: SettingsStore,
  closedFiles: Pick<ClosedFiles, "closed">,
): DocumentStore {
  const documents = new Map<string, OpenDocument>();
  const isOpen = (document: OpenDocument): boolean => documents.get(document.text.uri) === document;
  const pins = createPins((problem) => connection.console.warn(problem));
  const tell = (uri: string, { analysis, diagnostics, editor: { settings: read }, milliseconds }: Latest): void => {
    const pinned = analysis ? pins.label(uri, analysis, read) : notPinned;
    void connection.sendNotification(statusNotification, statusOf(uri, analysis, diagnostics, read, milliseconds, pinned));
  };

  /** Waits until nothing newer has come for two turns of the event loop: a burst of changes is analysed once, without a timer. */
  async function analyseSoon(document: OpenDocument): Promise<void> {
    const { revision } = document;
    for (let turn = 0; turn < 2; turn++) {
      await runtime.yield();
      if (document.revision !== revision) return;
    }
    const editor = await settled(document);
    if (document.revision === revision && isOpen(document)) analyseNow(document, editor);
  }

  function analyseNow(document: OpenDocument, editor: EditorSettings): Analysis | undefined {
    const { latest: before, revision, text } = document;
    if (before?.revision === revision && isSameEditorSettings(before.editor, editor)) return before.analysis;
    const started = runtime.now();
    const analysis = editor.isEnabled ? tryToAnalyse(connection, document, editor) : undefined;
    const { uri, version } = text;
    const diagnostics = analysis ? diagnosticsOf(analysis, uri, text) : [];
    void connection.sendDiagnostics({ uri, version, diagnostics });
    const latest = {
      revision,
      editor,
      analysis,
      whole: lastWhole(before, analysis, editor),
      diagnostics,
      milliseconds: runtime.now() - started,
    };
    document.latest = latest;
    tell(uri, latest);
    return analysis;
  }

  return {
    async open({ textDocument: { uri, languageId, version, text } }) {
      const document: OpenDocument = {
        text: TextDocument.create(uri, languageId, version, text),
        revision: 0,
        settings: settings.read(uri),
        latest: undefined,
      };
      documents.set(uri, document);
      await analyseSoon(document);
    },
    async change({ textDocument: { uri, version }, contentChanges }) {
      const document = documents.get(uri);
      if (!document) return;
      document.revision++;
      for (const change of contentChanges) {
        const clamped = "range" in change ? { text: change.text, range: clampedRange(document.text, change.range) } : change;
        TextDocument.update(document.text, [clamped], version);
      }
      await analyseSoon(document);
    },
    async close({ textDocument: { uri } }) {
      if (documents.delete(uri)) await closedFiles.closed(uri);
    },
    forget: () => documents.clear(),
    async readSettings() {
      const open = [...documents.values()];
      for (const document of open) document.settings = settings.read(document.text.uri);
      for (const document of open) {
        const editor = await settled(document);
        if (isOpen(document)) analyseNow(document, editor);
        await runtime.yield();
      }
    },
    textOf: (uri) => documents.get(uri)?.text,
    shown: pins.shown,
    pin(params) {
      for (const uri of pins.set(params)) {
        const { latest } = documents.get(uri) ?? {};
        if (latest) tell(uri, latest);
      }
    },
    async analysed(uri, token, of = "all") {
      const document = documents.get(uri);
      const editor = document && (await settled(document));
      if (!editor || !isOpen(document) || token.isCancellationRequested) return undefined;
      const analysis = analyseNow(document, editor);
      const whole = document.latest?.whole;
      const view = (one: Analysis): Analysis => (of === "all" ? one : pins.shown(uri, one, editor.settings));
      return analysis && { text: document.text, analysis: view(analysis), whole: whole && view(whole), editor };
    },
  };
}

/** What is known of the text when it was whole last; undefined where it is whole, or what is known was read with other settings. */
function lastWhole(before: Latest | undefined, analysis: Analysis | undefined, editor: EditorSettings): Analysis | undefined {
  if (!before?.analysis || !analysis || !isHalfTyped(analysis) || !isSameEditorSettings(before.editor, editor)) return undefined;
  return before.whole ?? (isHalfTyped(before.analysis) ? undefined : before.analysis);
}

/** The settings of a document, once they are known; those that were asked for last. */
async function settled(document: OpenDocument): Promise<EditorSettings> {
  for (;;) {
    const asked = document.settings;
    const editor = await asked;
    if (asked === document.settings) return editor;
  }
}

/** The analysis of the document's text; undefined where it fails. Faults are logged once for each text. */
function tryToAnalyse(
  connection: Connection,
  { text, latest, revision }: OpenDocument,
  { settings }: EditorSettings,
): Analysis | undefined {
  try {
    const analysis = analyze(text.uri, snapshotOf(text.uri, text.getText()), { settings, previous: latest?.analysis });
    if (latest?.revision !== revision) for (const fault of analysis.faults) connection.console.error(`${text.uri}: ${fault}`);
    return analysis;
  } catch (error) {
    connection.console.error(faultLine(`analysing ${text.uri}`, error));
    return undefined;
  }
}
