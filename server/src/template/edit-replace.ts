/** Replaces a value by another of any shape. Knows what a value is written behind: a key, a dash, a tag, or inside of brackets. */
import type { TextEdit } from "../text/span.ts";
import { insertion, removal } from "./edit-block.ts";
import { flowMembers, placeAfter } from "./edit-flow.ts";
import { blockLineEnd, endsLine, indentation, lineEnd, lineStart } from "./edit-lines.ts";
import type { Route, Slot } from "./edit-place.ts";
import { absoluteStart, contentEnd, contentStart, insideFlow, isEmpty, keyAt, slotAt } from "./edit-place.ts";
import type { Style } from "./edit-write.ts";
import { styleAt, writeBlock, writeFlow, writeScalar } from "./edit-write.ts";
import type { Node, TemplateDocument } from "./node.ts";
import type { Source } from "./source.ts";
import { normalSource, sourceOf, withoutCopies } from "./source.ts";

/** Replaces `node`, which stands at the end of `route`, by `value`. Undefined for the root, and where the text is not as the tree says. */
export function replaceAt(document: TemplateDocument, route: Route, node: Node, value: Source): readonly TextEdit[] | undefined {
  const owner = route.at(-1);
  if (!owner) return undefined;
  const start = contentStart(document, node);
  const style = styleAt(document, start, owner.of, keyAt(route.slice(0, -1)));
  const kept = keptScalar(style, node, value, insideFlow(document, route));
  if (kept !== undefined) return [{ span: { start, end: contentEnd(document, node) }, newText: kept }];
  const isTagged = owner.kind === "argument" && owner.of.form === "short";
  const [fitting, source] = isTagged ? withoutTag(style, value) : [style, value];
  return insideFlow(document, route) ? replaceInFlow(fitting, route, node, source) : replaceInBlock(fitting, route, node, source);
}

/** A scalar that replaces a scalar, quoted in the same way. Undefined where one of them is none, or has no such quotes. */
function keptScalar(style: Style, node: Node, value: Source, flow: boolean): string | undefined {
  const source = normalSource(value);
  if (source.kind !== "text" || node.kind !== "scalar") return undefined;
  if (node.style === "single" || node.style === "double") return writeScalar(style, source.text, node.style, flow);
  return node.style === "plain" && source.as === "text" ? writeScalar(style, source.text, "plain", flow) : undefined;
}

/** A short function cannot be the argument of another one: it is written in its long form there. */
function withoutTag(style: Style, value: Source): readonly [Style, Source] {
  const source = normalSource(value);
  if (source.kind === "call") return [{ ...style, form: "long" }, value];
  return source.kind === "copy" && source.node.kind === "intrinsic" ? [{ ...style, form: "long" }, sourceOf(source.node)] : [style, value];
}

function replaceInFlow(style: Style, route: Route, node: Node, value: Source): readonly TextEdit[] | undefined {
  const { document } = style;
  const start = absoluteStart(document, node);
  const written = writeFlow(
    style,
    value,
    keyAt(route),
    indentation(document.text, start),
    document.format === "yaml" || isOnOneLine(document, route, start),
  );
  if (!isEmpty(node)) return [{ span: { start, end: contentEnd(document, node) }, newText: written }];
  const owner = route.at(-1);
  const head = owner?.kind === "entry" && document.format === "yaml" ? slotAt(document, route)?.head : undefined;
  return head === undefined || !isBare(document.text, head, start) ? undefined : [insertion(head, ` ${written}`)];
}

/** Whether the members of the brackets around stand on one line: what comes into them does, too. */
function isOnOneLine(document: TemplateDocument, route: Route, start: number): boolean {
  const owner = route.at(-1);
  if (owner?.kind === "argument") return !/[\r\n]/.test(document.text.slice(absoluteStart(document, owner.of), start));
  const flow = owner && flowMembers(document, owner.of);
  return flow !== undefined && placeAfter(document, flow, 0).oneLine;
}

function replaceInBlock(style: Style, route: Route, node: Node, value: Source): readonly TextEdit[] | undefined {
  const { document } = style;
  const { text } = document;
  const slot = slotAt(document, route);
  if (!slot) return undefined;
  const start = isEmpty(node) ? slot.head : contentStart(document, node);
  const end = isEmpty(node) ? slot.head : contentEnd(document, node);
  // Comments behind and below would become part of a copied block scalar.
  const source = blockLineEnd(text, end, slot.base) > end ? withoutCopies(value) : value;
  const written = writeBlock(style, source, slot.key, slot.base, slot.after === "dash" ? "dash" : "key");
  if (!isBare(text, slot.head, contentStart(document, node))) return undefined;
  if (/^[\r\n]/.test(written)) return writeBelow(style, slot, start, end, written);
  return writeBehind(style, slot, start, end, written);
}

/** Whether nothing but comments stands between a head and its value: no anchor, and no tag but that of a function. */
const isBare = (text: string, head: number, start: number): boolean =>
  text
    .slice(head, start)
    .replace(/(?:^|\s)#.*/g, "")
    .trim() === "";

/** `written` starts with a line end: comments on the head's line and above the old value stay. */
function writeBelow(
  { document: { text }, eol }: Style,
  slot: Slot,
  start: number,
  end: number,
  written: string,
): readonly TextEdit[] | undefined {
  if (/[\r\n]/.test(text.slice(slot.head, start)))
    return [{ span: { start: lineStart(text, start), end }, newText: written.slice(eol.length) }];
  // The old value kept its trailing lines (`|+`).
  if (end > slot.head && lineStart(text, end) === end) return [{ span: { start: slot.head, end }, newText: written + eol }];
  if (!endsLine(text, end)) return undefined;
  return [...(end > slot.head ? [removal(slot.head, end)] : []), insertion(lineEnd(text, end), written)];
}

/** `written` starts with the blanks behind the head. */
function writeBehind(
  { document: { text }, eol, unit }: Style,
  slot: Slot,
  start: number,
  end: number,
  written: string,
): readonly TextEdit[] | undefined {
  const isKept = end > slot.head && lineStart(text, end) === end;
  const newText = isKept ? written + eol : written;
  const between = text.slice(slot.head, start);
  if (!/[\r\n]/.test(between)) {
    const isSingle = between !== "" && !/[\r\n]/.test(newText);
    return [isSingle ? { span: { start, end }, newText: newText.trimStart() } : { span: { start: slot.head, end }, newText }];
  }
  const headEnd = lineEnd(text, slot.head);
  if (/^\s*$/.test(text.slice(headEnd, start)))
    return [insertion(slot.head, written), removal(headEnd, isKept ? lineStart(text, end) - eol.length : end)];
  // Comment lines stand above the old value: the new one stays below them.
  return [{ span: { start: lineStart(text, start), end }, newText: " ".repeat(slot.base) + unit + newText.trimStart() }];
}
