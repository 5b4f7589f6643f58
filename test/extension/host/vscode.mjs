/** Starts a real VS Code, its server on 127.0.0.1 and its workbench in a headless Chromium. */
import { spawn } from "node:child_process";
import { createWriteStream, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { findChromium, hostNode } from "./machine.mjs";

const vscode = path.resolve(import.meta.dirname, "../node_modules/code-server/lib/vscode");

/** Nothing that asks, fetches or moves. */
const quietSettings = {
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "workbench.startupEditor": "none",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "git.enabled": false,
};

/**
 * Starts the server. `extensions` are .vsix files to install, `unpacked` folders of extensions that are installed already, `settings`
 * the user's settings. `port` 0 takes a free one.
 * Of what comes back `extensions` is the folder that they are installed in.
 * @returns {Promise<{port: number, pid: number, authority: string, extensions: string, stop(): Promise<void>}>}
 */
export async function startVscode({ settings = {}, extensions = [], unpacked = [], port = 0 } = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "vscode-host-"));
  const user = path.join(folder, "data/User");
  mkdirSync(user, { recursive: true });
  writeFileSync(path.join(user, "settings.json"), JSON.stringify({ ...quietSettings, ...settings }));

  for (const extension of unpacked) cpSync(extension, path.join(folder, "extensions", path.basename(extension)), { recursive: true });

  const args = [path.join(vscode, "out/server-main.js"), "--host", "127.0.0.1", "--port", String(port), "--without-connection-token"];
  args.push("--accept-server-license-terms", "--server-data-dir", folder, "--telemetry-level", "off");
  // VS Code takes the address of extensions under development from the page's address with the smoke test driver only, and shows no messages then.
  if (extensions.length === 0) args.push("--enable-smoke-test-driver");
  for (const extension of extensions) args.push("--install-extension", extension);
  if (extensions.length > 0) args.push("--start-server");

  const env = { ...process.env, EXTENSIONS_GALLERY: "{}", HOME: folder, TMPDIR: folder, XDG_RUNTIME_DIR: folder };
  const server = spawn(hostNode(), args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const stop = async () => {
    await ended(server);
    if (!process.env.KEEP) await remove(folder);
  };
  try {
    const actual = await listening(server, path.join(folder, "server.log"));
    return { port: actual, pid: server.pid, authority: `127.0.0.1:${actual}`, extensions: path.join(folder, "extensions"), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The port, once the server says it. */
function listening(server, logFile) {
  const log = createWriteStream(logFile);
  server.stderr.pipe(log);
  return new Promise((resolve, reject) => {
    let text = "";
    const fail = (reason) => reject(new Error(`VS Code's server ${reason}:\n${text}\n${readFileSync(logFile, "utf8")}`));
    const deadline = setTimeout(() => fail("did not start within 60 seconds"), 60_000);
    server.once("exit", (code) => fail(`exited with ${code}`));
    server.once("error", reject);
    server.stdout.on("data", (data) => {
      log.write(data);
      text += data;
      const port = /Extension host agent listening on (\d+)/.exec(text)?.[1];
      if (!port) return;
      clearTimeout(deadline);
      resolve(Number(port));
    });
  });
}

async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const deadline = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await exit;
  clearTimeout(deadline);
}

/** Where the workbench shows `folder`, or the folders of a `.code-workspace`. `payload` is what the workbench takes from its address. */
export function workbenchUrl({ authority }, folder, payload = {}) {
  const url = new URL(`http://${authority}/`);
  url.searchParams.set(folder.endsWith(".code-workspace") ? "workspace" : "folder", folder);
  const entries = Object.entries(payload).map(([key, file]) => [key, `vscode-remote://${authority}${file}`]);
  if (entries.length > 0) url.searchParams.set("payload", JSON.stringify(entries));
  return url.toString();
}

export const chromiumArguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];

export function launchChromium() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("Chromium is missing.");
  return chromium.launch({ executablePath, args: chromiumArguments });
}

/** A copy of a folder, of the same name, that tests may write to. The caller removes it with `removeCopy`. */
export function copyOf(folder) {
  const copy = path.join(mkdtempSync(path.join(os.tmpdir(), "vscode-workspace-")), path.basename(folder));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** A copy of the test workspace, with a folder of 2,000 copies of one of its files: one that is no template, unless another is named. */
export function bigCopyOf(folder, name = "kubernetes.yaml") {
  const copy = copyOf(folder);
  mkdirSync(path.join(copy, "many"));
  const text = readFileSync(path.join(folder, name));
  for (let number = 1; number <= 2000; number++) writeFileSync(path.join(copy, `many/${number}.yaml`), text);
  return copy;
}

export const removeCopy = (copy) => remove(path.dirname(copy));

/** Removes a folder in which processes that are ending may still write. */
async function remove(folder) {
  for (const deadline = Date.now() + 10_000; ; ) {
    try {
      return rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
