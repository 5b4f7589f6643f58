/** Writes suppressions: a comment in YAML, Metadata in JSON, which has no comments. Knows how they are read; see suppression.ts. */
import { lineIndex } from "../text/line-index.ts";
import type { TextEdit } from "../text/span.ts";
import { lineEnding } from "../text/text-edit.ts";
import { lineEnd } from "./edit-lines.ts";
import { appendItem, replaceValue, setEntry } from "./edits.ts";
import { absoluteSpan, child, type MapNode, type Node, scalarText, type TemplateDocument } from "./node.ts";

/** A comment on the line before that is for this one. */
const directiveAbove = /(?:^|[ \t])#[ \t]*cfn-network-lint-disable-next-line[ \t]+[\w/-]+(?:[ \t]*,[ \t]*[\w/-]+)*/;
/** Ends whatever a comment at the head of the file begins. */
const enabling = /(?:^|[ \t])#[ \t]*cfn-network-lint-enable(?![\w-])/m;

/** Suppresses `rule` where a finding starts: for the line in YAML, for the resource in JSON. `offset` is absolute. */
export function disableHere(
  document: TemplateDocument,
  rule: string,
  offset: number,
  resource: Node | undefined,
): readonly TextEdit[] | undefined {
  const metadata = (): readonly TextEdit[] | undefined => (resource?.kind === "map" ? addMetadata(document, resource, rule) : undefined);
  if (document.format === "json") return metadata();
  const { text } = document;
  const lines = lineIndex(text);
  const { line } = lines.positionAt(offset);
  const start = lines.lineStart(line) + (line === 0 ? markLength(text) : 0);
  const before = line > 0 ? text.slice(lines.lineStart(line - 1), start) : "";
  // A comment that is there already takes one more id.
  const existing = directiveAbove.exec(before);
  if (existing) return [insertion(start - before.length + existing.index + existing[0].length, `, ${rule}`)];
  if (!isInText(document, start)) {
    const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
    return [insertion(start, `${indent}# cfn-network-lint-disable-next-line ${rule}${lineEnding(text)}`)];
  }
  // A text in quotes goes on in this line: a comment above it would be part of the text.
  const end = lineEnd(text, start);
  return isInText(document, end) ? metadata() : [insertion(end, ` # cfn-network-lint-disable-line ${rule}`)];
}

/** Suppresses `rule` in the whole template: by a comment at its head, or by its Metadata. */
export function disableInFile(document: TemplateDocument, rule: string): readonly TextEdit[] | undefined {
  const { format, root, text } = document;
  if (root && (format === "json" || enabling.test(text))) return addMetadata(document, root, rule);
  return [insertion(markLength(text), `# cfn-network-lint-disable ${rule}${lineEnding(text)}`)];
}

/** Of a byte-order mark, which stays the first character. */
const markLength = (text: string): number => (text.startsWith("\uFEFF") ? 1 : 0);

/** Whether a scalar is begun before the offset and goes on after it. */
function isInText(document: TemplateDocument, offset: number): boolean {
  const isAround = (node: Node): boolean => {
    if (node.kind === "map") return node.entries.some(({ key, value }) => isAround(key) || isAround(value));
    if (node.kind === "list") return node.items.some(isAround);
    if (node.kind === "intrinsic") return isAround(node.argument);
    const { start, end } = absoluteSpan(document, node);
    return start < offset && offset < end;
  };
  return document.root !== undefined && isAround(document.root);
}

const insertion = (offset: number, newText: string): TextEdit => ({ span: { start: offset, end: offset }, newText });

/** Into `Metadata: {cfn-network-lint: {disable: […]}}`, of which any part may be there. */
function addMetadata(document: TemplateDocument, owner: MapNode, rule: string): readonly TextEdit[] | undefined {
  const metadata = child(owner, "Metadata");
  const own = child(metadata, "cfn-network-lint");
  const disable = child(own, "disable");
  if (disable?.kind === "scalar" && scalarText(disable)) return replaceValue(document, disable, [{ node: disable }, rule]);
  if (disable) return disable.kind === "list" ? appendItem(document, disable, rule) : undefined;
  if (own) return setEntry(document, own, "disable", [rule]);
  const entry = { map: [["disable", [rule]]] as const };
  if (metadata) return setEntry(document, metadata, "cfn-network-lint", entry);
  return setEntry(document, owner, "Metadata", { map: [["cfn-network-lint", entry]] }, { after: "Type" });
}
