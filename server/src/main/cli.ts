/** The command line: words in, text and an exit code out. */
import { version } from "../../../package.json";
import { ruleJson, ruleTable } from "../report/rule-list.ts";
import { rules } from "../rules/index.ts";
import { readArguments } from "./cli-arguments.ts";
import { type Console, processConsole } from "./cli-console.ts";
import { fix } from "./cli-fix.ts";
import { help } from "./cli-help.ts";
import { lint } from "./cli-lint.ts";
import { traceCommand } from "./cli-trace.ts";

/** Does what the words say; gives the exit code where nothing is complained about. */
async function run(words: readonly string[], console: Console): Promise<0 | 1> {
  const command = readArguments(words);
  switch (command.kind) {
    case "problem":
      console.complain(command.message);
      return 0;
    case "help":
      console.print(help);
      return 0;
    case "version":
      console.print(`${version}\n`);
      return 0;
    case "rules":
      console.print(command.format === "json" ? ruleJson(rules) : ruleTable(rules, console.style.paint));
      return 0;
    case "lint":
      return lint(command, console);
    case "fix":
      await fix(command, console);
      return 0;
    case "trace":
      return traceCommand(command, console);
  }
}

const console = processConsole();
run(process.argv.slice(2), console).then(
  (code) => {
    // The exit code is set, not enforced: what is still to be written to a pipe is written first.
    if (!console.hasComplained()) process.exitCode = code;
  },
  (error: unknown) => console.complain(`internal error: ${error instanceof Error ? error.message : String(error)} (please report it)`),
);
