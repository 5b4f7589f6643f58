/** What of a template stands in a stretch of its text. Knows sections and positions; knows no resource type. */
import { absoluteSpan, type Entry, type Node, type Place, type TemplateDocument } from "../template/node.ts";
import type { Span } from "../text/span.ts";

/** An entry of a section: a resource, a parameter, an output. */
export interface SectionEntry {
  /** `Resources`, `Parameters`, … */
  readonly section: string;
  readonly entry: Entry;
}

/** The entries of all sections that stand, at least in part, in `span` (absolute offsets), in document order. */
export function entriesIn(document: TemplateDocument, span: Span): readonly SectionEntry[] {
  const found: SectionEntry[] = [];
  for (const { key, value } of document.root?.entries ?? []) {
    for (const entry of value.kind === "map" ? value.entries : []) {
      const { start } = absoluteSpan(document, entry.key);
      if (start <= span.end && absoluteSpan(document, entry.value).end >= span.start) found.push({ section: key.text, entry });
    }
  }
  return found;
}

/** Whether the place and the stretch have a character in common, or touch. */
export function isIn(document: TemplateDocument, place: Place, span: Span): boolean {
  const { start, end } = absoluteSpan(document, place);
  return start <= span.end && end >= span.start;
}

/** The nodes directly inside of `node`: values, items, the argument. Shared ones stand elsewhere and are left out. */
export function childrenOf(node: Node): readonly Node[] {
  const inside = node.kind === "map" ? node.entries.map((entry) => entry.value) : node.kind === "list" ? node.items : argumentOf(node);
  return inside.filter((one) => one.block === node.block);
}

const argumentOf = (node: Node): readonly Node[] => (node.kind === "intrinsic" ? [node.argument] : []);
