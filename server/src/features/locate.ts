/** What stands at an offset of a template: the resource, the property and the node. Knows positions; knows no resource type. */
import type { Analysis } from "../analysis.ts";
import { absoluteSpan, type Entry, type Node, type Place } from "../template/node.ts";
import { type Span, touches } from "../text/span.ts";

export interface Located {
  /** Keys from the section on, without list positions: `["Resources", "Vpc", "Properties", "CidrBlock"]`. */
  readonly keys: readonly string[];
  /** The innermost node. For an offset on a key, the key. */
  readonly node: Node;
  /** Absolute. */
  readonly span: Span;
  readonly isKey: boolean;
  /** The nodes from the section's value down to `node`, outermost first. */
  readonly ancestors: readonly Node[];
}

/** Undefined outside of every section's entries. */
export function locate(analysis: Analysis, offset: number): Located | undefined {
  const { document } = analysis;
  const hits = (place: Place): boolean => touches(absoluteSpan(document, place), offset);
  for (const section of document.root?.entries ?? []) {
    const entries: readonly Entry[] = section.value.kind === "map" ? section.value.entries : [];
    for (const item of entries) {
      const found = inEntry(item, [section.key.text], []);
      if (found) return { ...found, span: absoluteSpan(document, found.node) };
    }
  }
  return undefined;

  function inEntry(item: Entry, keys: readonly string[], ancestors: readonly Node[]): Omit<Located, "span"> | undefined {
    const path = [...keys, item.key.text];
    if (hits(item.key)) return { keys: path, node: item.key, isKey: true, ancestors };
    return inNode(item.value, path, ancestors);
  }

  function inNode(node: Node, keys: readonly string[], ancestors: readonly Node[]): Omit<Located, "span"> | undefined {
    if (!hits(node)) return undefined;
    const inside = [...ancestors, node];
    switch (node.kind) {
      case "scalar":
        return { keys, node, isKey: false, ancestors: inside };
      case "intrinsic":
        return inNode(node.argument, keys, inside) ?? { keys, node, isKey: false, ancestors: inside };
      case "list":
        return first(node.items, (item) => inNode(item, keys, inside));
      case "map":
        return first(node.entries, (item) => inEntry(item, keys, inside));
    }
  }
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
