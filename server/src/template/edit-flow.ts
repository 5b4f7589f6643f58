/** Inserts and removes members of brackets, in JSON and in YAML. Knows commas and comments between members; knows nothing of indentation's meaning. */
import type { TextEdit } from "../text/span.ts";
import type { Member } from "./edit-block.ts";
import { insertion, removal } from "./edit-block.ts";
import { indentation, lineEnd, lineStart, previousLineEnd, startsLine } from "./edit-lines.ts";
import { absoluteStart, contentEnd, entryEnd, opener, ownEntries } from "./edit-place.ts";
import type { ListNode, MapNode, TemplateDocument } from "./node.ts";
import { absoluteSpan } from "./node.ts";

/** The members of a pair of brackets, of which there is one at least. */
export interface FlowMembers {
  /** Offset after the opening bracket. */
  readonly open: number;
  readonly members: readonly Member[];
}

/** Undefined where there is no member, or the brackets are not where the tree says. */
export function flowMembers(document: TemplateDocument, node: MapNode | ListNode): FlowMembers | undefined {
  const members: Member[] =
    node.kind === "list"
      ? node.items.map((item) => absoluteSpanOf(document, item))
      : ownEntries(document, node).map((entry) => ({ start: absoluteStart(document, entry.key), end: entryEnd(document, entry) }));
  const first = node.kind === "list" ? node.items[0] : ownEntries(document, node)[0]?.key;
  const count = node.kind === "list" ? node.items.length : node.entries.length;
  const open = first && opener(document, node, first);
  if (open === undefined || members.length !== count) return undefined;
  return members.every((member, index) => member.start >= (members[index - 1]?.end ?? open + 1) && member.end > member.start)
    ? { open: open + 1, members }
    : undefined;
}

const absoluteSpanOf = (document: TemplateDocument, node: MapNode["entries"][number]["value"]): Member => ({
  start: absoluteSpan(document, node).start,
  end: contentEnd(document, node),
});

/** Where a new member comes to stand. */
export interface FlowPlace {
  /** Whether all members stand on the bracket's own line. */
  readonly oneLine: boolean;
  /** Indentation of the new member's line. */
  readonly prefix: string;
}

/** The place after the member at `index`. */
export function placeAfter({ text }: TemplateDocument, { open, members }: FlowMembers, index: number): FlowPlace {
  const first = members[0]?.start ?? open;
  const last = members.at(-1)?.end ?? open;
  const isBroken =
    /[\r\n]/.test(text.slice(open, first)) ||
    members.some((member, at) => at > 0 && /[\r\n]/.test(text.slice(members[at - 1]?.end ?? 0, member.start)));
  return { oneLine: !isBroken && last >= first, prefix: indentation(text, members[index]?.start ?? first) };
}

/** Inserts `written` after the member at `index`, separated as its siblings are. `comma`: what follows a comma on one line. */
export function insertFlow(
  document: TemplateDocument,
  flow: FlowMembers,
  index: number,
  written: string,
  eol: string,
  comma: string,
): readonly TextEdit[] | undefined {
  const { text } = document;
  const member = flow.members[index];
  if (!member) return undefined;
  const { oneLine, prefix } = placeAfter(document, flow, index);
  const tail = text.slice(member.end, lineEnd(text, member.end));
  const commented = document.format === "yaml" ? /^[ \t]*(,?)[ \t]+#/.exec(tail) : null;
  if (commented) {
    const line = eol + prefix + written;
    const end = lineEnd(text, member.end);
    return commented[1] === "," ? [insertion(end, `${line},`)] : [insertion(member.end, ","), insertion(end, line)];
  }
  return [insertion(member.end, separator(text, flow, index, oneLine ? `,${comma}` : `,${eol}${prefix}`) + written)];
}

/** The text between the member and its neighbour before, else after; `otherwise` where there is none or a comment stands there. */
function separator(text: string, { open, members }: FlowMembers, index: number, otherwise: string): string {
  const at = index > 0 ? index : 1;
  const before = members[at - 1];
  const after = members[at];
  if (!before || !after || before.end < open) return otherwise;
  const between = text.slice(before.end, after.start);
  return /^\s*,\s*$/.test(between) ? between : otherwise;
}

/** Removes the member at `index`, which is not the only one, with one comma. */
export function removeFlow({ text }: TemplateDocument, { members }: FlowMembers, index: number): readonly TextEdit[] | undefined {
  const member = members[index];
  const next = members[index + 1];
  const previous = members[index - 1];
  if (!member || (!next && !previous)) return undefined;
  // On a line with its predecessor, before one on the next line: that one stays where it is.
  const isLastOfLine = next && previous && !startsLine(text, member.start) && startsLine(text, next.start);
  if (isLastOfLine && /^\s*,\s*$/.test(text.slice(previous.end, member.start))) return [removal(previous.end, member.end)];
  return next ? removeBefore(text, member, next) : removeLast(text, previous ?? member, member);
}

function removeBefore(text: string, member: Member, next: Member): readonly TextEdit[] | undefined {
  const between = text.slice(member.end, next.start);
  if (/^\s*,\s*$/.test(between)) return [removal(member.start, next.start)];
  // With comments: the member's own line goes, comment lines above the next one stay.
  const rest = /^[ \t]*,[ \t]*(?:#.*)?$/.exec(text.slice(member.end, lineEnd(text, member.end)));
  if (!rest || !startsLine(text, member.start)) return undefined;
  return [removal(previousLineEnd(text, member.start), lineEnd(text, member.end))];
}

function removeLast(text: string, previous: Member, member: Member): readonly TextEdit[] | undefined {
  const between = text.slice(previous.end, member.start);
  const end = /^[ \t]+#.*$/.test(text.slice(member.end, lineEnd(text, member.end))) ? lineEnd(text, member.end) : member.end;
  if (/^\s*,\s*$/.test(between)) return [removal(previous.end, end)];
  const comma = /^\s*,/.exec(between);
  if (!comma || !startsLine(text, member.start)) return undefined;
  const at = previous.end + comma[0].length - 1;
  return [removal(at, at + 1), removal(previousLineEnd(text, lineStart(text, member.start)), end)];
}
