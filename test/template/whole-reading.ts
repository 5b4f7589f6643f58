/** What one whole parse by `yaml` says that a text holds, and what `readDocument` says, in a form that can be compared. */
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node as YamlNode,
  type Pair,
  parseDocument,
  type Scalar,
  type Tags,
  visit,
} from "yaml";
import { absoluteSpan, intrinsicNames, type Node, type TemplateDocument } from "../../server/src/template/node.ts";

const customTags: Tags = intrinsicNames.flatMap((name): Tags => {
  const tag = `!${name.replace("Fn::", "")}`;
  return [
    { tag, resolve: (text: string) => text },
    { tag, collection: "map" },
    { tag, collection: "seq" },
  ];
});

/** One line for each node: its path, kind, text and absolute span. Undefined where `yaml` finds errors; no lines where the text is no map. Throws `Unresolvable`. */
export function wholeReading(text: string): readonly string[] | undefined {
  const { contents, errors } = parseDocument(text, {
    schema: "failsafe",
    customTags,
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
  });
  if (errors.length > 0) return undefined;
  const lines: string[] = [];
  if (!isMap(contents)) return lines;
  const anchors = new Map<string, YamlNode>();
  const targets = new Map<YamlNode, YamlNode | undefined>();
  visit(contents, (_, node) => {
    if (isAlias(node)) targets.set(node, anchors.get(node.source));
    else if (isNode(node) && node.anchor) anchors.set(node.anchor, node);
  });
  flattenPairs({ text, lines, targets, open: new Set([contents]) }, contents.items, "");
  return lines;
}

interface Flattening {
  readonly text: string;
  readonly lines: string[];
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<YamlNode, YamlNode | undefined>;
  readonly open: Set<YamlNode>;
}

/** Raised where the reading and the parse need not agree: aliases without an anchor, keys without text, quotes that `yaml` gets wrong. */
export class Unresolvable extends Error {}

type Range = readonly [number, number];

function flatten(all: Flattening, node: YamlNode | null, path: string, at?: Range): void {
  if (node === null) return;
  if (isAlias(node)) {
    const anchored = all.targets.get(node);
    if (anchored === undefined || all.open.has(anchored)) throw new Unresolvable();
    flatten(all, anchored, path, range(all, node));
    return;
  }
  all.open.add(node);
  const name = shortName(node);
  if (name) all.lines.push(`${path} ${node.tag}`);
  const place = (name ? range(all, node) : (at ?? range(all, node))).join("-");
  if (isScalar(node)) {
    const plainNull = node.type === "PLAIN" && !node.tag && /^(?:~|null|Null|NULL)$/.test(node.source ?? "");
    if (!isQuotedRight(node, all.text.slice(...range(all, node)))) throw new Unresolvable();
    if (isEmpty(node)) all.lines.push(`${path} empty ${place}`);
    else all.lines.push(`${path} ${JSON.stringify(plainNull ? "" : node.source)} ${place}`);
  } else if (isMap(node)) {
    all.lines.push(`${path} map ${place}`);
    flattenPairs(all, node.items, path);
  } else if (isSeq(node)) {
    all.lines.push(`${path} list ${place}`);
    for (const [index, item] of node.items.entries()) flatten(all, item as YamlNode, `${path}/${index}`);
  }
  all.open.delete(node);
}

/** `yaml` takes a quote that is escaped for the closing one where the next line is not indented. */
const isQuotedRight = ({ type }: Scalar, text: string): boolean =>
  (type !== "QUOTE_SINGLE" || /^'(?:[^']|'')*'$/.test(text)) && (type !== "QUOTE_DOUBLE" || /^"(?:[^"\\]|\\[^])*"$/.test(text));

const childPath = (path: string, key: string): string => `${path}/${key.replaceAll("/", "~1")}`;

function flattenPairs(all: Flattening, own: readonly Pair[], path: string): void {
  for (const { key, value } of mergedPairs(all, own)) {
    const node = key as YamlNode;
    const target = isAlias(node) ? all.targets.get(node) : node;
    const [start, end] = range(all, node);
    if (isScalar(target)) {
      if (isEmpty(target)) throw new Unresolvable();
      all.lines.push(`${path} key ${JSON.stringify(target.source)} ${start}-${end}`);
    } else {
      flatten({ ...all, lines: [] }, node, path);
      all.lines.push(`${path} key ${JSON.stringify(all.text.slice(start, end))} ${start}-${end}`);
    }
    const below = childPath(path, keyText(all, node));
    if (value === null) all.lines.push(`${below} empty ${end}-${end}`);
    flatten(all, value as YamlNode | null, below);
  }
}

/** The own pairs, then those that `<<` brings in. */
function mergedPairs(all: Flattening, own: readonly Pair[]): readonly Pair[] {
  const merges = own.filter((pair) => mergeSources(all, pair) !== undefined);
  const pairs = own.filter((pair) => !merges.includes(pair));
  const keys = new Set(pairs.map(({ key }) => keyText(all, key as YamlNode)));
  for (const merge of merges) {
    for (const source of mergeSources(all, merge) ?? []) {
      for (const pair of mergedPairs(all, source)) {
        const key = keyText(all, pair.key as YamlNode);
        if (!keys.has(key)) pairs.push(pair);
        keys.add(key);
      }
    }
  }
  return pairs;
}

