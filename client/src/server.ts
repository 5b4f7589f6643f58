/** The life of the language server: started with the first template, restarted after a crash or on command. */
import { type CodeLens, commands, type Disposable, type LogOutputChannel, type Memento, window, workspace } from "vscode";
import {
  type BaseLanguageClient,
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient";
import { readFolderRequest, type ReadTextParams, readTextRequest, type Status, statusNotification } from "../../server/src/protocol.ts";
import { checkedLanguages } from "./enablement.ts";
import type { CreateClient } from "./extension.ts";
import { type LensCommands, lensCommands } from "./lens-commands.ts";
import { linkToPage, offerExplanations } from "./packed-pages.ts";
import { readFolder, readText } from "./files.ts";
import { type Pins, pins } from "./pins.ts";
import { restarts } from "./restarts.ts";
import { statusView } from "./status.ts";
import { synchronization } from "./synchronization.ts";
import { type TraceViews, traceViews } from "./trace-view.ts";

export interface Server extends Disposable {
  start(): Promise<void>;
  /** Makes sure that it is told of documents of the language: starts again for one that is new. */
  listenTo(languageId: string): Promise<void>;
  /** Starts it again, by a person's wish: earlier crashes are forgotten. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** What the server said last about a document. Undefined before. */
  status(uri: string): Status | undefined;
  readonly traces: TraceViews;
  readonly pins: Pins;
  /** The client while the server runs. */
  running(): BaseLanguageClient | undefined;
}

export interface ServerOptions {
  /** Keeps what is pinned. */
  readonly memory: Memento;
  /** Called each time the server has been started: it knows nothing then. */
  readonly onRunning: () => void;
}

export function createServer(createClient: CreateClient, output: LogOutputChannel, { memory, onRunning }: ServerOptions): Server {
  let client: BaseLanguageClient | undefined;
  const crashes = restarts();
  const sync = synchronization(() => client);
  const view = statusView(sync.isOpen);
  const running = (): BaseLanguageClient | undefined => (client?.state === State.Running ? client : undefined);
  const lenses = lensCommands();
  const traces = traceViews(running, lenses);
  const pinned = pins(memory, running, view.of, (error) => output.error(String(error)));
  const closing = workspace.onDidCloseTextDocument((document) => {
    view.closed(document);
    lenses.closed(document.uri.toString());
  });
  let languages = checkedLanguages();
  let explanations: Disposable | undefined;

  const start = async (): Promise<void> => {
    languages = checkedLanguages();
    const documentSelector = [...languages].map((language) => ({ language }));
    explanations?.dispose();
    explanations = offerExplanations(documentSelector);
    client = await createClient({
      documentSelector,
      synchronize: { configurationSection: "cfnNetworkLint" },
      outputChannel: output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      middleware: {
        ...sync.middleware,
        resolveCodeLens: async (lens, token, next) => withPlainCommand(lenses, lens, await next(lens, token)),
        handleDiagnostics(uri, diagnostics, next) {
          for (const diagnostic of diagnostics) linkToPage(diagnostic);
          next(uri, diagnostics);
        },
      },
      // Without it the library shows the error of the connection.
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        // One that dies while it starts would do so again.
        closed: () => (running() ? afterCrash(crashes.allow(Date.now())) : { action: CloseAction.DoNotRestart, handled: true }),
      },
    });
    const log = client.error.bind(client);
    // What the library would show says nothing to a person, and ours is shown besides.
    client.error = (message, data) => log(message, data, false);
    client.onDidChangeState(({ newState }) => {
      if (newState === State.StartFailed) sayNotStarted();
      if (newState !== State.Running) sync.forget();
      if (newState === State.Running) output.info("The server is running.");
      view.server(newState === State.Running ? "running" : newState === State.Starting ? "starting" : "stopped");
      if (newState !== State.Running) return;
      onRunning();
      void pinned.send().catch((error: unknown) => output.error(String(error)));
    });
    client.onNotification(statusNotification, (status: Status) => {
      view.analyzed(status);
      traces.analyzed(status);
    });
    client.onRequest(readTextRequest, ({ uri }: ReadTextParams) => readText(uri));
    client.onRequest(readFolderRequest, ({ uri }: ReadTextParams) => readFolder(uri));
    // The state has told a person. A fault here would keep the commands from working after a restart.
    await client.start().catch((error: unknown) => output.error(`The server did not start: ${String(error)}`));
  };
  const stop = async (): Promise<void> => {
    if (client?.state !== State.Running) return;
    // A server that hangs does not answer, and is killed then.
    await client.stop().catch((error: unknown) => output.warn(`The server did not stop in time: ${String(error)}`));
  };

  let listening = Promise.resolve();
  const widen = async (languageId: string): Promise<void> => {
    if (languages.has(languageId) || !running()) return;
    await stop();
    await start();
  };

  return {
    start,
    listenTo: (languageId) => (listening = listening.catch(() => {}).then(() => widen(languageId))),
    async restart() {
      if (client?.state === State.Starting) return;
      crashes.reset();
      await stop();
      await start();
    },
    stop,
    status: view.of,
    traces,
    pins: pinned,
    running,
    dispose() {
      traces.dispose();
      pinned.dispose();
      closing.dispose();
      lenses.dispose();
      explanations?.dispose();
      view.dispose();
    },
  };
}

/** `asked` carries what the server knows the lens by. */
function withPlainCommand(commands: LensCommands, asked: CodeLens, resolved: CodeLens | null | undefined): CodeLens | null | undefined {
  const data = "data" in asked ? asked.data : undefined;
  const uri = typeof data === "object" && data !== null && "uri" in data ? data.uri : undefined;
  if (resolved?.command && typeof uri === "string") resolved.command = commands.plain(uri, JSON.stringify(data), resolved.command);
  return resolved;
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

function sayNotStarted(): void {
  const message = "The language server of CloudFormation Network Lint did not start, and templates are not checked.";
  void offer(window.showErrorMessage(message, "Restart Server", "Show Output"));
}

async function offer(choice: Thenable<string | undefined>): Promise<void> {
  const chosen = await choice;
  if (chosen === "Show Output") await commands.executeCommand("cfnNetworkLint.showOutput");
  if (chosen === "Restart Server") await commands.executeCommand("cfnNetworkLint.restartServer");
}
