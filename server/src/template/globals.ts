/**
 * What the `Globals` section of a SAM template adds to the properties of its resources. Knows the merge; knows no property.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
import { child, type MapNode, type Node } from "./node.ts";

const prefix = "AWS::Serverless::";

/** What `Globals` states for resources of a type; undefined where it states nothing. */
export function inheritedBy(type: string, globals: Node | undefined): MapNode | undefined {
  const found = type.startsWith(prefix) ? child(globals, type.slice(prefix.length)) : undefined;
  return found?.kind === "map" ? found : undefined;
}

/**
 * The properties of a resource with what it inherits, as nodes that other places share: maps are merged, the items of inherited lists
 * stand before its own, and of all else, functions included, its own value counts.
 */
export const withInherited = (own: Node | undefined, inherited: MapNode | undefined): Node | undefined =>
  inherited ? merged(own, sharedMap(inherited)) : own;

function merged(own: Node | undefined, inherited: Node): Node {
  if (own === undefined) return inherited;
  if (own.kind === "list" && inherited.kind === "list") return { ...own, items: [...inherited.items, ...own.items] };
  if (own.kind !== "map" || inherited.kind !== "map") return own;
  const stated = new Set(own.entries.map(({ key }) => key.text));
  const entries = own.entries.map((entry) => {
    const base = child(inherited, entry.key.text);
    return base ? { ...entry, value: merged(entry.value, base) } : entry;
  });
  return { ...own, entries: [...entries, ...inherited.entries.filter(({ key }) => !stated.has(key.text))] };
}

const sharedMap = (node: MapNode): MapNode => ({
  ...node,
  shared: true,
  entries: node.entries.map(({ key, value }) => ({ key: { ...key, shared: true }, value: shared(value) })),
});

function shared(node: Node): Node {
  switch (node.kind) {
    case "scalar":
      return { ...node, shared: true };
    case "map":
      return sharedMap(node);
    case "list":
      return { ...node, shared: true, items: node.items.map(shared) };
    case "intrinsic":
      return { ...node, shared: true, argument: shared(node.argument) };
  }
}
