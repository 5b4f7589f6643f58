/** All preferred fixes together, on every template of the tests: they come to an end, and leave the rest as it was. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type Analysis, analyze, applyFixes, snapshotOf } from "../server/src/analysis.ts";
import { defaultSettings, presetsOf, type Settings } from "../server/src/settings/settings.ts";
import { applyEdits } from "../server/src/text/text-edit.ts";
import { commentSignOf, withoutMarkers } from "./markers.ts";

const strict: Settings = { ...defaultSettings, preset: "strict" };

function templates(): readonly (readonly [name: string, text: string])[] {
  const folder = path.resolve(import.meta.dirname, "rules");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.(ya?ml|json)$/.test(file));
  const cases = files
    .toSorted()
    .map((file) => [file, withoutMarkers(readFileSync(path.join(folder, file), "utf8"), commentSignOf(file))] as const);
  const real = path.resolve(import.meta.dirname, "corpus/templates");
  return [
    ...cases,
    ...readdirSync(real)
      .toSorted()
      .map((file) => [file, readFileSync(path.join(real, file), "utf8").replace(/^\uFEFF/, "")] as const),
  ];
}

const open = (name: string, text: string): Analysis => analyze(name, snapshotOf(name, text), { settings: strict });

const graveKeys = (analysis: Analysis): readonly string[] =>
  analysis.findings.flatMap(({ key, severity, rule, consequence }) =>
    (severity === "error" || severity === "warning") && presetsOf(rule, consequence).includes("recommended") ? [key] : [],
  );

/** Lines that are nothing but a comment. */
const comments = (text: string): readonly string[] =>
  text
    .split(/\r\n|\r|\n/)
    .filter((line) => /^\s*#/.test(line))
    .map((line) => line.trim());

test("preferred fixes together converge, and lose no comment", () => {
  let fixed = 0;
  for (const [name, text] of templates()) {
    const before = open(name, text);
    if (!before.findings.some((finding) => finding.fixes?.some((fix) => fix.preferred))) continue;
    const all = applyFixes(name, snapshotOf(name, text), strict, (_, fix) => fix.preferred);
    if (all.applied.length === 0) continue;
    fixed++;
    const after = open(name, all.text);
    const known = new Set(graveKeys(before));
    expect(after.document.problems.length, name).toBe(before.document.problems.length);
    expect(
      graveKeys(after).filter((key) => !known.has(key)),
      name,
    ).toEqual([]);
    expect(applyFixes(name, snapshotOf(name, all.text), strict, (_, fix) => fix.preferred).applied, `${name}: a second run`).toEqual([]);
    expect(applyEdits(text, all.edits), name).toBe(all.text);
    const left = comments(all.text);
    expect(
      comments(text).filter((comment) => !left.includes(comment)),
      `${name}: comments`,
    ).toEqual([]);
  }
  expect(fixed).toBeGreaterThan(100);
}, 60_000);
