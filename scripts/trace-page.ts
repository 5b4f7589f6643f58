/** The examples of docs/TRACE.md: what the command line prints for the commands that stand there. */
import { readFileSync } from "node:fs";
import { analyze, snapshotOf } from "../server/src/analysis.ts";
import { readArguments } from "../server/src/main/cli-arguments.ts";
import { plainPaint } from "../server/src/report/paint.ts";
import { traceReport } from "../server/src/report/trace.ts";
import { traceText } from "../server/src/report/trace-text.ts";

/** The page with the output of each `$ cfn-network-lint trace …` as it is now. Templates are read from the working directory. */
export const withExamples = (page: string): string =>
  page.replace(
    /```text\n\$ cfn-network-lint (.*)\n[\s\S]*?```/g,
    (_, line: string) => `\`\`\`text\n$ cfn-network-lint ${line}\n${outputOf(line)}\`\`\``,
  );

function outputOf(line: string): string {
  const command = readArguments(line.split(" "));
  if (command.kind !== "trace") throw new Error(`${line}: ${command.kind === "problem" ? command.message : "is no trace"}`);
  const text = readFileSync(command.path, "utf8");
  const settings = { preset: "recommended", rules: {}, parameters: command.parameters } as const;
  const report = traceReport(analyze(command.path, snapshotOf(command.path, text), { settings }), text, command.question);
  if ("problem" in report) throw new Error(`${line}: ${report.problem}`);
  return traceText(report, { paint: plainPaint, width: 120 });
}
