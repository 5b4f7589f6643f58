/** Lines, columns and comments around an offset of a text. Knows line ends and `#`; knows nothing of nodes. */

const isLineEnd = (text: string, offset: number): boolean => text[offset] === "\n" || text[offset] === "\r";

/** Offset of the first character of the line that contains `offset`. */
export function lineStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isLineEnd(text, start - 1)) start--;
  return start;
}

/** Offset after the last character of the line that contains `offset`, before its line end. */
export function lineEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !isLineEnd(text, end)) end++;
  return end;
}

/** Offset of the line after the one that contains `offset`; the text's length where there is none. */
export function nextLine(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  if (text[end] === "\r" && text[end + 1] === "\n") return end + 2;
  return Math.min(end + 1, text.length);
}

/** Offset of the end of the line before the one that contains `offset`, before its line end; 0 on the first line. */
export function previousLineEnd(text: string, offset: number): number {
  const start = lineStart(text, offset);
  if (start === 0) return 0;
  return text[start - 1] === "\n" && text[start - 2] === "\r" ? start - 2 : start - 1;
}

/** Number of code units between the start of the line and `offset`. */
export const column = (text: string, offset: number): number => offset - lineStart(text, offset);

/** The blanks and tabs with which the line that contains `offset` starts. */
export function indentation(text: string, offset: number): string {
  const start = lineStart(text, offset);
  let end = start;
  while (text[end] === " " || text[end] === "\t") end++;
  return text.slice(start, end);
}

/** The line end in use at `offset`: that of its own line, else of the line before, else the text's first, else `\n`. */
export function lineBreak(text: string, offset: number): string {
  const end = lineEnd(text, offset);
  const own = text.slice(end, nextLine(text, offset));
  if (own !== "") return own;
  const start = lineStart(text, offset);
  return text.slice(previousLineEnd(text, offset), start) || "\n";
}

/** Whether nothing but blanks and perhaps a YAML comment stands between `offset` and the end of its line. */
export const endsLine = (text: string, offset: number): boolean => /^(?:[ \t]*|[ \t]+#.*)$/.test(text.slice(offset, lineEnd(text, offset)));

/** Whether nothing but blanks stands between the start of the line and `offset`. */
export const startsLine = (text: string, offset: number): boolean => /^[ \t]*$/.test(text.slice(lineStart(text, offset), offset));

/** `offset` without the blanks and line ends before it, but not before `least`. */
export function trimEnd(text: string, offset: number, least: number): number {
  let end = offset;
  while (end > least && /\s/.test(text[end - 1] ?? "")) end--;
  return end;
}

/** Number of empty lines that follow the line that contains `offset`, up to the next line with something on it. */
export function blankLinesAfter(text: string, offset: number): number {
  let count = 0;
  let line = nextLine(text, offset);
  while (line < text.length && lineStart(text, line) === line && /^[ \t]*$/.test(text.slice(line, lineEnd(text, line)))) {
    count++;
    line = nextLine(text, line);
  }
  return line >= text.length ? 0 : count;
}

/**
 * Offset of the end of the last line that belongs to a YAML block whose content ends at `offset` and whose keys or dashes stand in `indent`:
 * the line itself, and comment lines after it that are indented deeper than the block's key.
 */
export function blockLineEnd(text: string, offset: number, indent: number): number {
  let last = lineEnd(text, offset);
  let line = nextLine(text, offset);
  while (line < text.length) {
    const blanks = indentation(text, line).length;
    const mark = text[line + blanks];
    const isBlank = mark === undefined || isLineEnd(text, line + blanks);
    if (!isBlank && (mark !== "#" || blanks <= indent)) break;
    if (!isBlank) last = lineEnd(text, line);
    if (nextLine(text, line) <= line) break;
    line = nextLine(text, line);
  }
  return last;
}
