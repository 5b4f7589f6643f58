/** Bundles what is shipped into dist/. `--debug` keeps white space and adds source maps. Knows the entry points, not what is in them. */
import { chmod, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { noticesOf } from "./notices.mjs";

const root = path.resolve(import.meta.dirname, "..");
const debug = process.argv.includes("--debug");

// Names are kept, so that a stack trace in a bug report can be read.
const common = {
  absWorkingDir: root,
  bundle: true,
  minifyWhitespace: !debug,
  minifySyntax: !debug,
  sourcemap: debug,
  external: ["vscode"],
  logLevel: "warning",
  metafile: true,
  // All notices are in one file beside the bundles.
  legalComments: "none",
};
const node = { ...common, platform: "node", format: "cjs", target: "node20", mainFields: ["module", "main"] };
const browser = { ...common, platform: "browser", target: "es2022" };

await rm(path.join(root, "dist"), { recursive: true, force: true });
const results = await Promise.all([
  build({ ...node, entryPoints: ["client/src/node.ts"], outfile: "dist/client/node.js" }),
  build({ ...node, entryPoints: ["server/src/main/node.ts"], outfile: "dist/server/node.js" }),
  build({ ...node, entryPoints: ["server/src/main/cli.ts"], outfile: "dist/cli.js", banner: { js: "#!/usr/bin/env node" } }),
  build({ ...browser, format: "cjs", entryPoints: ["client/src/browser.ts"], outfile: "dist/client/browser.js" }),
  build({ ...browser, format: "iife", entryPoints: ["server/src/main/browser.ts"], outfile: "dist/server/browser.js" }),
]);
await chmod(path.join(root, "dist/cli.js"), 0o755);
const notices = noticesOf(
  results.map(({ metafile }) => metafile),
  root,
);
await writeFile(path.join(root, "dist/THIRD-PARTY-NOTICES.txt"), notices);
