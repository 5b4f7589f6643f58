/** What an edit writes, independent of form. Knows CloudFormation's functions; knows nothing of where and how it is written. */
import type { IntrinsicName, Node } from "./node.ts";

/**
 * A value to be written. A string is written as text, quoted only where the form needs it or the template does so with similar values;
 * numbers and booleans are quoted only where the template quotes theirs. `{ node }` copies the node's own text, comments included, reindented.
 */
export type Source =
  | string
  | number
  | boolean
  | { readonly ref: string }
  | { readonly getAtt: readonly [logicalId: string, attribute: string] }
  | { readonly sub: string }
  | { readonly select: readonly [index: number, list: Source] }
  /** Any other function. */
  | { readonly call: IntrinsicName; readonly argument: Source }
  | { readonly node: Node }
  /** Text that is written as it stands: an unquoted scalar that was read. */
  | { readonly plain: string }
  | readonly Source[]
  | { readonly map: readonly (readonly [key: string, value: Source])[] };

/** The shapes that are left after `normalSource`. */
export type NormalSource =
  | { readonly kind: "text"; readonly text: string; readonly as: "text" | "number" | "plain" }
  | { readonly kind: "copy"; readonly node: Node }
  | { readonly kind: "call"; readonly name: IntrinsicName; readonly argument: Source }
  | { readonly kind: "list"; readonly items: readonly Source[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [key: string, value: Source])[] };

const isList = (source: Source): source is readonly Source[] => Array.isArray(source);

/** A source as a union with `kind`. */
export function normalSource(source: Source): NormalSource {
  if (typeof source === "string") return { kind: "text", text: source, as: "text" };
  if (typeof source === "number" || typeof source === "boolean") return { kind: "text", text: String(source), as: "number" };
  if (isList(source)) return { kind: "list", items: source };
  if ("plain" in source) return { kind: "text", text: source.plain, as: "plain" };
  if ("map" in source) return { kind: "map", entries: source.map };
  if ("node" in source) return { kind: "copy", node: source.node };
  if ("call" in source) return { kind: "call", name: source.call, argument: source.argument };
  if ("ref" in source) return { kind: "call", name: "Ref", argument: source.ref };
  if ("sub" in source) return { kind: "call", name: "Fn::Sub", argument: source.sub };
  if ("select" in source) return { kind: "call", name: "Fn::Select", argument: [...source.select] };
  return { kind: "call", name: "Fn::GetAtt", argument: [...source.getAtt] };
}

/** A node as a source by its structure: comments, anchors and layout are lost, aliases are resolved. */
export function sourceOf(node: Node): Source {
  switch (node.kind) {
    case "scalar":
      return ["number", "keyword", "plain", "empty"].includes(node.style) ? { plain: node.text === "" ? "null" : node.text } : node.text;
    case "list":
      return node.items.map(sourceOf);
    case "map":
      return { map: node.entries.map((entry) => [entry.key.text, sourceOf(entry.value)] as const) };
    case "intrinsic":
      return { call: node.name, argument: node.argument.kind === "scalar" && node.argument.text === "" ? "" : sourceOf(node.argument) };
  }
}

/** The source with its copied nodes written anew. */
export function withoutCopies(source: Source): Source {
  const form = normalSource(source);
  switch (form.kind) {
    case "text":
      return source;
    case "copy":
      return sourceOf(form.node);
    case "list":
      return form.items.map(withoutCopies);
    case "map":
      return { map: form.entries.map(([key, value]) => [key, withoutCopies(value)] as const) };
    case "call":
      return { call: form.name, argument: withoutCopies(form.argument) };
  }
}

/** Whether another place has this node's value, or one inside of it, too. */
export function isShared(node: Node): boolean {
  if (node.shared) return true;
  if (node.kind === "map") return node.entries.some((entry) => entry.key.shared === true || isShared(entry.value));
  if (node.kind === "list") return node.items.some(isShared);
  return node.kind === "intrinsic" && isShared(node.argument);
}
