/** Writes into the text of a project file, and keeps its form. Knows what it states; see project.ts. */
import { setEntry } from "../template/edits.ts";
import { child } from "../template/node.ts";
import { readDocument } from "../template/read-document.ts";
import type { TextEdit } from "../text/span.ts";
import { applyEdits, lineEnding } from "../text/text-edit.ts";
import { type ProjectProblem, readProject } from "./project.ts";

/**
 * Switches a rule off: edits of `text`, which may be empty. Undefined where the text is too broken to be edited, or written so that
 * the edit would not do.
 */
export function switchOff(text: string, rule: string): readonly TextEdit[] | undefined {
  const edits = editsFor(text, rule);
  return edits && readProject(applyEdits(text, edits)).project.rules[rule] === "off" ? edits : undefined;
}

/**
 * Puts what was meant in the place of what is wrong; quotes stay. Undefined where nothing similar is known, and where it would not
 * do: the key that was meant is there as well.
 */
export function putRight(text: string, { span, meant }: ProjectProblem): TextEdit | undefined {
  if (meant === undefined) return undefined;
  const [quote = ""] = /^["']/.exec(text.slice(span.start, span.end)) ?? [];
  const edit = { span, newText: `${quote}${meant}${quote}` };
  return readProject(applyEdits(text, [edit])).problems.length < readProject(text).problems.length ? edit : undefined;
}

function editsFor(text: string, rule: string): readonly TextEdit[] | undefined {
  const document = readDocument(text);
  const { root } = document;
  if (!root || root.entries.length === 0) {
    // Comments, or nothing.
    const end = lineEnding(text);
    const start = text === "" || /[\r\n]$/.test(text) ? "" : end;
    const written = `${start}rules:${end}  ${rule}: off${end}`;
    return [{ span: { start: text.length, end: text.length }, newText: written }];
  }
  const rules = child(root, "rules");
  return rules ? setEntry(document, rules, rule, { plain: "off" }) : setEntry(document, root, "rules", { map: [[rule, { plain: "off" }]] });
}
