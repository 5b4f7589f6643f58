/**
 * "Trace Path…": asks for the two ends and the traffic, and shows the answer as a read-only text whose components lead to the
 * template. The text follows the template: it is traced again after each analysis.
 */
import {
  CodeLens,
  type Command,
  type Disposable,
  DocumentLink,
  EventEmitter,
  languages,
  type QuickPickItem,
  Range,
  Selection,
  type TextDocument,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  window,
  workspace,
} from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  openPathRequest,
  type Status,
  type TraceEnd,
  type TraceEnds,
  traceEndsRequest,
  type TraceParams,
  traceRequest,
  type TraceResult,
} from "../../server/src/protocol.ts";
import type { LensCommands } from "./lens-commands.ts";

const scheme = "cfn-network-lint-trace";

export interface TraceViews extends Disposable {
  /** Asks for the ends, or for the other end of a path from or to `about`, and for the traffic; shows the answer. */
  ask(uri?: string, about?: string): Promise<void>;
  /** Shows the answer. */
  show(params: TraceParams): Promise<void>;
  /** Applies what opens a path. */
  open(params: TraceParams): Promise<void>;
  /** Shows a place of the template where the template is already, or else beside the answer. Counts from 0. */
  reveal(uri: string, line: number, character: number): Promise<void>;
  /** Shows what the line with the caret is about, if an answer has the focus. */
  revealCurrent(): Promise<void>;
  /** To be called after each analysis of a document. */
  analyzed(status: Status): void;
}

