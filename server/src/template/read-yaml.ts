/** Reads one stretch of YAML with `yaml`. Knows nothing of the other stretches of the document. */
import { Composer, Lexer, Parser, Schema, type CST, type Tags } from "yaml";
import { maxDepth, tooDeep } from "./depth.ts";
import { intrinsicTags } from "./intrinsic.ts";
import type { Span } from "../text/span.ts";
import type { Block, Node, SyntaxProblem } from "./node.ts";
import { firstProblem, type YamlError } from "./yaml-problem.ts";
import { readBlockMap, readValue } from "./yaml-nodes.ts";
import { addProblem, yamlReader } from "./yaml-scalars.ts";

/** What stands in a stretch of YAML. */
export interface YamlReading {
  /** Undefined where nothing stands there. A map at the root is never read as a function. */
  readonly root: Node | undefined;
  readonly problem: SyntaxProblem | undefined;
  /** Names of the anchors that stand here. */
  readonly anchors: readonly string[];
  /** Names of aliases whose anchor does not stand before them here. */
  readonly missing: readonly string[];
  /** The root merges other maps (`<<`): which of their keys count hangs on all its entries. */
  readonly merges: boolean;
}

/**
 * Reads `text` from `start` on. It is `block.text` with line ends and stray lines made harmless, and as long.
 * Never throws; what is broken is read as far as `yaml` recovers, with one problem.
 */
export function readYaml(block: Block, text: string, start: number): YamlReading {
  const first = readTokens(block, text, start, parseTokens(text, start));
  if (!first.runsOn) return first.reading;
  // `yaml` ends an unclosed quote at the next line of less indentation only where a quote follows somewhere.
  return readTokens(block, text, start, parseTokens(`${text}\n#"'`, start)).reading;
}

function readTokens(
  block: Block,
  text: string,
  start: number,
  { tokens, stoppedAt, message }: Tokens,
): { readonly reading: YamlReading; readonly runsOn: boolean } {
  const reader = yamlReader(block, text);
  const document = tokens.find((token) => token.type === "document");
  const value = document?.value;
  let root: Node | undefined;
  if (value?.type === "block-map") root = readBlockMap(reader, value, 0);
  else if (document && (value || document.start.some(({ type }) => type === "tag"))) {
    root = readValue(reader, value, document.start, document.offset, 0);
  }
  if (stoppedAt !== undefined) addProblem(reader, lineAt(text, stoppedAt), message);
  const reading = {
    root,
    problem: firstProblem(block, text, reader.problems, composerError(tokens)),
    anchors: [...reader.anchors.keys()],
    missing: [...reader.missing],
    merges: value?.type === "block-map" && value.items.some(({ key }) => key?.type === "scalar" && key.source === "<<"),
  };
  return { reading, runsOn: reader.runsOn };
}

/** A short stretch of the line from there on. */
function lineAt(text: string, from: number): Span {
  const line = text.slice(from, from + 3).split("\n", 1)[0] ?? "";
  return { start: from, end: from + line.length };
}

interface Tokens {
  readonly tokens: readonly CST.Token[];
  /** Offset from which on nothing is read, and why. */
  readonly stoppedAt: number | undefined;
  readonly message: string;
}

/** The tokens of the first document, as far as it is not nested too deep. */
function parseTokens(text: string, start: number): Tokens {
  const parser = new Parser();
  parser.offset = start;
  const tokens: CST.Token[] = [];
  let ended = false;
  let failed = false;
  for (const lexeme of new Lexer().lex(start === 0 ? text : text.slice(start))) {
    const before = parser.offset;
    for (const token of parser.next(lexeme)) {
      if (token.type === "error" && failed) continue;
      failed ||= token.type === "error";
      tokens.push(token);
      if (token.type === "document") ended = true;
    }
    if (parser.stack.length > maxDepth) {
      tokens.push(...parser.end());
      return { tokens, stoppedAt: before, message: tooDeep };
    }
    if (ended && parser.stack[0]?.type === "document") {
      return { tokens, stoppedAt: before, message: "A second document starts here; a template is one document." };
    }
  }
  tokens.push(...parser.end());
  return { tokens, stoppedAt: undefined, message: "" };
}

const registeredTags = (tags: Tags): Tags => [
  // Scalars keep their text, so that any other test of what they could mean would be in vain.
  { tag: "tag:yaml.org,2002:str", default: true, test: /^/, resolve: (text: string) => text },
  ...tags,
  ...intrinsicTags.flatMap(
    (tag): Tags => [
      { tag, resolve: (text: string) => text },
      { tag, collection: "map" },
      { tag, collection: "seq" },
    ],
  ),
];
const schema = new Schema({ schema: "failsafe", customTags: registeredTags, resolveKnownTags: false });

/** The first thing that `yaml` finds wrong with the tokens. */
function composerError(tokens: readonly CST.Token[]): YamlError | undefined {
  const composer = new Composer({ schema, uniqueKeys: false });
  let first: YamlError | undefined;
  const note = (error: YamlError): void => {
    if (first === undefined || error.pos[0] < first.pos[0]) first = error;
  };
  // In place of the composer's own, which makes an exception with its stack of every error: hostile texts have millions.
  Object.assign(composer, {
    onError(source: ErrorSource, code: string, message: string, warning?: boolean): void {
      if (warning !== true) note({ code, message, pos: positionOf(source) });
    },
  });
  for (const token of tokens) composer.next(token).next();
  const { done, value } = composer.end(true, 0).next();
  if (done !== true) value.errors.forEach(note);
  return first;
}

type ErrorSource = number | readonly [number, number] | { readonly offset: number; readonly source?: string };

function positionOf(source: ErrorSource): readonly [number, number] {
  if (typeof source === "number") return [source, source + 1];
  return "offset" in source ? [source.offset, source.offset + (source.source?.length ?? 1)] : source;
}
