/** Standard output and standard error of the command line. Knows whether colours are wanted, and which exit code complaints lead to. */
import { colorPaint, plainPaint } from "../report/paint.ts";
import { printable } from "../report/printable.ts";
import type { TextStyle } from "../report/text.ts";

export interface Console {
  readonly style: TextStyle;
  /** Writes to standard output as it is. */
  readonly print: (text: string) => void;
  /** Writes one line to standard error: something could not be done. */
  readonly complain: (sentence: string) => void;
  readonly hasComplained: () => boolean;
}

/** Where output goes to a file or a pipe, there is no width; it is what fits on a screen half of which is something else. */
const widthWithoutTerminal = 120;

/**
 * The console of this process. A reader that closes the pipe (`| head`) is nothing to complain about: what is left is not
 * written, and the exit code still tells what was found.
 */
export function processConsole(): Console {
  let complaints = 0;
  let isClosed = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    isClosed = true;
    if (error.code !== "EPIPE") complain(`cannot write to standard output: ${error.code ?? error.message}`);
  });
  process.stderr.on("error", () => undefined);
  const complain = (sentence: string): void => {
    complaints++;
    process.exitCode = 2;
    process.stderr.write(`cfn-network-lint: ${printable(sentence)}\n`);
  };
  return {
    style: { paint: wantsColors() ? colorPaint : plainPaint, width: process.stdout.columns ?? widthWithoutTerminal },
    print(text) {
      if (!isClosed && text !== "") process.stdout.write(text);
    },
    complain,
    hasComplained: () => complaints > 0,
  };
}

/** On a terminal, unless NO_COLOR (https://no-color.org) or TERM=dumb says otherwise; FORCE_COLOR overrides both. */
function wantsColors(): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: unwanted, TERM: terminal } = process.env;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return process.stdout.isTTY && !unwanted && terminal !== "dumb";
}

/** What to say about a fault of this program, in one line. */
export const faultLine = (path: string, fault: unknown): string =>
  `internal error at ${path}: ${fault instanceof Error ? fault.message : String(fault)} (please report it)`;
