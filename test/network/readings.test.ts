/** An analysis that takes over what did not change says the same as one from scratch, whatever was edited before. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Analysis, analyze, snapshotOf } from "../../server/src/analysis.ts";
import { defaultSettings, type Settings } from "../../server/src/settings/settings.ts";
import { absoluteSpan } from "../../server/src/template/node.ts";

const strict: Settings = { ...defaultSettings, preset: "strict" };

/** Functions that inherit: what they inherit is edited, too. */
const inherited = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Own: { Type: String, Default: "yes", AllowedValues: ["yes", "no"] }
Globals:
  Function:
    VpcConfig:
      SubnetIds: [!Ref Subnet]
      SecurityGroupIds: [!Ref Group]
Conditions:
  IsOwn: !Equals [!Ref Own, "yes"]
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Other: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      VpcId: !If [IsOwn, !Ref Vpc, !Ref Other]
  Orders: { Type: AWS::Serverless::Function, Properties: { Handler: a.b } }
  Invoices: { Type: AWS::Serverless::Function }
`;

const rules = path.resolve(import.meta.dirname, "../rules");
const texts = readdirSync(rules, { recursive: true, encoding: "utf8" })
  .filter((name) => /condition-[^/]*\.yaml$|example\.yaml$/.test(name))
  .sort()
  .map((name) => readFileSync(path.join(rules, name), "utf8").replaceAll(/^#[ ~^].*\n/gm, ""));
const anyText = fc.oneof({ arbitrary: fc.constantFrom(...texts), weight: 9 }, fc.constant(inherited));

/** Everything that a reader gets to see. */
const shown = ({ findings, faults, document }: Analysis): unknown => [
  faults,
  findings.map(({ key, message, severity, scenario, at, related, fixes }) => ({
    key,
    message,
    severity,
    scenario,
    at: absoluteSpan(document, at),
    related: related?.map((one) => [one.message, absoluteSpan(document, one.at)]),
    fixes: fixes?.map((fix) => [fix.title, fix.edits()]),
  })),
];

type Change = (lines: readonly string[], at: number) => readonly string[];

const changes: readonly Change[] = [
  (lines, at) => lines.toSpliced(at, 1),
  (lines, at) => lines.toSpliced(at, 0, lines[at] ?? ""),
  (lines, at) => lines.with(at, `${lines[at]}x`),
  (lines, at) => lines.with(at, (lines[at] ?? "").replace(/\d/, "7")),
  (lines, at) => lines.with(at, (lines[at] ?? "").replace(/(:).*/, "$1")),
  (lines, at) => lines.with(at, (lines[at] ?? "").replace(/!Ref \w+/, "!Ref Other")),
];

const step = fc.record({
  change: fc.constantFrom(...changes),
  line: fc.nat(200),
});

test("edits one after the other", () => {
  fc.assert(
    fc.property(anyText, fc.array(step, { minLength: 1, maxLength: 6 }), (source, steps) => {
      let text = source;
      let previous = analyze("a", snapshotOf("a", text), {
        settings: strict,
      });
      for (const { change, line } of steps) {
        const lines = text.split("\n");
        text = change(lines, line % lines.length).join("\n");
        const snapshot = snapshotOf("a", text);
        previous = analyze("a", snapshot, { settings: strict, previous });
        expect(shown(previous)).toEqual(shown(analyze("a", snapshot, { settings: strict })));
      }
    }),
    { numRuns: 60 },
  );
}, 30_000);

test("what functions inherit reaches them", () => {
  let text = inherited;
  let previous = analyze("a", snapshotOf("a", text), { settings: strict });
  const said: number[] = [];
  for (const [old, now] of [
    ["GroupIds: [!Ref Group]", "GroupIds: []"],
    ["GroupIds: []", "GroupIds: [!Ref Group]"],
    ["Function:\n", "Api:\n"],
  ] as const) {
    said.push(previous.findings.filter(({ rule }) => rule.id === "sg/vpc-mismatch").length);
    text = text.replace(old, now);
    const snapshot = snapshotOf("a", text);
    previous = analyze("a", snapshot, { settings: strict, previous });
    expect(shown(previous)).toEqual(shown(analyze("a", snapshot, { settings: strict })));
  }
  expect(said).toEqual([1, 0, 1]);
});

test("a parameter's default, a condition and a mapping reach the resources that use them", () => {
  const source = readFileSync(path.join(rules, "cidr/subnet-overlap/example.yaml"), "utf8").replaceAll(/^#[ ~^].*\n/gm, "");
  const head =
    "Parameters:\n  Block: { Type: String, Default: 10.0.0.0/16 }\n  Stage: { Type: String, Default: a, AllowedValues: [a, b] }\nMappings:\n  Blocks: { a: { Vpc: 10.0.0.0/16 }, b: { Vpc: 10.0.0.0/16 } }\nConditions:\n  IsB: !Equals [!Ref Stage, b]\n";
  const uses = ["!Ref Block", "!FindInMap [Blocks, !Ref Stage, Vpc]", "!If [IsB, !Ref Block, 10.0.0.0/16]", "!Sub ${Block}"];
  for (const use of uses) {
    let text = head + source.replace(/CidrBlock: \S+/, `CidrBlock: ${use}`);
    let previous = analyze("a", snapshotOf("a", text), { settings: strict });
    for (const [old, now] of [
      ["Default: 10.0.0.0/16", "Default: 10.1.0.0/16"],
      ["a: { Vpc: 10.0.0.0/16 }", "a: { Vpc: 10.2.0.0/16 }"],
      ["[!Ref Stage, b]", "[!Ref Stage, a]"],
    ] as const) {
      text = text.replace(old, now);
      const snapshot = snapshotOf("a", text);
      previous = analyze("a", snapshot, { settings: strict, previous });
      expect(shown(previous)).toEqual(shown(analyze("a", snapshot, { settings: strict })));
    }
  }
});
