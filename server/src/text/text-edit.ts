/** Applying edits to a text, and finding the edits that lead from one text to another. Knows lines and characters only. */
import { changedLines, type Hunk } from "./line-diff.ts";
import type { Span, TextEdit } from "./span.ts";

/**
 * The text after all edits, whose spans refer to `text` itself. Several insertions at one offset keep their order and
 * stand before a replacement that starts there. Throws for edits that overlap or leave the text: that is our fault.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = "";
  let done = 0;
  for (const { span, newText } of ordered) {
    if (span.end < span.start || span.end > text.length) throw new RangeError(`edit ${span.start}-${span.end} is outside the text`);
    if (span.start < done) throw new RangeError(`edit ${span.start}-${span.end} overlaps the one before it`);
    result += text.slice(done, span.start) + newText;
    done = span.end;
  }
  return result + text.slice(done);
}

/**
 * Edits that turn `before` into `after`, in the order of the text: lines that both have are left alone (longest common
 * subsequence), and of a changed line only the stretch between its common start and end is replaced. No edit
 * starts or ends inside a surrogate pair or a `\r\n`, which LSP positions cannot express.
 */
export function minimalEdits(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  const edits: TextEdit[] = [];
  const old = splitLines(before);
  const now = splitLines(after);
  for (const hunk of changedLines(old.lines, now.lines)) {
    for (const part of pairedLines(hunk)) {
      edits.push(...trimmed(before, lineSpan(old, part.oldStart, part.oldEnd), after, lineSpan(now, part.newStart, part.newEnd)));
    }
  }
  return edits;
}

interface Lines {
  /** With their terminators. */
  readonly lines: readonly string[];
  /** Offset of each line's start, and the length of the text at the end. */
  readonly offsets: readonly number[];
}

function splitLines(text: string): Lines {
  const lines = text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
  const offsets = [0];
  let offset = 0;
  for (const line of lines) offsets.push((offset += line.length));
  return { lines, offsets };
}

function lineSpan({ offsets }: Lines, start: number, end: number): Span {
  return { start: offsets[start] ?? 0, end: offsets[end] ?? 0 };
}

/** A hunk with as many lines after as before is taken line by line: most edits change words, not structure. */
function pairedLines(hunk: Hunk): readonly Hunk[] {
  const count = hunk.oldEnd - hunk.oldStart;
  if (count !== hunk.newEnd - hunk.newStart) return [hunk];
  return Array.from({ length: count }, (_, index) => ({
    oldStart: hunk.oldStart + index,
    oldEnd: hunk.oldStart + index + 1,
    newStart: hunk.newStart + index,
    newEnd: hunk.newStart + index + 1,
  }));
}

/** The replacement without what the two stretches have in common at their starts and ends; none where they are equal. */
function trimmed(before: string, old: Span, after: string, now: Span): TextEdit[] {
  const shorter = Math.min(old.end - old.start, now.end - now.start);
  let prefix = 0;
  while (prefix < shorter && before.charCodeAt(old.start + prefix) === after.charCodeAt(now.start + prefix)) prefix++;
  if (prefix === shorter && old.end - old.start === now.end - now.start) return [];
  while (prefix > 0 && (splits(before, old.start + prefix) || splits(after, now.start + prefix))) prefix--;
  let suffix = 0;
  while (suffix < shorter - prefix && before.charCodeAt(old.end - suffix - 1) === after.charCodeAt(now.end - suffix - 1)) suffix++;
  while (suffix > 0 && (splits(before, old.end - suffix) || splits(after, now.end - suffix))) suffix--;
  return [{ span: { start: old.start + prefix, end: old.end - suffix }, newText: after.slice(now.start + prefix, now.end - suffix) }];
}

/** Whether `offset` lies between two code units that belong together. */
function splits(text: string, offset: number): boolean {
  const left = text.charCodeAt(offset - 1);
  const right = text.charCodeAt(offset);
  return (left === 13 && right === 10) || ((left & 0xfc00) === 0xd800 && (right & 0xfc00) === 0xdc00);
}

/** The terminator of the first line: what an inserted line should end with. `\n` for a text of one line. */
export function lineEnding(text: string): "\n" | "\r\n" | "\r" {
  const terminator = /\r\n|\r|\n/.exec(text)?.[0];
  return terminator === "\r\n" || terminator === "\r" ? terminator : "\n";
}
