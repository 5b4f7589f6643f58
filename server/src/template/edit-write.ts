/** Writes sources as text in a template's own habits. Knows columns, brackets and quotes; does not know what stands around. */
import { copyFlow, copyHanging, copyStanding, isStanding } from "./edit-copy.ts";
import type { Habits, Layout } from "./edit-habits.ts";
import { habitsOf, quotingClass } from "./edit-habits.ts";
import { childKey } from "./edit-place.ts";
import { lineBreak } from "./edit-lines.ts";
import type { Quoting } from "./edit-scalar.ts";
import { doubleQuoted, looksTyped, yamlScalar } from "./edit-scalar.ts";
import { type IntrinsicName, type Node, taggedIntrinsics, type TemplateDocument } from "./node.ts";
import type { NormalSource, Source } from "./source.ts";
import { normalSource, sourceOf } from "./source.ts";

/** How to write at one place of a document. */
export interface Style {
  readonly document: TemplateDocument;
  readonly habits: Habits;
  readonly form: "short" | "long";
  /** What one level of indentation adds. */
  readonly unit: string;
  readonly eol: string;
}

/** The style at `offset`: what `near`, the value of `key`, does, else what the document does. */
export function styleAt(document: TemplateDocument, offset: number, near: Node | undefined, key: string): Style {
  const habits = habitsOf(document, near, key);
  return { document, habits, form: habits.form, unit: habits.usual("unit") ?? "  ", eol: lineBreak(document.text, offset) };
}

/** A key of a map, quoted as the template's keys are. */
function writeKey(style: Style, key: string, flow: boolean): string {
  if (style.document.format === "json") return doubleQuoted(key);
  return yamlScalar(key, asQuoting(style.habits.usual("key")) ?? "plain", quotes(style), flow);
}

/**
 * What follows the colon of `key` or a dash in a YAML block: either a blank and the value on the same line, or a line end and indented lines.
 * `base` is the column of the key or the dash; the last line has no line end.
 */
export function writeBlock(style: Style, source: Source, key: string, base: number, after: "key" | "dash"): string {
  const normal = normalSource(source);
  switch (normal.kind) {
    case "text":
      return ` ${writeText(style, normal, key, false)}`;
    case "copy":
      return copyBlock(style, normal.node, key, base, after);
    case "call":
      return blockCall(style, normal, base, after);
    case "list":
      return blockLayout(style, normal, key, after) === "block"
        ? blockList(style, normal.items, key, base, after)
        : flowInBlock(style, source, key, base);
    case "map":
      return blockLayout(style, normal, key, after) === "block"
        ? blockMap(style, normal.entries, key, base, after)
        : flowInBlock(style, source, key, base);
  }
}

/** A value inside of brackets, or any value of JSON. `prefix`: indentation of the line on which it starts; `oneLine`: without line ends. */
export function writeFlow(style: Style, source: Source, key: string, prefix: string, oneLine: boolean): string {
  const normal = normalSource(source);
  switch (normal.kind) {
    case "text":
      return writeText(style, normal, key, true);
    case "copy":
      return (
        copyFlow(style.document, normal.node, prefix, style.eol, oneLine) ?? writeFlow(style, sourceOf(normal.node), key, prefix, oneLine)
      );
    case "call": {
      const tag = shortTag(style, normal);
      if (tag !== undefined) return `${tag} ${writeFlow(style, shortArgument(normal), normal.name, prefix, oneLine)}`;
      return bracketed(style, "map", flowLayout(style, normal, key, oneLine), prefix, [
        flowEntry(style, [normal.name, normal.argument], normal.name),
      ]);
    }
    case "list": {
      const parts = normal.items.map((item) => (inner: string, line: boolean) => writeFlow(style, item, key, inner, line));
      return bracketed(style, "list", flowLayout(style, normal, key, oneLine), prefix, parts);
    }
    case "map":
      return bracketed(
        style,
        "map",
        flowLayout(style, normal, key, oneLine),
        prefix,
        normal.entries.map((entry) => flowEntry(style, entry, childKey(key, entry[0]))),
      );
  }
}

/** Writes a new entry or item in either form. */
export interface MemberWriter {
  /** Its lines in a YAML block whose keys or dashes stand in column `base`; the first one is not indented, the last has no line end. */
  block(base: number): string;
  /** Its text inside of brackets; see `writeFlow`. */
  flow(prefix: string, oneLine: boolean): string;
}

/** Writes an entry; `habit` is the key by which the habits of its value are looked up. */
export const entryWriter = (style: Style, entry: readonly [key: string, value: Source], habit: string): MemberWriter => ({
  block: (base) => blockEntry(style, entry, habit, base),
  flow: flowEntry(style, entry, habit),
});