function mergeSources(all: Flattening, { key, value }: Pair): readonly (readonly Pair[])[] | undefined {
  if (!isScalar(key) || key.source !== "<<" || key.type !== "PLAIN") return undefined;
  const resolve = (node: unknown): unknown => (isAlias(node) ? all.targets.get(node) : node);
  const source = resolve(value);
  if (isNode(source) && all.open.has(source)) throw new Unresolvable();
  const maps = (isSeq(source) ? source.items : [source]).map(resolve);
  if (maps.some((map) => !isMap(map) || isLongIntrinsic(map.items) || shortName(map) !== undefined)) return undefined;
  return maps.map((map) => (isMap(map) ? (map.items as readonly Pair[]) : []));
}

const shortName = ({ tag }: YamlNode): string | undefined => intrinsicNames.find((name) => tag === `!${name.replace("Fn::", "")}`);

const isLongIntrinsic = (pairs: readonly Pair[]): boolean =>
  pairs.length === 1 && isScalar(pairs[0]?.key) && intrinsicNames.some((name) => isScalar(pairs[0]?.key) && name === pairs[0].key.source);

function keyText(all: Flattening, key: YamlNode): string {
  const target = isAlias(key) ? all.targets.get(key) : key;
  return isScalar(target) ? (target.source ?? "") : all.text.slice(...range(all, key));
}

const isEmpty = (node: YamlNode): boolean => isScalar(node) && node.source === "" && node.type === "PLAIN";

/** Like `yaml`'s own ranges, without line ends and comments behind the last value. */
function range(all: Flattening, node: YamlNode): Range {
  const [start, end] = node.range ?? [0, 0];
  if (isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED")) {
    const lines = all.text.slice(start, end).split("\n");
    while (lines.length > 1 && /^\s*$/.test(lines.at(-1) ?? "")) lines.pop();
    const header = /^[|>][-+\d]*/.exec(lines[0] ?? "")?.[0].length ?? 0;
    return [start, start + (lines.length === 1 ? header : lines.join("\n").replace(/\r$/, "").length)];
  }
  if (isEmpty(node)) {
    const after = all.text.slice(0, start).trimEnd().length;
    return all.text[after] === " " ? [after + 1, after + 1] : [after, after];
  }
  if (isScalar(node) || isAlias(node) || ((isMap(node) || isSeq(node)) && node.flow && "[{".includes(all.text[start] ?? "")))
    return [start, end];
  if (isMap(node)) {
    const [first] = node.items as readonly Pair[];
    const last = node.items.at(-1);
    if (first === undefined || last === undefined) return [start, start];
    return [
      range(all, first.key as YamlNode)[0],
      last.value === null ? range(all, last.key as YamlNode)[1] : range(all, last.value as YamlNode)[1],
    ];
  }
  if (isSeq(node)) return [start, node.items.length === 0 ? start : range(all, node.items.at(-1) as YamlNode)[1]];
  return [start, end];
}

/**
 * The same lines for a document that was read. Functions in their long form are maps again; the place of a map that was put together
 * from blocks (depth 1) is left out on both sides, see `comparable`.
 */
export function documentLines(document: TemplateDocument): readonly string[] {
  const lines: string[] = [];
  const visit = (node: Node, path: string): void => {
    const { start, end } = absoluteSpan(document, node);
    if (node.kind === "scalar") lines.push(`${path} ${node.style === "empty" ? "empty" : JSON.stringify(node.text)} ${start}-${end}`);
    else if (node.kind === "list") {
      lines.push(`${path} list ${start}-${end}`);
      for (const [index, item] of node.items.entries()) visit(item, `${path}/${index}`);
    } else if (node.kind === "map") {
      lines.push(`${path} map ${start}-${end}`);
      visitEntries(node.entries, path);
    } else if (node.form === "short") {
      lines.push(`${path} !${node.name.replace("Fn::", "")}`);
      visit(node.argument, path);
    } else {
      lines.push(`${path} map ${start}-${end}`);
      const text = document.text.slice(start, end);
      const key = text.indexOf(node.name) + start;
      lines.push(`${path} key ${JSON.stringify(node.name)} ${quoted(document.text, key, node.name)}`);
      visit(node.argument, childPath(path, node.name));
    }
  };
  const visitEntries = (entries: Extract<Node, { kind: "map" }>["entries"], path: string): void => {
    for (const { key, value } of entries) {
      const { start, end } = absoluteSpan(document, key);
      lines.push(`${path} key ${JSON.stringify(key.text)} ${start}-${end}`);
      visit(value, childPath(path, key.text));
    }
  };
  visitEntries(document.root?.entries ?? [], "");
  return lines;
}

/** Span of a name at `at`, with its quotes where it has any. */
function quoted(text: string, at: number, name: string): string {
  const marks = `"'`.includes(text[at - 1] ?? " ") ? 1 : 0;
  return `${at - marks}-${at + name.length + marks}`;
}

/** Without the places of the sections' own maps and functions, which may have been put together from blocks. */
export const comparable = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/^(\/[^/]* (?:map|key "(?:Ref|Fn::\w+)")) .*$/, "$1"));
