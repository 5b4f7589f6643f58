/** Handlers whose faults are ours: each is one line in the log. Knows the connection; knows no request. */
import { type CancellationToken, type Connection, LSPErrorCodes, ResponseError } from "vscode-languageserver";

/** A notification's handler whose faults are ours: each is one line in the log. */
export function guarded<P>(
  connection: Connection,
  what: string,
  handle: (params: P) => void | Promise<void>,
): (params: P) => Promise<void> {
  return async (params) => {
    try {
      await handle(params);
    } catch (error) {
      connection.console.error(faultLine(what, error));
    }
  };
}

/** A request's handler: a fault is one line in the log and the empty answer. A cancelled request is not worked on. */
export function answered<P, R>(
  connection: Connection,
  what: string,
  empty: R,
  handle: (params: P, token: CancellationToken) => Promise<R>,
): (params: P, token: CancellationToken) => Promise<R | ResponseError> {
  const cancelled = new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
  return async (params, token) => {
    if (token.isCancellationRequested) return cancelled;
    try {
      const answer = await handle(params, token);
      return token.isCancellationRequested ? cancelled : answer;
    } catch (error) {
      connection.console.error(faultLine(what, error));
      return empty;
    }
  };
}

/** What went wrong, and where, in one line. */
export function faultLine(what: string, error: unknown): string {
  if (!(error instanceof Error)) return `${what} failed: ${String(error)}`;
  const at = error.stack?.split("\n").find((line) => /^\s+at /.test(line));
  return `${what} failed: ${error.message.replaceAll(/\s+/g, " ")}${at === undefined ? "" : ` (${at.trim()})`}`;
}
