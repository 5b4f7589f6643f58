/** The real server in this process, at the other end of two streams. */
import { PassThrough } from "node:stream";
import { createConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { startServer } from "../../server/src/server.ts";
import { type Session, type SessionOptions, startSession } from "./session.ts";

/** `files` are texts by URI, as they are when the server asks. */
export function inMemorySession(options?: SessionOptions, files: ReadonlyMap<string, string> = new Map()): Promise<Session> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), {
    readText: (uri) => Promise.resolve(files.get(uri)),
    readFolder: (uri) => Promise.resolve(namesIn(uri, [...files.keys()])),
    now: () => performance.now(),
    yield: () => new Promise((resolve) => setImmediate(resolve)),
  });
  return startSession(toClient, toServer, options);
}

function namesIn(folder: string, uris: readonly string[]): readonly string[] | undefined {
  const names = uris.flatMap((uri) => (uri.startsWith(`${folder}/`) ? [uri.slice(folder.length + 1)] : []));
  return names.length > 0 ? names.filter((name) => !name.includes("/")) : undefined;
}
