import fc from "fast-check";
import { expect, test } from "vitest";
import { type ActionData, editsFor, offeredActions, readActionData, workspaceEdit } from "../../server/src/features/code-actions.ts";
import { analyze, snapshotOf } from "../../server/src/analysis.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";
import type { Node } from "../../server/src/template/node.ts";
import { applyEdits } from "../../server/src/text/text-edit.ts";
import { lineIndex } from "../../server/src/text/line-index.ts";

const text = fc.string();
const target: fc.Arbitrary<ActionData["target"]> = fc.oneof(
  fc.record({ kind: fc.constant("fix" as const), key: text, title: text }),
  fc.record({ kind: fc.constant("fixRule" as const), rule: text }),
  fc.record({ kind: fc.constant("fixAll" as const) }),
  fc.record({ kind: fc.constant("disable" as const), key: text, scope: fc.constantFrom("line" as const, "file" as const) }),
  fc.record({ kind: fc.constant("refactoring" as const), title: text, span: fc.record({ start: fc.nat(), end: fc.nat() }) }),
);

test("the data of an action survives the way to the client and back", () => {
  fc.assert(
    fc.property(text, target, (uri, target) => {
      expect(readActionData(JSON.parse(JSON.stringify({ uri, target })))).toEqual({ uri, target });
    }),
  );
});

test("any other data is none of ours", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      expect(readActionData(data)).toBeUndefined();
    }),
  );
  for (const incomplete of [{ kind: "fix", key: "a" }, { kind: "fixRule" }, { kind: "refactoring", title: "a" }, { kind: "other" }, {}]) {
    expect(readActionData({ uri: "a", target: incomplete })).toBeUndefined();
  }
});

test("a target that is gone has no edits", () => {
  const analysis = analyze("a", snapshotOf("a", "Resources: {}"), { settings: defaultSettings });
  fc.assert(
    fc.property(target, (target) => {
      expect(editsFor(analysis, defaultSettings, target)).toBeUndefined();
    }),
  );
});

test("edits in the form that the client takes", () => {
  const lines = lineIndex("one\r\ntwo");
  const edits = [{ span: { start: 5, end: 8 }, newText: "2" }];
  const changes = [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } }, newText: "2" }];
  expect(workspaceEdit("a", undefined, edits, lines)).toEqual({ changes: { a: changes } });
  expect(workspaceEdit("a", 3, edits, lines)).toEqual({ documentChanges: [{ textDocument: { uri: "a", version: 3 }, edits: changes }] });
});

const yaml = `# a network
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/8
  Other:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/30 }
`;
const json = JSON.stringify(
  {
    Resources: {
      Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/8" } },
      Other: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/30" } },
    },
  },
  undefined,
  2,
);

const flow =
  "Resources: { Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/8 } }, Other: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/30 } } }";
const quoted = yaml.replace(
  "Properties:\n      CidrBlock: 10.0.0.0/8",
  'Properties: { Tags: [{ Key: a, Value: "x\n      y" }], CidrBlock: 10.0.0.0/8 }',
);

test.each([
  ["line", "YAML", yaml, ["Other"]],
  ["line", "YAML with CRLF", yaml.replaceAll("\n", "\r\n"), ["Other"]],
  [
    "line",
    "YAML after another suppression",
    yaml.replace("      CidrBlock", "      # cfn-network-lint-disable-next-line cidr/host-bits -- why not\n      CidrBlock"),
    ["Other"],
  ],
  ["file", "YAML", yaml, []],
  ["file", "YAML with a byte-order mark", `\uFEFF${yaml}`, []],
  ["line", "JSON", json, ["Other"]],
  ["line", "JSON with Metadata", json.replace('"Type"', '"Metadata": { "Owner": "me" }, "Type"'), ["Other"]],
  [
    "line",
    "JSON with a suppression",
    json.replace('"Type"', '"Metadata": { "cfn-network-lint": { "disable": ["cidr/host-bits"] } }, "Type"'),
    ["Other"],
  ],
  ["file", "JSON", json, []],
  [
    "line",
    "JSON with one suppression that is no list",
    json.replace('"Type"', '"Metadata": { "cfn-network-lint": { "disable": "a/b" } }, "Type"'),
    ["Other"],
  ],
  ["line", "YAML without a last line end", yaml.trimEnd(), ["Other"]],
  ["line", "YAML in one line", flow, []],
  ["file", "YAML in one line", flow, []],
  ["line", "YAML in one line, with a byte-order mark", `\uFEFF${flow}`, []],
  ["line", "YAML in braces", `{${flow}}`, []],
  ["file", "YAML in braces", `{${flow}}`, []],
  [
    "line",
    "YAML where a value only says so",
    yaml.replace("      CidrBlock", "      Tags: see cfn-network-lint-disable-next-line a/b\n      CidrBlock"),
    ["Other"],
  ],
  ["line", "YAML where a text in quotes ends in the line", quoted, ["Other"]],
  ["line", "YAML where another one begins in the line", quoted.replace("/8 }", '/8, InstanceTenancy: "def\n        ault" }'), ["Other"]],
  [
    "file",
    "YAML with a stretch that ends",
    yaml.replace("  Vpc:", "  # cfn-network-lint-disable a/b\n  # cfn-network-lint-enable\n  Vpc:"),
    [],
  ],
  [
    "file",
    "YAML with a stretch that ends, and Metadata",
    yaml.replace("  Vpc:", "  # cfn-network-lint-enable a/b\n  Vpc:").replace("Resources:", "Metadata: { Owner: me }\nResources:"),
    [],
  ],
] as const)("disabling for the %s in %s takes the finding away, and nothing else", (scope, _, before, left) => {
  const analysis = analyze("a", snapshotOf("a", before), { settings: defaultSettings });
  const [finding] = analysis.findings;
  expect(analysis.findings.map(({ logicalId }) => logicalId)).toEqual(["Vpc", "Other"]);
  const edits = editsFor(analysis, defaultSettings, { kind: "disable", key: finding?.key ?? "", scope });
  const after = analyze("a", snapshotOf("a", applyEdits(before, edits ?? [])), { settings: defaultSettings });
  expect(after.document.problems).toEqual([]);
  expect(after.findings.map(({ logicalId }) => logicalId)).toEqual(left);
  expect(after.suppressed.length + after.findings.length).toBe(2);
  const read = ({ template }: typeof after) => [...template.resources.values()].map(({ properties }) => plain(properties));
  expect(read(after)).toEqual(read(analysis));
});

/** What CloudFormation gets. */
function plain(node: Node | undefined): unknown {
  if (node?.kind === "map") return node.entries.map(({ key, value }) => [key.text, plain(value)]);
  if (node?.kind === "list") return node.items.map(plain);
  return node?.kind === "intrinsic" ? [node.name, plain(node.argument)] : node?.text;
}

test("a resource that a loop makes in JSON cannot be disabled alone", () => {
  const loop = JSON.stringify({
    Transform: "AWS::LanguageExtensions",
    Resources: {
      "Fn::ForEach::Vpcs": ["N", ["A"], { "V${N}": { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/8" } } }],
    },
  });
  const analysis = analyze("a", snapshotOf("a", loop), { settings: defaultSettings });
  expect(analysis.findings).toHaveLength(1);
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: loop.length } };
  const request = { uri: "a", range, context: { diagnostics: [] }, settings: defaultSettings, hasProject: false };
  expect(offeredActions(analysis, lineIndex(loop), request).map(({ title }) => title)).toEqual(["Disable cidr/vpc-size for this file"]);
});
