/**
 * Runs the mocha suite in the Node extension host of a real VS Code, through @vscode/test-electron: host/code.mjs on Linux, where a
 * display cannot be counted on; desktop VS Code, which is downloaded, elsewhere and where VSCODE=desktop says so. With `folders`, those
 * tests that want a workspace of several folders.
 */
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { bigCopyOf, copyOf, removeCopy } from "./host/vscode.mjs";

const at = (file) => path.join(import.meta.dirname, file);
const desktop = process.platform !== "linux" || process.env.VSCODE === "desktop";
const hasFolders = process.argv[2] === "folders";
const workspace = hasFolders ? copyOf(at("several")) : bigCopyOf(at("workspace"));
try {
  await runTests({
    ...(desktop ? {} : { vscodeExecutablePath: at("host/code.mjs") }),
    extensionDevelopmentPath: at("../.."),
    extensionTestsPath: at(hasFolders ? "out/folders.js" : "out/node.js"),
    launchArgs: [hasFolders ? path.join(workspace, "several.code-workspace") : workspace, "--disable-workspace-trust"],
  });
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  await removeCopy(workspace);
}
