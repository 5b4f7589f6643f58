/** Copies the text of a node to another indentation. Knows how YAML and JSON nodes continue over lines; writes nothing anew. */
import { column, indentation } from "./edit-lines.ts";
import { contentEnd, contentStart, isFlow, ownEntries } from "./edit-place.ts";
import { isPlain, looksTyped } from "./edit-scalar.ts";
import type { Node, TemplateDocument } from "./node.ts";
import { absoluteSpan } from "./node.ts";
import { isShared } from "./source.ts";

/** Whether the node's lines stand below its key (a block map or list), as opposed to starting behind it. */
export function isStanding(document: TemplateDocument, node: Node): boolean {
  if (isFlow(document, node)) return false;
  return node.kind === "map" || node.kind === "list" || (node.kind === "intrinsic" && node.form === "long");
}

/** The text of a block map, a block list or a long function, its first line without indentation and the others moved to `target`. */
export function copyStanding(document: TemplateDocument, node: Node, target: number, eol: string): string | undefined {
  const lines = linesOf(document, node);
  if (!lines) return undefined;
  const from = column(document.text, contentStart(document, node));
  const moved = lines.slice(1).map((line) => moveLine(line, from, target));
  // A line that starts left of the node cannot be moved with it.
  return moved.every((line) => line !== undefined) ? [lines[0] ?? "", ...moved].join(eol) : undefined;
}

/** The text of any other node of a YAML block, whose further lines, if it has any, are moved to column `target` at least. */
export function copyHanging(document: TemplateDocument, node: Node, target: number, eol: string): string | undefined {
  const lines = linesOf(document, node);
  if (!lines) return undefined;
  const [first = "", ...rest] = lines;
  // An indentation indicator counts from the parent's column.
  if (/^[^"']*[|>][-+]?[1-9]/.test(first) && rest.length > 0) return undefined;
  const from = Math.min(...rest.filter((line) => line.trim() !== "").map((line) => indentation(line, 0).length));
  return [first, ...rest.map((line) => moveLine(line, from, target) ?? line)].join(eol);
}

/** The text of a node that can stand inside of brackets as it is, moved from its line's indentation to `prefix`. Undefined for any other. */
export function copyFlow(document: TemplateDocument, node: Node, prefix: string, eol: string, oneLine: boolean): string | undefined {
  if (document.format === "yaml" && !fitsBrackets(document, node)) return undefined;
  const lines = linesOf(document, node);
  if (!lines || (oneLine && lines.length > 1)) return undefined;
  const from = indentation(document.text, absoluteSpan(document, node).start);
  return [
    lines[0] ?? "",
    ...lines.slice(1).map((line) => (line.startsWith(from) ? prefix + line.slice(from.length) : prefix + line.trimStart())),
  ].join(eol);
}

function linesOf(document: TemplateDocument, node: Node): readonly string[] | undefined {
  if (isShared(node)) return undefined;
  if (node.kind === "map" && !isFlow(document, node) && ownEntries(document, node).length !== node.entries.length) return undefined;
  const start = contentStart(document, node);
  const text = document.text.slice(start, contentEnd(document, node));
  // After a text that keeps its trailing lines (`|+`) nothing could follow as it does after others.
  return text === "" || /[\r\n]$/.test(text) ? undefined : text.split(/\r\n|\r|\n/);
}

function moveLine(line: string, from: number, target: number): string | undefined {
  const blanks = indentation(line, 0).length;
  // Blanks beyond the indentation are content where they stand in a block scalar.
  if (line.trim() === "") return blanks > from ? " ".repeat(target + blanks - from) : "";
  if (blanks >= from) return " ".repeat(target + blanks - from) + line.slice(blanks);
  return line[blanks] === "#" ? " ".repeat(target) + line.slice(blanks) : undefined;
}

function fitsBrackets(document: TemplateDocument, node: Node): boolean {
  switch (node.kind) {
    case "scalar":
      if (node.style === "plain") return isPlain(node.text, true) || looksTyped(node.text);
      return node.style === "single" || node.style === "double" || node.style === "number" || node.style === "keyword";
    case "intrinsic":
      return node.form === "long" ? isFlow(document, node) : fitsBrackets(document, node.argument);
    default:
      return isFlow(document, node);
  }
}
