/** The server as a process of its own: over Node IPC or standard input and output, with the files of the disk. */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createConnection } from "vscode-languageserver/node";
import { readFolderRequest, type ReadFolderResult, readTextRequest, type ReadTextResult } from "../protocol.ts";
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
  async readFolder(uri) {
    if (!uri.startsWith("file:"))
      return (await connection.sendRequest<ReadFolderResult>(readFolderRequest, { uri }).catch(() => null)) ?? undefined;
    try {
      const entries = await readdir(fileURLToPath(uri), { withFileTypes: true });
      return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    } catch {
      return undefined;
    }
  },
  now: () => performance.now(),
  yield: () => new Promise((resolve) => setImmediate(resolve)),
};

startServer(connection, runtime);