/** `client` gives the client that answers. */
export function traceViews(client: () => BaseLanguageClient | undefined, commands: LensCommands): TraceViews {
  const changed = new EventEmitter<Uri>();
  const answers = new Map<string, TraceResult>();
  const shown = (): readonly TextDocument[] => workspace.textDocuments.filter(({ uri }) => uri.scheme === scheme);
  /** Views that are being answered, and whether the template has changed meanwhile: a fast typist gets one answer, not one for each key. */
  const running = new Map<string, boolean>();

  const ask = async (params: TraceParams): Promise<TraceResult> => {
    // A template whose tab is closed is opened for the server again.
    await Promise.resolve(workspace.openTextDocument(Uri.parse(params.uri))).catch(() => undefined);
    const found = await client()?.sendRequest<TraceResult>(traceRequest, params);
    return found ?? { problem: "The server is not running." };
  };
  const answer = async (uri: Uri): Promise<TraceResult> => {
    const name = uri.toString();
    running.set(name, false);
    try {
      const result = await ask(readParams(uri));
      answers.set(name, result);
      return result;
    } finally {
      const isStale = running.get(name) === true;
      running.delete(name);
      if (isStale) changed.fire(uri);
    }
  };
  const refresh = (uri: Uri): void => {
    if (running.has(uri.toString())) running.set(uri.toString(), true);
    else changed.fire(uri);
  };
  const disposables: readonly Disposable[] = [
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => textOf(readParams(uri), await answer(uri)),
    }),
    languages.registerDocumentLinkProvider({ scheme }, { provideDocumentLinks: ({ uri }) => links(uri, answers.get(uri.toString())) }),
    languages.registerCodeLensProvider(
      { scheme },
      { onDidChangeCodeLenses: listening(changed), provideCodeLenses: ({ uri }) => lenses(uri, answers.get(uri.toString()), commands) },
    ),
    workspace.onDidCloseTextDocument(({ uri }) => answers.delete(uri.toString())),
  ];

  const askEnds = async (given?: string, about?: string): Promise<void> => {
    const uri = given ?? templateOf(window.activeTextEditor?.document.uri);
    const ends = uri === undefined ? null : await client()?.sendRequest<TraceEnds | null>(traceEndsRequest, { uri });
    if (uri === undefined || !ends) {
      void window.showInformationMessage("Open a CloudFormation template to trace a path in it.");
      return;
    }
    const pair = about === undefined ? await pickPair(ends) : await pickOther(ends, about);
    if (!pair) return;
    const known = ends.destinations.find(({ text }) => text === pair.to)?.traffic ?? ["tcp 443", "icmp", "all"];
    const traffic = await pick(
      `Trace Path: from ${pair.from} to ${pair.to}`,
      "What is sent: tcp 443, udp 53, icmp or all",
      known.map((text) => ({ label: text })),
    );
    if (traffic !== undefined) await show({ uri, ...pair, traffic });
  };
  const show = async (params: TraceParams): Promise<void> => {
    const uri = viewUri(params);
    const isShown = shown().some((document) => document.uri.toString() === uri.toString());
    const first = isShown ? undefined : await ask(params);
    if (first && "problem" in first) {
      void window.showWarningMessage(first.problem);
      return;
    }
    if (isShown) refresh(uri);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true, preserveFocus: false });
  };

  const reveal = async (address: string, line: number, character: number): Promise<void> => {
    const uri = Uri.parse(address);
    const place = new Range(line, character, line, character);
    const column = window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString())?.viewColumn;
    const editor = await window.showTextDocument(uri, { viewColumn: column ?? ViewColumn.Beside });
    editor.selection = new Selection(place.start, place.start);
    editor.revealRange(place, TextEditorRevealType.InCenterIfOutsideViewport);
  };

  return {
    ask: askEnds,
    show,
    reveal,
    async revealCurrent() {
      const { document, selection } = window.activeTextEditor ?? {};
      const result = document && answers.get(document.uri.toString());
      if (!document || !selection || !result || "problem" in result) return;
      const at = result.lines[selection.active.line]?.at;
      if (at) await reveal(readParams(document.uri).uri, at.line, at.character);
    },
    async open(params) {
      const answer = answers.get(viewUri(params).toString());
      const path = `${params.traffic} from ${params.from} to ${params.to}`;
      const edit = await client()?.sendRequest<Parameters<BaseLanguageClient["protocol2CodeConverter"]["asWorkspaceEdit"]>[0]>(
        openPathRequest,
        params,
      );
      const changes = edit && (await client()?.protocol2CodeConverter.asWorkspaceEdit(edit));
      if (changes && (await workspace.applyEdit(changes))) {
        // They are made in another editor than the one with the caret: a screen reader would say nothing.
        const made = answer && "changes" in answer ? count(answer.changes.length, "change") : "changes";
        void window.showInformationMessage(`Opened ${path}: ${made} in ${params.uri.slice(params.uri.lastIndexOf("/") + 1)}.`);
        return;
      }
      void window.showInformationMessage(`No change of the template opens ${path}.`);
    },
    analyzed({ uri }) {
      for (const view of shown()) if (readParams(view.uri).uri === uri) refresh(view.uri);
    },
    dispose() {
      for (const one of disposables) one.dispose();
    },
  };
}

/** An event without what it is about. */
const listening =
  (emitter: EventEmitter<Uri>) =>
  (listener: () => void): Disposable =>
    emitter.event(() => listener());

