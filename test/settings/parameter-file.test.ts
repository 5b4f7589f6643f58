import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parameterFilesFor } from "../../server/src/settings/parameter-file-names.ts";
import { readParameterFile } from "../../server/src/settings/parameter-file.ts";

/** Environments with their values; the problem where there is one. */
function read(text: string, name = "a.json"): unknown {
  const file = readParameterFile(name, text);
  if (file.kind === "problem") return file.message;
  return file.choices.map(({ environment, values }) => [environment, Object.fromEntries(values)]);
}

describe("readParameterFile", () => {
  test.each([
    ["CloudFormation", '[{"ParameterKey": "A", "ParameterValue": "b"}, {"ParameterKey": "C", "UsePreviousValue": true}]'],
    ["CloudFormation in YAML", "- ParameterKey: A\n  ParameterValue: b\n"],
    ["the input of a command", '{"StackName": "s", "Parameters": [{"ParameterKey": "A", "ParameterValue": "b"}]}'],
    ["texts of a deployment", '["A=b"]'],
    ["CodePipeline", '{"Parameters": {"A": "b"}, "Tags": {"x": "y"}, "StackPolicy": {"Statement": []}}'],
    ["CodePipeline in YAML", "Parameters:\n  A: b\nTags:\n  x: y\n"],
    ["Git sync", "template-file-path: a.yaml\nparameters:\n  A: b\ntags:\n  x: y\n"],
    ["names and values", '{"A": "b"}'],
    ["names and values in YAML", "# prod\nA: b\n"],
    ["with comments and a byte-order mark", '\uFEFF{ // prod\n "A": "b", }'],
  ])("%s", (_, text) => {
    expect(read(text)).toEqual([[undefined, { A: "b" }]]);
  });

  test("values are texts, lists are joined", () => {
    expect(read('{"Parameters": {"A": 010, "B": ["x", "y"], "C": true, "D": ""}}', "a.yaml")).toEqual([
      [undefined, { A: "010", B: "x,y", C: "true", D: "" }],
    ]);
    expect(read('[{"ParameterKey": "A", "ParameterValue": "a=b"}]')).toEqual([[undefined, { A: "a=b" }]]);
    expect(read('["A=a=b c"]')).toEqual([[undefined, { A: "a=b c" }]]);
  });

  const toml = `version = 0.1
[prod.deploy.parameters]
parameter_overrides = "Stage=\\"prod\\" Cidr=10.0.0.0/16 Names=\\"a b\\" Path=a\\\\ b"
[default.global.parameters]
parameter_overrides = ["Stage=dev", "ParameterKey=Cidr,ParameterValue=10.1.0.0/16"]
[default.deploy.parameters]
stack_name = "x"
[test.deploy.parameters]
stack_name = "y"
`;
  test("SAM in TOML: every environment that gives values, the default one first", () => {
    expect(read(toml, "samconfig.toml")).toEqual([
      ["default", { Stage: "dev", Cidr: "10.1.0.0/16" }],
      ["prod", { Stage: "prod", Cidr: "10.0.0.0/16", Names: "a b", Path: "a b" }],
    ]);
  });

  test("SAM in YAML; the table of deploy wins over that of all commands", () => {
    const yaml = `version: 0.1
default:
  global: { parameters: { parameter_overrides: Stage=all } }
  deploy: { parameters: { parameter_overrides: [Stage=dev, 'Quoted="x y"'] } }
`;
    expect(read(yaml, "samconfig.yaml")).toEqual([["default", { Stage: "dev", Quoted: "x y" }]]);
  });

  const none = "holds no parameters in a format of CloudFormation, CodePipeline or SAM";
  test.each([
    ["", "a.json", none],
    ["[1, 2]", "a.json", none],
    ['{"Parameters": {"A": {"b": "c"}}}', "a.json", none],
    ['{"Resources": {"A": {"Type": "x"}}}', "a.json", none],
    ['{\n"A" "b"}', "a.json", "is broken in line 2: A colon is missing here"],
    ["A: b\nC\n", "a.yaml", 'is broken in line 2: "C" has no colon after it'],
    ["a = ", "a.toml", "is no TOML: see line 1"],
    ["a = 1\n", "a.toml", none],
    ["[__proto__.deploy.parameters]\nx = 1\n", "a.toml", none],
  ])("%j is refused", (text, name, message) => {
    expect(read(text, name)).toBe(message);
  });

  test("hostile texts are read", () => {
    const parts = fc.constantFrom(
      "[",
      "]",
      "{",
      "}",
      '"',
      "A",
      "=",
      ":",
      ",",
      "\n",
      "parameter_overrides",
      "default",
      ".",
      "\\",
      " ",
      "'",
      "Parameters",
      "- ",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), fc.constantFrom("a.json", "a.yaml", "a.toml"), (words, name) => {
        const file = readParameterFile(name, words.join(""));
        if (file.kind === "problem") expect(file.message).not.toMatch(/[\r\n]/);
        else expect(file.choices.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
    expect(read("[".repeat(100_000))).toMatch(/^is broken in line 1: /);
    expect(read(`a = ${"[".repeat(100_000)}`, "a.toml")).toMatch(/^is no TOML/);
  });
});

describe("parameterFilesFor", () => {
  const files = [
    "README.md",
    "network.yaml",
    "network-vpn.yaml",
    "other.template",
    "network.parameters.json",
    "network-prod-params.yaml",
    "network-vpn.parameters.json",
    "other-parameters.json",
    "parameters.json",
    "dev.params.json",
    "settings.json",
    "package.json",
    "params/network.json",
    "params/network-vpn.json",
    "params/prod.json",
    "params/deep/prod.json",
    "src/parameters.json",
    "samconfig.toml",
    "samconfig-prod.yaml",
  ];

  test("its own first, then those of no template, then SAM's", () => {
    expect(parameterFilesFor("network.yaml", files)).toEqual([
      "network-prod-params.yaml",
      "network.parameters.json",
      "params/network.json",
      "dev.params.json",
      "parameters.json",
      "params/prod.json",
      "samconfig-prod.yaml",
      "samconfig.toml",
    ]);
  });

  test("a longer name is another template", () => {
    expect(parameterFilesFor("network-vpn.yaml", files).slice(0, 3)).toEqual([
      "network-vpn.parameters.json",
      "params/network-vpn.json",
      "dev.params.json",
    ]);
    expect(parameterFilesFor("other.template", files)[0]).toBe("other-parameters.json");
  });

  test("a template is not its own parameter file", () => {
    expect(parameterFilesFor("parameters.yaml", ["parameters.yaml", "parameters.json"])).toEqual(["parameters.json"]);
  });
});
