/**
 * Checks the templates of the workspace that are not open: on command, and on their changes where the setting says so. Knows files
 * and the progress; what the server says of them, the server publishes.
 */
import {
  CancellationTokenSource,
  type CancellationToken,
  type Disposable,
  type Event,
  FileType,
  ProgressLocation,
  RelativePattern,
  Uri,
  window,
  workspace,
  type WorkspaceFoldersChangeEvent,
} from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { type LintFileParams, lintFileRequest, type LintFileResult } from "../../server/src/protocol.ts";
import { looksLikeTemplate } from "../../server/src/template/recognize.ts";
import { projectFileName } from "./documents.ts";
import { scansUnasked } from "./enablement.ts";
import { readText } from "./files.ts";
import { resultText, type ScanResult, withFile } from "./scan-text.ts";

const templates = "**/*.{yaml,yml,json,template,cfn}";
const foreign = "**/{node_modules,.*}/**";
/** Files that are read, or are with the server, at the same time. */
const atOnce = 8;

export interface WorkspaceScan extends Disposable {
  /** Checks all files, and shows the result in one line. */
  ask(): Promise<ScanResult>;
  /** Checks all files, without a word. */
  quietly(): Promise<ScanResult>;
  /** To be called when the server has been started again: it knows no files. */
  forgotten(): Promise<void>;
  /** Clears what is not open. */
  clear(): Promise<void>;
  /** How many files have been read. */
  read(): number;
}

