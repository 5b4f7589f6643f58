/** The comments in and around a YAML map whose entries are to be written anew elsewhere. Knows `#`, keys and lines; knows nothing of what they say. */
import { lineEnd, lineStart, previousLineEnd, startsLine } from "./edit-lines.ts";
import { absoluteStart, contentEnd, contentStart, dashOf } from "./edit-place.ts";
import type { ListNode, Node, TemplateDocument } from "./node.ts";
import { entriesOf } from "./template.ts";

/** What moves with a map. Each comment from its `#` on. */
export interface MovedComments {
  /** About the map as a whole. */
  readonly head: readonly string[];
  readonly entries: ReadonlyMap<string, EntryComments>;
}

interface EntryComments {
  /** On lines of their own above the key. */
  readonly above: readonly string[];
  /** Behind the colon, the value following on the next lines. */
  readonly atKey: readonly string[];
  readonly behind: readonly string[];
}

/** A comment that steers this linter counts from the line it stands on. */
const isDirective = (comment: string): boolean => /^#[ \t]*cfn-network-lint-/.test(comment);

/** The comments between the absolute offsets `from` and `to` that do not stand inside of a value of `node`: those are copied with it. */
export function commentsAround(document: TemplateDocument, node: Node, from: number, to: number): MovedComments {
  const { text } = document;
  const head: string[] = [];
  const entries = new Map<string, { above: string[]; atKey: string[]; behind: string[] }>();
  const places = entriesOf(node).map(({ key, value }) => ({
    key: key.text,
    start: absoluteStart(document, key),
    from: contentStart(document, value),
    to: contentEnd(document, value),
  }));
  for (const { key } of places) entries.set(key, { above: [], atKey: [], behind: [] });
  const end = contentEnd(document, node);
  for (const match of text.slice(from, to).matchAll(/(?<=^|[ \t])#[^\r\n]*/gm)) {
    const at = from + match.index;
    const comment = match[0].trimEnd();
    if (places.some((place) => place.from <= at && at < place.to)) continue;
    const before = places.findLast(({ start }) => start < at);
    const after = places.find(({ start }) => start > at);
    const next = entries.get(after?.key ?? "");
    const own = entries.get(before?.key ?? "");
    if (startsLine(text, at)) (next && (before || isDirective(comment)) ? next.above : head).push(comment);
    else if (!own || !before || (at > end && text[end - 1] === "}")) head.push(comment);
    else (at < before.from ? own.atKey : own.behind).push(comment);
  }
  return { head, entries };
}

/** A comment that is about more than what stands below it: a rule that is switched off, or a stretch in which findings are. */
const isOfItsOwn = (line: string): boolean => /^[ \t]*#[ \t]*(?:-[ \t]|cfn-network-lint-(?:enable|disable(?!-)))/.test(line);

/** The number of comment lines directly above an item of a list that starts its line. */
export function commentLinesAbove(document: TemplateDocument, list: ListNode, index: number): number {
  const start = itemStart(document, list, index);
  if (start === undefined || !startsLine(document.text, start)) return 0;
  const lines = document.text
    .slice(0, start)
    .split(/\r\n|\r|\n/)
    .slice(0, -1)
    .reverse();
  const count = lines.findIndex((line) => !/^[ \t]*#/.test(line) || isOfItsOwn(line));
  return count < 0 ? lines.length : count;
}

/** The offset of the item, its dash included, and of so many lines above it. Undefined where the text is not as the tree says. */
export function startWithLines(document: TemplateDocument, list: ListNode, index: number, count: number): number | undefined {
  const { text } = document;
  let start = itemStart(document, list, index);
  if (start === undefined || count === 0) return start;
  start = lineStart(text, start);
  for (let line = 0; line < count; line++) start = lineStart(text, previousLineEnd(text, start));
  return start;
}

function itemStart(document: TemplateDocument, list: ListNode, index: number): number | undefined {
  const item = list.items[index];
  return item && (list.flow ? absoluteStart(document, item) : dashOf(document, list, item));
}

/** The offset after the comment behind `end`, where nothing else stands there but perhaps a comma. */
export function commentEnd(text: string, end: number): number {
  const last = lineEnd(text, end);
  return /^[ \t]*,?[ \t]+#/.test(text.slice(end, last)) ? last : end;
}

/** `written` (lines of which one starts with the key `logicalId`) with the comments. Undefined where no line does. */
export function withComments(written: string, logicalId: string, { head, entries }: MovedComments): string | undefined {
  const eol = /\r\n|\r|\n/.exec(written)?.[0] ?? "\n";
  const lines = written.split(/\r\n|\r|\n/);
  const first = lineOf(lines, logicalId, 0);
  if (first < 0) return undefined;
  const isBlock = /:[ \t]*$/.test(lines[first] ?? "");
  const heads = [...head];
  for (const [key, { above, atKey, behind }] of entries) {
    const at = isBlock ? lineOf(lines, key, first + 1) : -1;
    if (at < 0) heads.push(...above, ...atKey, ...behind);
    else weave(lines, at, above, atKey, behind);
  }
  const indent = indentOf(lines[first] ?? "");
  lines.splice(first, 0, ...heads.map((comment) => indent + comment));
  return lines.join(eol);
}

/** Into the lines of the entry whose key stands in line `at`. A line takes one comment; others go above. */
function weave(lines: string[], at: number, above: readonly string[], atKey: readonly string[], behind: readonly string[]): void {
  const indent = indentOf(lines[at] ?? "");
  let last = at;
  while (last + 1 < lines.length && indentOf(lines[last + 1] ?? "").length > indent.length) last++;
  const [own, ...others] = atKey;
  const [tail, ...rest] = behind;
  if (tail !== undefined) lines[last] = `${lines[last]} ${tail}`;
  const isKeyOnly = last > at && /:[ \t]*$/.test(lines[at] ?? "");
  if (own !== undefined && isKeyOnly) lines[at] = `${lines[at]} ${own}`;
  const upper = [...above, ...(isKeyOnly || own === undefined ? [] : [own]), ...others, ...rest];
  lines.splice(at, 0, ...upper.map((comment) => indent + comment));
}

const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? "";

const lineOf = (lines: readonly string[], key: string, from: number): number =>
  lines.findIndex(
    (line, index) => index >= from && [key, `"${key}"`, `'${key}'`].some((written) => line.trimStart().startsWith(`${written}:`)),
  );
