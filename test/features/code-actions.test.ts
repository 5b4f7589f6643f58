import fc from "fast-check";
import { expect, test } from "vitest";
import { type ActionData, editsFor, readActionData, workspaceEdit } from "../../server/src/features/code-actions.ts";
import { analyze, snapshotOf } from "../../server/src/analysis.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";
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
] as const)("disabling for the %s in %s takes the finding away, and nothing else", (scope, _, before, left) => {
  const analysis = analyze("a", snapshotOf("a", before), { settings: defaultSettings });
  const [finding] = analysis.findings;
  expect(analysis.findings.map(({ logicalId }) => logicalId)).toEqual(["Vpc", "Other"]);
  const edits = editsFor(analysis, defaultSettings, { kind: "disable", key: finding?.key ?? "", scope });
  const after = analyze("a", snapshotOf("a", applyEdits(before, edits ?? [])), { settings: defaultSettings });
  expect(after.document.problems).toEqual([]);
  expect(after.findings.map(({ logicalId }) => logicalId)).toEqual(left);
  expect(after.suppressed.length + after.findings.length).toBe(2);
});
