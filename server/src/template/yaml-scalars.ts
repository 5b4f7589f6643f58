/** Scalars of YAML with their places, and what is known while a block's tokens are turned into nodes. Knows nothing of maps and lists. */
import { CST } from "yaml";
import type { Span } from "../text/span.ts";
import type { Block, Node, ScalarNode, ScalarStyle, SyntaxProblem } from "./node.ts";

/** What is known while the tokens of one block are turned into nodes. */
export interface YamlReader {
  readonly block: Block;
  /** The text that was parsed: as long as the block's, with line ends and stray lines made harmless. */
  readonly text: string;
  readonly problems: SyntaxProblem[];
  /** By name; undefined while the anchored value itself is being read. */
  readonly anchors: Map<string, Anchored | undefined>;
  /** Aliases that no anchor in this block precedes. */
  readonly missing: Set<string>;
  /** Nodes made so far, those behind aliases counted each time. */
  count: number;
  /** Of `count`, those behind aliases. */
  copied: number;
  /** Greatest depth met since it was last reset. */
  deepest: number;
  /** An unclosed quote took all of the text that follows it. */
  runsOn: boolean;
}

export interface Anchored {
  readonly node: Node;
  /** Nodes in it, aliases followed. */
  readonly size: number;
  /** Levels below it, aliases followed. */
  readonly height: number;
}

export function yamlReader(block: Block, text: string): YamlReader {
  return { block, text, problems: [], anchors: new Map(), missing: new Set(), count: 0, copied: 0, deepest: 0, runsOn: false };
}

export function addProblem(reader: YamlReader, span: Span, message: string): void {
  reader.problems.push({ block: reader.block, span, message });
}

/** The tokens before a value: blanks, comments, indicators, tag and anchor. */
export type Properties = readonly CST.SourceToken[];

export function emptyScalar(reader: YamlReader, offset: number): ScalarNode {
  return { kind: "scalar", block: reader.block, span: { start: offset, end: offset }, text: "", style: "empty" };
}

/** After the last of the tokens that announce the value, and one blank. */
export function emptyPosition(reader: YamlReader, properties: Properties, fallback: number): number {
  for (let index = properties.length - 1; index >= 0; index--) {
    const token = properties[index];
    if (token === undefined || token.type === "space" || token.type === "newline" || token.type === "comment") continue;
    const end = token.offset + token.source.length;
    return reader.text[end] === " " ? end + 1 : end;
  }
  return fallback;
}

const flowStyles = { scalar: "plain", "single-quoted-scalar": "single", "double-quoted-scalar": "double" } as const;

/** A scalar without block indicators. Of an unclosed one only the first line is read. */
export function flowScalar(reader: YamlReader, token: CST.FlowScalar): ScalarNode {
  const { type, source, offset, end } = token;
  if (source === "") return emptyScalar(reader, offset);
  const style: ScalarStyle = type === "alias" ? "plain" : flowStyles[type];
  const quote = style === "plain" ? "" : source.slice(0, 1);
  const open = quote !== "" && (!isClosed(source, quote) || offset + source.length > reader.text.length);
  const ran =
    quote !== "" &&
    source.includes("\n") &&
    (end?.some(({ type }) => type !== "space" && type !== "newline" && type !== "comment") ?? false);
  if (open || ran) {
    if (open && source.includes("\n") && offset + source.length >= reader.text.length) reader.runsOn = true;
    const line = source.split(/\r?\n/, 1)[0] ?? "";
    const span = { start: offset, end: offset + line.trimEnd().length };
    addProblem(reader, span, "This value has no closing quote.");
    return { kind: "scalar", block: reader.block, span, text: line.slice(1).trim(), style };
  }
  const text = CST.resolveAsScalar(token, true, () => {})?.value ?? source;
  return { kind: "scalar", block: reader.block, span: { start: offset, end: offset + source.length }, text, style };
}

/** Whether the text ends with the quote that it starts with, and that quote is not escaped. */
function isClosed(source: string, quote: string): boolean {
  if (source.length === 1 || !source.endsWith(quote)) return false;
  const escape = quote === "'" ? "'" : "\\";
  let escapes = 0;
  while (source.length - 2 - escapes > 0 && source[source.length - 2 - escapes] === escape) escapes++;
  return escapes % 2 === 0;
}

/** A scalar behind `|` or `>`; its span ends with its content, before the line ends. */
export function blockScalar(reader: YamlReader, token: CST.BlockScalar): ScalarNode {
  const header = token.props[0];
  const text = CST.resolveAsScalar(token, true, () => {})?.value ?? "";
  const literal = reader.text[token.offset] !== ">";
  const content = token.source.trimEnd();
  const lastLine = token.source.slice(content.length);
  const trailing = content === "" ? 0 : lastLine.search(/\r?\n|$/);
  const last = token.props.at(-1);
  const start = last && "source" in last ? last.offset + last.source.length : token.offset;
  const headerEnd = token.offset + (header && "source" in header ? header.source.length : 1);
  const end = content === "" ? headerEnd : start + content.length + trailing;
  return { kind: "scalar", block: reader.block, span: { start: token.offset, end }, text, style: literal ? "literal" : "folded" };
}
