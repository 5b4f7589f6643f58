/** Renames a key. Knows how keys are quoted. */
import type { TextEdit } from "../text/span.ts";
import { absoluteSpan, type Entry, type TemplateDocument } from "./node.ts";

/** The key keeps its quotes. Undefined for a key that is merged in or stands for other places too. */
export function renameKey(document: TemplateDocument, entry: Entry, name: string): readonly TextEdit[] | undefined {
  if (entry.key.shared) return undefined;
  const span = absoluteSpan(document, entry.key);
  const [quote] = document.text.slice(span.start, span.end);
  const newText = quote === '"' || quote === "'" ? `${quote}${name}${quote}` : name;
  return [{ span, newText }];
}
