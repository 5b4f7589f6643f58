/** Offsets and line positions of one text. Knows line terminators; knows nothing of what the text means. */

/** As in LSP: both count from 0, `character` in UTF-16 code units from the start of the line. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface LineIndex {
  /** At least 1; a text that ends with a terminator has an empty last line. */
  readonly lineCount: number;
  /** Position of an offset, which is clamped to the text. An offset inside or after a line's terminator, but before the next line, stands at the line's end. */
  positionAt(offset: number): Position;
  /** Offset of a position. A character beyond the line is the line's end (before its terminator), a line beyond the text is the text's end. */
  offsetAt(position: Position): number;
  /** Offset of the line's first character; the text's end for a line beyond it. */
  lineStart(line: number): number;
}

const lineFeed = 10;
const carriageReturn = 13;

/** Reads `text` once. `\n`, `\r\n` and a lone `\r` end a line, as in LSP. */
export function lineIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  const lineCount = starts.length;
  const lineStart = (line: number): number => (line <= 0 ? 0 : (starts[line] ?? text.length));
  const lineEnd = (line: number): number => {
    const start = lineStart(line);
    let end = lineStart(line + 1);
    while (end > start && isTerminator(text.charCodeAt(end - 1))) end--;
    return end;
  };
  return {
    lineCount,
    lineStart,
    positionAt(offset) {
      const clamped = clamp(offset, 0, text.length);
      const line = lineAt(starts, clamped);
      return { line, character: Math.min(clamped, lineEnd(line)) - lineStart(line) };
    },
    offsetAt({ line, character }) {
      if (line >= lineCount) return text.length;
      return clamp(lineStart(line) + Math.max(character, 0), lineStart(line), lineEnd(line));
    },
  };
}

function lineStarts(text: string): Uint32Array {
  let starts = new Uint32Array(64);
  let count = 1;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code > carriageReturn || !isTerminator(code)) continue;
    if (code === carriageReturn && text.charCodeAt(offset + 1) === lineFeed) offset++;
    if (count === starts.length) {
      const grown = new Uint32Array(count * 2);
      grown.set(starts);
      starts = grown;
    }
    starts[count++] = offset + 1;
  }
  return starts.subarray(0, count);
}

/** The last line that starts at or before `offset`. */
function lineAt(starts: Uint32Array, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const isTerminator = (code: number): boolean => code === lineFeed || code === carriageReturn;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
