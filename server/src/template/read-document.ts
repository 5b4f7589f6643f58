/**
 * Reads the text of a template: JSON whole, YAML in blocks that are kept from version to version. Knows syntax only;
 * what sections and resources mean is not its business.
 */
import { type Cut, cutBlocks } from "./blocks.ts";
import { asIntrinsic } from "./intrinsic.ts";
import type { Block, Entry, MapNode, Place, TemplateDocument } from "./node.ts";
import { readJson } from "./read-json.ts";
import { type BlockReading, readBlock } from "./read-block.ts";

/** A block, and what the next version of the document needs to know of it. */
interface Piece {
  readonly block: Block;
  readonly kind: Cut["kind"];
  readonly edge: number;
  readonly keyless: boolean;
  readonly misplaced: boolean;
  readonly reading: BlockReading;
}

interface YamlDocument extends TemplateDocument {
  /** The blocks that the text can be cut into, even where they are not used because aliases cross them. */
  readonly pieces: readonly Piece[];
}

/**
 * Reads `text`, whatever it is. With `previous`, the document before an edit, blocks whose text has not changed are used again
 * with their nodes; the result is the same as without.
 */
export function readDocument(text: string, previous?: TemplateDocument): TemplateDocument {
  if (previous?.text === text) return previous;
  return isJson(text) ? readJsonDocument(text) : readYamlDocument(text, previous);
}

/** A first key that is not in double quotes makes it YAML in braces. */
const isJson = (text: string): boolean => /^\uFEFF?\s*\{/.test(text) && !/^\uFEFF?\s*\{\s*(?:[A-Za-z_][\w.:-]*|'[^'\r\n]*')\s*:/.test(text);

function readJsonDocument(text: string): TemplateDocument {
  const block = { text };
  const { root, problem } = readJson(block);
  return {
    text,
    format: "json",
    root: root?.kind === "map" ? root : undefined,
    blocks: [block],
    problems: problem ? [problem] : [],
    offsetOf: offsets([block]),
  };
}

function readYamlDocument(text: string, previous: TemplateDocument | undefined): YamlDocument {
  const readable = text.includes("\r") ? text.replace(/\r(?!\n)/g, "\n") : text;
  const cuts = cutBlocks(readable);
  const old = previous !== undefined && isYamlDocument(previous) ? previous.pieces : [];
  const pieces = cuts ? readPieces(text, readable, cuts, old) : [];
  if (pieces.length > 0 && !crossBlocks(pieces)) return assemble(text, pieces, pieces);
  const whole: Cut = { kind: "whole", start: 0, end: text.length, edge: 0, keyless: false, misplaced: false, strays: [] };
  return assemble(text, readPieces(text, readable, [whole], old), pieces);
}

const isYamlDocument = (document: TemplateDocument): document is YamlDocument => "pieces" in document;

/** Old pieces at both ends whose text stayed are kept, what lies between them is read. */
function readPieces(text: string, readable: string, cuts: readonly Cut[], old: readonly Piece[]): readonly Piece[] {
  const same = (cut: Cut | undefined, piece: Piece | undefined): piece is Piece =>
    cut !== undefined &&
    piece !== undefined &&
    piece.block.text.length === cut.end - cut.start &&
    piece.kind === cut.kind &&
    piece.edge === cut.edge &&
    piece.keyless === cut.keyless &&
    piece.misplaced === cut.misplaced &&
    piece.block.text === text.slice(cut.start, cut.end);
  const shorter = Math.min(cuts.length, old.length);
  let head = 0;
  while (head < shorter && same(cuts[head], old[head])) head++;
  let tail = 0;
  while (tail < shorter - head && same(cuts.at(-1 - tail), old.at(-1 - tail))) tail++;
  const fresh = cuts.slice(head, cuts.length - tail).map((cut) => readPiece(text, readable, cut, old.length > 0));
  return [...old.slice(0, head), ...fresh, ...old.slice(old.length - tail)];
}

function readPiece(text: string, readable: string, cut: Cut, apart: boolean): Piece {
  const { kind, start, end, edge, keyless, misplaced } = cut;
  const slice = text.slice(start, end);
  const block: Block = { text: apart ? detached(slice) : slice };
  const source = readable === text ? block.text : readable.slice(start, end);
  return { block, kind, edge, keyless, misplaced, reading: readBlock(block, source, cut) };
}

/** The same characters in memory of their own: a slice would keep each old version of the document alive. */
const detached = (slice: string): string => ` ${slice}`.slice(1);

/** Whether the blocks cannot be understood alone: an alias follows an anchor in an earlier block, or keys are merged across blocks. */
function crossBlocks(pieces: readonly Piece[]): boolean {
  const anchors = new Set<string>();
  for (const { reading } of pieces) {
    if (reading.merges || reading.missing.some((name) => anchors.has(name))) return true;
    for (const name of reading.anchors) anchors.add(name);
  }
  return false;
}

function assemble(text: string, pieces: readonly Piece[], cut: readonly Piece[]): YamlDocument {
  const blocks = pieces.map(({ block }) => block);
  const problems = pieces.flatMap(({ reading }) => (reading.problem ? [reading.problem] : []));
  return { text, format: "yaml", root: rootOf(pieces), blocks, problems, offsetOf: offsets(blocks), pieces: cut };
}

function rootOf(pieces: readonly Piece[]): MapNode | undefined {
  const [first] = pieces;
  if (first === undefined || first.kind === "whole") return first?.reading.map;
  const entries: Entry[] = [];
  for (let index = 0; index < pieces.length; index++) {
    const top = pieces[index]?.reading.map?.entries ?? [];
    const nested: Entry[] = [];
    for (let next = pieces[index + 1]; next?.kind === "entry"; next = pieces[++index + 1])
      nested.push(...(next.reading.map?.entries ?? []));
    const section = top.at(-1);
    if (section === undefined || nested.length === 0) entries.push(...top);
    else entries.push(...top.slice(0, -1), { key: section.key, value: asIntrinsic(joined(section.key, nested)) });
  }
  const place = entries[0]?.key ?? { block: first.block, span: { start: 0, end: 0 } };
  return joined(place, entries);
}

const joined = ({ block, span }: Place, entries: readonly Entry[]): MapNode => ({
  kind: "map",
  block,
  span,
  entries,
  flow: false,
});

function offsets(blocks: readonly Block[]): (block: Block) => number {
  let starts: Map<Block, number> | undefined;
  return (block) => {
    if (starts === undefined) {
      starts = new Map();
      let offset = 0;
      for (const block of blocks) {
        starts.set(block, offset);
        offset += block.text.length;
      }
    }
    const offset = starts.get(block);
    if (offset === undefined) throw new Error("The block belongs to another document.");
    return offset;
  };
}
