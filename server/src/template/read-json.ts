/** Reads JSON with `jsonc-parser`: tolerant of comments, trailing commas and half-typed text. One block, one problem at most. */
import { type Node as JsonNode, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Span } from "../text/span.ts";
import { maxDepth, tooDeep } from "./depth.ts";
import { asIntrinsic } from "./intrinsic.ts";
import type { Block, Entry, MapNode, Node, ScalarNode, ScalarStyle, SyntaxProblem } from "./node.ts";

export interface JsonReading {
  /** Undefined where nothing stands there. A map at the root is never read as a function. */
  readonly root: Node | undefined;
  readonly problem: SyntaxProblem | undefined;
}

/** Reads a text of which the first character, blanks and a byte-order mark apart, is `{`. */
export function readJson(block: Block): JsonReading {
  const errors: ParseError[] = [];
  const { text, deep } = withoutDeepValues(block.text.replace(/^\uFEFF/, " "));
  const tree = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const root = tree && (tree.type === "object" ? readMap(block, tree) : readNode(block, tree));
  return { root, problem: deep === undefined ? describe(block, errors[0]) : { block, span: deep, message: tooDeep } };
}

/** Blanks in place of what is nested too deep, and where the first of it stood. */
function withoutDeepValues(text: string): { readonly text: string; readonly deep: Span | undefined } {
  const token = /"(?:[^"\\\r\n]|\\.)*"?|[{}[\]]|\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)/g;
  const kept: string[] = [];
  let depth = 0;
  let from = 0;
  let deep: Span | undefined;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const found = match[0];
    if (found === "{" || found === "[") {
      if (depth++ === maxDepth) {
        deep ??= { start: match.index, end: match.index + 1 };
        kept.push(text.slice(from, match.index));
        from = match.index;
      }
    } else if ((found === "}" || found === "]") && depth > 0 && --depth === maxDepth) {
      kept.push(" ".repeat(token.lastIndex - from));
      from = token.lastIndex;
    }
  }
  if (deep === undefined) return { text, deep };
  kept.push(depth > maxDepth ? " ".repeat(text.length - from) : text.slice(from));
  return { text: kept.join(""), deep };
}

function readNode(block: Block, node: JsonNode): Node {
  switch (node.type) {
    case "object":
      return asIntrinsic(readMap(block, node));
    case "array":
      return { kind: "list", block, span: spanOf(node), items: (node.children ?? []).map((item) => readNode(block, item)), flow: true };
    case "string":
      return scalar(block, node, String(node.value), "double");
    case "number":
      return scalar(block, node, block.text.slice(node.offset, node.offset + node.length), "number");
    case "boolean":
      return scalar(block, node, String(node.value), "keyword");
    default:
      return scalar(block, node, "", "keyword");
  }
}

const spanOf = ({ offset, length }: JsonNode): Span => ({ start: offset, end: offset + length });

const scalar = (block: Block, node: JsonNode, text: string, style: ScalarStyle): ScalarNode => ({
  kind: "scalar",
  block,
  span: spanOf(node),
  text,
  style,
});

function readMap(block: Block, node: JsonNode): MapNode {
  const entries: Entry[] = [];
  for (const property of node.children ?? []) {
    const [name, value] = property.children ?? [];
    if (name === undefined) continue;
    const key = scalar(block, name, String(name.value), "double");
    entries.push({ key, value: value ? readNode(block, value) : missingValue(block, key, property.colonOffset ?? -1) });
  }
  return { kind: "map", block, span: spanOf(node), entries, flow: true };
}

/** After the colon and one blank. */
function missingValue(block: Block, key: ScalarNode, colon: number): ScalarNode {
  const after = colon < 0 ? key.span.end : colon + (block.text[colon + 1] === " " ? 2 : 1);
  return { kind: "scalar", block, span: { start: after, end: after }, text: "", style: "empty" };
}

const sentences: Readonly<Record<string, string>> = {
  CloseBraceExpected: 'A "}" is missing here.',
  CloseBracketExpected: 'A "]" is missing here.',
  ColonExpected: "A colon is missing here.",
  CommaExpected: "A comma is missing here.",
  EndOfFileExpected: "The template ends before this.",
  InvalidCharacter: "A string cannot contain this character unescaped.",
  InvalidEscapeCharacter: "This escape means nothing in JSON.",
  InvalidNumberFormat: "This is no number as JSON writes it.",
  InvalidSymbol: "This text must be quoted.",
  InvalidUnicode: "This escape means nothing in JSON.",
  PropertyNameExpected: "A key in double quotes is missing here.",
  UnexpectedEndOfComment: "This comment is never closed.",
  UnexpectedEndOfNumber: "This is no number as JSON writes it.",
  UnexpectedEndOfString: "This string has no closing quote.",
  ValueExpected: "A value is missing here.",
};

function describe(block: Block, error: ParseError | undefined): SyntaxProblem | undefined {
  if (error === undefined) return undefined;
  const { text } = block;
  const message = sentences[printParseErrorCode(error.error)] ?? "This is not JSON.";
  const line = text.slice(error.offset, error.offset + Math.min(error.length, 200)).split(/[\r\n]/, 1)[0] ?? "";
  if (line.trim() !== "") return { block, span: { start: error.offset, end: error.offset + line.length }, message };
  const before = text.slice(0, error.offset).trimEnd().length;
  return { block, span: { start: Math.max(0, before - 1), end: before }, message };
}
