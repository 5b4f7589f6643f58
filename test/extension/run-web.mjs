/** Runs the same mocha suite in the web worker extension host of VS Code 1.91, the oldest that the manifest allows. */
import { createRequire } from "node:module";
import path from "node:path";
import { findChromium } from "./host/machine.mjs";
import { bigCopyOf, chromiumArguments, removeCopy } from "./host/vscode.mjs";

// @vscode/test-web has no option for the browser's path: give it to the copy of Playwright that it uses.
const require = createRequire(import.meta.url);
const { chromium } = createRequire(require.resolve("@vscode/test-web"))("playwright");
const launch = chromium.launch.bind(chromium);
chromium.launch = (options) => launch({ ...options, executablePath: findChromium(), args: chromiumArguments });
const { runTests } = require("@vscode/test-web");

const at = (file) => path.join(import.meta.dirname, file);
const workspace = bigCopyOf(at("workspace"));
try {
  await runTests({
    browserType: "chromium",
    headless: true,
    quality: "stable",
    commit: "1.91.1",
    testRunnerDataDir: at("web"),
    host: "localhost",
    port: 3411,
    extensionDevelopmentPath: at("../.."),
    extensionTestsPath: at("out/web.js"),
    extensionPaths: [at("stand-ins/yaml-extension")],
    folderPath: workspace,
  });
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  await removeCopy(workspace);
}
