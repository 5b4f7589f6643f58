/** The server in a web worker. It has no files: it asks the client for them. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { readFolderRequest, type ReadFolderResult, readTextRequest, type ReadTextResult } from "../protocol.ts";
import { type Runtime, startServer } from "../server.ts";

declare const self: DedicatedWorkerGlobalScope;

const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self));

// A message to ourselves comes after the client's that are waiting; a timer would be held back by four milliseconds.
const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

const runtime: Runtime = {
  readText: async (path) => (await connection.sendRequest<ReadTextResult>(readTextRequest, { uri: path }).catch(() => null)) ?? undefined,
  readFolder: async (uri) => (await connection.sendRequest<ReadFolderResult>(readFolderRequest, { uri }).catch(() => null)) ?? undefined,
  now: () => performance.now(),
  yield: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(undefined);
    }),
};

startServer(connection, runtime);
