/** What the selection is in. Knows positions; knows no resource type. */
import type { Analysis } from "../analysis.ts";
import type { Network } from "../network/network.ts";
import type { Resource } from "../network/resource.ts";
import { absoluteSpan, type Place } from "../template/node.ts";
import type { Span } from "../text/span.ts";

/** Whether the place is around `span` (absolute offsets). */
export function isPlaceAround({ document }: Analysis, place: Place, span: Span): boolean {
  const { start, end } = absoluteSpan(document, place);
  return start <= span.start && span.end <= end;
}

/** Whether the resource, from its logical id and the blanks before it on, is around `span`. */
export function isResourceAround({ document }: Analysis, { entry }: Resource, span: Span): boolean {
  let { start } = absoluteSpan(document, entry.key);
  while (document.text[start - 1] === " ") start--;
  return start <= span.start && span.end <= absoluteSpan(document, entry.value).end;
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
