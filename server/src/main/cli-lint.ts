/** The command `lint`. */
import { analyze, snapshotOf } from "../analysis.ts";
import { type FileReport, fileReport } from "../report/diagnostic.ts";
import { jsonReport } from "../report/json.ts";
import { textReport, textSummary, type TextStyle } from "../report/text.ts";
import { totalsOf } from "../report/totals.ts";
import { withStated } from "../settings/project-settings.ts";
import { defaultSettings, type Settings, severities } from "../settings/settings.ts";
import { version } from "../../../package.json";
import type { LintCommand } from "./cli-arguments.ts";
import { findFiles, type InputFile, readText } from "./cli-files.ts";
import { printable } from "../report/printable.ts";
import { ignoredText, projectFiles, type StatedForFile } from "./cli-config.ts";
import { type Console, faultLine } from "./cli-console.ts";

/** Runs the command; gives the exit code that the findings lead to (what went wrong is told to the console). */
export async function lint(command: LintCommand, console: Console): Promise<0 | 1> {
  const projects = projectFiles(command.config, console);
  const { files, problems } = await findFiles(command.paths);
  const reports: FileReport[] = [];
  const declared = new Set<string>();
  /** What is said of files that were named and are left out all the same. */
  const named: string[] = [];
  for (const problem of problems) console.complain(problem);
  for (const file of files) {
    const stated = await projects.stated(file);
    if (stated.isIgnored) {
      if (file.isNamed) named.push(ignoredText(file, stated));
      continue;
    }
    const report = await lintFile(file, settingsFor(command, stated), declared, console);
    if (report === undefined) continue;
    // Reports are long-lived: only the one at hand needs its text.
    reports.push({ ...report, text: "" });
    if (command.format === "text") console.print(fileText(report, console.style));
  }
  complainAboutParameters(command, reports, declared, console);
  if (command.format === "text") console.print(named.join(""));
  if (command.format === "json" || named.length === 0 || reports.length > 0) print(command, reports, console);
  return isFailure(command, reports) ? 1 : 0;
}

/** Flags win over the project file: they are the user's word of the moment. */
function settingsFor({ preset, parameters }: LintCommand, stated: StatedForFile): Settings {
  const settings = withStated(defaultSettings, stated);
  return { ...settings, preset: preset ?? settings.preset, parameters: new Map([...settings.parameters, ...parameters]) };
}

/** Undefined where there is nothing to report: it could not be read, or was found and is no template. */
async function lintFile(file: InputFile, settings: Settings, declared: Set<string>, console: Console): Promise<FileReport | undefined> {
  const input = await readText(file);
  if (input.kind === "problem") console.complain(input.message);
  if (input.kind !== "text") return undefined;
  try {
    const analysis = analyze(file.path, snapshotOf(file.path, input.text), { settings });
    if (!analysis.isTemplate && !file.isNamed) return undefined;
    for (const name of analysis.template.parameters.keys()) declared.add(name);
    const report = fileReport(analysis, input.text);
    for (const fault of report.faults) console.complain(faultLine(file.path, fault));
    return report;
  } catch (error) {
    console.complain(faultLine(file.path, error));
    return undefined;
  }
}

const fileText = (report: FileReport, style: TextStyle): string =>
  report.isTemplate ? textReport(report, style) : `${printable(report.path)} is no CloudFormation template.\n`;

/** A value for a parameter that no template has is most likely a slip of the pen. Pseudo parameters need no declaration. */
function complainAboutParameters(
  { parameters }: LintCommand,
  reports: readonly FileReport[],
  declared: ReadonlySet<string>,
  console: Console,
): void {
  if (!reports.some((report) => report.isTemplate)) return;
  for (const name of parameters.keys()) {
    if (!name.startsWith("AWS::") && !declared.has(name)) console.complain(`no template declares the parameter ${name}`);
  }
}

function print(command: LintCommand, reports: readonly FileReport[], console: Console): void {
  if (command.format === "json") {
    console.print(jsonReport(reports, version));
    return;
  }
  // Where nothing could be read, the complaints say all.
  if (reports.length === 0 && console.hasComplained()) return;
  const totals = totalsOf(reports);
  // `fix` takes neither a preset nor parameters: with them it would see other findings than these.
  const isWhatFixSees = command.preset === undefined && command.parameters.size === 0;
  console.print(textSummary(isWhatFixSees ? totals : { ...totals, safelyFixable: 0 }, console.style));
}

function isFailure({ failOn }: LintCommand, reports: readonly FileReport[]): boolean {
  if (failOn === "never") return false;
  const limit = severities.indexOf(failOn);
  return reports.some((report) => report.diagnostics.some(({ severity }) => severities.indexOf(severity) <= limit));
}
