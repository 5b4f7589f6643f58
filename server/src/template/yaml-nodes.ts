/** Turns the syntax tokens of `yaml` into positioned nodes. Knows YAML's structure; leaves the judgement of what is valid to `yaml`. */
import type { CST } from "yaml";
import type { Span } from "../text/span.ts";
import { maxDepth, tooDeep } from "./depth.ts";
import { asIntrinsic, tagIntrinsic } from "./intrinsic.ts";
import type { Entry, ListNode, MapNode, Node, ScalarNode } from "./node.ts";
import { addProblem, blockScalar, emptyPosition, emptyScalar, flowScalar, type Properties, type YamlReader } from "./yaml-scalars.ts";
import { excerpt, noColon } from "./yaml-problem.ts";

/** Nodes of a block that aliases may stand for: a few nested lists of aliases are a tree of billions. */
const maxCopied = 100_000;

/** The value of `token` with the tag and the anchor in `properties`, which are the tokens between it and what precedes it. */
export function readValue(
  reader: YamlReader,
  token: CST.Token | null | undefined,
  properties: Properties,
  fallback: number,
  depth: number,
): Node {
  let tag: CST.SourceToken | undefined;
  let anchor: CST.SourceToken | undefined;
  for (const property of properties) {
    if (property.type === "tag") tag = property;
    else if (property.type === "anchor") anchor = property;
  }
  const name = anchor?.source.slice(1);
  const { count, deepest } = reader;
  if (name !== undefined) reader.anchors.set(name, undefined);
  reader.deepest = depth;
  const bare = token
    ? readToken(reader, token, depth, tag !== undefined)
    : emptyScalar(reader, emptyPosition(reader, properties, fallback));
  const node = tag ? readTagged(reader, tag, bare) : bare;
  if (name === undefined) {
    reader.deepest = Math.max(deepest, reader.deepest);
    return node;
  }
  const shared: Node = { ...node, shared: true };
  // An anchor of the same name further inside stands later in the text and counts from there on.
  if (reader.anchors.get(name) === undefined) {
    reader.anchors.set(name, { node: shared, size: reader.count - count, height: reader.deepest - depth });
  }
  reader.deepest = Math.max(deepest, reader.deepest);
  return shared;
}

function readTagged(reader: YamlReader, tag: CST.SourceToken, argument: Node): Node {
  const name = tagIntrinsic(tag.source);
  if (name === undefined) return argument;
  const span = { start: Math.min(tag.offset, argument.span.start), end: argument.span.end };
  return { kind: "intrinsic", block: reader.block, span, name, form: "short", argument };
}

function readToken(reader: YamlReader, token: CST.Token, depth: number, tagged: boolean): Node {
  reader.count++;
  switch (token.type) {
    case "alias":
      return readAlias(reader, token, depth);
    case "scalar":
    case "single-quoted-scalar":
    case "double-quoted-scalar": {
      const scalar = flowScalar(reader, token);
      return !tagged && scalar.style === "plain" && /^(?:~|[Nn]ull|NULL)$/.test(scalar.text) ? { ...scalar, text: "" } : scalar;
    }
    case "block-scalar":
      return blockScalar(reader, token);
    case "block-map":
      return asIntrinsic(readBlockMap(reader, token, depth));
    case "block-seq":
      return readBlockList(reader, token, depth);
    case "flow-collection":
      return token.start.source === "{" ? asIntrinsic(readFlowMap(reader, token, depth)) : readFlowList(reader, token, depth);
    default:
      return emptyScalar(reader, token.offset);
  }
}

/** A copy of the anchored node, without what stands in it. Empty where there is none, or it cannot be followed. */
function readAlias(reader: YamlReader, token: CST.FlowScalar, depth: number): Node {
  const name = token.source.slice(1);
  const span = { start: token.offset, end: token.offset + token.source.length };
  const found = reader.anchors.get(name);
  const refuse = (message: string): Node => {
    addProblem(reader, span, message);
    return { ...emptyScalar(reader, span.start), span };
  };
  if (name === "") return refuse('A value cannot start with "*" unless it is quoted.');
  if (found === undefined) {
    if (reader.anchors.has(name)) return refuse(`The alias *${excerpt(name)} stands inside the value that it stands for.`);
    reader.missing.add(name);
    return refuse(`No anchor &${excerpt(name)} stands above this alias.`);
  }
  if (depth + found.height > maxDepth) return refuse(tooDeep);
  if (reader.copied + found.size > maxCopied) return refuse("The aliases here stand for too much to be followed.");
  reader.copied += found.size;
  reader.count += found.size;
  reader.deepest = Math.max(reader.deepest, depth + found.height);
  return { ...found.node, span, shared: true };
}

