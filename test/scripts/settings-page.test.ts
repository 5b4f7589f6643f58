/** docs/SETTINGS.md, the manifest, the schema and the reader of project files say the same. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { projectFileSchema } from "../../scripts/project-file-schema.ts";
import { rules } from "../../server/src/rules/index.ts";
import { projectFileName, projectKeys, readProject } from "../../server/src/settings/project.ts";
import { readArguments } from "../../server/src/main/cli-arguments.ts";
import { parse } from "yaml";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const page = read("docs/SETTINGS.md");
const schemaText = read("schemas/project-file.schema.json");
const isValid = new Ajv({ strict: false }).compile(JSON.parse(schemaText));

/** First cells of the table rows below a heading. */
function rows(heading: string): readonly (readonly string[])[] {
  const section = page.split(/^#{2,3} /m).find((one) => one.startsWith(`${heading}\n`)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("| `"));
  return lines.map((line) => line.split(" | ").map((cell) => cell.replace(/^\| /, "").replaceAll("`", "")));
}

describe("schemas/project-file.schema.json (npm run docs writes it)", () => {
  test("is made of the rules", () => {
    expect(schemaText).toBe(projectFileSchema());
  });

  test("is contributed for project files, and packed", () => {
    expect(manifest.contributes.yamlValidation).toEqual([{ fileMatch: projectFileName, url: "./schemas/project-file.schema.json" }]);
    expect(read(".vscodeignore")).toContain("!schemas/*.json\n");
  });

  test("has the keys of the reader, and every rule", () => {
    const { properties } = JSON.parse(schemaText) as { properties: Record<string, { properties?: object }> };
    expect(Object.keys(properties)).toEqual([...projectKeys]);
    expect(Object.keys(properties.rules?.properties ?? {})).toEqual(rules.map(({ id }) => id));
  });

  test.each([
    "{}",
    "preset: strict",
    "rules:",
    "preset: all",
    "preset: [strict]",
    "rules: { cidr/host-bits: off }",
    "rules: { cidr/host-bits: fatal }",
    "rules: { cidr/host-bit: off }",
    "rules: [cidr/host-bits]",
    "parameters: { '*.yaml': { A: b, C: 1, D: true, E: [x, 2], F: '' } }",
    "parameters: { '*.yaml': { A: { B: c } } }",
    "parameters: { '*.yaml': { A: null } }",
    "parameters: { A: b }",
    "parameters: [a]",
    "parameterFiles: { '*.yaml': a.json, 'b.yaml': [c.json, 'd.toml#prod'] }",
    "parameterFiles: { '*.yaml': { A: b } }",
    "parameterFiles: { '*.yaml': '' }",
    "parameterFiles: a.json",
    "ignore: [a, '!b']",
    "ignore: a",
    "ignore: [[a]]",
    "enable: false",
    "presett: strict",
  ])("leaves it to the reader to judge %j", (text) => {
    expect(isValid(parse(text))).toBe(true);
  });
});

describe("docs/SETTINGS.md", () => {
  const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";

  test("its example is right, and has every key", () => {
    expect(readProject(example).problems).toEqual([]);
    expect(isValid(parse(example))).toBe(true);
    expect(Object.keys(parse(example) as object)).toEqual([...projectKeys]);
  });

  test("explains every key of a project file", () => {
    expect(rows("The project file").map(([key]) => key)).toEqual([...projectKeys]);
  });

  test("explains every setting of the manifest, with its default", () => {
    const settings = Object.entries(manifest.contributes.configuration.properties);
    const listed = rows("VS Code").map(([name = "", value = ""]) => [name, value] as const);
    expect(Object.fromEntries(listed)).toEqual(
      Object.fromEntries(settings.map(([name, setting]) => [name, JSON.stringify(setting.default)])),
    );
  });

  test("its commands are commands", () => {
    const lines = [...page.matchAll(/^cfn-network-lint (.*)$/gm)].map(([, line = ""]) => line);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(readArguments(line.split(" ")).kind, line).not.toBe("problem");
  });
});
