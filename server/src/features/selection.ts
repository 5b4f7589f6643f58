/** What the selection is in. Knows positions and lines; knows no resource type. */
import type { Analysis } from "../analysis.ts";
import type { Network } from "../network/network.ts";
import type { Resource } from "../network/resource.ts";
import { lineEnd, lineStart } from "../template/edit-lines.ts";
import { absoluteSpan, type Place } from "../template/node.ts";
import type { Span } from "../text/span.ts";

/** The selection without the blanks and line ends at its ends: whoever selects lines selects the last line end as well. */
export function withoutBlanks(text: string, { start, end }: Span): Span {
  const selection = text.slice(start, end);
  if (selection.trim() === "") return { start, end: start };
  return { start: end - selection.trimStart().length, end: start + selection.trimEnd().length };
}

/** Whether the place is around `span` (absolute offsets), with the blanks and dashes before it and the comment behind it. */
export const isPlaceAround = ({ document }: Analysis, place: Place, span: Span): boolean =>
  isStretchAround(document.text, absoluteSpan(document, place), span);

/** Whether the resource is around `span`, from its logical id on. */
export const isResourceAround = ({ document }: Analysis, { entry }: Resource, span: Span): boolean =>
  isStretchAround(document.text, { start: absoluteSpan(document, entry.key).start, end: absoluteSpan(document, entry.value).end }, span);

function isStretchAround(text: string, { start, end }: Span, span: Span): boolean {
  const before = /[ \t-]*$/.exec(text.slice(lineStart(text, start), start))?.[0].length ?? 0;
  const behind = /^(?:[ \t]*,?[ \t]*(?:#.*)?$)?/.exec(text.slice(end, lineEnd(text, end)))?.[0].length ?? 0;
  return start - before <= span.start && span.end <= end + behind;
}

/** The member of a family around `span` in the first network that has it; none that a loop makes, which stands for several. */
export function selected<T extends { readonly resource: Resource }>(
  analysis: Analysis,
  span: Span,
  family: (network: Network) => ReadonlyMap<string, T>,
): { readonly network: Network; readonly found: T } | undefined {
  for (const network of analysis.networks) {
    for (const found of family(network).values()) {
      if (!found.resource.declaration.bindings && isResourceAround(analysis, found.resource, span)) return { network, found };
    }
  }
  return undefined;
}
