/** Reads one stretch of YAML with `yaml`. Knows nothing of the other stretches of the document. */
import { Composer, Lexer, Parser, Schema, type CST, type Tags } from "yaml";
import { intrinsicTags } from "./intrinsic.ts";
import type { Block, MapNode, Node, SyntaxProblem } from "./node.ts";
import { firstProblem, type YamlError } from "./yaml-problem.ts";
import { addProblem, maxDepth, readBlockMap, readValue, tooDeep, yamlReader } from "./yaml-nodes.ts";

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
  const reader = yamlReader(block, text);
  const { tokens, stoppedAt } = parseTokens(text, start);
  const document = tokens.find((token) => token.type === "document");
  const value = document?.value;
  let root: Node | undefined;
  if (value?.type === "block-map") root = readBlockMap(reader, value, 0);
  else if (document && (value || document.start.some(({ type }) => type === "tag"))) {
    root = readValue(reader, value, document.start, document.offset, 0);
  }
  if (stoppedAt !== undefined) addProblem(reader, { start: stoppedAt, end: Math.min(stoppedAt + 1, text.length) }, tooDeep);
  return {
    root,
    problem: firstProblem(block, text, reader.problems, composerErrors(tokens)),
    anchors: [...reader.anchors.keys()],
    missing: [...reader.missing],
    merges: value?.type === "block-map" && value.items.some(({ key }) => key?.type === "scalar" && key.source === "<<"),
  };
}

/** The tokens of the first document; `stoppedAt` is the offset from which on nothing is read, where nesting goes too deep. */
function parseTokens(text: string, start: number): { readonly tokens: readonly CST.Token[]; readonly stoppedAt: number | undefined } {
  const parser = new Parser();
  parser.offset = start;
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(start === 0 ? text : text.slice(start))) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > maxDepth) {
      const stoppedAt = Math.max(start, parser.offset - 1);
      tokens.push(...parser.end());
      return { tokens, stoppedAt };
    }
    if (tokens.at(-1)?.type === "doc-end" || (tokens.at(-1)?.type === "document" && parser.stack.length > 0))
      return { tokens, stoppedAt: undefined };
  }
  tokens.push(...parser.end());
  return { tokens, stoppedAt: undefined };
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

/** What `yaml` finds wrong with the tokens. */
function composerErrors(tokens: readonly CST.Token[]): readonly YamlError[] {
  const composer = new Composer({ schema, uniqueKeys: false });
  for (const token of tokens) composer.next(token).next();
  const { done, value } = composer.end(true, 0).next();
  return done === true ? [] : value.errors;
}

/** The map's entries, where the root of the reading is a map. */
export const rootMap = (reading: YamlReading): MapNode | undefined => (reading.root?.kind === "map" ? reading.root : undefined);
