/**
 * Runs a TypeScript file of this project: `node scripts/run-ts.mjs scripts/x.ts ARGS`. The file is bundled first (packages stay
 * where they are), so it finds its way by the current directory, which is the project's root, and not by `import.meta`.
 */
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "..");
const [script, ...args] = process.argv.slice(2);
if (!script) {
  console.error("usage: node scripts/run-ts.mjs SCRIPT.ts [ARGS]");
  process.exit(2);
}

const entry = path.resolve(script);
const folder = path.join(root, "node_modules/.cache/run-ts");
mkdirSync(folder, { recursive: true });
const bundle = path.join(folder, `${path.basename(script, ".ts")}-${process.pid}.mjs`);
process.on("exit", () => rmSync(bundle, { force: true }));

await build({
  entryPoints: [entry],
  outfile: bundle,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
});
process.chdir(root);
process.argv = [process.argv[0], entry, ...args];
await import(pathToFileURL(bundle).href);