/** The question is in the address, so that a view can be opened again. */
const viewUri = (params: TraceParams): Uri =>
  Uri.from({ scheme, path: `/${params.from} to ${params.to}, ${params.traffic}`.replaceAll(/[?#:]/g, "_"), query: JSON.stringify(params) });

function readParams(uri: Uri): TraceParams {
  const read: unknown = JSON.parse(uri.query);
  const text = (name: string): string => {
    const value: unknown = typeof read === "object" && read !== null ? Reflect.get(read, name) : undefined;
    return typeof value === "string" ? value : "";
  };
  return { uri: text("uri"), from: text("from"), to: text("to"), traffic: text("traffic") };
}

const textOf = ({ from, to, traffic }: TraceParams, result: TraceResult): string =>
  "problem" in result
    ? `${from} -> ${to}, ${traffic}: no answer\n\n${result.problem}\n`
    : result.lines.map(({ text }) => `${text}\n`).join("");

function links(view: Uri, result: TraceResult | undefined): DocumentLink[] {
  if (!result || "problem" in result) return [];
  const { uri } = readParams(view);
  return result.lines.flatMap(({ at, link }, line) => {
    if (!at || !link) return [];
    // An address with a fragment would be opened in the place of this text.
    const target = Uri.from({
      scheme: "command",
      path: "cfnNetworkLint.showInTemplate",
      query: JSON.stringify([uri, at.line, at.character]),
    });
    const found = new DocumentLink(new Range(line, link.start, line, link.end), target);
    found.tooltip = "Show in the template (Enter)";
    return [found];
  });
}

function lenses(view: Uri, result: TraceResult | undefined, commands: LensCommands): CodeLens[] {
  if (!result || "problem" in result) return [];
  const params = readParams(view);
  const top = new Range(0, 0, 0, 0);
  const { changes } = result;
  const open: Command = {
    title: `Open this path: ${count(changes.length, "change")}`,
    tooltip: changes.join("\n"),
    command: "cfnNetworkLint.openPath",
    arguments: [params],
  };
  const again: Command = { title: "Trace another path", command: "cfnNetworkLint.tracePath", arguments: [params.uri] };
  return (changes.length > 0 ? [open, again] : [again]).map(
    (command) => new CodeLens(top, commands.plain(view.toString(), command.command, command)),
  );
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** The template that a command is about: that of the active editor, or of the answer in it. */
const templateOf = (active: Uri | undefined): string | undefined =>
  active?.scheme === scheme ? readParams(active).uri : active?.toString();

interface Pair {
  readonly from: string;
  readonly to: string;
}

async function pickPair({ sources, destinations }: TraceEnds): Promise<Pair | undefined> {
  const from = await pickEnd("Trace Path: from", sources);
  if (from === undefined) return undefined;
  const others = destinations.filter(({ text }) => text !== from);
  const to = await pickEnd(`Trace Path: from ${from} to`, others);
  return to === undefined ? undefined : { from, to };
}

/** The other end of a path from or to a resource. */
async function pickOther({ sources, destinations }: TraceEnds, about: string): Promise<Pair | undefined> {
  const item = (direction: "from" | "to", { text, detail }: TraceEnd): readonly QuickPickItem[] =>
    text === about ? [] : [{ label: `${direction} ${text}`, description: detail }];
  const chosen = await pick(`Trace Path: ${about}`, "from or to a logical id, an address or block, internet, or to an AWS service", [
    ...sources.flatMap((end) => item("from", end)),
    ...destinations.flatMap((end) => item("to", end)),
  ]);
  const [, direction, other] = /^(?:(from|to)\s+)?(.+)$/i.exec(chosen ?? "") ?? [];
  if (other === undefined) return undefined;
  return direction?.toLowerCase() === "from" ? { from: other, to: about } : { from: about, to: other };
}

const pickEnd = (title: string, ends: readonly TraceEnd[]): Promise<string | undefined> =>
  pick(
    title,
    "A logical id, an address or block, internet, or an AWS service",
    ends.map(({ text, detail }) => ({ label: text, description: detail })),
  );

/** A choice that may also be typed: the text stands below what of the list matches it, so that Enter takes the first that matches. */
async function pick(title: string, placeholder: string, items: readonly QuickPickItem[]): Promise<string | undefined> {
  const box = window.createQuickPick();
  box.title = title;
  box.placeholder = placeholder;
  box.matchOnDescription = true;
  box.items = items;
  const typed = box.onDidChangeValue((value) => {
    const isListed = value === "" || items.some(({ label }) => label === value);
    box.items = isListed ? items : [...items, { label: asTyped, description: value, alwaysShow: true }];
  });
  try {
    return await new Promise<string | undefined>((resolve) => {
      box.onDidAccept(() => {
        const [chosen] = box.selectedItems;
        const text = chosen === undefined || chosen.label === asTyped ? box.value.trim() : chosen.label;
        resolve(text === "" ? undefined : text);
      });
      box.onDidHide(() => resolve(undefined));
      box.show();
    });
  } finally {
    typed.dispose();
    box.dispose();
  }
}

/** VS Code puts labels that match what is typed first: this one should not. */
const asTyped = "\u2026 as typed:";
