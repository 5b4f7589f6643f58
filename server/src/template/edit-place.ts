/**
 * Where nodes stand in the text of a document: ends of contents, colons, dashes, brackets, and what a node is the value of.
 * Offsets are absolute. Knows both forms of YAML and JSON; writes nothing.
 */
import { column, lineEnd, lineStart, nextLine, previousLineEnd, trimEnd } from "./edit-lines.ts";
import type { Entry, IntrinsicNode, ListNode, MapNode, Node, TemplateDocument } from "./node.ts";
import { absoluteSpan } from "./node.ts";

export const absoluteStart = (document: TemplateDocument, node: Node): number => document.offsetOf(node.block) + node.span.start;

/** What a node is the value of. */
export type Owner =
  | { readonly kind: "entry"; readonly of: MapNode; readonly entry: Entry }
  | { readonly kind: "item"; readonly of: ListNode; readonly index: number }
  | { readonly kind: "argument"; readonly of: IntrinsicNode };

/** Owners from the document's root to a node; empty for the root itself. */
export type Route = readonly Owner[];

/**
 * How `node` is reached. Undefined where it is no part of `document`, where another place has its value too (so that an
 * edit would reach further than its caller sees), or where its block is broken.
 */
export function routeTo(document: TemplateDocument, node: Node): Route | undefined {
  if (!document.root || document.problems.some((problem) => problem.block === node.block)) return undefined;
  return search(document.root, node, []);
}

function search(from: Node, node: Node, route: Owner[]): Route | undefined {
  if (from.shared) return undefined;
  if (from === node) return [...route];
  for (const owner of owned(from)) {
    // Below the sections everything stands in the block of its parent.
    const value = valueOf(owner);
    if (route.length > 1 && value.block !== node.block) continue;
    route.push(owner);
    const found = search(value, node, route);
    if (found) return found;
    route.pop();
  }
  return undefined;
}

function owned(node: Node): readonly Owner[] {
  if (node.kind === "map") return node.entries.filter((entry) => !entry.key.shared).map((entry) => ({ kind: "entry", of: node, entry }));
  if (node.kind === "list") return node.items.map((_, index) => ({ kind: "item", of: node, index }));
  return node.kind === "intrinsic" ? [{ kind: "argument", of: node }] : [];
}

/** The node that `owner` owns. */
function valueOf(owner: Owner): Node {
  if (owner.kind === "entry") return owner.entry.value;
  if (owner.kind === "argument") return owner.of.argument;
  return owner.of.items[owner.index] ?? owner.of;
}

/** The entries that are written in the map itself, in document order; those that `<<` brings in are not. */
export function ownEntries(document: TemplateDocument, map: MapNode): readonly Entry[] {
  return map.entries.filter((entry) => !entry.key.shared && headEnd(document, entry.key) !== undefined);
}

/** Whether `node` is written with brackets of its own, or is a function whose long form is. */
export function isFlow(document: TemplateDocument, node: Node): boolean {
  if (document.format === "json") return true;
  if (node.kind === "map" || node.kind === "list") return node.flow;
  return node.kind === "intrinsic" && node.form === "long" && document.text[absoluteStart(document, node)] === "{";
}

/** Whether a value at the end of `route` stands inside of brackets. */
export const insideFlow = (document: TemplateDocument, route: Route): boolean =>
  document.format === "json" || route.some((owner) => isFlow(document, owner.of));

/** Offset after the colon that follows `key`. Undefined where there is none. */
export function headEnd(document: TemplateDocument, key: Node): number | undefined {
  const end = absoluteSpan(document, key).end;
  const colon = (document.format === "json" ? /^\s*:/ : /^[ \t]*:/).exec(document.text.slice(end, end + 200));
  return colon ? end + colon[0].length : undefined;
}

