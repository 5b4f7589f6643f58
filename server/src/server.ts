/** The language server over a connection and a runtime. Knows LSP; knows nothing of Node and browsers. */
import { type Connection, TextDocumentSyncKind } from "vscode-languageserver";

/** What the server needs from the machine that it runs on. */
export interface Runtime {
  /** Text of a file, given as URI or as path. Undefined where there is none, or it cannot be read. */
  readText(path: string): Promise<string | undefined>;
  /** Milliseconds since any fixed moment. */
  now(): number;
  /** Resolves in a later turn of the event loop, after messages that have already arrived. */
  yield(): Promise<void>;
}

/** Answers requests on `connection` until it closes. */
export function startServer(connection: Connection, runtime: Runtime): void {
  connection.onInitialize(() => ({ capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } }));
  connection.onInitialized(() => connection.console.info(`Started at ${runtime.now()}.`));
  connection.listen();
}
