/** The project file with Red Hat's YAML language server and the schema that the manifest contributes: it completes and explains, and leaves judging to ours. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { openYaml } from "./host/yaml-server.mjs";

const root = path.join(import.meta.dirname, "../..");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const uri = "file:///work/.cfn-network-lint.yaml";
// As Red Hat's extension reads what is contributed: a name matches in every folder.
const schemas = manifest.contributes.yamlValidation.map(({ fileMatch, url }) => ({
  fileMatch: [`/${fileMatch}`],
  uri: pathToFileURL(path.join(root, url)).href,
}));

/** Opens the text without its `|`, which is the place of the caret. */
async function openAt(marked, ask) {
  const offset = marked.indexOf("|");
  const before = marked.slice(0, offset).split("\n");
  const document = await openYaml({ text: marked.replace("|", ""), uri, schemas });
  try {
    return await ask(document, { line: before.length - 1, character: before.at(-1).length });
  } finally {
    document.end();
  }
}

const completions = (marked) =>
  openAt(marked, async ({ request }, position) => {
    const { items } = await request("textDocument/completion", { position });
    return items.map(({ label }) => label);
  });

const hover = (marked) =>
  openAt(marked, async ({ request }, position) => JSON.stringify(await request("textDocument/hover", { position })));

test("keys are completed", async () => {
  assert.deepEqual((await completions("|")).sort(), ["ignore", "parameterFiles", "parameters", "preset", "rules"]);
});

test("presets are completed", async () => {
  assert.deepEqual((await completions("preset: |")).sort(), ["recommended", "security", "strict"]);
});

test("rules are completed by their ids, and their severities", async () => {
  const rules = await completions("rules:\n  ci|");
  for (const rule of ["cidr/subnet-overlap", "depends/nat"]) assert.ok(rules.includes(rule), rules.join(", "));
  assert.deepEqual((await completions("rules:\n  cidr/host-bits: |")).sort(), ['"off"', "error", "hint", "information", "warning"]);
});

test("keys, rules and presets are explained", async () => {
  assert.match(await hover("pre|set: strict"), /Which rules are on/);
  assert.match(await hover("rules:\n  cidr/sub|net-overlap: off"), /The subnets of a VPC must not overlap\\?\. \(error\)/);
  assert.match(await hover("preset: str|ict"), /strict`: Every rule, advice included/);
});

test("nothing is refused that ours refuses: each slip is underlined once", async () => {
  const slips =
    "preset: secure\nrule: {}\nrules:\n  cidr/host-bit: off\n  depends/nat: fatal\nparameters: [a]\nparameterFiles: a\nignore: b\n";
  await openAt(`${slips}|`, async ({ diagnostics }) => assert.deepEqual(diagnostics, []));
});
