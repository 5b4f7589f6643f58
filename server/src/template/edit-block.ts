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
import { contentEnd, dashOf, entryEnd, isEmpty, ownEntries, absoluteStart } from "./edit-place.ts";
import type { ListNode, MapNode, TemplateDocument } from "./node.ts";

/** An entry or item of a block: from its key or dash to the end of its content. */
export interface Member {
  readonly start: number;
  readonly end: number;
}

/** The members of a block of which one is looked at: it starts in column `base`, as its siblings should. */
export interface BlockMembers {
  readonly base: number;
  readonly members: readonly Member[];
}

/** The own members of a map or a list. Undefined where the one at `index` does not have its lines for itself, or its block is broken. */
export function blockMembers(document: TemplateDocument, node: MapNode | ListNode, index: number): BlockMembers | undefined {
  const members = node.kind === "map" ? blockEntries(document, node) : blockItems(document, node);
  const member = members?.[index];
  const part = node.kind === "map" ? ownEntries(document, node)[index]?.key : node.items[index];
  if (!members || !member || !part || document.problems.some((problem) => problem.block === part.block)) return undefined;
  const { text } = document;
  // The first may stand behind a dash; each of the others starts its line.
  const startsWell = index === 0 || startsLine(text, member.start);
  return startsWell && (endsLine(text, member.end) || keepsLines(text, member)) ? { base: column(text, member.start), members } : undefined;
}

/** The map's own entries, from the key to the end of the value. */
const blockEntries = (document: TemplateDocument, map: MapNode): readonly Member[] =>
  ownEntries(document, map).map((entry) => ({ start: absoluteStart(document, entry.key), end: entryEnd(document, entry) }));

/** The list's items, from the dash to the end of the value. Undefined where a dash is not where the tree says. */
function blockItems(document: TemplateDocument, list: ListNode): readonly Member[] | undefined {
  const members: Member[] = [];
  for (const item of list.items) {
    const start = dashOf(document, list, item);
    if (start === undefined) return undefined;
    members.push({ start, end: isEmpty(item) ? start + 1 : contentEnd(document, item) });
  }
  return members;
}

/** The usual number of empty lines between siblings; the smaller of two equally frequent ones. Undefined for a single one. */
export function usualGap({ text }: TemplateDocument, { base, members }: BlockMembers): number | undefined {
  const gaps = members
    .slice(0, -1)
    .map((member) => blankLinesAfter(text, lastLineEnd(text, member, base)))
    .sort((a, b) => a - b);
  return gaps[(gaps.length - 1) >> 1];
}

/** Whether the member's text keeps its trailing lines (`|+`): it ends at the start of a line. */
const keepsLines = (text: string, member: Member): boolean => member.end > 0 && lineStart(text, member.end) === member.end;

/** End of the member's last line, before its line end. */
const lastLineEnd = (text: string, member: Member, base: number): number =>
  keepsLines(text, member) ? previousLineEnd(text, member.end) : blockLineEnd(text, member.end, base);

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
  if (keepsLines(text, member)) return [insertion(member.end, line + (member.end < text.length ? eol : ""))];
  return [insertion(blockLineEnd(text, member.end, block.base), eol.repeat(gap + 1) + line)];
}

/** Removes the lines of the member at `index`, which is not the only one; comments above it stay. */
export function removeMember(document: TemplateDocument, block: BlockMembers, index: number): readonly TextEdit[] | undefined {
  const { text } = document;
  const member = block.members[index];
  if (!member || block.members.length < 2) return undefined;
  const last = lastLineEnd(text, member, block.base);
  if (!startsLine(text, member.start)) return removeFirst(document, block, last);
  const start = lineStart(text, member.start);
  const next = nextLine(text, last);
  const before = block.members[index - 1];
  const joinsText = before !== undefined && keepsLines(text, before);
  // At the end of the text the line end before goes, too.
  if (next === lineEnd(text, last)) return [removal(joinsText ? start : previousLineEnd(text, start), text.length)];
  let end = next;
  // Of the empty lines around it one side stays; those that would become part of a text go.
  if (joinsText || isBlankBefore(text, start)) for (let count = blankLinesAfter(text, last); count > 0; count--) end = nextLine(text, end);
  return [removal(start, end)];
}

function isBlankBefore(text: string, start: number): boolean {
  const end = previousLineEnd(text, start);
  return start > 0 && /^[ \t]*$/.test(text.slice(lineStart(text, end), end));
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
