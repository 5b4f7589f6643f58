/** Says in one sentence what is wrong with a stretch of YAML. Knows the error codes of `yaml`. */
import type { Span } from "../text/span.ts";
import { tagIntrinsic } from "./intrinsic.ts";
import type { Block, SyntaxProblem } from "./node.ts";
import { isGap, nextLine } from "./yaml-line.ts";

/** An error as `yaml` reports it: `pos` are offsets of the text. */
export interface YamlError {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** The problem that stands first in the text, of those that were found while reading and the first one that `yaml` reports. */
export function firstProblem(
  block: Block,
  text: string,
  found: readonly SyntaxProblem[],
  error: YamlError | undefined,
): SyntaxProblem | undefined {
  const first = found.reduce<SyntaxProblem | undefined>(
    (first, next) => (first && first.span.start <= next.span.start ? first : next),
    undefined,
  );
  if (first && (error === undefined || first.span.start <= error.pos[0])) return { ...first, span: firstLine(text, first.span) };
  if (error === undefined) return undefined;
  const span = errorSpan(text, error);
  const shown = text.slice(span.start, span.end);
  const message = isTabbed(text, span.start) ? tabs : error.code === "MULTIPLE_TAGS" ? twoTags(text, span) : describe(error, shown);
  return { block, span, message };
}

function firstLine(text: string, { start, end }: Span): Span {
  const line = text.slice(start, end).split(/[\r\n]/, 1)[0] ?? "";
  return { start, end: start + line.length };
}

/** What the error is about, in one line. */
function errorSpan(text: string, { code, pos: [from, to], message }: YamlError): Span {
  const start = Math.max(0, Math.min(from, text.length));
  if (code === "BAD_DQ_ESCAPE") return { start, end: Math.min(start + 2, text.length) };
  if (code === "BAD_INDENT" || code === "TAB_AS_INDENT" || isListKey(message)) return nextWord(text, start);
  const line = text.slice(start, Math.max(start, Math.min(to, start + 200)));
  const shown = line.split("\n", 1)[0]?.trimEnd() ?? "";
  if (shown.length === 1 && /\w/.test(shown)) return nextWord(text, start);
  if (shown.trim() !== "") return { start: start + shown.search(/\S/), end: start + shown.length };
  const before = text.slice(0, start).trimEnd().length;
  return before > 0 ? { start: before - 1, end: before } : { start, end: start };
}

/** The next word that is not in a comment: `yaml` reports a wrongly indented line where the one before it ends. */
function nextWord(text: string, from: number): Span {
  let start = from;
  for (; start < text.length; start++) {
    if (text[start] === "#" && /\s/.test(text.charAt(start - 1))) start = nextLine(text, start) - 1;
    else if (!isGap(text.charCodeAt(start))) break;
  }
  const word = /^\S*/.exec(text.slice(start, start + 200))?.[0] ?? "";
  return { start, end: start + word.length };
}

const isListKey = (message: string): boolean => message.startsWith("A block sequence may not");

/** Whether a tab stands before that place in its line, and nothing but blanks. */
function isTabbed(text: string, at: number): boolean {
  const indentation = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return indentation.includes("\t") && indentation.trim() === "";
}

const tabs = "Tabs cannot indent YAML: use spaces.";

/** Of two short functions at one value: `span` is one of them. */
function twoTags(text: string, { start }: Span): string {
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const outer = tagIntrinsic(/(![\w:]+)\s*$/.exec(line)?.[1] ?? "");
  return `A value can have one short function only: write the outer one in full, as ${outer ?? "Fn::Select"}.`;
}

/** As much of the text as fits into a sentence. */
export function excerpt(text: string): string {
  const line = text
    .trim()
    .slice(0, 41)
    .replace(/[\s\p{Cc}]+/gu, " ");
  return line.length > 40 ? `${line.slice(0, 40)}...` : line;
}

/** What to say of a line that should be a key. */
export function noColon(line: string): string {
  if (/^(?:"[^"]*|'[^']*)$/.test(line)) return "This key has no closing quote.";
  return /^[\w-]+:[^\s:]/.test(line) ? `"${excerpt(line)}" needs a blank after its colon.` : `"${excerpt(line)}" has no colon after it.`;
}

const sentences: Readonly<Record<string, string>> = {
  ALIAS_PROPS: "An alias cannot carry a tag or an anchor.",
  BAD_ALIAS: 'A value cannot start with "*" or "&" unless it is quoted.',
  BAD_DIRECTIVE: "This is no directive that YAML knows.",
  BAD_INDENT: "This line is indented differently from the lines that it belongs to.",
  BAD_PROP_ORDER: "A tag or an anchor stands in the wrong place here.",
  BLOCK_AS_IMPLICIT_KEY: 'A value cannot contain ": " unless it is quoted.',
  BLOCK_IN_FLOW: "Lines that hang on their indentation cannot stand inside brackets.",
  KEY_OVER_1024_CHARS: "A key can have 1024 characters at most.",
  MULTILINE_IMPLICIT_KEY: "A key must stand in one line with its colon.",
  MULTIPLE_ANCHORS: "A value can have one anchor only.",
  RESOURCE_EXHAUSTION: "This is nested too deep to be read.",
  TAB_AS_INDENT: tabs,
  TAG_RESOLVE_FAILED: "This tag has a prefix that is not declared.",
};

function describe({ code, message }: YamlError, shown: string): string {
  if (isListKey(message)) return "A list cannot start here.";
  const known = sentences[code];
  if (known !== undefined) return known;
  if (code === "BAD_SCALAR_START") return `A value cannot start with "${shown.slice(0, 1)}" unless it is quoted.`;
  if (code === "BAD_DQ_ESCAPE") return `"${shown}" means nothing inside double quotes: use single quotes, or double the backslash.`;
  if (/missing , /i.test(message)) return "A comma is missing here.";
  if (/^comments must/i.test(message)) return 'A comment needs a blank before its "#".';
  if (/white space|missing space|missing newline/i.test(message)) return "A blank or a new line is missing here.";
  if (/without - indicator/.test(message)) return 'This line lacks the "- " that the other items of its list have.';
  if (/^[\]}]/.test(shown)) return `This "${shown.slice(0, 1)}" closes nothing.`;
  if (/^-(?:\s|$)/.test(shown)) return "A list cannot start here.";
  return "This does not fit here.";
}
