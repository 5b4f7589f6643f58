/** Inserts and removes lines of YAML block maps and lists. Knows gaps and comments between siblings; knows nothing of brackets. */
import type { TextEdit } from "../text/span.ts";
import {
  blankLinesAfter,
  blockLineEnd,
  column,
  endsLine,
  lineEnd,
  lineStart,
  nextLine,
  previousLineEnd,
  startsLine,
} from "./edit-lines.ts";
import { contentEnd, dashBefore, entryEnd, headEnd, isEmpty, ownEntries, absoluteStart } from "./edit-place.ts";
import type { ListNode, MapNode, TemplateDocument } from "./node.ts";

/** An entry or item of a block: from its key or dash to the end of its content. */
export interface Member {
  readonly start: number;
  readonly end: number;
}

/** The members of a block, which all start in column `base`. */
export interface BlockMembers {
  readonly base: number;
  readonly members: readonly Member[];
}

/** The map's own entries. Undefined where they do not stand one below the other, or there is none. */
export function blockEntries(document: TemplateDocument, map: MapNode): BlockMembers | undefined {
  const own = ownEntries(document, map);
  return aligned(
    document,
    own.map((entry) => ({ start: absoluteStart(document, entry.key), end: entryEnd(document, entry) })),
  );
}

/** The list's items. Undefined where their dashes do not stand one below the other, or there is none. */
export function blockItems(document: TemplateDocument, list: ListNode): BlockMembers | undefined {
  const members: Member[] = [];
  for (const item of list.items) {
    const start = dashBefore(document.text, absoluteStart(document, item));
    if (start === undefined) return undefined;
    members.push({ start, end: isEmpty(item) ? start + 1 : contentEnd(document, item) });
  }
  return aligned(document, members);
}

function aligned({ text }: TemplateDocument, members: readonly Member[]): BlockMembers | undefined {
  const first = members[0];
  if (!first) return undefined;
  const base = column(text, first.start);
  // The first may stand behind a dash; each of the others starts its line.
  const isAligned = members.every(
    (member, index) => column(text, member.start) === base && (index === 0 || startsLine(text, member.start)),
  );
  return isAligned && members.every((member) => closesLine(text, member.end)) ? { base, members } : undefined;
}

const closesLine = (text: string, end: number): boolean => endsLine(text, end) || lineStart(text, end) === end;

/** The usual number of empty lines between siblings; the smaller of two equally frequent ones. Undefined for a single one. */
export function usualGap({ text }: TemplateDocument, { base, members }: BlockMembers): number | undefined {
  const gaps = members
    .slice(0, -1)
    .map((member) => blankLinesAfter(text, blockLineEnd(text, member.end, base)))
    .sort((a, b) => a - b);
  return gaps[(gaps.length - 1) >> 1];
}

/** Inserts `written` (first line not indented, no line end at its end) as lines after the member at `index`. */
export function insertAfter(
  document: TemplateDocument,
  block: BlockMembers,
  index: number,
  written: string,
  eol: string,
  gap: number,
): readonly TextEdit[] | undefined {
  const { text } = document;
  const member = block.members[index];
  if (!member) return undefined;
  const line = " ".repeat(block.base) + written;
  // Text that keeps its trailing lines (`|+`) ends at the start of a line.
  if (member.end > 0 && lineStart(text, member.end) === member.end)
    return [insertion(member.end, line + (member.end < text.length ? eol : ""))];
  return [insertion(blockLineEnd(text, member.end, block.base), eol.repeat(gap + 1) + line)];
}

/** Removes the lines of the member at `index`, which is not the only one; comments above it stay. */
export function removeMember(document: TemplateDocument, block: BlockMembers, index: number): readonly TextEdit[] | undefined {
  const { text } = document;
  const member = block.members[index];
  if (!member || block.members.length < 2) return undefined;
  const last = blockLineEnd(text, member.end, block.base);
  if (!startsLine(text, member.start)) return removeFirst(document, block, last);
  const start = lineStart(text, member.start);
  const next = nextLine(text, last);
  // At the end of the text the line end before goes, too.
  if (next === lineEnd(text, last)) return [removal(previousLineEnd(text, start), text.length)];
  const isBlankBefore =
    start > 0 &&
    lineStart(text, start - 1) !== start &&
    /^[ \t]*$/.test(text.slice(lineStart(text, previousLineEnd(text, start)), previousLineEnd(text, start)));
  let end = next;
  // Of the empty lines around it one side stays.
  if (isBlankBefore) for (let count = blankLinesAfter(text, last); count > 0; count--) end = nextLine(text, end);
  return [removal(start, end)];
}

/** The first member stands behind a dash: the second one takes its place, unless comments stand between them. */
function removeFirst({ text }: TemplateDocument, block: BlockMembers, last: number): readonly TextEdit[] | undefined {
  const [first, second] = block.members;
  if (!first || !second) return undefined;
  const isNext = /^\s*$/.test(text.slice(last, second.start));
  return [removal(first.start, isNext ? second.start : last)];
}

export const insertion = (offset: number, newText: string): TextEdit => ({ span: { start: offset, end: offset }, newText });

export const removal = (start: number, end: number): TextEdit => ({ span: { start, end }, newText: "" });

/** Whether `key` can be written: a key that `headEnd` does not find has no colon of its own. */
export const hasHead = (document: TemplateDocument, map: MapNode): boolean =>
  map.entries.every((entry) => entry.key.shared || headEnd(document, entry.key) !== undefined);