/** Writes an item of a list of that key. */
export const itemWriter = (style: Style, value: Source, key: string): MemberWriter => ({
  block: (base) => `-${writeBlock(style, value, key, base, "dash")}`,
  flow: (prefix, oneLine) => writeFlow(style, value, key, prefix, oneLine),
});

/** A scalar in a given quoting, where the form allows that. */
export function writeScalar(style: Style, text: string, quoting: Quoting, flow: boolean): string {
  return style.document.format === "json" ? doubleQuoted(text) : yamlScalar(text, quoting, quotes(style), flow);
}

type Part = (prefix: string, oneLine: boolean) => string;
type Call = Extract<NormalSource, { kind: "call" }>;

function flowEntry(style: Style, [key, value]: readonly [string, Source], habit: string): Part {
  const colon = style.document.format === "json" ? (style.habits.usual("colon") ?? ": ") : ": ";
  return (prefix, oneLine) => writeKey(style, key, true) + colon + writeFlow(style, value, habit, prefix, oneLine);
}

function bracketed(style: Style, shape: "map" | "list", layout: Layout, prefix: string, parts: readonly Part[]): string {
  const [open, close] = shape === "map" ? ["{", "}"] : ["[", "]"];
  if (parts.length === 0) return open + close;
  if (layout === "multi") {
    const inner = prefix + style.unit;
    return open + style.eol + parts.map((part) => inner + part(inner, false)).join(`,${style.eol}`) + style.eol + prefix + close;
  }
  const pad = style.habits.usual(`pad:${shape}`) ?? (shape === "map" ? " " : "");
  return open + pad + parts.map((part) => part(prefix, true)).join(`,${commaGap(style)}`) + pad + close;
}

/** What follows a comma on one line. Where no comma tells, colons without blanks do. */
export const commaGap = ({ habits }: Style): string => habits.usual("comma") ?? (habits.usual("colon") === ":" ? "" : " ");

const isWord = (source: Source): boolean => {
  const normal = normalSource(source);
  return (
    normal.kind === "text" ||
    normal.kind === "call" ||
    (normal.kind === "copy" && (normal.node.kind === "scalar" || normal.node.kind === "intrinsic"))
  );
};

/** What the template does with values of this key, else with values of this shape. */
function habitualLayout(style: Style, normal: NormalSource, key: string): string | undefined {
  const { habits } = style;
  if (normal.kind === "map") return habits.usual(`map:${key}`);
  if (normal.kind === "call") return habits.usual(`call:${normal.name}`) ?? habits.usual("call");
  if (normal.kind !== "list") return undefined;
  const own = habits.usual(`list:${key}`);
  if (own !== undefined || !normal.items.every(isWord)) return own;
  return habits.usual(isCall(key) ? "list:arguments" : "list:words") ?? "line";
}

const isCall = (key: string): boolean => key === "Ref" || key.startsWith("Fn::");

function blockLayout(style: Style, normal: Extract<NormalSource, { kind: "list" | "map" }>, key: string, after: "key" | "dash"): Layout {
  const isEmpty = normal.kind === "list" ? normal.items.length === 0 : normal.entries.length === 0;
  if (isEmpty) return "line";
  return asLayout(
    habitualLayout(style, normal, key) ??
      (normal.kind === "map" && after === "dash" ? style.habits.usual("map:item") : undefined) ??
      "block",
  );
}

function flowLayout(style: Style, normal: NormalSource, key: string, oneLine: boolean): Layout {
  if (oneLine) return "line";
  const usual = habitualLayout(style, normal, key) ?? (style.document.format === "json" && normal.kind !== "call" ? "multi" : "line");
  return usual === "multi" ? "multi" : "line";
}

const asLayout = (usual: string): Layout => (usual === "line" || usual === "multi" ? usual : "block");

function flowInBlock(style: Style, source: Source, key: string, base: number): string {
  return ` ${writeFlow(style, source, key, " ".repeat(base), false)}`;
}

function copyBlock(style: Style, node: Node, key: string, base: number, after: "key" | "dash"): string {
  const { document, eol } = style;
  if (isStanding(document, node)) {
    const [lead, target] = blockStart(style, base, after, node.kind === "list");
    const copy = copyStanding(document, node, target, eol);
    return copy === undefined ? writeBlock(style, sourceOf(node), key, base, after) : lead + copy;
  }
  const copy = copyHanging(document, node, base + style.unit.length, eol);
  return copy === undefined ? writeBlock(style, sourceOf(node), key, base, after) : ` ${copy}`;
}

