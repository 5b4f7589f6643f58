/** Writes suppressions: a comment in YAML, Metadata in JSON, which has no comments. Knows how they are read; see suppression.ts. */
import { lineIndex } from "../text/line-index.ts";
import type { TextEdit } from "../text/span.ts";
import { lineEnding } from "../text/text-edit.ts";
import { setEntry, appendItem } from "./edits.ts";
import { child, type MapNode, type Node, type TemplateDocument } from "./node.ts";

/** Suppresses `rule` where a finding starts: for the line in YAML, for the resource in JSON. `offset` is absolute. */
export function disableHere(
  document: TemplateDocument,
  rule: string,
  offset: number,
  resource: Node | undefined,
): readonly TextEdit[] | undefined {
  if (document.format === "json") return resource?.kind === "map" ? addMetadata(document, resource, rule) : undefined;
  const lines = lineIndex(document.text);
  const { line } = lines.positionAt(offset);
  const start = lines.lineStart(line);
  const before = line > 0 ? document.text.slice(lines.lineStart(line - 1), start) : "";
  // A comment that is there already takes one more id.
  const existing = /cfn-network-lint-disable-next-line[ \t]+[\w/-]+(?:[ \t]*,[ \t]*[\w/-]+)*/.exec(before);
  if (existing) return [insertion(start - before.length + existing.index + existing[0].length, `, ${rule}`)];
  const indent = /^[ \t]*/.exec(document.text.slice(start))?.[0] ?? "";
  return [insertion(start, `${indent}# cfn-network-lint-disable-next-line ${rule}${lineEnding(document.text)}`)];
}

/** Suppresses `rule` in the whole template: by a comment at its head, or by its Metadata. */
export function disableInFile(document: TemplateDocument, rule: string): readonly TextEdit[] | undefined {
  if (document.format === "json") return document.root && addMetadata(document, document.root, rule);
  const start = document.text.startsWith("\uFEFF") ? 1 : 0;
  return [insertion(start, `# cfn-network-lint-disable ${rule}${lineEnding(document.text)}`)];
}

const insertion = (offset: number, newText: string): TextEdit => ({ span: { start: offset, end: offset }, newText });

/** Into `Metadata: {cfn-network-lint: {disable: […]}}`, of which any part may be there. */
function addMetadata(document: TemplateDocument, owner: MapNode, rule: string): readonly TextEdit[] | undefined {
  const metadata = child(owner, "Metadata");
  const own = child(metadata, "cfn-network-lint");
  const disable = child(own, "disable");
  if (disable) return disable.kind === "list" ? appendItem(document, disable, rule) : undefined;
  if (own) return setEntry(document, own, "disable", [rule]);
  const entry = { map: [["disable", [rule]]] as const };
  if (metadata) return setEntry(document, metadata, "cfn-network-lint", entry);
  return setEntry(document, owner, "Metadata", { map: [["cfn-network-lint", entry]] }, { after: "Type" });
}
