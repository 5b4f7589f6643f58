/** Reports as text for people: what, where, the code, what else belongs to it, what helps. Knows terminals' colours and widths. */
import type { Severity } from "../settings/settings.ts";
import { type LineIndex, lineIndex, type Position } from "../text/line-index.ts";
import { codeFrame } from "./code-frame.ts";
import type { Diagnostic, FileReport } from "./diagnostic.ts";
import type { Ink, Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import type { Totals } from "./totals.ts";

export interface TextStyle {
  readonly paint: Paint;
  /** Columns of the terminal. */
  readonly width: number;
}

const inkOf: Readonly<Record<Severity, Ink>> = { error: "red", warning: "yellow", information: "blue", hint: "cyan" };

/** Related places that are listed; the rest is counted. */
const maxRelated = 6;
const narrowestFrame = 40;

/** All diagnostics of a file, each followed by an empty line. Empty where there are none. */
export function textReport(report: FileReport, style: TextStyle): string {
  if (report.diagnostics.length === 0) return "";
  const lines = lineIndex(report.text);
  return report.diagnostics.map((diagnostic) => `${textOf(report, lines, diagnostic, style).join("\n")}\n\n`).join("");
}

function textOf(report: FileReport, lines: LineIndex, diagnostic: Diagnostic, { paint, width }: TextStyle): readonly string[] {
  const ink = inkOf[diagnostic.severity];
  const place = placeText(report.path, diagnostic.range.start);
  const fix = diagnostic.fixes[0];
  return [
    `${paint(place, "bold")}  ${paint(diagnostic.severity, ink, "bold")}  ${paint(diagnostic.rule, "dim")}`,
    `  ${paint(printable(diagnostic.message), "bold")}`,
    "",
    ...frameText(report.text, lines, diagnostic, paint, Math.max(width, narrowestFrame)),
    "",
    ...relatedText(diagnostic, paint),
    ...(fix ? [`  ${paint("fix:", "green")} ${printable(fix.title)}`] : []),
    ...scenarioText(diagnostic, paint),
  ].filter((line, index, all) => line !== "" || index < all.length - 1);
}

/** `path:line:column`, both counted from 1: editors and terminals make a link of it. */
const placeText = (path: string, { line, character }: Position): string => `${printable(path)}:${line + 1}:${character + 1}`;

function frameText(text: string, lines: LineIndex, diagnostic: Diagnostic, paint: Paint, width: number): readonly string[] {
  const gutter = `  ${" ".repeat(String(diagnostic.range.start.line + 3).length)} | `.length;
  const frame = codeFrame(text, lines, diagnostic.range, width - gutter - 1);
  return frame.lines.flatMap(({ number, text: code, underline }) => {
    const row = `  ${paint(`${String(number).padStart(frame.gutterWidth)} |`, "dim")} ${code}`.trimEnd();
    if (underline === "") return [row];
    const blanks = underline.length - underline.trimStart().length;
    const carets = underline.slice(0, blanks) + paint(underline.slice(blanks), inkOf[diagnostic.severity], "bold");
    return [row, `  ${paint(`${" ".repeat(frame.gutterWidth)} |`, "dim")} ${carets}`];
  });
}

function relatedText({ related }: Diagnostic, paint: Paint): readonly string[] {
  const shown = related
    .slice(0, maxRelated)
    .map(({ path, range, message }) => `  ${paint(`${placeText(path, range.start)}:`, "dim")} ${printable(message)}`);
  const rest = related.length - shown.length;
  return rest > 0 ? [...shown, `  and ${countText(rest, "more place")}`] : shown;
}

/** "scenario: Environment = prod, UseNat = (another value)". Nothing where the message says all of it already. */
function scenarioText({ scenario = {}, message }: Diagnostic, paint: Paint): readonly string[] {
  const choices = Object.entries(scenario);
  if (choices.every(([name, value]) => message.includes(name) && message.includes(value ?? ""))) return [];
  const said = choices.map(([name, value]) => `${name} = ${value === null ? "(another value)" : value === "" ? "(empty)" : value}`);
  return [`  ${paint("scenario:", "cyan")} ${printable(said.join(", "))}`];
}

/** The last line: what was found in how many templates, or that nothing was found, and in how many scenarios. */
export function textSummary(totals: Totals, { paint }: TextStyle): string {
  const { findings, templates, safelyFixable } = totals;
  // What was named and is none was said so in its turn.
  if (templates === 0) return totals.files === 0 ? "No CloudFormation templates found.\n" : "";
  const severities: readonly (readonly [Severity, string])[] = [
    ["error", countText(findings.error, "error")],
    ["warning", countText(findings.warning, "warning")],
    ["information", `${findings.information} information`],
    ["hint", countText(findings.hint, "hint")],
  ];
  const counts = severities.filter(([severity]) => findings[severity] > 0).map(([severity, text]) => paint(text, inkOf[severity], "bold"));
  if (counts.length === 0) return `${paint("No problems", "green")} in ${countText(templates, "template")}, ${scenariosText(totals)}.\n`;
  const fixable = safelyFixable > 0 ? ` (${safelyFixable} can be fixed by cfn-network-lint fix)` : "";
  return `${counts.join(", ")} in ${countText(templates, "template")}${fixable}\n`;
}

function scenariosText({ scenarios: { explored, total } }: Totals): string {
  return explored === total ? countText(total, "scenario") : `${explored} of ${countText(total, "scenario")}`;
}

/** "1 error", "2 errors". */
export const countText = (count: number | bigint, noun: string): string => `${count} ${noun}${BigInt(count) === 1n ? "" : "s"}`;
