/** What a check of the workspace comes to. */
import { expect, test } from "vitest";
import { resultText, type ScanResult, withFile } from "../../client/src/scan-text.ts";

const none = { errors: 0, warnings: 0, information: 0, hints: 0 };
const empty: ScanResult = { files: 0, of: 3, templates: 0, withFindings: 0, findings: none };
const template = (findings: Partial<typeof none>) => ({ template: true, findings: { ...none, ...findings }, isCached: false });

test("files are added up", () => {
  const all = [template({ errors: 1, hints: 2 }), undefined, template({})].reduce(withFile, empty);
  expect(all).toEqual({ files: 3, of: 3, templates: 2, withFindings: 1, findings: { ...none, errors: 1, hints: 2 } });
  expect(resultText(all)).toBe("Lint Workspace: 1 error, 2 hints in 1 of 2 templates.");
});

test("a scan that was cancelled says how far it came", () => {
  expect(resultText(withFile(empty, template({})))).toBe("Lint Workspace: cancelled after 1 of 3 files: no findings in 1 template.");
});

test("no template at all", () => {
  expect(resultText({ ...empty, files: 3 })).toBe("Lint Workspace: no CloudFormation template found in 3 files.");
  expect(resultText(empty)).toBe("Lint Workspace: cancelled after 0 of 3 files: no CloudFormation template found.");
});
