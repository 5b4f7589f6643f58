import { expect, test } from "vitest";
import { analysisText, findingsText } from "../../client/src/status-text.ts";

const status = { uri: "file:///a.yaml", template: true, findings: { errors: 0, warnings: 0, information: 0, hints: 0 } };

test("findings by severity, without the empty ones", () => {
  expect(findingsText({ errors: 1, warnings: 2, information: 3, hints: 1 })).toBe("1 error, 2 warnings, 3 information, 1 hint");
  expect(findingsText({ errors: 0, warnings: 1, information: 0, hints: 0 })).toBe("1 warning");
  expect(findingsText(status.findings)).toBe("no findings");
});

test("what was looked at", () => {
  const all = { ...status, scenarios: { explored: 1, total: 1 }, rules: 45, milliseconds: 3.6, pinned: null, pinProblem: null };
  expect(analysisText(all, "10:22:33")).toBe("1 scenario, 45 rules, 4 ms at 10:22:33");
  const some = {
    ...status,
    scenarios: { explored: 64, total: "36893488147419103232" },
    rules: 1,
    milliseconds: 120,
    pinned: "Stage = prod",
    pinProblem: null,
  };
  expect(analysisText(some, "1:02 PM")).toBe("64 of 36893488147419103232 scenarios, 1 rule, 120 ms at 1:02 PM");
});
