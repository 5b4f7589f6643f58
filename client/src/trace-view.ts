/**
 * "Trace Path…": asks for the two ends and the traffic, and shows the answer as a read-only text whose components lead to the
 * template. The text follows the template: it is traced again after each analysis.
 */
import {
  CodeLens,
  type Disposable,
  DocumentLink,
  EventEmitter,
  languages,
  type QuickPickItem,
  QuickPickItemKind,
  Range,
  type TextDocument,
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

const scheme = "cfn-network-lint-trace";

export interface TraceViews extends Disposable {
  /** Asks for what is not given, and shows the answer. Both may be missing. */
  ask(uri?: string, from?: string): Promise<void>;
  /** Applies what opens a path. */
  open(params: TraceParams): Promise<void>;
  /** To be called after each analysis of a document. */
  analyzed(status: Status): void;
}

/** `client` gives the client that answers. */
export function traceViews(client: () => BaseLanguageClient | undefined): TraceViews {
  const changed = new EventEmitter<Uri>();
  const answers = new Map<string, TraceResult>();
  const shown = (): readonly TextDocument[] => workspace.textDocuments.filter(({ uri }) => uri.scheme === scheme);

  const answer = async (uri: Uri): Promise<TraceResult> => {
    const params = readParams(uri);
    const found = await client()?.sendRequest<TraceResult>(traceRequest, params);
    const result = found ?? { problem: "The server is not running." };
    answers.set(uri.toString(), result);
    return result;
  };
  const disposables: readonly Disposable[] = [
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => textOf(await answer(uri)),
    }),
    languages.registerDocumentLinkProvider({ scheme }, { provideDocumentLinks: ({ uri }) => links(uri, answers.get(uri.toString())) }),
    languages.registerCodeLensProvider(
      { scheme },
      { onDidChangeCodeLenses: listening(changed), provideCodeLenses: ({ uri }) => lenses(uri, answers.get(uri.toString())) },
    ),
    workspace.onDidCloseTextDocument(({ uri }) => answers.delete(uri.toString())),
  ];

  const ask = async (uri = window.activeTextEditor?.document.uri.toString(), from?: string): Promise<void> => {
    const ends = uri === undefined ? null : await client()?.sendRequest<TraceEnds | null>(traceEndsRequest, { uri });
    if (uri === undefined || !ends) {
      void window.showInformationMessage("Open a CloudFormation template to trace a path in it.");
      return;
    }
    const source = from ?? (await pickEnd("Trace Path: from", ends.sources));
    const destination = source === undefined ? undefined : await pickEnd(`Trace Path: from ${source} to`, ends.destinations);
    if (source === undefined || destination === undefined) return;
    const known = ends.destinations.find(({ text }) => text === destination)?.traffic ?? ["tcp 443", "icmp", "all"];
    const traffic = await pick(
      `Trace Path: from ${source} to ${destination}`,
      "What is sent: tcp 443, udp 53, icmp or all",
      known.map((text) => ({ label: text })),
    );
    if (traffic !== undefined) await show({ uri, from: source, to: destination, traffic });
  };
  const show = async (params: TraceParams): Promise<void> => {
    const uri = viewUri(params);
    if (shown().some((document) => document.uri.toString() === uri.toString())) changed.fire(uri);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true, preserveFocus: false });
  };

  return {
    ask,
    async open(params) {
      const edit = await client()?.sendRequest<Parameters<BaseLanguageClient["protocol2CodeConverter"]["asWorkspaceEdit"]>[0]>(
        openPathRequest,
        params,
      );
      const changes = edit && (await client()?.protocol2CodeConverter.asWorkspaceEdit(edit));
      if (changes) await workspace.applyEdit(changes);
      else void window.showInformationMessage(`No change of the template opens ${params.traffic} from ${params.from} to ${params.to}.`);
    },
    analyzed({ uri }) {
      for (const view of shown()) if (readParams(view.uri).uri === uri) changed.fire(view.uri);
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

const textOf = (result: TraceResult): string =>
  "problem" in result ? `${result.problem}\n` : result.lines.map(({ text }) => `${text}\n`).join("");

function links(view: Uri, result: TraceResult | undefined): DocumentLink[] {
  if (!result || "problem" in result) return [];
  const template = Uri.parse(readParams(view).uri);
  return result.lines.flatMap(({ link }, line) => {
    if (!link) return [];
    const target = template.with({ fragment: `L${link.line + 1},${link.character + 1}` });
    const found = new DocumentLink(new Range(line, link.start, line, link.end), target);
    found.tooltip = "Show in the template";
    return [found];
  });
}

function lenses(view: Uri, result: TraceResult | undefined): CodeLens[] {
  if (!result || "problem" in result) return [];
  const params = readParams(view);
  const top = new Range(0, 0, 0, 0);
  const { changes } = result;
  const open = new CodeLens(top, {
    title: `Open ${params.traffic} from ${params.from} to ${params.to}: ${changes.length} ${changes.length === 1 ? "change" : "changes"}`,
    tooltip: changes.join("\n"),
    command: "cfnNetworkLint.openPath",
    arguments: [params],
  });
  const again = new CodeLens(top, { title: "Trace another path", command: "cfnNetworkLint.tracePath", arguments: [params.uri] });
  return [...(changes.length > 0 ? [open] : []), again];
}

const pickEnd = (title: string, ends: readonly TraceEnd[]): Promise<string | undefined> =>
  pick(
    title,
    "A logical id, an address or block, internet, or an AWS service",
    ends.map(({ text, detail }) => ({ label: text, description: detail })),
  );

/** A choice that may also be typed. */
async function pick(title: string, placeholder: string, items: readonly QuickPickItem[]): Promise<string | undefined> {
  const box = window.createQuickPick();
  box.title = title;
  box.placeholder = placeholder;
  box.matchOnDescription = true;
  box.items = items;
  const typed = box.onDidChangeValue((value) => {
    const isListed = value === "" || items.some(({ label }) => label === value);
    box.items = isListed
      ? items
      : [...items, { label: "as typed", kind: QuickPickItemKind.Separator }, { label: value, description: "as typed" }];
  });
  try {
    return await new Promise<string | undefined>((resolve) => {
      box.onDidAccept(() => resolve(box.selectedItems[0]?.label ?? (box.value === "" ? undefined : box.value)));
      box.onDidHide(() => resolve(undefined));
      box.show();
    });
  } finally {
    typed.dispose();
    box.dispose();
  }
}
