/** Small templates in YAML, and what an edit makes of them. */
import type { TemplateDocument } from "../../../server/src/template/node.ts";
import { readDocument } from "../../../server/src/template/read-document.ts";
import { applyEdits } from "../../../server/src/text/text-edit.ts";
import type { Edits } from "./operations.ts";

/** The text after an edit; undefined where it is refused. */
export function after(text: string, edit: (document: TemplateDocument) => Edits): string | undefined {
  const edits = edit(readDocument(text));
  return edits && applyEdits(text, edits);
}

export const lines = (...all: readonly string[]): string => all.join("\n");

/** A template with the resource `A`, whose lines are given. */
export const inResource = (...body: readonly string[]): string =>
  lines("Resources:", "  A:", ...body.map((line) => (line === "" ? "" : `    ${line}`)), "");
