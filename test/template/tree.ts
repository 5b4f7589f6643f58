/** Views of a tree that are short enough to stand in a test. */
import { absoluteSpan, child, type Node, type Place, type TemplateDocument } from "../../server/src/template/node.ts";

/** Texts, arrays and objects; a function is an object with its long name, the short form marked by `!`. Of duplicate keys the last is shown. */
export function plain(node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === "scalar") return node.text;
  if (node.kind === "list") return node.items.map(plain);
  if (node.kind === "intrinsic") return { [node.form === "short" ? `!${node.name}` : node.name]: plain(node.argument) };
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}

/** The text that a place covers. */
export function covered(document: TemplateDocument, place: Place | undefined): string {
  if (place === undefined) throw new Error("There is no such place.");
  const { start, end } = absoluteSpan(document, place);
  return document.text.slice(start, end);
}

/** The value at a path of keys and indices; functions are passed through. */
export function at(document: TemplateDocument, ...path: readonly (string | number)[]): Node {
  let node: Node | undefined = document.root;
  for (const step of path) {
    while (node?.kind === "intrinsic") node = node.argument;
    node = typeof step === "number" ? (node?.kind === "list" ? node.items[step] : undefined) : child(node, step);
  }
  if (node === undefined) throw new Error(`Nothing stands at ${path.join("/")}.`);
  return node;
}
