/**
 * How a template is written: counts of its layouts, quotes and indentation. Knows how nodes stand in the text; writes nothing.
 * Habits are counted per key first (how are `Tags` written here), and for whole classes where a key is new.
 */
import { column, indentation } from "./edit-lines.ts";
import type { Quoting } from "./edit-scalar.ts";
import { isPlain, looksTyped } from "./edit-scalar.ts";
import { absoluteStart, childKey, dashOf, headEnd, opener, rootKey } from "./edit-place.ts";
import type { Entry, IntrinsicNode, ListNode, MapNode, Node, ScalarNode, TemplateDocument } from "./node.ts";

/** Lines of their own by indentation, brackets over several lines, or brackets on one line. */
export type Layout = "block" | "multi" | "line";

/** What is usual near an edit, else in the whole document. Undefined: no example. */
export interface Habits {
  usual(habit: string): string | undefined;
  /** Whether functions are written in their short form; decided by the whole document. */
  readonly form: "short" | "long";
}

type Tally = (habit: string, value: string) => void;
type Tallies = Map<string, Map<string, number>>;

/** The habits of `document`. Those of `near` win; it is counted as the value of `key`. */
export function habitsOf(document: TemplateDocument, near: Node | undefined, key: string): Habits {
  const close: Tallies = new Map();
  if (near) observe(document, near, key, tallyInto(close));
  const whole = observeAll(document);
  return { usual: (habit) => winner(close.get(habit)) ?? winner(whole.get(habit)), form: formOf(document, whole) };
}

/** Whether the template prefers `!Ref x` or `Ref: x`. JSON has the long form only; short where nothing tells. */
export const intrinsicStyle = (document: TemplateDocument): "short" | "long" => formOf(document, observeAll(document));

const formOf = (document: TemplateDocument, tallies: Tallies): "short" | "long" =>
  document.format === "json" || winner(tallies.get("form")) === "long" ? "long" : "short";

/** The blanks or the tab by which the template indents one level; two blanks where nothing tells. */
export const indentStep = (document: TemplateDocument): string => winner(observeAll(document).get("unit")) ?? "  ";

/** The habits' names by which strings of one sort are found: by key, then by what the text looks like. */
export const quotingClass = (text: string): string =>
  /^[\d.]+(?:\/\d+)?$|^[\da-f]*:[\da-f:.]*(?:\/\d+)?$/i.test(text) ? "quote:address" : "quote:text";

function observeAll(document: TemplateDocument): Tallies {
  const tallies: Tallies = new Map();
  if (document.root) observe(document, document.root, rootKey, tallyInto(tallies));
  return tallies;
}

const tallyInto =
  (tallies: Tallies): Tally =>
  (habit, value) => {
    const counts = tallies.get(habit) ?? new Map<string, number>();
    counts.set(value, (counts.get(value) ?? 0) + 1);
    tallies.set(habit, counts);
  };

function winner(counts: ReadonlyMap<string, number> | undefined): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const [value, count] of counts ?? []) {
    if (count > most) [best, most] = [value, count];
  }
  return best;
}

function observe(document: TemplateDocument, node: Node, key: string, tally: Tally): void {
  if (node.shared) return;
  switch (node.kind) {
    case "scalar":
      return observeScalar(document, node, key, tally);
    case "map":
      return observeMap(document, node, key, tally);
    case "list":
      return observeList(document, node, key, tally);
    case "intrinsic":
      return observeIntrinsic(document, node, tally);
  }
}

function observeScalar(document: TemplateDocument, node: ScalarNode, key: string, tally: Tally): void {
  const { style, text } = node;
  if (looksTyped(text)) {
    tally(`typed:${key}`, style);
    tally("typed", style);
  }
  if (document.format === "json") return;
  if (style === "single" || style === "double") tally("quotes", style);
  if (style !== "plain" && style !== "single" && style !== "double") return;
  // Where quotes are needed they show no preference.
  if (!isPlain(text, false)) return;
  tally(`quote:${key}`, style satisfies Quoting);
  tally(quotingClass(text), style);
}

function observeMap(document: TemplateDocument, node: MapNode, key: string, tally: Tally): void {
  const layout = layoutOf(document, node, node.entries[0]?.key);
  if (layout) tally(`map:${key}`, layout);
  for (const [index, entry] of node.entries.entries()) {
    if (entry.key.shared || entry.value.shared) continue;
    if (index === 0 && layout) observeBrackets(document, node, entry.key, "map", tally);
    if (layout === "block" && entry.key.style !== "empty") tally("key", entry.key.style);
    if (layout !== "block") observeSeparators(document, entry, node.entries[index - 1], tally);
    else observeStep(document, entry, tally);
    observe(document, entry.value, childKey(key, entry.key.text), tally);
  }
}

