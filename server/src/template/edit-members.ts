/** Adds and removes entries and items, whatever form their map or list has. Knows which form it is; leaves the text to that form's file. */
import type { TextEdit } from "../text/span.ts";
import { blockMembers, insertAfter, removeMember, usualGap } from "./edit-block.ts";
import { flowMembers, insertFlow, placeAfter, removeFlow } from "./edit-flow.ts";
import type { Route } from "./edit-place.ts";
import { absoluteStart, contentEnd, entryEnd, insideFlow, isFlow, ownEntries, routeTo } from "./edit-place.ts";
import { replaceAt } from "./edit-replace.ts";
import { commaGap, type MemberWriter, type Style } from "./edit-write.ts";
import type { ListNode, MapNode, TemplateDocument } from "./node.ts";

/** Adds a member after the one at `index`. `gap`: empty lines before it where the siblings do not tell. */
export function addMember(
  style: Style,
  route: Route,
  node: MapNode | ListNode,
  index: number,
  write: MemberWriter,
  gap = 0,
): readonly TextEdit[] | undefined {
  const { document, eol } = style;
  if (isFlow(document, node)) {
    const flow = flowMembers(document, node);
    if (!flow) return undefined;
    const { prefix, oneLine } = placeAfter(document, flow, index);
    return insertFlow(document, flow, index, write.flow(prefix, oneLine), eol, commaGap(style));
  }
  if (insideFlow(document, route)) return undefined;
  const block = blockMembers(document, node, index);
  return block && insertAfter(document, block, index, write.block(block.base), eol, usualGap(document, block) ?? gap);
}

/** Removes the member at `index` with the comments on and in its lines. The last one leaves `{}` or `[]`, or takes its parent with it. */
export function removeAt(
  document: TemplateDocument,
  node: MapNode | ListNode,
  index: number,
  removeEmptyParent: boolean,
): readonly TextEdit[] | undefined {
  const route = routeTo(document, node);
  if (!route) return undefined;
  const count = node.kind === "map" ? ownEntries(document, node).length : node.items.length;
  if (count === 1) return removeOnly(document, node, route, removeEmptyParent);
  if (isFlow(document, node)) {
    const flow = flowMembers(document, node);
    return flow && removeFlow(document, flow, index);
  }
  if (insideFlow(document, route)) return undefined;
  const block = blockMembers(document, node, index);
  return block && removeMember(document, block, index);
}

function removeOnly(
  document: TemplateDocument,
  node: MapNode | ListNode,
  route: Route,
  removeEmptyParent: boolean,
): readonly TextEdit[] | undefined {
  const owner = route.at(-1);
  if (removeEmptyParent && owner?.kind === "entry")
    return removeAt(document, owner.of, ownEntries(document, owner.of).indexOf(owner.entry), true);
  if (removeEmptyParent && owner?.kind === "item") return removeAt(document, owner.of, owner.index, true);
  if (node.kind === "map" && merges(document, node)) return undefined;
  return replaceAt(document, route, node, node.kind === "map" ? { map: [] } : []);
}

/** Whether nothing but blanks stands between the brackets of an empty container. */
export const isBlank = (document: TemplateDocument, node: MapNode | ListNode): boolean =>
  /^[{[]\s*[}\]]$/.test(document.text.slice(absoluteStart(document, node), contentEnd(document, node)));

/** Whether `<<` stands in the map, too: it would vanish with the last own entry. */
function merges(document: TemplateDocument, map: MapNode): boolean {
  const [own] = ownEntries(document, map);
  if (map.entries.length !== 1 || !own || isFlow(document, map)) return map.entries.length !== 1;
  const { text } = document;
  const rest =
    text.slice(absoluteStart(document, map), absoluteStart(document, own.key)) +
    text.slice(entryEnd(document, own), contentEnd(document, map));
  return rest.includes("<<");
}