type Item = CST.BlockMap["items"][number] | CST.CollectionItem;

const has = (tokens: Properties | undefined, type: CST.SourceToken["type"]): boolean =>
  tokens?.some((token) => token.type === type) ?? false;
const hasProperties = (tokens: Properties): boolean => has(tokens, "tag") || has(tokens, "anchor") || has(tokens, "explicit-key-ind");

/** The map's own entries and those that it merges; never the function that such a map may stand for. */
export function readBlockMap(reader: YamlReader, token: CST.BlockMap, depth: number): MapNode {
  const entries: Entry[] = [];
  for (const item of token.items) {
    if (!item.key && !item.sep && !hasProperties(item.start)) continue;
    const implicit = has(item.start, "explicit-key-ind") ? undefined : item.key;
    if (implicit?.type === "block-seq") continue;
    if (implicit) readUnfinished(reader, implicit, entries);
    const entry = readEntry(reader, item, token.offset, depth, false);
    if (implicit && !has(item.sep, "map-value-ind")) addProblem(reader, entry.key.span, noColon(entry.key.text));
    entries.push(entry);
  }
  const start = entries[0]?.key.span.start ?? token.offset;
  return mapNode(reader, entries, { start, end: lastEnd(entries, start) }, false);
}

const lastEnd = (entries: readonly Entry[], start: number): number => entries.at(-1)?.value.span.end ?? start;

/**
 * Lines without a colon: `yaml` takes them for the beginning of the key that follows. They become entries of their own, without value.
 */
function readUnfinished(reader: YamlReader, key: CST.Token, entries: Entry[]): void {
  if (key.type !== "scalar") return;
  let lineStart = key.offset;
  for (const line of key.source.split("\n").slice(0, -1)) {
    const text = line.trim();
    const start = lineStart + line.indexOf(text);
    lineStart += line.length + 1;
    if (text === "") continue;
    const span = { start, end: start + text.length };
    addProblem(reader, span, noColon(text));
    entries.push({ key: { kind: "scalar", block: reader.block, span, text, style: "plain" }, value: emptyScalar(reader, span.end) });
  }
}

function readEntry(reader: YamlReader, item: Item, fallback: number, depth: number, flow: boolean): Entry {
  const separator = item.sep ?? [];
  const key = readKey(reader, item, separator[0]?.offset ?? fallback, depth, flow);
  if (has(separator, "map-value-ind")) return { key, value: readValue(reader, item.value, separator, key.span.end, depth + 1) };
  // A `?` key that no `:` follows has no value; elsewhere `yaml` found a value where the colon is missing.
  const value = has(item.start, "explicit-key-ind") ? undefined : item.value;
  return { key, value: value ? readValue(reader, value, separator, key.span.end, depth + 1) : emptyScalar(reader, key.span.end) };
}

function readKey(reader: YamlReader, item: Item, fallback: number, depth: number, flow: boolean): ScalarNode {
  const token = item.key;
  if (!token || token.type === "alias" || !("source" in token) || token.type === "block-scalar") {
    const node = readValue(reader, token, item.start, fallback, depth + 1);
    if (node.kind === "scalar") return node;
    const { block, span } = node.kind === "intrinsic" && node.form === "short" ? node.argument : node;
    return { kind: "scalar", block, span, text: reader.text.slice(span.start, span.end), style: "plain" };
  }
  if (!isFlowScalar(token)) return emptyScalar(reader, fallback);
  const key = flow || has(item.start, "explicit-key-ind") ? flowScalar(reader, token) : lastLine(reader, token);
  const anchor = item.start.find(({ type }) => type === "anchor");
  if (anchor === undefined) return key;
  const shared = { ...key, shared: true } as const;
  reader.anchors.set(anchor.source.slice(1), { node: shared, size: 1, height: 0 });
  return shared;
}