/** Offset of the dash of `item`; comments may stand between the two. Undefined where the text is not as the tree says. */
export function dashOf(document: TemplateDocument, list: ListNode, item: Node): number | undefined {
  const { text } = document;
  const start = absoluteStart(document, item);
  const indent = column(text, absoluteStart(document, list));
  for (let line = lineStart(text, start); ; line = lineStart(text, previousLineEnd(text, line))) {
    const dash = line + indent;
    const before = text.slice(dash + 1, Math.max(dash + 1, start)).replace(/[ \t]#.*/g, "");
    if (text[dash] === "-" && before.trim() === "" && /^[ \t-]*$/.test(text.slice(line, dash))) return dash;
    const above = line <= start && start < lineEnd(text, line) ? text.slice(line, start) : text.slice(line, lineEnd(text, line));
    if (line === 0 || !/^[ \t]*(?:#.*)?$/.test(above)) return undefined;
  }
}

/** Offset of the opening bracket of `node`, whose first child is `first`. Undefined for a node without brackets. */
export function opener(document: TemplateDocument, node: MapNode | ListNode | IntrinsicNode, first: Node): number | undefined {
  if (!isFlow(document, node)) return undefined;
  const start = absoluteStart(document, node);
  const { text } = document;
  const bracket = node.kind === "list" ? "[" : "{";
  if (text[start] === bracket) return start;
  const before = trimEnd(text, absoluteStart(document, first), 0) - 1;
  return text[before] === bracket ? before : undefined;
}

/** Offset of the first character of what `node` writes. A section that was put together from several blocks has its key's span. */
export function contentStart(document: TemplateDocument, node: Node): number {
  const first = node.kind === "map" && !isFlow(document, node) ? node.entries.find((entry) => !entry.key.shared)?.key : undefined;
  return absoluteStart(document, first && first.block !== node.block ? first : node);
}

/**
 * Offset after the last character of what `node` writes: without the line end, blank lines and comments after it.
 * A block scalar that keeps its trailing lines (`|+`) ends after them, at the start of a line.
 */
export function contentEnd(document: TemplateDocument, node: Node): number {
  const { text } = document;
  const { start, end } = absoluteSpan(document, node);
  const trimmed = trimEnd(text, end, start);
  if (node.shared) return trimmed;
  if (node.kind === "scalar") return node.style === "literal" || node.style === "folded" ? blockScalarEnd(text, start, end) : trimmed;
  if (node.kind === "intrinsic") return isEmpty(node.argument) || isFlow(document, node) ? trimmed : contentEnd(document, node.argument);
  if (isFlow(document, node)) return trimmed;
  const last = lastMemberEnd(document, node);
  // Merged keys may follow the last own one.
  return Math.max(trimmed, last ?? trimmed);
}

function blockScalarEnd(text: string, start: number, end: number): number {
  if (!/^[|>]\d?\+/.test(text.slice(start, start + 3))) return end;
  let line = nextLine(text, end);
  while (line < text.length && /^[ \t]*$/.test(text.slice(line, lineEnd(text, line)))) line = nextLine(text, line);
  return line;
}

function lastMemberEnd(document: TemplateDocument, node: MapNode | ListNode): number | undefined {
  if (node.kind === "list") {
    const last = node.items.at(-1);
    return last && contentEnd(document, last);
  }
  const last = ownEntries(document, node).at(-1);
  return last && entryEnd(document, last);
}

/** `contentEnd` of an entry: after the colon where the key has no value, or after a tag that has none. */
export function entryEnd(document: TemplateDocument, entry: Entry): number {
  const head = headEnd(document, entry.key) ?? absoluteSpan(document, entry.key).end;
  return Math.max(
    head,
    isEmpty(entry.value) ? trimEnd(document.text, absoluteStart(document, entry.value), head) : contentEnd(document, entry.value),
  );
}

/** Whether nothing is written where `node` stands. */
export const isEmpty = (node: Node): boolean => node.kind === "scalar" && node.style === "empty";

/** Where a value of a YAML block can be written. */
export interface Slot {
  /** Offset after the colon, dash or tag that the value belongs to. */
  readonly head: number;
  /** Column that everything written below the head must exceed: that of the key or the dash. */
  readonly base: number;
  readonly after: "key" | "dash" | "tag";
  /** Key by which the template's habits are looked up. */
  readonly key: string;
}

/** The slot at the end of `route`, outside of brackets. Undefined where the text is not as the tree says. */
export function slotAt(document: TemplateDocument, route: Route): Slot | undefined {
  const owner = route.at(-1);
  if (!owner) return undefined;
  const { text } = document;
  if (owner.kind === "entry") {
    const head = headEnd(document, owner.entry.key);
    return head === undefined
      ? undefined
      : { head, base: column(text, absoluteStart(document, owner.entry.key)), after: "key", key: keyAt(route) };
  }
  if (owner.kind === "item") {
    const dash = dashOf(document, owner.of, valueOf(owner));
    return dash === undefined ? undefined : { head: dash + 1, base: column(text, dash), after: "dash", key: keyAt(route) };
  }
  const start = absoluteStart(document, owner.of);
  if (owner.of.form === "long") {
    const colon = /^(["']?)[\w:]+\1\s*:/.exec(text.slice(start, start + 100));
    return colon ? { head: start + colon[0].length, base: column(text, start), after: "key", key: owner.of.name } : undefined;
  }
  const tag = /^!\w+/.exec(text.slice(start, start + 100));
  const outer = slotAt(document, route.slice(0, -1));
  // Whatever stands below a dash must be indented further than below a key.
  return tag && outer
    ? { head: start + tag[0].length, base: outer.base + (outer.after === "dash" ? 1 : 0), after: "tag", key: owner.of.name }
    : undefined;
}

/** Keys by which habits are looked up where the written key says nothing: the root, a section, an entry of a section. */
export const rootKey = "/";
const sectionKey = "/section";
export const sectionEntry = "/entry";

/** The key of habits for the value of `name` in a map whose own key of habits is `key`. */
export const childKey = (key: string, name: string): string => (key === rootKey ? sectionKey : key === sectionKey ? sectionEntry : name);

/** The key by which habits of the value at the end of `route` are looked up. Items go by their list's key, arguments by their function. */
export function keyAt(route: Route): string {
  let key = rootKey;
  for (const owner of route) {
    if (owner.kind === "entry") key = childKey(key, owner.entry.key.text);
    if (owner.kind === "argument") key = owner.of.name;
  }
  return key;
}
