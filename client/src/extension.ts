/**
 * The extension, the same on every machine: its commands, and the events that start the server. It is activated by every file,
 * because templates have many languages; therefore all that speaks to the server is loaded with the first template only.
 */
import { commands, type ExtensionContext, type LogOutputChannel, type TextDocument, window, workspace } from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import type { Status, TraceParams } from "../../server/src/protocol.ts";
import { mayBecomeTemplate } from "./documents.ts";
import { isChecked, scansUnasked } from "./enablement.ts";
import { explain, openSample } from "./packed-pages.ts";
import { showCommands } from "./show-commands.ts";
import type { Server } from "./server.ts";
import { showPlaces } from "./show-places.ts";
import type { WorkspaceScan } from "./workspace-scan.ts";

/** Makes the client for the machine: a process in Node, a worker in the browser. */
export type CreateClient = (options: LanguageClientOptions) => Promise<BaseLanguageClient>;

/** What other extensions, and the tests, can ask. */
export interface Api {
  isServerStarted(): boolean;
  /** What the server said last about a document. Undefined before the first analysis. */
  status(uri: string): Status | undefined;
  /** How many files have been read to check them without their being open. */
  filesRead(): number;
}

export interface Extension extends Api {
  deactivate(): Promise<void>;
}

export function activateExtension(context: ExtensionContext, createClient: CreateClient): Extension {
  const output = window.createOutputChannel("CloudFormation Network Lint", { log: true });
  const guarded = guard(output);
  let starting: Promise<void> | undefined;
  let started: Server | undefined;
  let scan: WorkspaceScan | undefined;

  const create = async (): Promise<void> => {
    const { createServer } = await import("./server.ts");
    const onRunning = (): void => void guarded(async () => scan?.forgotten());
    started = createServer(createClient, output, { memory: context.workspaceState, onRunning });
    await started.start();
  };
  const start = (): Promise<void> => (starting ??= create());
  const startFor = async (document: TextDocument): Promise<void> => {
    if (!isChecked(document)) return;
    await start();
    await started?.listenTo(document.languageId);
  };
  const scanned = async (): Promise<WorkspaceScan> => {
    const { workspaceScan } = await import("./workspace-scan.ts");
    const client = async (): Promise<BaseLanguageClient | undefined> => {
      await start();
      return started?.running();
    };
    return (scan ??= workspaceScan(client, (error) => output.error(String(error))));
  };
  const scanUnasked = async (): Promise<void> => {
    if (scansUnasked()) await (await scanned()).quietly();
    else await scan?.clear();
  };
  const restart = async (): Promise<void> => (started ? started.restart() : start());
  const reconsider = async (): Promise<void> => {
    if (started) await started.restart();
    else for (const document of workspace.textDocuments) await startFor(document);
  };

  /** Asks for what is not given. With the first template the server starts; without one there is nothing to trace. */
  const tracePath = async (uri?: string, from?: string, to?: string, traffic?: string): Promise<void> => {
    if (!started) await start();
    if (uri !== undefined && from !== undefined && to !== undefined && traffic !== undefined)
      await started?.traces.show({ uri, from, to, traffic });
    else await started?.traces.ask(uri, from);
  };

  context.subscriptions.push(
    output,
    { dispose: () => started?.dispose() },
    { dispose: () => scan?.dispose() },
    commands.registerCommand("cfnNetworkLint.restartServer", () => guarded(restart)),
    commands.registerCommand("cfnNetworkLint.showOutput", () => output.show()),
    commands.registerCommand("cfnNetworkLint.explain", (rule?: string) => guarded(() => explain(context.extensionUri, rule))),
    commands.registerCommand("cfnNetworkLint.openSample", (name?: string) => guarded(() => openSample(context.extensionUri, name))),
    commands.registerCommand("cfnNetworkLint.tracePath", (...given: readonly (string | undefined)[]) => guarded(() => tracePath(...given))),
    commands.registerCommand("cfnNetworkLint.showInTemplate", (uri?: string, line = 0, character = 0) =>
      guarded(async () => (uri === undefined ? started?.traces.revealCurrent() : started?.traces.reveal(uri, line, character))),
    ),
    commands.registerCommand("cfnNetworkLint.showPlaces", (...given: Parameters<typeof showPlaces>) => guarded(() => showPlaces(...given))),
    commands.registerCommand("cfnNetworkLint.openPath", (params: TraceParams) => guarded(async () => started?.traces.open(params))),
    commands.registerCommand("cfnNetworkLint.lintWorkspace", () => guarded(async () => void (await (await scanned()).ask()))),
    commands.registerCommand("cfnNetworkLint.chooseParameterValues", (uri?: string, label?: string) =>
      guarded(async () => {
        await start();
        await started?.pins.choose(uri, label);
      }),
    ),
    commands.registerCommand("cfnNetworkLint.showCommands", () => guarded(showCommands)),
    workspace.onDidOpenTextDocument((document) => guarded(() => startFor(document))),
    workspace.onDidSaveTextDocument((document) => guarded(() => startFor(document))),
    workspace.onDidChangeTextDocument(({ document }) =>
      !starting && mayBecomeTemplate(document) ? guarded(() => startFor(document)) : undefined,
    ),
    workspace.onDidChangeConfiguration((event) => (event.affectsConfiguration("cfnNetworkLint.enable") ? guarded(reconsider) : undefined)),
    workspace.onDidChangeConfiguration((event) =>
      event.affectsConfiguration("cfnNetworkLint.workspaceScan") ? guarded(scanUnasked) : undefined,
    ),
  );
  void guarded(reconsider);
  void guarded(scanUnasked);

  return {
    isServerStarted: () => starting !== undefined,
    status: (uri) => started?.status(uri),
    filesRead: () => scan?.read() ?? 0,
    deactivate: async () => started?.stop(),
  };
}

/** Runs actions whose faults are ours: they are logged, and shown to nobody. */
const guard =
  (output: LogOutputChannel) =>
  async (action: () => Promise<void>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      output.error(error instanceof Error ? error : String(error));
    }
  };
