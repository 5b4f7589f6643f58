/** Entry point of the extension in Node: the server is a process of its own. */
import type { ExtensionContext } from "vscode";
import { activateExtension, type Api, type Extension } from "./extension.ts";

let extension: Extension | undefined;

export function activate(context: ExtensionContext): Api {
  const module = context.asAbsolutePath("dist/server/node.js");
  extension = activateExtension(context, async (options) => {
    const { LanguageClient, TransportKind } = await import("vscode-languageclient/node");
    const run = { module, transport: TransportKind.ipc };
    const debug = { ...run, options: { execArgv: ["--inspect=0"] } };
    return new LanguageClient("cfnNetworkLint", "CloudFormation Network Lint", { run, debug }, options);
  });
  return extension;
}

export const deactivate = (): Promise<void> | undefined => extension?.deactivate();
