/** What a check of the workspace comes to, in one line. */
import type { FindingCounts, LintFileResult } from "../../server/src/protocol.ts";
import { findingsText } from "./status-text.ts";

export interface ScanResult {
  /** How many files were looked at; fewer than `of` where it was cancelled. */
  readonly files: number;
  readonly of: number;
  readonly templates: number;
  /** Templates with findings. */
  readonly withFindings: number;
  readonly findings: FindingCounts;
}

/** The result with one more file. `file` is undefined where the server need not see it. */
export function withFile(result: ScanResult, file: LintFileResult | undefined): ScanResult {
  const files = result.files + 1;
  if (!file?.template) return { ...result, files };
  const { errors, warnings, information, hints } = file.findings;
  return {
    ...result,
    files,
    templates: result.templates + 1,
    withFindings: result.withFindings + (errors + warnings + information + hints > 0 ? 1 : 0),
    findings: {
      errors: result.findings.errors + errors,
      warnings: result.findings.warnings + warnings,
      information: result.findings.information + information,
      hints: result.findings.hints + hints,
    },
  };
}

/** "2 errors, 1 hint in 2 of 12 templates.": a notification shows one short line of it, what was found first. */
export function resultText({ files, of, templates, withFindings, findings }: ScanResult): string {
  const looked = files < of ? `cancelled after ${files} of ${count(of, "file")}: ` : "";
  if (templates === 0)
    return `Lint Workspace: ${looked}no CloudFormation template found${looked === "" ? ` in ${count(of, "file")}` : ""}.`;
  const where = withFindings > 0 ? `${withFindings} of ${count(templates, "template")}` : count(templates, "template");
  return `Lint Workspace: ${looked}${findingsText(findings)} in ${where}.`;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