/** What leads to the first line of a block, and the column of its lines. */
function blockStart(
  style: Style,
  base: number,
  after: "key" | "dash" | "tag",
  isListBlock: boolean,
): readonly [lead: string, column: number] {
  if (after === "dash") {
    const gap = style.habits.usual("gap") ?? " ";
    return [gap, base + 1 + gap.length];
  }
  const step = isListBlock ? (style.habits.usual("dash") ?? style.unit) : style.unit;
  const target = base + step.length;
  return [style.eol + " ".repeat(target), target];
}

function blockList(style: Style, items: readonly Source[], key: string, base: number, after: "key" | "dash"): string {
  const [lead, target] = blockStart(style, base, after, true);
  return lead + items.map((item) => `-${writeBlock(style, item, key, target, "dash")}`).join(style.eol + " ".repeat(target));
}

function blockMap(style: Style, entries: readonly (readonly [string, Source])[], key: string, base: number, after: "key" | "dash"): string {
  const [lead, target] = blockStart(style, base, after, false);
  return lead + entries.map((entry) => blockEntry(style, entry, childKey(key, entry[0]), target)).join(style.eol + " ".repeat(target));
}

const blockEntry = (style: Style, [key, value]: readonly [string, Source], habit: string, base: number): string =>
  `${writeKey(style, key, false)}:${writeBlock(style, value, habit, base, "key")}`;

const shortForms: ReadonlySet<IntrinsicName> = new Set(taggedIntrinsics);

/**
 * The tag of a call that can be written in the short form here. A short function whose argument is itself a short function is
 * no valid CloudFormation: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-base64.html
 */
function shortTag(style: Style, call: Call): string | undefined {
  if (style.form === "long" || !shortForms.has(call.name)) return undefined;
  const argument = normalSource(call.argument);
  if (argument.kind === "call" && shortTag(style, argument) !== undefined) return undefined;
  if (argument.kind === "copy" && argument.node.kind === "intrinsic") return undefined;
  return `!${call.name.replace("Fn::", "")}`;
}

/** `!GetAtt A.B`: the short form takes a text. */
function shortArgument(call: Call): Source {
  const argument = normalSource(call.argument);
  if (call.name !== "Fn::GetAtt" || argument.kind !== "list") return call.argument;
  const parts = argument.items.map((item) => normalSource(item));
  return parts.every((part) => part.kind === "text") ? parts.map((part) => part.text).join(".") : call.argument;
}

function blockCall(style: Style, call: Call, base: number, after: "key" | "dash"): string {
  const tag = shortTag(style, call);
  if (tag === undefined) {
    const layout = habitualLayout(style, call, call.name) ?? "block";
    return layout === "block"
      ? blockMap(style, [[call.name, call.argument]], call.name, base, after)
      : flowInBlock(style, { call: call.name, argument: call.argument }, call.name, base);
  }
  const argument = normalSource(shortArgument(call));
  if (argument.kind === "text") return ` ${tag} ${writeText(style, argument, call.name, false)}`;
  if (argument.kind === "list" && blockLayout(style, argument, call.name, "key") === "block") {
    // Below a dash the arguments must be indented, whatever the template does below keys.
    const from = after === "dash" && (style.habits.usual("dash") ?? style.unit) === "" ? base + style.unit.length : base;
    return ` ${tag}${blockList(style, argument.items, call.name, from, "key")}`;
  }
  return ` ${tag}${flowInBlock(style, shortArgument(call), call.name, base)}`;
}

const asQuoting = (usual: string | undefined): Quoting | undefined =>
  usual === "plain" || usual === "single" || usual === "double" ? usual : undefined;

const quotes = (style: Style): "single" | "double" => (style.habits.usual("quotes") === "single" ? "single" : "double");

function writeText(style: Style, source: Extract<NormalSource, { kind: "text" }>, key: string, flow: boolean): string {
  const { habits, document } = style;
  const { text } = source;
  const like = source.as === "number" ? asQuoting(habits.usual(`typed:${key}`) ?? habits.usual("typed")) : undefined;
  if (document.format === "json") return source.as === "text" || like === "double" || !jsonLiteral.test(text) ? doubleQuoted(text) : text;
  if (like === "single" || like === "double") return yamlScalar(text, like, like, flow);
  if (source.as !== "text") return looksTyped(text) ? text : yamlScalar(text, "plain", quotes(style), flow);
  const wished = asQuoting(habits.usual(`quote:${key}`)) ?? asQuoting(habits.usual(quotingClass(text))) ?? "plain";
  return yamlScalar(text, wished, quotes(style), flow);
}

const jsonLiteral = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/;
