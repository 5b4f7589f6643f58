/** A tree without its places, short enough to stand in a test. */
import type { Node } from "../../server/src/template/node.ts";

/** Texts, arrays and objects; a function is an object with its long name, the short form marked by `!`. Of duplicate keys the last is shown. */
export function plain(node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === "scalar") return node.text;
  if (node.kind === "list") return node.items.map(plain);
  if (node.kind === "intrinsic") return { [node.form === "short" ? `!${node.name}` : node.name]: plain(node.argument) };
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}
