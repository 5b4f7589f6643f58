/** Entry point of the extension in a browser: the server is a web worker. */
import { type ExtensionContext, Uri } from "vscode";
import type { MessageTransports } from "vscode-languageclient";
import { activateExtension, type Api, type Extension } from "./extension.ts";

let extension: Extension | undefined;
let worker: Worker | undefined;

export function activate(context: ExtensionContext): Api {
  const script = Uri.joinPath(context.extensionUri, "dist/server/browser.js").toString(true);
  extension = activateExtension(context, async (options) => {
    const { BrowserMessageReader, BrowserMessageWriter, LanguageClient } = await import("vscode-languageclient/browser");
    // VS Code's workers are of no class that the client could recognise, therefore it gets the ends of the wire.
    const connect = async (): Promise<MessageTransports> => {
      worker?.terminate();
      worker = new Worker(script);
      return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
    };
    return new LanguageClient("cfnNetworkLint", "CloudFormation Network Lint", connect, options);
  });
  return extension;
}

export async function deactivate(): Promise<void> {
  await extension?.deactivate();
  worker?.terminate();
}
