/**
 * Templates that are checked without being open, by wish: their diagnostics are published as those of open documents are, and kept
 * by content. Knows LSP; reads no files but those whose documents were closed.
 */
import type { CancellationToken, Connection, Diagnostic } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { analyze, snapshotOf } from "../analysis.ts";
import { diagnosticsOf } from "../features/diagnostics.ts";
import { type EditorSettings, isSameEditorSettings } from "../features/editor-settings.ts";
import { countsOf } from "../features/status.ts";
import type { LintFileParams, LintFileResult } from "../protocol.ts";
import { looksLikeTemplate } from "../template/recognize.ts";
import { faultLine } from "./faults.ts";
import type { SettingsStore } from "./settings-store.ts";

/** Turns of the event loop between two checks: an open document's analysis needs two after its change has been read. */
const turnsBetween = 5;

interface Checked {
  readonly file: ClosedFile | undefined;
  readonly isCached: boolean;
}

interface ClosedFile {
  readonly text: string;
  readonly editor: EditorSettings;
  readonly diagnostics: Diagnostic[];
}

export interface ClosedFiles {
  /** Checks a file that may be open; no answer where nobody waits for it any more. */
  lint(params: LintFileParams, token: CancellationToken): Promise<LintFileResult>;
  /** To be called when a document has been closed: what was said about it counts no more, what its file holds does. */
  closed(uri: string): Promise<void>;
  /** Checks those again for which the settings have changed. */
  readSettings(): Promise<void>;
  /** Forgets them all, so that nothing is published any more. */
  forget(): void;
}

export interface ClosedFilesRuntime {
  readText(uri: string): Promise<string | undefined>;
  yield(): Promise<void>;
}

/** `isOpen` tells whether a document is open: then its own diagnostics win. */
export function createClosedFiles(
  connection: Connection,
  runtime: ClosedFilesRuntime,
  settings: SettingsStore,
  isOpen: (uri: string) => boolean,
): ClosedFiles {
  const files = new Map<string, ClosedFile>();
  /** The latest text of each file that is on its way: an older one is not published after it. */
  const latest = new Map<string, number>();
  let count = 0;
  /** Resolves when the check before is over. */
  let turn: Promise<unknown> = Promise.resolve();
  /** Counts the changes of settings. */
  let generation = 0;

  const publish = (uri: string, diagnostics: Diagnostic[]): void => {
    if (!isOpen(uri)) void connection.sendDiagnostics({ uri, diagnostics });
  };
  const drop = (uri: string): void => {
    latest.delete(uri);
    if (files.delete(uri)) publish(uri, []);
  };

  /** One after the other, and behind all that has come meanwhile: a keystroke waits for one of them at most. */
  const inTurn = <T>(work: () => T): Promise<T> => {
    const mine = turn.then(async () => {
      for (let later = 0; later < turnsBetween; later++) await runtime.yield();
      return work();
    });
    turn = mine.catch(() => undefined);
    return mine;
  };

  /** Undefined where nobody waits any more. */
  async function check(uri: string, text: string, token?: CancellationToken): Promise<Checked | undefined> {
    const mine = ++count;
    latest.set(uri, mine);
    for (;;) {
      const asked = generation;
      const editor = await settings.read(uri);
      const known = files.get(uri);
      const isKnown = known?.text === text && isSameEditorSettings(known.editor, editor);
      if (latest.get(uri) !== mine || isKnown) return { file: known, isCached: true };
      const isWanted = (): boolean => latest.get(uri) === mine && asked === generation && !token?.isCancellationRequested;
      const file = await inTurn(() => (isWanted() ? checkNow(uri, text, editor) : undefined));
      if (file) return { file, isCached: false };
      if (token?.isCancellationRequested) return undefined;
    }
  }

  function checkNow(uri: string, text: string, editor: EditorSettings): ClosedFile {
    const file = { text, editor, diagnostics: editor.isEnabled ? findings(connection, uri, text, editor) : [] };
    files.set(uri, file);
    publish(uri, file.diagnostics);
    return file;
  }

  return {
    async lint({ uri, text }, token) {
      await runtime.yield();
      if (token.isCancellationRequested) return noClosedFile;
      if (text === null || !looksLikeTemplate(text)) {
        drop(uri);
        return noClosedFile;
      }
      const { file, isCached } = (await check(uri, text, token)) ?? noFile;
      return file ? { template: file.editor.isEnabled, findings: countsOf(file.diagnostics), isCached } : noClosedFile;
    },
    async closed(uri) {
      const before = files.get(uri);
      if (!before) {
        void connection.sendDiagnostics({ uri, diagnostics: [] });
        return;
      }
      // Until the file is read, what was last known of it: nothing flickers where it has not changed.
      publish(uri, before.diagnostics);
      const text = (await runtime.readText(uri))?.replace(/^\uFEFF/, "");
      if (isOpen(uri) || files.get(uri) !== before) return;
      if (text === undefined || !looksLikeTemplate(text)) drop(uri);
      else await check(uri, text);
    },
    async readSettings() {
      generation++;
      for (const [uri, file] of files) {
        if (files.get(uri) === file) await check(uri, file.text);
      }
    },
    forget() {
      files.clear();
      latest.clear();
    },
  };
}

const noFile: Checked = { file: undefined, isCached: false };

/** Said of what is no template, or of nothing. */
export const noClosedFile: LintFileResult = { template: false, findings: countsOf([]), isCached: false };

/** A fault is one line in the log, and no findings. */
function findings(connection: Connection, uri: string, text: string, { settings }: EditorSettings): Diagnostic[] {
  try {
    const analysis = analyze(uri, snapshotOf(uri, text), { settings });
    for (const fault of analysis.faults) connection.console.error(`${uri}: ${fault}`);
    return diagnosticsOf(analysis, uri, TextDocument.create(uri, "yaml", 0, text));
  } catch (error) {
    connection.console.error(faultLine(`analysing ${uri}`, error));
    return [];
  }
}
