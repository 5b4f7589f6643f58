/** The life of the language server: started with the first template, restarted after a crash or on command. */
import { commands, type Disposable, FileType, type LogOutputChannel, Uri, window, workspace } from "vscode";
import {
  type BaseLanguageClient,
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient";
import {
  readFolderRequest,
  type ReadFolderResult,
  type ReadTextParams,
  type ReadTextResult,
  readTextRequest,
  type Status,
  statusNotification,
} from "../../server/src/protocol.ts";
import { languages, sizeLimit } from "./documents.ts";
import type { CreateClient } from "./extension.ts";
import { linkToPage, offerExplanations } from "./packed-pages.ts";
import { restarts } from "./restarts.ts";
import { statusView } from "./status.ts";
import { synchronization } from "./synchronization.ts";
import { type TraceViews, traceViews } from "./trace-view.ts";

export interface Server extends Disposable {
  start(): Promise<void>;
  /** Starts it again, by a person's wish: earlier crashes are forgotten. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** What the server said last about a document. Undefined before. */
  status(uri: string): Status | undefined;
  readonly traces: TraceViews;
}

export function createServer(createClient: CreateClient, output: LogOutputChannel): Server {
  let client: BaseLanguageClient | undefined;
  const crashes = restarts();
  const sync = synchronization(() => client);
  const view = statusView(sync.isOpen);
  const traces = traceViews(() => (client?.state === State.Running ? client : undefined));
  const closing = workspace.onDidCloseTextDocument(view.closed);
  const explanations = offerExplanations();

  const start = async (): Promise<void> => {
    client = await createClient({
      documentSelector: languages.map((language) => ({ language })),
      synchronize: { configurationSection: "cfnNetworkLint" },
      outputChannel: output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      middleware: {
        ...sync.middleware,
        handleDiagnostics(uri, diagnostics, next) {
          for (const diagnostic of diagnostics) linkToPage(diagnostic);
          next(uri, diagnostics);
        },
      },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => afterCrash(crashes.allow(Date.now())),
      },
    });
    client.onDidChangeState(({ newState }) => {
      if (newState !== State.Running) sync.forget();
      if (newState === State.Running) output.info("The server is running.");
      view.server(newState === State.Running ? "running" : newState === State.Starting ? "starting" : "stopped");
    });
    client.onNotification(statusNotification, (status: Status) => {
      view.analyzed(status);
      traces.analyzed(status);
    });
    client.onRequest(readTextRequest, ({ uri }: ReadTextParams) => readText(uri));
    client.onRequest(readFolderRequest, ({ uri }: ReadTextParams) => readFolder(uri));
    await client.start();
  };
  const stop = async (): Promise<void> => {
    if (client?.state !== State.Running) return;
    // A server that hangs does not answer, and is killed then.
    await client.stop().catch((error: unknown) => output.warn(`The server did not stop in time: ${String(error)}`));
  };

  return {
    start,
    async restart() {
      if (client?.state === State.Starting) return;
      crashes.reset();
      await stop();
      await start();
    },
    stop,
    status: view.of,
    traces,
    dispose() {
      traces.dispose();
      closing.dispose();
      explanations.dispose();
      view.dispose();
    },
  };
}

function afterCrash(again: boolean): CloseHandlerResult {
  if (again) {
    const message = "The language server of CloudFormation Network Lint stopped unexpectedly and was started again.";
    void offer(window.showWarningMessage(message, "Show Output"));
    return { action: CloseAction.Restart, message, handled: true };
  }
  const message = "The language server of CloudFormation Network Lint stopped five times within three minutes and is not started again.";
  void offer(window.showErrorMessage(message, "Restart Server", "Show Output"));
  return { action: CloseAction.DoNotRestart, message, handled: true };
}

async function offer(choice: Thenable<string | undefined>): Promise<void> {
  const chosen = await choice;
  if (chosen === "Show Output") await commands.executeCommand("cfnNetworkLint.showOutput");
  if (chosen === "Restart Server") await commands.executeCommand("cfnNetworkLint.restartServer");
}

async function readText(address: string): Promise<ReadTextResult> {
  try {
    const uri = Uri.parse(address, true);
    if ((await workspace.fs.stat(uri)).size > sizeLimit) return null;
    return new TextDecoder("utf-8", { fatal: true }).decode(await workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}

async function readFolder(address: string): Promise<ReadFolderResult> {
  try {
    const entries = await workspace.fs.readDirectory(Uri.parse(address, true));
    return entries.flatMap(([name, type]) => (type & FileType.File ? [name] : []));
  } catch {
    return null;
  }
}
