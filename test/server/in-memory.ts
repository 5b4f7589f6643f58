/** The real server in this process, at the other end of two streams. */
import { PassThrough } from "node:stream";
import { createConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { startServer } from "../../server/src/server.ts";
import { type Session, type SessionOptions, startSession } from "./session.ts";

export function inMemorySession(options?: SessionOptions): Promise<Session> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), {
    readText: () => Promise.resolve(undefined),
    now: () => performance.now(),
    yield: () => new Promise((resolve) => setImmediate(resolve)),
  });
  return startSession(toClient, toServer, options);
}
