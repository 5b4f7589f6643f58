import { describe, expect, test } from "vitest";
import { readProject } from "../../server/src/settings/project.ts";
import { parameterFileProblems, parameterPaths, type Stated, statedFor, withStated } from "../../server/src/settings/project-settings.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";

const files: Readonly<Record<string, string>> = {
  "p/prod.json": '{ "Parameters": { "Stage": "prod", "Cidr": "10.1.0.0/16" } }',
  "p/base.json": '[{ "ParameterKey": "Stage", "ParameterValue": "base" }, { "ParameterKey": "Zones", "ParameterValue": "2" }]',
  "samconfig.toml":
    '[default.deploy.parameters]\nparameter_overrides = "Stage=dev"\n[prod.deploy.parameters]\nparameter_overrides = "Stage=prod"\n',
  "broken.json": "{",
};
const read = (path: string): string | undefined => files[path];
const stated = (text: string, path = "network/main.yaml"): Stated => statedFor(readProject(text).project, path, read);
const parameters = (text: string, path?: string): Readonly<Record<string, string>> => Object.fromEntries(stated(text, path).parameters);

describe("globs", () => {
  test.each([
    ["main.yaml", "network/main.yaml", true],
    ["*.yaml", "network/main.yaml", true],
    ["*.yaml", "network/.hidden/main.yaml", true],
    ["*.json", "network/main.yaml", false],
    ["/main.yaml", "network/main.yaml", false],
    ["./main.yaml", "network/main.yaml", false],
    ["./main.yaml", "main.yaml", true],
    ["network/*.yaml", "network/main.yaml", true],
    ["network/*.yaml", "old/network/main.yaml", false],
    ["**/network/*.yaml", "old/network/main.yaml", true],
    ["network", "network/deep/main.yaml", true],
    ["network/", "old/network/main.yaml", true],
    ["net*", "network/main.yaml", true],
    ["**", "network/main.yaml", true],
    ["{a,main}.{yml,yaml}", "network/main.yaml", true],
    ["work", "network/main.yaml", false],
  ])("%s matches %s: %s", (glob, path, expected) => {
    expect(stated(`ignore: ["${glob}"]`, path).isIgnored).toBe(expected);
    expect(parameters(`parameters: {"${glob}": {A: b}}`, path)).toEqual(expected ? { A: "b" } : {});
  });

  test("of what is ignored, exceptions are looked at; the last glob decides", () => {
    const text = 'ignore: [build, "!build/keep.yaml"]';
    expect(stated(text, "build/a.yaml").isIgnored).toBe(true);
    expect(stated(text, "build/keep.yaml").isIgnored).toBe(false);
    expect(stated('ignore: ["!build/keep.yaml", build]', "build/keep.yaml").isIgnored).toBe(true);
  });
});

describe("parameters", () => {
  test("later globs and files win over earlier ones, and values over files", () => {
    const text = `parameters:
  "*.yaml": { Stage: a, Extra: a }
  network: { Extra: b }
  other: { Extra: c }
parameterFiles:
  "*.yaml": [p/prod.json, p/base.json]
`;
    expect(parameters(text)).toEqual({ Stage: "a", Cidr: "10.1.0.0/16", Zones: "2", Extra: "b" });
    expect(parameters(text.replace("Stage: a, ", ""))).toMatchObject({ Stage: "base" });
  });

  test("an environment of SAM; without its name the default one", () => {
    expect(parameters('parameterFiles: {"**": samconfig.toml}')).toEqual({ Stage: "dev" });
    expect(parameters('parameterFiles: {"**": "samconfig.toml#prod"}')).toEqual({ Stage: "prod" });
  });

  test("what is wrong with a parameter file is said where it is named", () => {
    const text = `parameterFiles: { a: gone.json, b: [p/prod.json, broken.json], c: "samconfig.toml#test", d: "p/prod.json#x" }`;
    const { project, problems } = readProject(text);
    expect(problems).toEqual([]);
    expect(parameterPaths(project)).toEqual(["gone.json", "p/prod.json", "broken.json", "samconfig.toml"]);
    expect(parameterFileProblems(project, read).map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`)).toEqual([
      "gone.json: gone.json does not exist here, or cannot be read.",
      'broken.json: broken.json is broken in line 1: A "}" is missing here.',
      '"samconfig.toml#test": samconfig.toml has no environment test.',
      '"p/prod.json#x": p/prod.json has no environment x.',
    ]);
    expect(statedFor(project, "a", read).parameters.size).toBe(0);
  });
});

test("what is stated wins, and settings fill in what it leaves open", () => {
  const settings = {
    preset: "strict",
    rules: { "cidr/host-bits": "off", "depends/nat": "hint" },
    parameters: new Map([
      ["A", "1"],
      ["B", "1"],
    ]),
  } as const;
  expect(withStated(settings, stated("preset: security\nrules: {depends/nat: error}\nparameters: {'**': {B: 2}}"))).toEqual({
    preset: "security",
    rules: { "cidr/host-bits": "off", "depends/nat": "error" },
    parameters: new Map([
      ["A", "1"],
      ["B", "2"],
    ]),
  });
  expect(withStated(settings, stated(""))).toEqual(settings);
  expect(withStated(defaultSettings, stated(""))).toEqual(defaultSettings);
});
