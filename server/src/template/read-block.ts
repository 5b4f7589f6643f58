/** Reads one block of a YAML document as its cut says: with stray lines left out, and keys without colon understood. */
import type { Span } from "../text/span.ts";
import type { Cut } from "./blocks.ts";
import type { Block, MapNode, Node, ScalarNode, SyntaxProblem } from "./node.ts";
import { readYaml, type YamlReading } from "./read-yaml.ts";
import { noColon } from "./yaml-problem.ts";

export interface BlockReading extends Omit<YamlReading, "root"> {
  /** Undefined where the block is no map. */
  readonly map: MapNode | undefined;
}

/** `source` is the block's text with line feeds for lone carriage returns. */
export function readBlock(block: Block, source: string, cut: Cut): BlockReading {
  const strays = cut.strays.map(({ start, end }) => ({ start: start - cut.start, end: end - cut.start }));
  const text = strays.length === 0 ? source : blanked(source, strays);
  const reading = cut.keyless ? readKeyless(block, text) : withMap(readYaml(block, text, 0), cut);
  const problem = reading.problem ?? otherProblem(block, source, cut, reading, strays[0]);
  return { ...reading, problem };
}

/** The text with blanks in place of those stretches. */
function blanked(text: string, stretches: readonly Span[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of stretches) {
    parts.push(text.slice(from, start), " ".repeat(end - start));
    from = end;
  }
  return parts.join("") + text.slice(from);
}

/** Braces at the edge are no entry of the document, unless they are all of it. */
const withMap = ({ root, ...rest }: YamlReading, cut: Cut): BlockReading => ({
  ...rest,
  map: root?.kind === "map" && (cut.kind === "whole" || !root.flow) ? root : undefined,
});

/** What is wrong with the block's place in the document, though not inside of it. */
function otherProblem(block: Block, text: string, cut: Cut, { map }: BlockReading, stray: Span | undefined): SyntaxProblem | undefined {
  if (stray) return { block, span: stray, message: noColon(text.slice(stray.start, stray.end)) };
  const line = firstLine(text);
  if (map === undefined && cut.kind !== "whole") return { block, span: line, message: noColon(text.slice(line.start, line.end)) };
  return cut.misplaced ? { block, span: line, message: "This line is indented differently from its neighbours." } : undefined;
}

/** The first line that is neither blank nor a comment, without what surrounds its text. */
function firstLine(text: string): Span {
  const line = /^[ \t\uFEFF]*(?!---\s)([^\s#%][^\r\n]*)/m;
  const found = line.exec(text);
  if (found === null) return { start: 0, end: 0 };
  const content = (found[1] ?? "").replace(/\s#.*/, "").trimEnd();
  const start = found.index + found[0].length - (found[1] ?? "").length;
  return { start, end: start + content.length };
}

/** A key whose colon is still to be typed; the lines below are its value. */
function readKeyless(block: Block, text: string): BlockReading {
  const span = firstLine(text);
  const word = text.slice(span.start, span.end);
  const problem = { block, span, message: noColon(word) };
  const body = text.indexOf("\n", span.end) + 1;
  const value: Node = { kind: "scalar", block, span: { start: span.end, end: span.end }, text: "", style: "empty" };
  if (!/^["']?[\w.:/-]+["']?$/.test(word)) return { map: undefined, problem, anchors: [], missing: [], merges: false };
  const key: ScalarNode = { kind: "scalar", block, span, text: word.replace(/^["']|["']$/g, ""), style: "plain" };
  const reading = body > 0 ? readYaml(block, text, body) : undefined;
  const map: MapNode = { kind: "map", block, span, entries: [{ key, value: reading?.root ?? value }], flow: false };
  return { map, problem, anchors: reading?.anchors ?? [], missing: reading?.missing ?? [], merges: false };
}
