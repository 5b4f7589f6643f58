/** What the status says, in words. */
import type { FindingCounts, Status } from "../../server/src/protocol.ts";

/** "1 error, 2 warnings". Severities without a finding are left out. */
export function findingsText(findings: FindingCounts): string {
  const parts: string[] = [];
  if (findings.errors > 0) parts.push(count(findings.errors, "error"));
  if (findings.warnings > 0) parts.push(count(findings.warnings, "warning"));
  if (findings.information > 0) parts.push(`${findings.information} information`);
  if (findings.hints > 0) parts.push(count(findings.hints, "hint"));
  return parts.length > 0 ? parts.join(", ") : "no findings";
}

/** "4 scenarios, 120 rules, 12 ms at 10:22:33". `time` is the time of the analysis, as people read it. */
export function analysisText(status: Status, time: string): string {
  const { explored, total } = status.scenarios;
  const scenarios = String(explored) === String(total) ? count(explored, "scenario") : `${explored} of ${total} scenarios`;
  return `${scenarios}, ${count(status.rules, "rule")}, ${Math.round(status.milliseconds)} ms at ${time}`;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
