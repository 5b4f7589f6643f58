/**
 * Semantic tokens: what names a resource, a parameter or a pseudo parameter, and what is a CIDR. A grammar cannot know these, because it
 * does not know which YAML is a template. Knows the tree and the declared names; knows no values.
 */
import type { Analysis } from "../analysis.ts";
import { isCidr, parseCidr } from "../cidr/cidr.ts";
import { absoluteSpan, child, type IntrinsicNode, type Node, type ScalarNode } from "../template/node.ts";
import { entriesOf } from "../template/template.ts";
import type { Span } from "../text/span.ts";
import type { Positions } from "./positions.ts";
import { childrenOf, entriesIn, isIn } from "./visible.ts";

/**
 * Standard types and modifiers of VS Code, which every theme colours: https://code.visualstudio.com/api/language-extensions/semantic-highlight-guide
 * A resource is a `class`, an attribute a `property`, a CIDR a `number`, a pseudo parameter a `variable` that is `readonly`.
 */
export const semanticTokenTypes = ["class", "parameter", "variable", "property", "number"] as const;
export const semanticTokenModifiers = ["readonly"] as const;

type TokenType = (typeof semanticTokenTypes)[number];

interface Token {
  /** Absolute. */
  readonly start: number;
  readonly length: number;
  readonly type: TokenType;
}

/** The tokens in `range` (absolute offsets) as LSP encodes them: five numbers each, lines and characters relative to the one before. */
export function semanticTokens(analysis: Analysis, positions: Positions, range: Span): number[] {
  const data: number[] = [];
  let [line, character, end] = [0, 0, -1];
  for (const { start, length, type } of tokensIn(analysis, range)) {
    if (start < end) continue;
    end = start + length;
    const at = positions.positionAt(start);
    const modifiers = type === "variable" ? 1 : 0;
    const isSameLine = at.line === line;
    data.push(at.line - line, isSameLine ? at.character - character : at.character, length, semanticTokenTypes.indexOf(type), modifiers);
    ({ line, character } = at);
  }
  return data;
}

function tokensIn({ document, template, isTemplate }: Analysis, range: Span): readonly Token[] {
  if (!isTemplate) return [];
  const tokens: Token[] = [];

  function add(start: number, length: number, type: TokenType): void {
    if (length > 0 && start + length >= range.start && start <= range.end) tokens.push({ start, length, type });
  }

  /** A name of this template, and the attribute after it. `start` is where `name` stands. */
  function addName(name: string, start: number): void {
    const type = typeOf(name);
    if (type) return add(start, name.length, type);
    const dot = name.indexOf(".");
    if (dot <= 0 || typeOf(name.slice(0, dot)) !== "class") return;
    add(start, dot, "class");
    add(start + dot + 1, name.length - dot - 1, "property");
  }

  function typeOf(name: string): TokenType | undefined {
    if (template.resources.has(name)) return "class";
    if (template.parameters.has(name)) return "parameter";
    return /^AWS::\w+$/.test(name) ? "variable" : undefined;
  }

  function visit(node: Node): void {
    if (!isIn(document, node, range)) return;
    if (node.kind === "intrinsic") visitIntrinsic(node);
    else if (node.kind === "scalar" && isBlock(node.text)) add(...written(node), "number");
    childrenOf(node).forEach(visit);
  }

  function visitIntrinsic({ name, argument }: IntrinsicNode): void {
    if (name === "Ref" && argument.kind === "scalar") addName(argument.text, written(argument)[0]);
    if (name === "Fn::GetAtt") {
      if (argument.kind === "scalar") addName(argument.text, written(argument)[0]);
      const [logicalId, attribute] = argument.kind === "list" ? argument.items : [];
      if (logicalId?.kind === "scalar" && template.resources.has(logicalId.text)) {
        add(...written(logicalId), "class");
        if (attribute?.kind === "scalar") add(...written(attribute), "property");
      }
    }
    if (name === "Fn::Sub") {
      const [text, variables] = argument.kind === "list" ? argument.items : [argument];
      if (text?.kind === "scalar") visitText(text, new Set(entriesOf(variables).map((item) => item.key.text)));
    }
  }

  /** The `${…}` of a text. They are looked for as they are written, because escapes and indentation are no part of the value. */
  function visitText(node: ScalarNode, own: ReadonlySet<string>): void {
    const { start, end } = absoluteSpan(document, node);
    for (const found of document.text.slice(start, end).matchAll(/\$\{\s*([^!{}\s][^{}\s]*)\s*\}/g)) {
      const name = found[1] ?? "";
      if (!own.has(name)) addName(name, start + found.index + found[0].indexOf(name, 2));
    }
  }

  /** Where the text of a scalar stands, without quotes: absolute offset and length, which is 0 where it is written otherwise. */
  function written(node: ScalarNode): [start: number, length: number] {
    const { start, end } = absoluteSpan(document, node);
    const at = document.text.slice(start, end).indexOf(node.text);
    return [start + Math.max(at, 0), at < 0 ? 0 : node.text.length];
  }

  for (const { section, entry } of entriesIn(document, range)) {
    visit(entry.value);
    if (section !== "Resources") continue;
    for (const node of [child(entry.value, "DependsOn")].flatMap((one) => (one?.kind === "list" ? one.items : (one ?? [])))) {
      if (node.kind === "scalar" && template.resources.has(node.text)) add(...written(node), "class");
    }
  }
  return tokens.sort((a, b) => a.start - b.start);
}

function isBlock(text: string): boolean {
  return text.length <= 50 && text.includes("/") && isCidr(parseCidr(text));
}