/** `client` gives the client of a running server; where there is none, it starts it. */
export function workspaceScan(client: () => Promise<BaseLanguageClient | undefined>, onFault: (error: unknown) => void): WorkspaceScan {
  /** Addresses of what the server has got. */
  const sent = new Set<string>();
  const watching: Disposable[] = [];
  /** What the server has got of files and folders that are being renamed, by their old addresses. */
  const leaving = new Map<string, readonly string[]>();
  let read = 0;
  let deletions = 0;
  let running: CancellationTokenSource | undefined;

  const send = async (params: LintFileParams, token?: CancellationToken): Promise<LintFileResult | undefined> => {
    const server = await client();
    if (!server || token?.isCancellationRequested) return undefined;
    if (params.text === null) sent.delete(params.uri);
    else sent.add(params.uri);
    return token ? server.sendRequest<LintFileResult>(lintFileRequest, params, token) : server.sendRequest(lintFileRequest, params);
  };
  /** A text that was read while something was deleted may be of what is gone. */
  const readPresent = async (address: string): Promise<string | null> => {
    for (;;) {
      const before = deletions;
      read++;
      const text = await readText(address);
      if (before === deletions) return text;
    }
  };
  const lint = async (uri: Uri, token?: CancellationToken): Promise<LintFileResult | undefined> => {
    const address = uri.toString();
    const text = await readPresent(address);
    const isTemplate = text !== null && looksLikeTemplate(text);
    // Of what is no template the server need not know, and no server need start.
    if (!isTemplate && !sent.has(address)) return undefined;
    return send({ uri: address, text: isTemplate ? text : null }, token);
  };

  const scan = async (token: CancellationToken, report: (done: number, of: number) => void): Promise<ScanResult> => {
    watch();
    const found = await workspace.findFiles(templates, foreign, undefined, token);
    const files = found.filter(isOwn).sort((a, b) => (a.toString() < b.toString() ? -1 : 1));
    const present = new Set(files.map((uri) => uri.toString()));
    if (!token.isCancellationRequested)
      await Promise.all([...sent].filter((uri) => !present.has(uri)).map((uri) => send({ uri, text: null })));
    let result: ScanResult = { files: 0, of: files.length, templates: 0, withFindings: 0, findings: noFindings };
    const next = files.values();
    const work = async (): Promise<void> => {
      for (const uri of next) {
        if (token.isCancellationRequested) return;
        // A request that is cancelled fails, and so does one to a server that stops: the count tells.
        const answer = await lint(uri, token).catch((error: unknown) => {
          if (!token.isCancellationRequested) onFault(error);
          return null;
        });
        if (answer !== null) result = withFile(result, answer);
        report(result.files, files.length);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return result;
  };
  /** One scan at a time: a new one ends the one before. */
  const alone = async (outer: CancellationToken | undefined, report: (done: number, of: number) => void): Promise<ScanResult> => {
    running?.cancel();
    const source = new CancellationTokenSource();
    running = source;
    const listener = outer?.onCancellationRequested(() => source.cancel());
    try {
      return await scan(source.token, report);
    } finally {
      listener?.dispose();
      if (running === source) running = undefined;
      source.dispose();
    }
  };
  const quietly = (): Promise<ScanResult> =>
    Promise.resolve(
      window.withProgress({ location: ProgressLocation.Window, title: "Checking CloudFormation templates" }, () =>
        alone(undefined, () => undefined),
      ),
    );

  const watch = (): void => {
    if (watching.length > 0) return;
    const files = workspace.createFileSystemWatcher(templates, false, false, true);
    // Of a folder that is made, moved or deleted in one go, its files are not told.
    const all = workspace.createFileSystemWatcher("**/*", false, true, false);
    const on = <T>(event: Event<T>, act: (told: T) => Promise<unknown> | undefined): Disposable =>
      event((told) => void Promise.resolve(act(told)).catch(onFault));
    const isWanted = (uri: Uri): boolean => isOwn(uri) && (scansUnasked() || sent.has(uri.toString()));
    watching.push(
      files,
      all,
      on(files.onDidCreate, (uri) => (isWanted(uri) ? lint(uri) : undefined)),
      on(files.onDidChange, (uri) => (isWanted(uri) ? lint(uri) : undefined)),
      on(all.onDidCreate, (uri) => (scansUnasked() && isOwn(uri) ? lintFolder(uri) : undefined)),
      on(all.onDidDelete, gone),
      on(workspace.onDidDeleteFiles, (event) => Promise.all(event.files.map(gone))),
      // That it is gone from its old place may be told before that it was renamed.
      workspace.onWillRenameFiles(({ files }) => {
        for (const { oldUri } of files) leaving.set(oldUri.toString(), sentBelow(oldUri));
      }),
      on(workspace.onDidRenameFiles, (event) => Promise.all(event.files.map(moved))),
      on(workspace.onDidChangeWorkspaceFolders, foldersChanged),
    );
  };
  /** The files below a folder; none where it is no folder. */
  const lintFolder = async (uri: Uri): Promise<void> => {
    const { type } = await workspace.fs.stat(uri);
    if (!(type & FileType.Directory)) return;
    for (const file of await workspace.findFiles(new RelativePattern(uri, templates), foreign)) if (isOwn(file)) await lint(file);
  };
  /** What the server has got of a file, or of all that stands in a folder. */
  const sentBelow = (uri: Uri): readonly string[] => {
    const address = uri.toString();
    return [...sent].filter((one) => one === address || one.startsWith(`${address}/`));
  };
  const gone = async (uri: Uri): Promise<void> => {
    deletions++;
    await Promise.all(sentBelow(uri).map((one) => send({ uri: one, text: null })));
  };
  const moved = async ({ oldUri, newUri }: { readonly oldUri: Uri; readonly newUri: Uri }): Promise<void> => {
    const old = oldUri.toString();
    const before = leaving.get(old) ?? [];
    leaving.delete(old);
    await gone(oldUri);
    await Promise.all(before.map((one) => lint(Uri.parse(newUri.toString() + one.slice(old.length), true))));
  };
  const foldersChanged = async ({ removed }: WorkspaceFoldersChangeEvent): Promise<void> => {
    for (const { uri } of removed) await gone(uri);
    // A folder may hold another one that stays.
    if (scansUnasked()) await quietly();
  };

  return {
    async ask() {
      const result = await window.withProgress(
        { location: ProgressLocation.Notification, title: "Lint Workspace", cancellable: true },
        (progress, token) => {
          let shown = 0;
          return alone(token, (done, of) => {
            const percent = Math.floor((done / of) * 100);
            if (percent > shown) progress.report({ increment: percent - shown, message: `${done} of ${of} files` });
            shown = Math.max(shown, percent);
          });
        },
      );
      void window.showInformationMessage(resultText(result));
      return result;
    },
    quietly,
    async clear() {
      running?.cancel();
      await Promise.all([...sent].map((uri) => send({ uri, text: null })));
    },
    async forgotten() {
      const hadSome = sent.size > 0;
      sent.clear();
      if (hadSome) await quietly();
    },
    read: () => read,
    dispose() {
      running?.cancel();
      for (const one of watching) one.dispose();
    },
  };
}

const noFindings = { errors: 0, warnings: 0, information: 0, hints: 0 };

/** Neither in a folder of packages or of a tool, nor a project file. */
function isOwn(uri: Uri): boolean {
  const segments = workspace.asRelativePath(uri, false).split("/");
  return !segments.slice(0, -1).some((name) => name === "node_modules" || name.startsWith(".")) && segments.at(-1) !== projectFileName;
}
