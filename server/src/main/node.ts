/** The server as a process of its own: over Node IPC or standard input and output, with the files of the disk. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createConnection } from "vscode-languageserver/node";
import { readTextRequest, type ReadTextResult } from "../protocol.ts";
import { type Runtime, startServer } from "../server.ts";

const connection = createConnection();

const runtime: Runtime = {
  async readText(path) {
    if (/^[a-z][a-z\d+.-]+:/i.test(path) && !path.startsWith("file:")) {
      return (await connection.sendRequest<ReadTextResult>(readTextRequest, { uri: path }).catch(() => null)) ?? undefined;
    }
    try {
      return await readFile(path.startsWith("file:") ? fileURLToPath(path) : path, "utf8");
    } catch {
      return undefined;
    }
  },
  now: () => performance.now(),
  yield: () => new Promise((resolve) => setImmediate(resolve)),
};

startServer(connection, runtime);
