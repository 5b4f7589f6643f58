import { expect, test } from "vitest";
import type { Diagnostic, FileReport } from "../../server/src/report/diagnostic.ts";
import { jsonReport } from "../../server/src/report/json.ts";
import { colorPaint, plainPaint } from "../../server/src/report/paint.ts";
import { textReport, textSummary } from "../../server/src/report/text.ts";
import { totalsOf } from "../../server/src/report/totals.ts";

const plain = { paint: plainPaint, width: 80 };
const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } };
const diagnostic: Diagnostic = {
  rule: "cidr/invalid",
  severity: "error",
  consequence: "deploy-fail",
  message: "Vpc is wrong.",
  key: "k",
  logicalId: "Vpc",
  range,
  related: [],
  fixes: [],
  scenario: undefined,
};
const report = (diagnostics: readonly Diagnostic[], scenarios: FileReport["scenarios"] = { explored: 1, total: 1 }): FileReport => ({
  path: "a.yaml",
  text: "Resources:\n  Vpc:\n",
  isTemplate: true,
  scenarios,
  diagnostics,
  problems: [],
  faults: [],
});
const bodyOf = (changes: Partial<Diagnostic>): string =>
  textReport(report([{ ...diagnostic, ...changes }]), plain)
    .split("\n\n")
    .slice(2)
    .join("\n\n");

test("a finding alone", () => {
  expect(textReport(report([diagnostic]), plain)).toBe(`a.yaml:2:3  error  cidr/invalid
  Vpc is wrong.

  1 | Resources:
  2 |   Vpc:
    |   ^^^

`);
});

test("related places, the first fix and the scenario", () => {
  const fix = { title: "Put it right", preferred: true, safe: false, edits: [{ path: "a.yaml", range, newText: "x" }] };
  const related = [{ message: "This one, too.", path: "b.yaml", range }];
  const body = bodyOf({ related, fixes: [fix, { ...fix, title: "Or so" }], scenario: { Environment: "prod", Zone: null, Suffix: "" } });
  expect(body).toBe(`  b.yaml:2:3: This one, too.
  fix: Put it right
  scenario: Environment = prod, Zone = (another value), Suffix = (empty)

`);
});

test("a scenario that the message tells in full is not told again", () => {
  const message = "Vpc is wrong when Environment is prod and Zone is not a.";
  expect(bodyOf({ message, scenario: { Environment: "prod", Zone: null } })).toBe("");
  expect(bodyOf({ message, scenario: { Environment: "prod", Zone: "b-west" } })).toContain("scenario: Environment = prod, Zone = b-west\n");
});

test("of many related places some are shown and the rest counted", () => {
  const related = Array.from({ length: 9 }, (_, index) => ({ message: `Place ${index + 1}.`, path: "a.yaml", range }));
  const body = bodyOf({ related });
  expect(body).toContain("Place 6.\n  and 3 more places\n");
  expect(body).not.toContain("Place 7");
});

test("escape sequences of a template do not reach the terminal", () => {
  const hostile = "\u001b[2J\u001b]0;x\u0007";
  const text = textReport(
    {
      ...report([
        { ...diagnostic, message: hostile, related: [{ message: hostile, path: hostile, range }], scenario: { [hostile]: hostile } },
      ]),
      path: hostile,
      text: `Resources:\n  Vpc: ${hostile}\n`,
    },
    plain,
  );
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

test("without its colours a coloured report is the plain one", () => {
  const colored = textReport(report([diagnostic]), { ...plain, paint: colorPaint });
  expect(colored).toContain("\u001b[");
  // oxlint-disable-next-line no-control-regex
  expect(colored.replaceAll(/\u001b\[\d+m/g, "")).toBe(textReport(report([diagnostic]), plain));
});

test.each<[readonly FileReport[], string]>([
  [[], "No CloudFormation templates found.\n"],
  [[report([])], "No problems in 1 template, 1 scenario.\n"],
  [
    [report([], { explored: 24, total: "18014398509481984" }), report([])],
    "No problems in 2 templates, 25 of 18014398509481985 scenarios.\n",
  ],
  [[report([diagnostic])], "1 error in 1 template\n"],
  [
    [
      report([diagnostic, diagnostic, { ...diagnostic, severity: "warning" }]),
      report([
        { ...diagnostic, severity: "information" },
        { ...diagnostic, severity: "hint" },
      ]),
    ],
    "2 errors, 1 warning, 1 information, 1 hint in 2 templates\n",
  ],
  [
    [
      report([
        { ...diagnostic, fixes: [{ title: "x", preferred: true, safe: true, edits: [] }] },
        { ...diagnostic, fixes: [{ title: "x", preferred: true, safe: false, edits: [] }] },
      ]),
    ],
    "2 errors in 1 template (1 can be fixed by cfn-network-lint fix)\n",
  ],
])("the last line %#", (reports, line) => {
  expect(textSummary(totalsOf(reports), plain)).toBe(line);
});

test("JSON keeps null in a scenario, leaves out a scenario that is none, and big counts stay whole", () => {
  const json: unknown = JSON.parse(
    jsonReport(
      [report([diagnostic, { ...diagnostic, scenario: { Environment: null } }], { explored: 24, total: "18014398509481984" })],
      "1.2.3",
    ),
  );
  expect(json).toMatchObject({
    version: "1.2.3",
    files: [
      {
        scenarios: { explored: 24, total: "18014398509481984" },
        diagnostics: [expect.not.objectContaining({ scenario: expect.anything() }), { scenario: { Environment: null } }],
      },
    ],
    summary: { files: 1, errors: 2, warnings: 0, information: 0, hints: 0 },
  });
});
