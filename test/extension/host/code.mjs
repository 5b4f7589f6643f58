#!/usr/bin/env node
/**
 * Stands in for the `code` executable that @vscode/test-electron starts: takes its arguments, runs the suite in the extension
 * host of VS Code's own server with a headless Chromium, and exits with the suite's code. Needs no display and no Electron.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import { launchChromium, startVscode, workbenchUrl } from "./vscode.mjs";

const options = new Map();
const folders = [];
for (const argument of process.argv.slice(2)) {
  const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
  if (name) options.set(name, value ?? "");
  else folders.push(argument);
}
const local = (file) => (file.startsWith("file:") ? fileURLToPath(file) : path.resolve(file));

// The workbench's own chatter comes through the same door as the suite's lines.
const chatter =
  /^(%c|Resolv|Creating a socket|Updating additional|Ignoring fetching|\[(AgentHost|AccountPolicyGate|Service Worker|reconnection))/;

const yamlExtension = path.resolve(import.meta.dirname, "../stand-ins/yaml-extension");
const server = await startVscode({ unpacked: [yamlExtension] });
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const exit = new Promise((resolve, reject) => {
    void page.exposeFunction("codeAutomationExit", resolve);
    page.once("crash", () => reject(new Error("The page crashed.")));
    setTimeout(() => reject(new Error("The suite did not end within four minutes.")), 240_000).unref();
  });
  await page.exposeFunction("codeAutomationLog", (_type, args) => {
    if (process.env.VERBOSE || !chatter.test(String(args[0]))) console.log(format(...args));
  });
  const payload = {
    extensionDevelopmentPath: local(options.get("extensionDevelopmentPath")),
    extensionTestsPath: local(options.get("extensionTestsPath")),
  };
  await page.goto(workbenchUrl(server, local(folders[0]), payload));
  process.exitCode = await exit;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await browser.close();
  await server.stop();
}
