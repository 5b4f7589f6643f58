/** The command `fix`. */
import { applyFixes, isSafeFix, snapshotOf } from "../analysis.ts";
import { countText } from "../report/text.ts";
import { unifiedDiff } from "../report/unified-diff.ts";
import { printable } from "../report/printable.ts";
import { rules } from "../rules/index.ts";
import { withStated } from "../settings/project-settings.ts";
import { defaultSettings, type Settings } from "../settings/settings.ts";
import { looksLikeTemplate } from "../template/recognize.ts";
import type { FixCommand } from "./cli-arguments.ts";
import { ignoredText, projectFiles, type StatedForFile } from "./cli-config.ts";
import { type Console, faultLine } from "./cli-console.ts";
import { findFiles, type InputFile, type InputText, readText, writeText } from "./cli-files.ts";

interface Outcome {
  readonly isTemplate: boolean;
  /** Titles of the fixes that were applied and written. */
  readonly applied: readonly string[];
}

const nothing: Outcome = { isTemplate: false, applied: [] };

/** Runs the command. What went wrong is told to the console. */
export async function fix(command: FixCommand, console: Console): Promise<void> {
  const { files, problems } = await findFiles(command.paths);
  for (const problem of problems) console.complain(problem);
  const projects = projectFiles(command.config, console);
  const outcomes: Outcome[] = [];
  for (const file of files) {
    const stated = await projects.stated(file);
    if (stated.isIgnored) {
      if (file.isNamed && !command.dryRun) console.print(ignoredText(file, stated));
      continue;
    }
    const input = await readText(file);
    if (input.kind === "problem") console.complain(input.message);
    if (input.kind === "text") outcomes.push(fixFile(command, settingsFor(command.rules, stated), file, input, console));
  }
  // Of a text that goes to standard output, or of a diff, nothing else may stand there.
  if (command.dryRun || files.some((file) => file.source === "stdin")) return;
  if (outcomes.some((outcome) => outcome.isTemplate)) console.print(summary(outcomes));
  else if (!console.hasComplained() && !files.some((file) => file.isNamed)) console.print("No CloudFormation templates found.\n");
}

/**
 * The settings that decide which findings are fixed. Rules that are asked for by name work whether or not the recommended
 * preset has them; the others are off.
 */
function settingsFor(wanted: readonly string[], stated: StatedForFile): Settings {
  const settings = withStated(defaultSettings, stated);
  if (wanted.length === 0) return settings;
  const others = rules.filter((rule) => !wanted.includes(rule.id));
  return { ...settings, preset: "strict", rules: Object.fromEntries(others.map((rule) => [rule.id, "off"])) };
}

function fixFile(command: FixCommand, settings: Settings, file: InputFile, { text, mark }: InputText, console: Console): Outcome {
  const fixed = fixText(command, settings, file, text, console);
  const after = fixed?.text ?? text;
  if (file.source === "stdin") console.print(command.dryRun ? unifiedDiff(file.path, mark + text, mark + after) : mark + after);
  if (!looksLikeTemplate(text)) {
    if (file.isNamed && file.source === "disk" && !command.dryRun)
      console.print(`${printable(file.path)} is no CloudFormation template.\n`);
    return nothing;
  }
  if (fixed === undefined || fixed.applied.length === 0) return { isTemplate: true, applied: [] };
  if (file.source === "disk") {
    if (command.dryRun) {
      console.print(unifiedDiff(file.path, mark + text, mark + after));
      return { isTemplate: true, applied: fixed.applied };
    }
    const complaint = writeText(file.path, mark + after);
    if (complaint !== undefined) {
      console.complain(complaint);
      return { isTemplate: true, applied: [] };
    }
    console.print(
      [console.style.paint(printable(file.path), "bold"), ...fixed.applied.map((title) => `  ${printable(title)}`), ""].join("\n"),
    );
  }
  return { isTemplate: true, applied: fixed.applied };
}

/** Undefined where a fault of ours keeps it from being fixed. */
function fixText(
  command: FixCommand,
  settings: Settings,
  file: InputFile,
  text: string,
  console: Console,
): { readonly text: string; readonly applied: readonly string[] } | undefined {
  try {
    return applyFixes(file.path, snapshotOf(file.path, text), settings, command.unsafe ? () => true : isSafeFix);
  } catch (error) {
    console.complain(faultLine(file.path, error));
    return undefined;
  }
}

function summary(outcomes: readonly Outcome[]): string {
  const templates = outcomes.filter((outcome) => outcome.isTemplate).length;
  const changed = outcomes.filter((outcome) => outcome.applied.length > 0);
  const fixes = changed.reduce((sum, outcome) => sum + outcome.applied.length, 0);
  if (fixes === 0) return `Nothing to fix in ${countText(templates, "template")}.\n`;
  return `Applied ${fixes === 1 ? "1 fix" : `${fixes} fixes`} in ${changed.length} of ${countText(templates, "template")}.\n`;
}
