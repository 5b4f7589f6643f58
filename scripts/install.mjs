/** Installs what a fresh clone lacks. Node's own modules only, since nothing else may be there yet. */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { findChromium } from "../test/extension/host/machine.mjs";

export const root = path.resolve(import.meta.dirname, "..");
const extensionTests = path.join(root, "test/extension");

/** Runs a command with its output on the terminal. Throws one sentence where it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], ...options });
  if (error || status !== 0) throw new Error(`"${command} ${args.join(" ")}" failed${error ? `: ${error.message}` : ` with ${status}`}.`);
}

const isOlder = (file, than) => !existsSync(file) || statSync(file).mtimeMs < statSync(than).mtimeMs;
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];

/** The tools of the project. */
export function installRoot() {
  if (isOlder(path.join(root, "node_modules/.package-lock.json"), path.join(root, "package-lock.json"))) run(npm, ["ci", ...quiet]);
}

/** A VS Code and what drives it. */
export function installVscode() {
  if (!isOlder(path.join(extensionTests, "node_modules/.ready"), path.join(extensionTests, "package-lock.json"))) return;
  run(npm, ["ci", "--ignore-scripts", ...quiet], { cwd: extensionTests });
  run(process.execPath, ["setup.mjs"], { cwd: extensionTests });
}

/** A browser without a window, from Debian's packages where we may. */
export function installChromium() {
  if (findChromium()) return;
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    throw new Error(
      "The tests need Chromium: install it (Debian: apt-get install chromium fonts-dejavu-core), or set CHROMIUM to its path.",
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-qq"], { env });
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
