/**
 * Opens examples/ in a VS Code that has the extension: desktop VS Code where `code` is found, otherwise VS Code in the browser, on
 * 127.0.0.1. Installs and builds first. Node's own modules only at the top, since nothing else may be there yet.
 */
import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import path from "node:path";
import { installRoot, installVscode, root, run } from "./install.mjs";

const examples = path.join(root, "examples");

async function main() {
  installRoot();
  if (hasDesktop()) {
    run("npm", ["run", "--silent", "build"]);
    run("code", ["--new-window", `--extensionDevelopmentPath=${root}`, examples]);
    console.log("VS Code opens examples/ with the extension.");
    return;
  }
  console.log("No desktop VS Code here: taking one for the browser.");
  installVscode();
  run("npm", ["run", "--silent", "package"]);
  const { startVscode, workbenchUrl } = await import("../test/extension/host/vscode.mjs");
  const extensions = [path.join(root, "cfn-network-lint.vsix")];
  const vscode = await startVscode({ extensions, port: Number(process.env.PORT ?? (await freePort(8420))) });
  const stop = async () => {
    await vscode.stop();
    process.exit(0);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  console.log(`VS Code with the extension listens on ${workbenchUrl(vscode, examples)}\nCtrl+C stops it.`);
}

/** `wanted` where nobody listens on it, otherwise any free port. */
function freePort(wanted) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(0));
    probe.listen(wanted, "127.0.0.1", () => probe.close(() => resolve(wanted)));
  });
}

/** Whether `code` starts a desktop VS Code: on Linux it needs a display. */
function hasDesktop() {
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false;
  return spawnSync("code", ["--version"], { stdio: "ignore" }).status === 0;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
