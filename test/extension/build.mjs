/** Bundles the mocha suite twice into out/: for the Node extension host and for the one in a web worker. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

const common = { absWorkingDir: import.meta.dirname, bundle: true, format: "cjs", logLevel: "warning", sourcemap: "inline" };

// mocha is "type": "module", so esbuild does not wrap its UMD build, which would overwrite the bundle's own module.exports.
// Without `module` and `exports` it defines globalThis.mocha, as in a page.
const mochaGlobal = {
  name: "mocha-global",
  setup({ onLoad }) {
    onLoad({ filter: /mocha[\\/]mocha\.js$/ }, async (file) => ({
      contents: `var module, exports, define;\n${await readFile(file.path, "utf8")}`,
      loader: "js",
    }));
  },
};

await Promise.all([
  build({
    ...common,
    entryPoints: ["suite/node.ts", "suite/folders.ts"],
    outdir: "out",
    platform: "node",
    target: "node20",
    external: ["vscode", "mocha"],
  }),
  build({
    ...common,
    entryPoints: ["suite/web.ts"],
    outfile: path.join("out", "web.js"),
    platform: "browser",
    target: "es2022",
    external: ["vscode"],
    alias: { "node:assert/strict": "assert" },
    define: { global: "globalThis" },
    // The package `assert` looks at it when an assertion fails.
    banner: { js: "globalThis.process ??= { env: {} };" },
    plugins: [mochaGlobal],
  }),
]);
