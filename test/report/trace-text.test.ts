/** A trace as text: what is coloured, and that nothing of a template reaches the terminal unseen. */
import { expect, test } from "vitest";
import { analyze, snapshotOf } from "../../server/src/analysis.ts";
import { colorPaint, plainPaint } from "../../server/src/report/paint.ts";
import { traceReport, type TraceReport } from "../../server/src/report/trace.ts";
import { traceLines, traceText } from "../../server/src/report/trace-text.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";

const template = `Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: none, VpcId: !Ref Vpc } }
  One: { Type: AWS::EC2::Instance, Properties: { SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group] } }
  Two: { Type: AWS::EC2::Instance, Properties: { SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group] } }
`;

function reportOf(path: string): TraceReport {
  const analysis = analyze(path, snapshotOf(path, template), { settings: defaultSettings });
  const report = traceReport(analysis, template, { from: "One", to: "Two", protocol: 6, port: 80 });
  if ("problem" in report) throw new Error(report.problem);
  return report;
}

const escape = "\u001b";

test("the verdict is coloured, and the same words without colours", () => {
  const coloured = traceText(reportOf("a.yaml"), { paint: colorPaint, width: 80 });
  const plain = traceText(reportOf("a.yaml"), { paint: plainPaint, width: 80 });
  expect(coloured).toContain(`${escape}[`);
  expect(coloured).not.toContain("\ufffd");
  expect(coloured.replaceAll(new RegExp(`${escape}\\[[0-9;]*m`, "g"), "")).toBe(plain);
  expect(plain.split("\n").slice(0, 5)).toEqual([
    "One -> Two, tcp 80: blocked",
    "",
    "blocked by",
    "  Group does not admit tcp 80 from One to Two: it has no inbound rules.",
    "    SG_HAS_NO_RULES  a.yaml:4:3",
  ]);
});

test("control characters of names do not reach the terminal", () => {
  expect(traceText(reportOf(`${escape}[2J.yaml`), { paint: plainPaint, width: 80 })).not.toContain(escape);
});

test("a line's link is the component in it", () => {
  const links = traceLines(reportOf("a.yaml"), plainPaint).flatMap(({ text, at, link }) =>
    link ? [[text.slice(link.start, link.end), at?.line]] : [],
  );
  expect(links).toContainEqual(["a.yaml:4:3", 3]);
  expect(links).toContainEqual(["One", 4]);
  expect(links).toContainEqual(["Two", 5]);
});

test("a narrow layout has no columns: what happens somewhere stands below its name, and each line of an item knows its place", () => {
  const lines = traceLines(reportOf("a.yaml"), plainPaint, "narrow").map(({ text, at, link }) => [
    text,
    at && at.line + 1,
    link && text.slice(link.start, link.end),
  ]);
  expect(lines.slice(2, 6)).toEqual([
    ["blocked by", undefined, undefined],
    ["  Group does not admit tcp 80 from One to Two: it has no inbound rules.", 4, undefined],
    ["    SG_HAS_NO_RULES  line 4", 4, "line 4"],
    ["    fix: Allow tcp 80 from Group in Group", 4, undefined],
  ]);
  const way = lines.slice(lines.findIndex(([text]) => text === "way there") + 1);
  expect(way.slice(0, 2)).toEqual([
    ["   1  One", 5, "One"],
    ["      instance: sends the packets", 5, undefined],
  ]);
});
