/**
 * Lets the server see templates only. A document that becomes a template while it is typed is opened then; one that
 * stops being one stays open until it is closed, so that half-typed text keeps its findings.
 */
import type { TextDocument } from "vscode";
import { type BaseLanguageClient, DidOpenTextDocumentNotification, type Middleware } from "vscode-languageclient";
import { isChecked } from "./enablement.ts";

export interface Synchronization {
  readonly middleware: Middleware;
  isOpen(document: TextDocument): boolean;
  /** To be called when the server has stopped: a new one knows no documents. */
  forget(): void;
}

/** `client` gives the client that uses the middleware. */
export function synchronization(client: () => BaseLanguageClient | undefined): Synchronization {
  const open = new Set<string>();
  const isOpen = (document: TextDocument): boolean => open.has(document.uri.toString());

  return {
    isOpen,
    forget: () => open.clear(),
    middleware: {
      async didOpen(document, next) {
        if (isOpen(document) || !isChecked(document)) return;
        open.add(document.uri.toString());
        await next(document);
      },
      async didChange(event, next) {
        if (isOpen(event.document)) return next(event);
        if (!isChecked(event.document)) return;
        const feature = client()?.getFeature(DidOpenTextDocumentNotification.method);
        await feature?.getProvider(event.document)?.send(event.document);
      },
      async didSave(document, next) {
        if (isOpen(document)) await next(document);
      },
      async didClose(document, next) {
        if (open.delete(document.uri.toString())) await next(document);
      },
    },
  };
}
