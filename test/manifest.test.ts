/** What package.json says to VS Code, against what the code does. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readEditorSettings } from "../server/src/features/editor-settings.ts";
import { taggedIntrinsics } from "../server/src/template/node.ts";

const root = path.resolve(import.meta.dirname, "..");

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> };
    readonly configurationDefaults: Readonly<Record<string, unknown>>;
    readonly grammars: readonly { readonly path: string; readonly scopeName: string }[];
  };
}

const { contributes }: Manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

test("Red Hat's YAML extension gets every function's tag in all three forms", () => {
  const tags = taggedIntrinsics.map((name) => `!${name.replace("Fn::", "")}`);
  const forms = tags.flatMap((tag) => ["scalar", "sequence", "mapping"].map((form) => `${tag} ${form}`));
  expect([...((contributes.configurationDefaults["yaml.customTags"] ?? []) as readonly string[])].sort()).toEqual(forms.sort());
});

test.each(["inlayHints", "codeLens"] as const)("each kind of %s has a setting with the reader's default", (section) => {
  const prefix = `cfnNetworkLint.${section}.`;
  const declared = Object.entries(contributes.configuration.properties).filter(([name]) => name.startsWith(prefix));
  const { editor, complaints } = readEditorSettings({}, "file:///a.yaml");
  expect(Object.fromEntries(declared.map(([name, { default: value }]) => [name.slice(prefix.length), value]))).toEqual(editor[section]);
  expect(complaints).toEqual([]);
});

test("each grammar is a file whose scope is the declared one", () => {
  expect(contributes.grammars.length).toBeGreaterThan(1);
  for (const grammar of contributes.grammars) {
    const file = path.join(root, grammar.path);
    expect(existsSync(file), grammar.path).toBe(true);
    const { scopeName }: { readonly scopeName: string } = JSON.parse(readFileSync(file, "utf8"));
    expect(scopeName).toBe(grammar.scopeName);
  }
});
