/**
 * Where nodes stand in the text of a document: ends of contents, colons, dashes, brackets, and what a node is the value of.
 * Offsets are absolute. Knows both forms of YAML and JSON; writes nothing.
 */
import { column, trimEnd } from "./edit-lines.ts";
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
export function valueOf(owner: Owner): Node {
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
  const colon = /^\s*:/.exec(document.text.slice(end, end + 500));
  return colon ? end + colon[0].length : undefined;
}

/** Offset of the `-` before the content of a list item that starts at `start`. Undefined where something else stands there. */
export function dashBefore(text: string, start: number): number | undefined {
  const end = trimEnd(text, start, 0);
  return end > 0 && text[end - 1] === "-" ? end - 1 : undefined;
}

/** Offset of the opening bracket of `node`, whose first child is `first`. Undefined for a node without brackets. */
export function opener(document: TemplateDocument, node: MapNode | ListNode | IntrinsicNode, first: Node): number | undefined {
  if (!isFlow(document, node)) return undefined;
  const start = absoluteStart(document, node);
  const { text } = document;
  if (text[start] === "{" || text[start] === "[") return start;
  const before = trimEnd(text, absoluteStart(document, first), 0) - 1;
  return text[before] === "{" || text[before] === "[" ? before : undefined;
}

/**
 * Offset after the last character of what `node` writes: without the line end, blank lines and comments after it.
 * A block scalar that keeps its trailing lines (`|+`) ends after them.
 */
export function contentEnd(document: TemplateDocument, node: Node): number {
  const { text } = document;
  const { start, end } = absoluteSpan(document, node);
  if (node.shared) return trimEnd(text, end, start);
  if (node.kind === "map" && !isFlow(document, node)) {
    const last = ownEntries(document, node).at(-1);
    return last ? entryEnd(document, last) : trimEnd(text, end, start);
  }
  if (node.kind === "list" && !isFlow(document, node)) {
    const last = node.items.at(-1);
    return last ? Math.max(contentEnd(document, last), start + 1) : trimEnd(text, end, start);
  }
  if (node.kind === "intrinsic" && !isFlow(document, node))
    return Math.max(contentEnd(document, node.argument), start + (/^!\S*/.exec(text.slice(start, start + 100))?.[0].length ?? 0));
  if (node.kind === "scalar" && keepsLines(document, node)) return end;
  return trimEnd(text, end, start);
}

const keepsLines = (document: TemplateDocument, node: Node): boolean =>
  node.kind === "scalar" &&
  (node.style === "literal" || node.style === "folded") &&
  /^[|>]\d?\+/.test(document.text.slice(absoluteStart(document, node)).slice(0, 4));

/** `contentEnd` of an entry: after the colon where the key has no value. */
export function entryEnd(document: TemplateDocument, entry: Entry): number {
  const head = headEnd(document, entry.key) ?? absoluteSpan(document, entry.key).end;
  return isEmpty(entry.value) ? head : Math.max(head, contentEnd(document, entry.value));
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
    const dash = dashBefore(text, absoluteStart(document, valueOf(owner)));
    return dash === undefined ? undefined : { head: dash + 1, base: column(text, dash), after: "dash", key: keyAt(route) };
  }
  const start = absoluteStart(document, owner.of);
  if (owner.of.form === "long") {
    const colon = /^(["']?)[\w:]+\1\s*:/.exec(text.slice(start, start + 100));
    return colon ? { head: start + colon[0].length, base: column(text, start), after: "key", key: owner.of.name } : undefined;
  }
  const tag = /^!\w+/.exec(text.slice(start, start + 100));
  const outer = slotAt(document, route.slice(0, -1));
  return tag && outer ? { head: start + tag[0].length, base: outer.base, after: "tag", key: owner.of.name } : undefined;
}

/** The key by which habits about the value at the end of `route` are looked up. Entries of sections share one. */
export function keyAt(route: Route): string {
  for (let index = route.length - 1; index >= 0; index--) {
    const owner = route[index];
    if (owner?.kind === "entry") return index === 0 ? `/${owner.entry.key.text}` : index === 1 ? "*" : owner.entry.key.text;
    if (owner?.kind === "argument") return owner.of.name;
  }
  return "/";
}
