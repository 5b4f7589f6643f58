import { expect, test } from "vitest";
import { type Analysis, analyze, snapshotOf } from "../../server/src/analysis.ts";
import type { Fix } from "../../server/src/rules/rule.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";
import { fileReport } from "../../server/src/report/diagnostic.ts";
import { overlapTemplate } from "../main/cli-process.ts";

const analysisOf = (text: string): Analysis => analyze("a.yaml", snapshotOf("a.yaml", text), { settings: defaultSettings });

/** The analysis of a template with one finding, which has these fixes instead of its own. */
function withFixes(fixes: readonly Fix[]): Analysis {
  const analysis = analysisOf(overlapTemplate);
  return { ...analysis, findings: analysis.findings.map((finding) => ({ ...finding, fixes })) };
}

const fix: Fix = { title: "Works", preferred: false, safe: true, edits: () => [{ span: { start: 10, end: 11 }, newText: "x" }] };

test("lines and characters count from 0, whatever ends the lines", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const text = overlapTemplate.replaceAll("\n", end);
    expect(fileReport(analysisOf(text), text)).toMatchObject({
      isTemplate: true,
      diagnostics: [
        {
          rule: "cidr/subnet-overlap",
          logicalId: "SubnetB",
          range: { start: { line: 10, character: 46 }, end: { line: 10, character: 57 } },
        },
      ],
      problems: [],
      faults: [],
    });
  }
});

test("a fix that cannot be applied to this text is not reported", () => {
  const { diagnostics, faults } = fileReport(
    withFixes([{ ...fix, edits: () => undefined }, { ...fix, edits: () => [] }, fix]),
    overlapTemplate,
  );
  expect(diagnostics[0]?.fixes).toEqual([
    {
      title: "Works",
      preferred: false,
      safe: true,
      edits: [{ path: "a.yaml", range: { start: { line: 0, character: 10 }, end: { line: 1, character: 0 } }, newText: "x" }],
    },
  ]);
  expect(faults).toEqual([]);
});

test("a fix that fails is our fault, and costs only itself", () => {
  const broken: Fix = {
    ...fix,
    title: "Fails",
    edits: () => {
      throw new Error("no such block");
    },
  };
  const { diagnostics, faults } = fileReport(withFixes([broken, fix]), overlapTemplate);
  expect(diagnostics.map((diagnostic) => diagnostic.fixes.map(({ title }) => title))).toEqual([["Works"]]);
  expect(faults).toEqual(['fix "Fails" of rule cidr/subnet-overlap failed: no such block']);
});

test("a syntax problem stands among the diagnostics and in problems", () => {
  const text = `${overlapTemplate}  Broken:\n    Type: "AWS::EC2::VPC\n`;
  const { diagnostics, problems } = fileReport(analysisOf(text), text);
  expect(diagnostics.map((diagnostic) => diagnostic.rule)).toEqual(["cidr/subnet-overlap", "cfn/syntax"]);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.range).toEqual(diagnostics[1]?.range);
});

test("what is no template has nothing to report", () => {
  expect(fileReport(analysisOf("a: 1\n"), "a: 1\n")).toMatchObject({
    isTemplate: false,
    diagnostics: [],
    problems: [],
    scenarios: { explored: 0, total: 0 },
  });
});
