/** Every rule on its annotated templates, and that rules, files, list and cases fit together. See markers.ts for the markers. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Analysis, analyze, type ReportedFinding, snapshotOf } from "../server/src/analysis.ts";
import { rules } from "../server/src/rules/index.ts";
import type { Fix, Rule } from "../server/src/rules/rule.ts";
import { defaultSettings, presetsOf, type Settings } from "../server/src/settings/settings.ts";
import { applyEdits } from "../server/src/text/text-edit.ts";
import { commentSignOf, withMarkers, withoutMarkers } from "./markers.ts";

const casesFolder = path.resolve(import.meta.dirname, "rules");
const sourceFolder = path.resolve(import.meta.dirname, "../server/src/rules");
const isUpdate = process.env["UPDATE"] === "1";
/** Rules that the preset leaves out are on, too. */
const strict: Settings = { ...defaultSettings, preset: "strict" };

const isFixedText = (name: string): boolean => name.includes(".fixed.");
const fixedPath = (file: string): string => file.replace(/\.(\w+)$/, ".fixed.$1");
const findingsOf = (analysis: Analysis, rule: Rule): readonly ReportedFinding[] =>
  analysis.findings.filter((finding) => finding.rule.id === rule.id);

function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((item) => (item.isDirectory() ? [item.name] : []));
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort();
}

function read(text: string, name: string): Analysis {
  const analysis = analyze(name, snapshotOf(name, text), { settings: strict });
  expect(analysis.faults).toEqual([]);
  expect(analysis.isTemplate, "the case is recognised as a template").toBe(true);
  return analysis;
}

/** The text with one fix applied; undefined where it says that the text cannot be edited. */
function applied(analysis: Analysis, fix: Fix): string | undefined {
  const edits = fix.edits();
  if (!edits) return undefined;
  expect(edits.length, `"${fix.title}" changes something`).toBeGreaterThan(0);
  return applyEdits(analysis.document.text, edits);
}

/** Keys of what is reported as error or warning where nothing is configured. */
function graveKeys(analysis: Analysis): ReadonlySet<string> {
  const grave = analysis.findings.filter(
    (finding) =>
      (finding.severity === "error" || finding.severity === "warning") &&
      presetsOf(finding.rule, finding.consequence).includes("recommended"),
  );
  return new Set(grave.map((finding) => finding.key));
}

/** After `fix` alone the text is as readable as before, the finding is gone, and nothing grave is new. */
function checkFix(analysis: Analysis, finding: ReportedFinding, fix: Fix, name: string): void {
  const text = applied(analysis, fix);
  if (text === undefined) return;
  const after = read(text, name);
  const before = graveKeys(analysis);
  const gained = after.findings.filter((one) => graveKeys(after).has(one.key) && !before.has(one.key)).map((one) => one.message);
  const outcome = {
    title: fix.title,
    problems: after.document.problems.length,
    isGone: !after.findings.some((one) => one.key === finding.key),
    gained,
  };
  expect(outcome, text).toEqual({ title: fix.title, problems: analysis.document.problems.length, isGone: true, gained: [] });
}

/** Where a fixed text is expected, it is the exact text after the first fix of the first finding. */
function checkFixedText(analysis: Analysis, findings: readonly ReportedFinding[], rule: Rule, file: string): void {
  const expected = fixedPath(file);
  const isExample = path.basename(file).startsWith("example.");
  if (!existsSync(expected) && !(isUpdate && isExample && rule.isFixable)) return;
  const fix = findings[0]?.fixes?.[0];
  const text = fix && applied(analysis, fix);
  if (isUpdate && text !== undefined) writeFileSync(expected, text);
  expect(text).toBe(readFileSync(expected, "utf8"));
}

function checkCase(rule: Rule, file: string): void {
  const annotated = readFileSync(file, "utf8");
  const name = path.basename(file);
  const comment = commentSignOf(name);
  const analysis = read(withoutMarkers(annotated, comment), name);
  const findings = findingsOf(analysis, rule);
  const marked = withMarkers(analysis, findings, comment);
  if (isUpdate && marked !== annotated) writeFileSync(file, marked);
  expect(marked).toBe(isUpdate ? readFileSync(file, "utf8") : annotated);
  expect(new Set(findings.map((finding) => finding.key)).size).toBe(findings.length);
  if (!rule.isFixable)
    expect(
      findings.flatMap((finding) => finding.fixes ?? []),
      "fixes of a rule that says it has none",
    ).toEqual([]);
  for (const finding of findings) for (const fix of finding.fixes ?? []) checkFix(analysis, finding, fix, name);
  checkFixedText(analysis, findings, rule, file);
}

for (const rule of rules) {
  const folder = path.join(casesFolder, rule.id);
  describe(rule.id, () => {
    for (const name of filesIn(folder).filter((each) => !isFixedText(each))) test(name, () => checkCase(rule, path.join(folder, name)));

    test("has its cases", () => {
      const names = filesIn(folder);
      const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name) && !isFixedText(name));
      const missing = Object.entries({
        "example.yaml": has(/^example\.yaml$/),
        "silent-….yaml": has(/^silent-.*\.yaml$/),
        "unknown-….yaml": has(/^unknown-.*\.yaml$/),
        "condition-….yaml": has(/^condition-.*\.yaml$/),
        "a .json": has(/\.json$/),
        "example.fixed.yaml": names.includes("example.fixed.yaml") === rule.isFixable,
      });
      expect(missing.flatMap(([name, isThere]) => (isThere ? [] : [name]))).toEqual([]);
      const example = readFileSync(path.join(folder, "example.yaml"), "utf8");
      expect(withoutMarkers(example, "#"), "example.yaml has a marker").not.toBe(example);
      const strays = names.filter((name) => isFixedText(name) && !names.includes(name.replace(".fixed.", ".")));
      expect(strays, "a fixed text without its case").toEqual([]);
    });
  });
}

describe("the list of rules", () => {
  const files = foldersIn(sourceFolder).flatMap((family) =>
    readdirSync(path.join(sourceFolder, family)).map((name) => `${family}/${name}`),
  );
  const declared: { readonly id: string; readonly rule: Rule }[] = [];

  beforeAll(async () => {
    for (const file of files.filter((each) => each.endsWith(".ts"))) {
      const module: { readonly default?: Rule } = await import(path.join(sourceFolder, file));
      if (module.default) declared.push({ id: file.replace(/\.ts$/, ""), rule: module.default });
    }
  });

  test("each rule's id is its path", () => {
    expect(declared.map(({ rule }) => rule.id)).toEqual(declared.map(({ id }) => id));
  });

  test("holds every rule there is, sorted, once", () => {
    expect(rules.map((rule) => rule.id)).toEqual(declared.map(({ id }) => id).sort());
  });

  test("each folder of cases belongs to a rule", () => {
    const folders = foldersIn(casesFolder).flatMap((family) =>
      foldersIn(path.join(casesFolder, family)).map((name) => `${family}/${name}`),
    );
    expect(folders.sort()).toEqual(rules.map((rule) => rule.id));
  });

  test("what a rule says about itself is whole", () => {
    for (const rule of rules) {
      expect(rule.summary, rule.id).toMatch(/^[A-Z].*\.$/);
      expect(rule.why.trim(), rule.id).toMatch(/\.$/);
      expect(rule.reference, rule.id).toMatch(/^https:\/\/([a-z0-9]+\.)*(amazon|amazonaws)\.com\//);
    }
  });
});
