/** A language client for tests: speaks to a real server over streams, keeps what the server says, and waits for what is expected. */
import type { Readable, Writable } from "node:stream";
import {
  CancellationTokenSource,
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  createProtocolConnection,
  type DidChangeWatchedFilesRegistrationOptions,
  type InitializeParams,
  type InitializeResult,
  type LogMessageParams,
  type PublishDiagnosticsParams,
  type Range,
  type RegistrationParams,
  type ShowMessageParams,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Status, statusNotification } from "../../server/src/protocol.ts";
import { isProjectFile } from "../../server/src/settings/project.ts";

/** What VS Code can, as far as it matters here. */
export const fullCapabilities: ClientCapabilities = {
  workspace: { configuration: true, workspaceEdit: { documentChanges: true } },
  textDocument: {
    codeAction: {
      dataSupport: true,
      resolveSupport: { properties: ["edit"] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
    },
  },
};

/** What a document is to its editor. */
export interface EditorDocument {
  readonly uri: string;
  readonly text: TextDocument;
}

export interface Session {
  readonly initialized: InitializeResult;
  /** All that was published, sent and logged, oldest first. */
  readonly published: PublishDiagnosticsParams[];
  readonly statuses: Status[];
  readonly logs: LogMessageParams[];
  readonly shown: ShowMessageParams[];
  /** Globs of the files whose changes the server wants to be told. */
  readonly watched: string[];
  /** Methods by which the server asked to be asked again. */
  readonly refreshes: string[];
  request<R>(method: string, params: unknown): Promise<R>;
  requestAndCancel(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): void;
  open(uri: string, text: string): EditorDocument;
  /** Replaces the one occurrence of `old`, as typing does. */
  replace(document: EditorDocument, old: string, now: string): void;
  close(document: EditorDocument): void;
  /** The section `cfnNetworkLint` that the server gets when it asks. */
  configure(section: unknown): void;
  /** The diagnostics of the document's present version, once they are there. */
  diagnostics(document: EditorDocument): Promise<PublishDiagnosticsParams["diagnostics"]>;
  actions(document: EditorDocument, range: Range, context?: Partial<CodeActionContext>): Promise<CodeAction[]>;
  /** Applies a code action as an editor does. */
  apply(document: EditorDocument, action: CodeAction): Promise<void>;
  /** What `find` gives, once it is not undefined. */
  eventually<T>(what: string, find: () => T | undefined): Promise<T>;
  end(): Promise<void>;
}

export interface SessionOptions {
  readonly capabilities?: ClientCapabilities;
  readonly section?: unknown;
  readonly initializationOptions?: unknown;
  /** URIs of the workspace's folders. */
  readonly folders?: readonly string[];
}

/** Starts a session over the server's output and input. */
export async function startSession(
  output: Readable,
  input: Writable,
  { capabilities = fullCapabilities, section, initializationOptions, folders }: SessionOptions = {},
): Promise<Session> {
  const connection = createProtocolConnection(new StreamMessageReader(output), new StreamMessageWriter(input));
  const waiting = new Set<() => void>();
  const collect = <T>(method: string): T[] => {
    const all: T[] = [];
    connection.onNotification(method, (params: T) => {
      all.push(params);
      for (const check of waiting) check();
    });
    return all;
  };
  let configured = section;
  const published = collect<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
  const statuses = collect<Status>(statusNotification);
  const logs = collect<LogMessageParams>("window/logMessage");
  const shown = collect<ShowMessageParams>("window/showMessage");
  connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => configured ?? null));
  const refreshes: string[] = [];
  for (const method of ["workspace/inlayHint/refresh", "workspace/codeLens/refresh"]) {
    connection.onRequest(method, () => {
      refreshes.push(method);
      for (const check of waiting) check();
      return null;
    });
  }
  const watched: string[] = [];
  connection.onRequest("client/registerCapability", ({ registrations }: RegistrationParams) => {
    for (const { registerOptions } of registrations) {
      for (const { globPattern } of (registerOptions as DidChangeWatchedFilesRegistrationOptions).watchers)
        watched.push(typeof globPattern === "string" ? globPattern : globPattern.pattern);
    }
    for (const check of waiting) check();
    return null;
  });
  connection.listen();

  const eventually = <T>(what: string, find: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const finish = (act: () => void): void => {
        clearTimeout(deadline);
        waiting.delete(check);
        act();
      };
      const deadline = setTimeout(() => finish(() => reject(new Error(`Within ten seconds no ${what}.`))), 10_000);
      const check = (): void => {
        const found = find();
        if (found !== undefined) finish(() => resolve(found));
      };
      waiting.add(check);
      check();
    });

  const workspaceFolders = folders?.map((uri) => ({ uri, name: uri })) ?? null;
  const params: Partial<InitializeParams> = { processId: null, rootUri: null, capabilities, initializationOptions, workspaceFolders };
  const initialized = await connection.sendRequest<InitializeResult>("initialize", params);
  await connection.sendNotification("initialized", {});
  const notify = (method: string, params: unknown): void => void connection.sendNotification(method, params);
  const change = (document: EditorDocument, contentChanges: { range: Range; text: string }[]): void => {
    const version = document.text.version + 1;
    TextDocument.update(document.text, contentChanges, version);
    notify("textDocument/didChange", { textDocument: { uri: document.uri, version }, contentChanges });
  };

  return {
    initialized,
    published,
    statuses,
    logs,
    shown,
    watched,
    refreshes,
    request: (method, params) => connection.sendRequest(method, params),
    requestAndCancel(method, params) {
      const source = new CancellationTokenSource();
      const answer = connection.sendRequest(method, params, source.token);
      source.cancel();
      return answer;
    },
    notify,
    open(uri, text) {
      const textDocument = { uri, languageId: "yaml", version: 1, text };
      notify("textDocument/didOpen", { textDocument });
      return { uri, text: TextDocument.create(uri, "yaml", 1, text) };
    },
    replace(document, old, now) {
      const range = rangeIn(document, old);
      change(document, [{ range, text: now }]);
    },
    close: ({ uri }) => notify("textDocument/didClose", { textDocument: { uri } }),
    configure(section) {
      configured = section;
      notify("workspace/didChangeConfiguration", { settings: { cfnNetworkLint: section } });
    },
    async diagnostics({ uri, text }) {
      const found = await eventually(`diagnostics of version ${text.version}`, () => {
        // The status follows the diagnostics.
        const ofTemplates = published.filter((one) => one.version !== undefined && !isProjectFile(one.uri));
        const isComplete = isProjectFile(uri) || statuses.length >= ofTemplates.length;
        return isComplete ? published.findLast((one) => one.uri === uri && one.version === text.version) : undefined;
      });
      return found.diagnostics;
    },
    actions: (document, range, context = {}) =>
      connection.sendRequest("textDocument/codeAction", {
        textDocument: { uri: document.uri },
        range,
        context: { diagnostics: [], triggerKind: 1, ...context },
      }),
    async apply(document, action) {
      const { edit } = action.edit ? action : await connection.sendRequest<CodeAction>("codeAction/resolve", action);
      const versioned = edit?.documentChanges?.flatMap((one) => (TextDocumentEdit.is(one) ? [one] : []));
      if (versioned && versioned[0]?.textDocument.version !== document.text.version) throw new Error("The edit is for another version.");
      const edits = versioned?.[0]?.edits ?? edit?.changes?.[document.uri];
      if (!edits) throw new Error(`"${action.title}" changes nothing.`);
      const whole = { start: document.text.positionAt(0), end: document.text.positionAt(document.text.getText().length) };
      const plain = edits.flatMap((one) => ("newText" in one ? [one] : []));
      change(document, [{ range: whole, text: TextDocument.applyEdits(document.text, plain) }]);
    },
    eventually,
    async end() {
      await connection.sendRequest("shutdown");
      connection.dispose();
    },
  };
}

/** Where `text` stands in the document; it must occur once. */
export function rangeIn({ text }: EditorDocument, part: string): Range {
  const parts = text.getText().split(part);
  if (parts.length !== 2) throw new Error(`"${part}" occurs ${parts.length - 1} times.`);
  const start = parts[0]?.length ?? 0;
  return { start: text.positionAt(start), end: text.positionAt(start + part.length) };
}
