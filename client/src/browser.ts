/** Entry point of the extension in a browser: the server is a web worker. */
import { type ExtensionContext, Uri } from "vscode";
import { activateExtension, type Api, type Extension } from "./extension.ts";

let extension: Extension | undefined;
let worker: Worker | undefined;

export function activate(context: ExtensionContext): Api {
  const script = Uri.joinPath(context.extensionUri, "dist/server/browser.js").toString(true);
  const startWorker = async (): Promise<Worker> => {
    worker?.terminate();
    worker = new Worker(script);
    return worker;
  };
  extension = activateExtension(context, async (options) => {
    const { LanguageClient } = await import("vscode-languageclient/browser");
    return new LanguageClient("cfnNetworkLint", "CloudFormation Network Lint", startWorker, options);
  });
  return extension;
}

export async function deactivate(): Promise<void> {
  await extension?.deactivate();
  worker?.terminate();
}
