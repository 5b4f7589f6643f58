/** The command `trace`. */
import { analyze, snapshotOf } from "../analysis.ts";
import { traceJson } from "../report/trace-json.ts";
import { traceText } from "../report/trace-text.ts";
import { traceReport } from "../report/trace.ts";
import { withStated } from "../settings/project-settings.ts";
import { defaultSettings } from "../settings/settings.ts";
import type { TraceCommand } from "./cli-arguments.ts";
import { projectFiles } from "./cli-config.ts";
import type { Console } from "./cli-console.ts";
import { findFiles, readText } from "./cli-files.ts";

/** Runs the command; 0 for a path that is reachable, else 1 (what went wrong is told to the console). */
export async function traceCommand(command: TraceCommand, console: Console): Promise<0 | 1> {
  const { files, problems } = await findFiles([command.path]);
  for (const problem of problems) console.complain(problem);
  const [file, second] = files;
  if (!file) return 1;
  if (second || !file.isNamed) {
    console.complain(`trace needs one template, and ${command.path} is a folder or a glob`);
    return 1;
  }
  const input = await readText(file);
  if (input.kind !== "text") {
    console.complain(input.kind === "problem" ? input.message : `${file.path} is no CloudFormation template`);
    return 1;
  }
  const stated = await projectFiles(command.config, console).stated(file);
  const parameters = new Map([...stated.parameters, ...command.parameters]);
  const settings = { ...withStated(defaultSettings, stated), parameters };
  const analysis = analyze(file.path, snapshotOf(file.path, input.text), { settings });
  if (!analysis.isTemplate) {
    console.complain(`${file.path} is no CloudFormation template`);
    return 1;
  }
  for (const name of command.parameters.keys()) {
    if (!name.startsWith("AWS::") && !analysis.template.parameters.has(name))
      console.complain(`no template declares the parameter ${name}`);
  }
  const report = traceReport(analysis, input.text, { ...command.question, region: parameters.get("AWS::Region") });
  if ("problem" in report) {
    console.complain(report.problem);
    return 1;
  }
  console.print(command.format === "json" ? traceJson(report) : traceText(report, console.style));
  return report.verdict === "reachable" ? 0 : 1;
}
