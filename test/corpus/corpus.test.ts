/** What the linter says about real templates, and that its fixes work on them. See README.md beside this file. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type Analysis, analyze, applyFixes, type ReportedFinding, snapshotOf } from "../../server/src/analysis.ts";
import { defaultSettings, presetsOf, type Settings } from "../../server/src/settings/settings.ts";
import { absoluteSpan } from "../../server/src/template/node.ts";
import { lineIndex } from "../../server/src/text/line-index.ts";
import { applyEdits } from "../../server/src/text/text-edit.ts";

const folder = path.resolve(import.meta.dirname, "templates");
const strict: Settings = { ...defaultSettings, preset: "strict" };
const names = readdirSync(folder).toSorted();

const read = (name: string): string => readFileSync(path.join(folder, name), "utf8").replace(/^\uFEFF/, "");
const open = (name: string, text: string, previous?: Analysis): Analysis =>
  analyze(name, snapshotOf(name, text), { settings: strict, previous });

function line(analysis: Analysis, finding: ReportedFinding): string {
  const { line: number } = lineIndex(analysis.document.text).positionAt(absoluteSpan(analysis.document, finding.at).start);
  return `  ${number + 1} ${finding.severity} ${finding.rule.id}: ${finding.message}`;
}

const graveKeys = (analysis: Analysis): ReadonlySet<string> =>
  new Set(
    analysis.findings
      .filter(
        (finding) =>
          (finding.severity === "error" || finding.severity === "warning") &&
          presetsOf(finding.rule, finding.consequence).includes("recommended"),
      )
      .map((finding) => finding.key),
  );

test("every template is accounted for", () => {
  const rows = readFileSync(path.join(folder, "../ORIGIN.tsv"), "utf8").trim().split("\n").slice(1);
  expect(rows.map((row) => row.split("\t")[0] ?? "").toSorted()).toEqual(names);
  for (const row of rows)
    expect(
      row.split("\t").every((cell) => cell !== ""),
      row,
    ).toBe(true);
});

test("what is said about real templates", async () => {
  const report = names.map((name) => {
    const analysis = open(name, read(name));
    expect(analysis.faults, name).toEqual([]);
    expect(analysis.isTemplate, name).toBe(true);
    return [name, ...analysis.findings.map((finding) => line(analysis, finding))].join("\n");
  });
  await expect(`${report.join("\n")}\n`).toMatchFileSnapshot("findings.txt");
});

describe("fixes on real templates", () => {
  for (const name of names) {
    const text = read(name);
    const analysis = open(name, text);
    const fixable = analysis.findings.flatMap((finding) => (finding.fixes ?? []).map((fix) => ({ finding, fix })));
    if (fixable.length === 0) continue;

    test(name, () => {
      const before = graveKeys(analysis);
      for (const { finding, fix } of fixable) {
        const edits = fix.edits();
        if (!edits) continue;
        const after = open(name, applyEdits(text, edits), analysis);
        const gained = [...graveKeys(after)].filter((key) => !before.has(key));
        const isGone = !after.findings.some((one) => one.key === finding.key);
        expect({ title: fix.title, problems: after.document.problems.length, isGone, gained }).toEqual({
          title: fix.title,
          problems: analysis.document.problems.length,
          isGone: true,
          gained: [],
        });
      }
      const all = applyFixes(name, snapshotOf(name, text), strict, (_, fix) => fix.preferred);
      expect(
        applyFixes(name, snapshotOf(name, all.text), strict, (_, fix) => fix.preferred).applied,
        "a second run changes nothing",
      ).toEqual([]);
      expect(applyEdits(text, all.edits)).toBe(all.text);
      expect([...graveKeys(open(name, all.text))].filter((key) => !before.has(key))).toEqual([]);
    });
  }
});
