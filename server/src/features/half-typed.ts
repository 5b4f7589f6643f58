/**
 * What lenses are made from while text is half-typed: the last analysis that was whole, with its places moved to where they are now.
 * Otherwise a line above the text would go and come back while someone types, and all below would move. Knows texts and blocks.
 */
import type { Analysis } from "../analysis.ts";
import { isHalfType } from "../network/unread.ts";
import { absoluteSpan, type Block, brokenBlocks, child } from "../template/node.ts";
import { entriesOf, isLoopKey } from "../template/template.ts";
import type { Span } from "../text/span.ts";
import type { Positions } from "./positions.ts";

export interface View {
  readonly analysis: Analysis;
  /** Convert the analysis' offsets into positions in the text as it is now. */
  readonly positions: Positions;
}

/** Lines of text that may have changed since the text was whole. What is longer nobody types in a moment. */
const mostLines = 40;

/**
 * Whether a part of the text is not yet what it is going to be: it does not parse, or a resource has no type, half of one or two, or
 * a property without a value.
 */
export const isHalfTyped = (analysis: Analysis): boolean => !analysis.isTemplate || unfinishedBlocks(analysis).size > 0;

function unfinishedBlocks({ document, template }: Analysis): ReadonlySet<Block> {
  const found = new Set(brokenBlocks(document));
  for (const { key, value } of entriesOf(child(document.root, "Resources"))) {
    if (isLoopKey(key) || key.text.startsWith("Fn::Transform")) continue;
    const types = entriesOf(value).filter((one) => one.key.text === "Type");
    const declaration = template.resources.get(key.text);
    if (!declaration || declaration.lacksValue || types.length > 1 || isHalfType(declaration.type)) found.add(key.block);
  }
  return found;
}

/**
 * The analysis to make lenses from. `whole` is the last one before the text was half-typed; it is taken while nothing has changed since
 * but what is half-typed. `now` is the document as it is now: the text of an analysis that is no template is empty.
 */
export function steadyView(analysis: Analysis, whole: Analysis | undefined, now: Positions & { getText(): string }): View {
  const current = { analysis, positions: now };
  if (!whole) return current;
  const text = now.getText();
  const change = changeBetween(whole.document.text, text);
  if (!isBrief(whole.document.text, change.before) || !isBrief(text, change.after)) return current;
  if (analysis.isTemplate ? !isInUnfinished(analysis, change.after) : hasLineBreak(whole.document.text, change.before)) return current;
  if (isResourceGone(whole, change.before)) return current;
  const { start, end } = change.before;
  // What stood where something is inserted comes after it.
  const isBefore = (offset: number): boolean => offset < start || (offset === start && start < end);
  const moved = (offset: number): number => (isBefore(offset) ? offset : Math.max(start, offset + change.after.end - end));
  return {
    analysis: whole,
    positions: { positionAt: (offset) => now.positionAt(moved(offset)), offsetAt: (position) => now.offsetAt(position) },
  };
}

interface Change {
  readonly before: Span;
  readonly after: Span;
}

/** The stretch that differs: what both texts have in common at their ends is left out. */
function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < shorter - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
  return { before: { start, end: before.length - tail }, after: { start, end: after.length - tail } };
}

const isBrief = (text: string, { start, end }: Span): boolean => (text.slice(start, end).match(/\r\n?|\n/g)?.length ?? 0) <= mostLines;
const hasLineBreak = (text: string, { start, end }: Span): boolean => /[\r\n]/.test(text.slice(start, end));

/** Whether all of the stretch but the blanks at its ends is in unfinished blocks. */
function isInUnfinished(analysis: Analysis, stretch: Span): boolean {
  const { blocks, text } = analysis.document;
  const changed = text.slice(stretch.start, stretch.end).trim();
  const isEmpty = changed === "";
  // Where something is deleted, what stands on both sides of the gap counts.
  const start = isEmpty ? text.slice(0, stretch.start).trimEnd().length : text.indexOf(changed, stretch.start);
  const end = isEmpty ? text.length - text.slice(stretch.end).trimStart().length : start + changed.length;
  const unfinished = unfinishedBlocks(analysis);
  let offset = 0;
  let isInside = false;
  for (const block of blocks) {
    const blockEnd = offset + block.text.length;
    const isTouched = isEmpty ? offset <= end && start <= blockEnd : offset < end && start < blockEnd;
    if (isTouched && unfinished.has(block)) isInside = true;
    else if (isTouched && !isEmpty) return false;
    offset = blockEnd;
  }
  return isInside;
}

/** Whether the logical id of a resource was in the stretch, which is no more. */
function isResourceGone({ document, template }: Analysis, stretch: Span): boolean {
  if (!hasLineBreak(document.text, stretch)) return false;
  return [...template.resources.values()].some(({ entry }) => {
    const { start } = absoluteSpan(document, entry.key);
    return stretch.start < start && start < stretch.end;
  });
}