const isFlowScalar = (token: CST.Token): token is CST.FlowScalar =>
  token.type === "scalar" || token.type === "single-quoted-scalar" || token.type === "double-quoted-scalar";

/** A key without the unfinished lines above it. */
function lastLine(reader: YamlReader, token: CST.FlowScalar): ScalarNode {
  const from = token.source.lastIndexOf("\n") + 1;
  if (token.type !== "scalar" || from === 0) return flowScalar(reader, token);
  const line = token.source.slice(from);
  const start = token.offset + from + line.search(/\S|$/);
  const span = { start, end: token.offset + token.source.length };
  return { kind: "scalar", block: reader.block, span, text: line.trim(), style: "plain" };
}

function readBlockList(reader: YamlReader, token: CST.BlockSequence, depth: number): ListNode {
  const items: Node[] = [];
  let start = token.offset;
  for (const { start: properties, value } of token.items) {
    const dash = properties.find(({ type }) => type === "seq-item-ind");
    if (dash === undefined && !value && !hasProperties(properties)) continue;
    if (items.length === 0 && dash) start = dash.offset;
    items.push(readValue(reader, value, properties, start, depth + 1));
  }
  return { kind: "list", block: reader.block, span: { start, end: items.at(-1)?.span.end ?? start }, items, flow: false };
}

function readFlowMap(reader: YamlReader, token: CST.FlowCollection, depth: number): MapNode {
  const entries: Entry[] = [];
  for (const item of token.items) {
    if (isGap(item) && !item.key) continue;
    entries.push(readEntry(reader, item, token.offset + 1, depth, true));
  }
  return mapNode(reader, entries, flowSpan(reader, token, lastEnd(entries, token.offset + 1)), true);
}

/** What stands between a comma and the end of the collection. */
const isGap = (item: CST.CollectionItem): boolean => !hasProperties(item.start) && !item.sep && !item.value;

function readFlowList(reader: YamlReader, token: CST.FlowCollection, depth: number): ListNode {
  const items: Node[] = [];
  for (const item of token.items) {
    if (isGap(item)) continue;
    if (!item.sep && !has(item.start, "explicit-key-ind"))
      items.push(readValue(reader, item.value, item.start, token.offset + 1, depth + 1));
    else {
      const entry = readEntry(reader, item, token.offset + 1, depth + 1, true);
      items.push(asIntrinsic(mapNode(reader, [entry], { start: entry.key.span.start, end: entry.value.span.end }, true)));
    }
  }
  return {
    kind: "list",
    block: reader.block,
    span: flowSpan(reader, token, items.at(-1)?.span.end ?? token.offset + 1),
    items,
    flow: true,
  };
}

function flowSpan(reader: YamlReader, token: CST.FlowCollection, contentEnd: number): Span {
  const bracket = token.start.source;
  const [end] = token.end;
  const closed = end?.source === (bracket === "{" ? "}" : "]");
  const opening = { start: token.offset, end: token.offset + 1 };
  if (!closed) addProblem(reader, opening, `This "${bracket}" is never closed.`);
  return { start: token.offset, end: closed ? end.offset + 1 : contentEnd };
}

function mapNode(reader: YamlReader, entries: readonly Entry[], span: Span, flow: boolean): MapNode {
  return { kind: "map", block: reader.block, span, entries: entries.some(isMerge) ? mergedEntries(entries) : entries, flow };
}

/** Whether the entry stands for the entries of other maps. */
function isMerge({ key, value }: Entry): boolean {
  if (key.text !== "<<" || key.style !== "plain") return false;
  return value.kind === "map" || (value.kind === "list" && value.items.every((item) => item.kind === "map"));
}

/** The own entries, then those of the merged maps that no entry before repeats. */
function mergedEntries(own: readonly Entry[]): readonly Entry[] {
  const entries = own.filter((entry) => !isMerge(entry));
  const names = new Set(entries.map(({ key }) => key.text));
  for (const { value } of own.filter(isMerge)) {
    for (const map of value.kind === "list" ? value.items : [value]) {
      for (const { key, value } of map.kind === "map" ? map.entries : []) {
        if (names.has(key.text)) continue;
        names.add(key.text);
        entries.push({ key: { ...key, shared: true }, value: { ...value, shared: true } });
      }
    }
  }
  return entries;
}
