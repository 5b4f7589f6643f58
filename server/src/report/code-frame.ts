/** A few lines of a text with a stretch underlined. Knows nothing of findings. */
import type { LineIndex } from "../text/line-index.ts";
import type { Range } from "./diagnostic.ts";
import { columnsOf, printable } from "./printable.ts";

export interface Frame {
  /** As many as needed for the largest line number. */
  readonly gutterWidth: number;
  readonly lines: readonly FrameLine[];
}

export interface FrameLine {
  /** Counts from 1, as editors show it. */
  readonly number: number;
  readonly text: string;
  /** Blanks and carets that stand under `text`; empty for a line of context. */
  readonly underline: string;
}

const contextLines = 2;
const tabStop = 4;
/** Columns that stay in sight before the underlined stretch where a long line is cut; more where the stretch fits in the middle. */
const leastLead = 4;

/** Beyond so many characters a line is taken to be a whole minified document: only what is near the stretch is looked at. */
const longestLine = 4000;

/**
 * The line where `range` starts, underlined up to its end (or to the end of the line), and up to two lines before and after. Tabs
 * become blanks. Lines longer than `width` columns are cut, all at the same column, so that the underlined stretch is in sight.
 */
export function codeFrame(text: string, lines: LineIndex, range: Range, width: number): Frame {
  const marked = range.start.line;
  const whole = lineText(text, lines, marked);
  const skipped = whole.length > longestLine ? Math.max(0, range.start.character - longestLine / 4) : 0;
  const content = whole.slice(skipped, skipped + longestLine);
  const until = range.end.line > marked ? content.trimEnd().length : range.end.character - skipped;
  const from = columnAt(content, range.start.character - skipped);
  const to = Math.max(columnAt(content, until), from + 1);
  const cut = to <= width ? 0 : Math.max(0, from - Math.max(leastLead, Math.floor((width - (to - from)) / 2)));
  const underline = " ".repeat(from - cut) + "^".repeat(Math.min(to, cut + width) - from);
  const { first, last } = whole.length > longestLine ? { first: marked, last: marked } : context(text, lines, marked);
  const shown = Array.from({ length: last - first + 1 }, (_, index): FrameLine => {
    const line = first + index;
    if (line === marked) return { number: line + 1, text: cutColumns(content, cut, width), underline };
    return { number: line + 1, text: cutColumns(lineText(text, lines, line).slice(0, longestLine), cut, width), underline: "" };
  });
  return { gutterWidth: String(last + 1).length, lines: shown };
}

/** A line without its terminator. */
const lineText = (text: string, lines: LineIndex, line: number): string =>
  text.slice(lines.lineStart(line), lines.offsetAt({ line, character: Number.MAX_SAFE_INTEGER }));

/** The lines to show around `marked`, without blank ones at the edges. */
function context(text: string, lines: LineIndex, marked: number): { readonly first: number; readonly last: number } {
  const isBlank = (line: number): boolean => lineText(text, lines, line).trim() === "";
  let first = Math.max(0, marked - contextLines);
  while (first < marked && isBlank(first)) first++;
  let last = Math.min(lines.lineCount - 1, marked + contextLines);
  while (last > marked && isBlank(last)) last--;
  return { first, last };
}

interface Cell {
  readonly shown: string;
  readonly column: number;
  readonly end: number;
  readonly offset: number;
}

/** Each character of a line as it is shown, with the columns that it takes. */
function* cells(line: string): Generator<Cell> {
  let column = 0;
  let offset = 0;
  for (const character of line) {
    const isTab = character === "\t";
    const size = isTab ? tabStop - (column % tabStop) : columnsOf(character);
    yield { shown: isTab ? " ".repeat(size) : printable(character), column, end: column + size, offset };
    column += size;
    offset += character.length;
  }
}

/** Column of the character at a UTF-16 offset of the line; that after the last one for the line's end. */
function columnAt(line: string, offset: number): number {
  let end = 0;
  for (const cell of cells(line)) {
    if (cell.offset >= offset) return cell.column;
    end = cell.end;
  }
  return end;
}

/** `width` columns of the line from column `start`, and one more with an ellipsis at an end that is cut off. */
function cutColumns(line: string, start: number, width: number): string {
  let shown = "";
  for (const { column, end, shown: character } of cells(line)) {
    if (end <= start) continue;
    if (column <= start && start > 0) shown += "…".padEnd(end - start);
    else if (end > start + width) return `${shown}…`;
    else shown += character;
  }
  return shown.trimEnd();
}
