/**
 * The project files of the templates that are open: which one counts, what it states, and what is wrong with it. Reads them
 * through the runtime, and the open ones as they are in the editor. Knows LSP; what keys mean, settings/ knows.
 */
import {
  type CodeAction,
  type CodeActionParams,
  type Connection,
  type DidChangeTextDocumentParams,
  type DidCloseTextDocumentParams,
  type DidOpenTextDocumentParams,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesParams,
  FileChangeType,
  type InitializeParams,
  type WorkspaceFoldersChangeEvent,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { clampedRange } from "../features/positions.ts";
import { projectActions, type ProjectTarget, projectDiagnostics } from "../features/project-file.ts";
import { type Project, type ProjectProblem, projectFileName, readProject } from "../settings/project.ts";
import { nothingStated, parameterFileProblems, parameterPaths, type Stated, statedFor } from "../settings/project-settings.ts";
import { lineIndex } from "../text/line-index.ts";
import { guarded } from "./faults.ts";
import { addressOf, foldersAbove, pathBelow } from "./locations.ts";

/** What is read through: files, and later turns of the event loop. */
export interface ProjectRuntime {
  readText(uri: string): Promise<string | undefined>;
  yield(): Promise<void>;
}

export interface ProjectStore {
  initialize(params: InitializeParams): void;
  /** To be called once the client is initialized: asks it to tell about changes of files and folders. */
  watch(): Promise<void>;
  open(params: DidOpenTextDocumentParams): Promise<void>;
  change(params: DidChangeTextDocumentParams): Promise<void>;
  close(params: DidCloseTextDocumentParams): Promise<void>;
  /** What puts right what is wrong in an open project file. */
  actions(params: CodeActionParams): CodeAction[];
  /** Reads everything again: files have changed. */
  readAgain(params: DidChangeWatchedFilesParams): Promise<void>;
  /** What is stated for a document. */
  stated(uri: string): Promise<Stated>;
  /** The project file of a document, or the one that it would get. Undefined where there is no place for one. */
  target(uri: string): Promise<ProjectTarget | undefined>;
}

interface Found {
  readonly folder: string;
  readonly project: Project;
  readonly problems: readonly ProjectProblem[];
  /** Texts of parameter files, by the paths as they are written. */
  readonly texts: ReadonlyMap<string, string | undefined>;
}

/** `changed` is called when something else may be stated than before. */
export function createProjectStore(connection: Connection, runtime: ProjectRuntime, changed: () => Promise<void>): ProjectStore {
  const opened = new Map<string, TextDocument>();
  /** Files that are gone: what an editor still shows of them does not count. */
  const deleted = new Set<string>();
  const files = new Map<string, Promise<string | undefined>>();
  const told = new Set<string>();
  const watched = new Set<string>();
  /** Counts the changes: a client's version may stand still. */
  let revision = 0;
  let roots: readonly string[] = [];
  let canWatch = false;
  let hasVersions = false;
  let hasFolders = false;

  const read = async (uri: string): Promise<string | undefined> => {
    const document = opened.get(uri);
    if (document && !deleted.has(uri)) return document.getText();
    // Nobody tells when they change.
    if (!canWatch) return runtime.readText(uri);
    const known = files.get(uri) ?? runtime.readText(uri);
    files.set(uri, known);
    return known;
  };

  const locate = async (uri: string): Promise<{ readonly folder: string; readonly text: string } | undefined> => {
    const folders = foldersAbove(uri, roots);
    const texts = await Promise.all(folders.map((folder) => read(`${folder}/${projectFileName}`)));
    const index = texts.findIndex((text) => text !== undefined);
    const [folder, text] = [folders[index], texts[index]];
    return folder === undefined || text === undefined ? undefined : { folder, text };
  };

  const load = async (folder: string, text: string): Promise<Found> => {
    const { project, problems } = readProject(text.replace(/^\uFEFF/, " "));
    const paths = parameterPaths(project);
    const contents = await Promise.all(paths.map((path) => read(addressOf(folder, path))));
    const texts = new Map(paths.map((path, index) => [path, contents[index]?.replace(/^\uFEFF/, "")]));
    await watchAlso(paths);
    const all = [...problems, ...parameterFileProblems(project, (path) => texts.get(path))];
    return { folder, project, problems: all, texts };
  };

  /**
   * Parameter files are told apart by their names: where they stand, only the client knows how to say. So are their folders: of one that
   * is moved or deleted in one go, its files are not told.
   */
  const watchAlso = async (paths: readonly string[]): Promise<void> => {
    const segments = paths.flatMap((path) => path.split("/").filter((name) => name !== "." && name !== ".."));
    const names = new Set(segments.map((name) => name.replace(/[*?{}[\]]/g, "?")));
    const fresh = [...names].filter((name) => name !== "" && !watched.has(name));
    for (const name of fresh) watched.add(name);
    if (!canWatch || fresh.length === 0) return;
    try {
      const watchers = fresh.map((name) => ({ globPattern: `**/${name}` }));
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    } catch (error) {
      connection.console.warn(`Changes of ${fresh.join(", ")} are not noticed: ${String(error)}`);
    }
  };

  /** In the output, for the files that are not open. */
  const tell = (uri: string, text: string, problems: readonly ProjectProblem[]): void => {
    if (opened.has(uri)) return;
    const lines = lineIndex(text);
    for (const { span, message } of problems) {
      const line = `${uri}:${lines.positionAt(span.start).line + 1}: ${message}`;
      if (!told.has(line)) connection.console.warn(line);
      told.add(line);
    }
  };

  const publish = async (document: TextDocument): Promise<void> => {
    const { uri, version } = document;
    const { problems } = await load(uri.slice(0, -projectFileName.length - 1), document.getText());
    if (opened.get(uri) !== document || document.version !== version) return;
    await connection.sendDiagnostics({ uri, version, diagnostics: projectDiagnostics(problems, document) });
  };

  const readAgain = async (): Promise<void> => {
    files.clear();
    told.clear();
    for (const document of opened.values()) await publish(document);
    await changed();
  };

  return {
    initialize({ workspaceFolders, rootUri, capabilities }) {
      roots = workspaceFolders?.map(rootOf) ?? (rootUri === null || rootUri === undefined ? [] : [rootOf({ uri: rootUri })]);
      hasFolders = capabilities.workspace?.workspaceFolders === true;
      hasVersions = capabilities.workspace?.workspaceEdit?.documentChanges === true;
      canWatch = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    },
    async watch() {
      if (hasFolders) {
        const change = ({ added, removed }: WorkspaceFoldersChangeEvent): Promise<void> => {
          const gone = removed.map(rootOf);
          roots = [...roots.filter((root) => !gone.includes(root)), ...added.map(rootOf)];
          return readAgain();
        };
        connection.workspace.onDidChangeWorkspaceFolders(guarded(connection, "changing folders", change));
      }
      await watchAlso([projectFileName]);
    },
    async open({ textDocument: { uri, languageId, version, text } }) {
      const document = TextDocument.create(uri, languageId, version, text);
      opened.set(uri, document);
      deleted.delete(uri);
      // After a restart of the server editors show files that went before it came.
      const isGone = (await runtime.readText(uri)) === undefined;
      if (isGone && opened.get(uri) === document && document.version === version) deleted.add(uri);
      await publish(document);
      await changed();
    },
    async change({ textDocument: { uri, version }, contentChanges }) {
      const document = opened.get(uri);
      if (!document) return;
      for (const change of contentChanges) {
        const clamped = "range" in change ? { text: change.text, range: clampedRange(document, change.range) } : change;
        TextDocument.update(document, [clamped], version);
      }
      deleted.delete(uri);
      const mine = ++revision;
      for (let turn = 0; turn < 2; turn++) {
        await runtime.yield();
        // A later one, of this document or another, publishes all.
        if (revision !== mine) return;
      }
      for (const one of opened.values()) await publish(one);
      await changed();
    },
    async close({ textDocument: { uri } }) {
      if (!opened.delete(uri)) return;
      files.delete(uri);
      deleted.delete(uri);
      await connection.sendDiagnostics({ uri, diagnostics: [] });
      await changed();
    },
    actions({ textDocument: { uri }, range, context }) {
      const document = opened.get(uri);
      if (!document) return [];
      const text = document.getText();
      return projectActions({ uri, text, version: document.version }, readProject(text).problems, { range, context }, hasVersions);
    },
    readAgain({ changes }) {
      for (const { uri, type } of changes) {
        if (type === FileChangeType.Deleted) deleted.add(uri);
        else deleted.delete(uri);
      }
      return readAgain();
    },
    async stated(uri) {
      const located = await locate(uri);
      if (!located) return nothingStated;
      const { folder, project, problems, texts } = await load(located.folder, located.text);
      tell(`${folder}/${projectFileName}`, located.text, problems);
      return statedFor(project, pathBelow(folder, uri), (path) => texts.get(path));
    },
    async target(uri) {
      const located = await locate(uri);
      // A new one is for the whole workspace.
      const folder = located?.folder ?? foldersAbove(uri, roots).findLast((one) => roots.includes(one)) ?? foldersAbove(uri, roots)[0];
      if (folder === undefined) return undefined;
      const address = `${folder}/${projectFileName}`;
      return { uri: address, text: located?.text, version: opened.get(address)?.version ?? null };
    },
  };
}

/** Without a slash at its end. */
const rootOf = ({ uri }: { readonly uri: string }): string => uri.replace(/\/+$/, "");