/** Undefined for an empty container, which has no layout. */
function layoutOf(document: TemplateDocument, node: MapNode | ListNode | IntrinsicNode, first: Node | undefined): Layout | undefined {
  if (!first) return undefined;
  const start = opener(document, node, first);
  if (start === undefined) return "block";
  return /[\r\n]/.test(document.text.slice(start, absoluteStart(document, first))) ? "multi" : "line";
}

/** Padding of one-line brackets; indentation of those over several lines. */
function observeBrackets(
  document: TemplateDocument,
  node: MapNode | ListNode | IntrinsicNode,
  first: Node,
  shape: string,
  tally: Tally,
): void {
  const open = opener(document, node, first);
  if (open === undefined) return;
  const { text } = document;
  const start = absoluteStart(document, first);
  const between = text.slice(open + 1, start);
  if (!/[\r\n]/.test(between)) return tally(`pad:${shape}`, between === "" ? "" : " ");
  const outer = indentation(text, open);
  const inner = indentation(text, start);
  if (inner.length > outer.length && inner.startsWith(outer)) tally("unit", inner.slice(outer.length));
}

function observeSeparators(document: TemplateDocument, entry: Entry, previous: Entry | undefined, tally: Tally): void {
  const { text } = document;
  const end = headEnd(document, entry.key);
  if (end === undefined) return;
  const start = absoluteStart(document, entry.value);
  const keyEnd = absoluteStart(document, entry.key) + (entry.key.span.end - entry.key.span.start);
  const colon = text.slice(keyEnd, Math.max(start, end));
  if (/^[ \t]?:[ \t]?$/.test(colon)) tally("colon", colon);
  if (!previous) return;
  const gap = /,([ \t]*)$/.exec(text.slice(absoluteStart(document, previous.value), absoluteStart(document, entry.key)));
  if (gap) tally("comma", gap[1] === "" ? "" : " ");
}

function observeStep(document: TemplateDocument, entry: Entry, tally: Tally): void {
  const { text } = document;
  const { value } = entry;
  const outer = column(text, absoluteStart(document, entry.key));
  if (value.kind === "map" && !value.flow) {
    const first = value.entries[0];
    if (!first) return;
    const step = column(text, absoluteStart(document, first.key)) - outer;
    if (step > 0) tally("unit", " ".repeat(step));
  }
  if (value.kind === "list" && !value.flow) {
    const dash = value.items.length > 0 ? absoluteStart(document, value) : undefined;
    if (dash === undefined) return;
    const step = column(text, dash) - outer;
    if (step >= 0) tally("dash", " ".repeat(step));
  }
}

function observeList(document: TemplateDocument, node: ListNode, key: string, tally: Tally): void {
  const layout = layoutOf(document, node, node.items[0]);
  if (layout) {
    tally(`list:${key}`, layout);
    if (node.items.every((item) => item.kind === "scalar" || item.kind === "intrinsic"))
      tally(isFunction(key) ? "list:arguments" : "list:words", layout);
  }
  for (const [index, item] of node.items.entries()) {
    if (index === 0 && layout) observeBrackets(document, node, item, "list", tally);
    if (layout === "block") observeDash(document, node, item, tally);
    if (item.kind === "map" && item.entries[0]) {
      const own = layoutOf(document, item, item.entries[0].key);
      if (own) tally("map:item", own);
    }
    observe(document, item, key, tally);
  }
}

const isFunction = (key: string): boolean => key === "Ref" || key === "Condition" || key.startsWith("Fn::");

function observeDash(document: TemplateDocument, list: ListNode, item: Node, tally: Tally): void {
  const start = absoluteStart(document, item);
  const dash = dashOf(document, list, item);
  if (dash === undefined) return;
  const gap = document.text.slice(dash + 1, start);
  if (/^ +$/.test(gap)) tally("gap", gap);
}

function observeIntrinsic(document: TemplateDocument, node: IntrinsicNode, tally: Tally): void {
  tally("form", node.form);
  if (node.form === "long") {
    const layout = longLayout(document, node);
    tally(`call:${node.name}`, layout);
    tally("call", layout);
  }
  observe(document, node.argument, node.name, tally);
}

function longLayout(document: TemplateDocument, node: IntrinsicNode): Layout {
  const start = absoluteStart(document, node);
  if (document.text[start] !== "{") return "block";
  return /^\{\s*?[\r\n]/.test(document.text.slice(start, start + 200)) ? "multi" : "line";
}
