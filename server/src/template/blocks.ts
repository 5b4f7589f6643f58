/**
 * Cuts a YAML text into the stretches that can be read alone: one for each top-level entry, one for each entry of a section.
 * Looks at the starts of lines only; knows nothing of what stands inside a stretch.
 */
import type { Span } from "../text/span.ts";
import {
  colonFollows,
  isClosing,
  isEnd,
  isGap,
  isIndicator,
  isKeyed,
  isMarker,
  isQuotedValue,
  lineEnd,
  nextLine,
  skipBlanks,
  skipSpaces,
  startsPlain,
  startsQuoted,
} from "./yaml-line.ts";

/** A stretch of the text. The stretches of a text follow each other without gaps. */
export interface Cut {
  /** `top` is an entry at the left edge; the `entry` cuts that follow it are the entries of its value. `whole` is all of a text. */
  readonly kind: "top" | "entry" | "whole";
  readonly start: number;
  readonly end: number;
  /** Indentation of the left edge: what is a stray line hangs on it. */
  readonly edge: number;
  /** Its first line is a key without its colon. */
  readonly keyless: boolean;
  /** It is indented otherwise than its siblings. */
  readonly misplaced: boolean;
  /** Lines at the left edge that are no entries, in offsets of the text. */
  readonly strays: readonly Span[];
}

interface Start {
  readonly kind: "top" | "entry";
  readonly start: number;
  readonly indent: number;
  readonly keyed: boolean;
  readonly keyless: boolean;
  readonly misplaced: boolean;
}

interface Scan {
  readonly text: string;
  readonly edge: number;
  readonly starts: Start[];
  readonly strays: Span[];
  /** Entries of the section that is being scanned; undefined outside of one that can be cut. */
  section: Start[] | undefined;
  /** Lines indented deeper than this cannot start an entry. */
  deepest: number;
}

const sectionNames = new Set(
  "AWSTemplateFormatVersion Description Metadata Parameters Rules Mappings Conditions Transform Globals Resources Outputs Hooks".split(" "),
);
/** With more, each as short as a line, reading them one by one costs more than it saves. */
const maxBlocks = 20_000;
/** A key with nothing after it but a comment. */
const openKey = /^(?:[\w.$/-]+(?::+[\w.$/-]+)*|"[^"\\]*"|'[^']*')[ \t]*:(?:[ \t]+#.*)?$/;

/**
 * The stretches of `text`, whose lines must end in LF or CRLF; undefined where it is no map of entries, or where cutting it is not safe:
 * several documents, `? ` keys, tag directives, entries without number. On valid YAML each stretch, read alone, gives what a reading
 * of the whole gives.
 */
export function cutBlocks(text: string): readonly Cut[] | undefined {
  const first = firstContent(text);
  if (first === undefined) return undefined;
  const edge = leftEdge(text, first);
  const scan: Scan = { text, edge, starts: [], strays: [], section: undefined, deepest: edge };
  if (!scanFirstLine(scan, first)) return undefined;
  for (let at = nextLine(text, first); at < text.length; ) {
    const from = skipSpaces(text, at);
    if (from - at <= scan.deepest && !scanLine(scan, at, from)) return undefined;
    at = nextLine(text, from);
  }
  closeSection(scan);
  return scan.starts.length <= maxBlocks && scan.starts.some((start) => start.keyed) ? cutsOf(scan) : undefined;
}

/** Start of the first line that is neither blank, comment, `%YAML` nor `---`; undefined where there is none, or it begins in another way. */
function firstContent(text: string): number | undefined {
  let started = false;
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; at = nextLine(text, at)) {
    const from = skipBlanks(text, at);
    const code = text.charCodeAt(from);
    if (isEnd(code) || text[from] === "#") continue;
    if (from === at && text.startsWith("%", at)) {
      if (started || !text.startsWith("%YAML", at)) return undefined;
    } else if (isMarker(text, at)) {
      const rest = skipBlanks(text, at + 3);
      if (started || text[at] === "." || !(isEnd(text.charCodeAt(rest)) || text[rest] === "#")) return undefined;
      started = true;
    } else return at;
  }
  return undefined;
}

/** Indentation of the outermost entries: that of the first line, or less where a half-typed first line is indented too far. */
function leftEdge(text: string, first: number): number {
  let edge = Number.POSITIVE_INFINITY;
  for (let at = first; at < text.length && edge > 0; ) {
    const from = skipSpaces(text, at);
    const code = text.charCodeAt(from);
    if (from - at < edge && !isGap(code) && text[from] !== "#" && !isClosing(text, from)) edge = from - at;
    at = nextLine(text, from);
  }
  return edge;
}

/** Opens the first stretch, which holds whatever stands before. False where the first line is no entry of a map. */
function scanFirstLine(scan: Scan, at: number): boolean {
  const { text, edge } = scan;
  const from = skipSpaces(text, at);
  const keyed = isKeyed(text, from);
  if (isGap(text.charCodeAt(from)) || isIndicator(text, from) || "[{".includes(text.charAt(from))) return false;
  if (keyed || isSectionName(text, from)) {
    openTop(scan, { kind: "top", start: 0, indent: from - at, keyed, keyless: !keyed, misplaced: from - at > edge }, from);
    return true;
  }
  if (!startsPlain(text, from) || colonFollows(text, from)) return false;
  scan.strays.push({ start: from, end: lineEnd(text, from) });
  scan.starts.push({ kind: "top", start: 0, indent: edge, keyed, keyless: false, misplaced: false });
  return true;
}

/** Looks at a line that starts at `at` and whose first character is at `from`. False where the text cannot be cut. */
function scanLine(scan: Scan, at: number, from: number): boolean {
  const { text, edge, section } = scan;
  if (isEnd(text.charCodeAt(from))) return true;
  const tabbed = text[from] === "\t";
  const content = tabbed ? skipBlanks(text, from) : from;
  if (isEnd(text.charCodeAt(content)) || text[content] === "#") return true;
  if (tabbed) {
    if (section?.length === 0) leaveSection(scan);
    return true;
  }
  const indent = from - at;
  return indent > edge ? scanNested(scan, at, from) : scanTop(scan, at, from);
}

function scanTop(scan: Scan, at: number, from: number): boolean {
  const { text } = scan;
  if (isMarker(text, at) || text.charCodeAt(from) === 0xfeff) return false;
  if (isClosing(text, from)) return true;
  if (isIndicator(text, from)) {
    if (text[from] !== "-") return false;
    if (scan.section?.length === 0) leaveSection(scan);
    return true;
  }
  const keyed = isKeyed(text, from);
  if (keyed || isSectionName(text, from)) {
    closeSection(scan);
    openTop(scan, { kind: "top", start: at, indent: from - at, keyed, keyless: !keyed, misplaced: from - at !== scan.edge }, from);
    return true;
  }
  scan.strays.push({ start: from, end: lineEnd(text, from) });
  return !colonFollows(text, from);
}

function scanNested(scan: Scan, at: number, from: number): boolean {
  const { text, section } = scan;
  if (section === undefined) return true;
  const indicator = isIndicator(text, from);
  if ((indicator && text[from] === "-") || isClosing(text, from)) {
    if (section.length === 0) leaveSection(scan);
    return true;
  }
  const keyed = isKeyed(text, from);
  if (indicator || (!keyed && colonFollows(text, from)) || (section.length === 0 && !startsEntries(scan, from, keyed))) {
    leaveSection(scan);
    return true;
  }
  if (section.length === 0) scan.deepest = from - at;
  section.push({ kind: "entry", start: at, indent: from - at, keyed, keyless: !keyed, misplaced: false });
  return true;
}

/** Whether the first line of a section can be an entry, or be on the way to one. */
function startsEntries({ text, edge }: Scan, from: number, keyed: boolean): boolean {
  if (startsQuoted(text, from)) return keyed || !isQuotedValue(text, from, edge);
  return startsPlain(text, from);
}

function openTop(scan: Scan, start: Start, from: number): void {
  scan.starts.push(start);
  const open = !start.keyed || openKey.test(scan.text.slice(from, lineEnd(scan.text, from)));
  scan.section = open ? [] : undefined;
  scan.deepest = open ? Number.POSITIVE_INFINITY : scan.edge;
}

/** The section's value is no map that can be cut: it is read with its key. */
function leaveSection(scan: Scan): void {
  scan.section = undefined;
  scan.deepest = scan.edge;
}

function closeSection(scan: Scan): void {
  const section = scan.section ?? [];
  leaveSection(scan);
  const indent = entryIndent(section);
  const entries = section.filter((entry, index) => index === 0 || entry.indent <= indent);
  // Lines without any key are one text over several lines.
  if (!entries.some((entry) => entry.keyed)) return;
  for (const entry of entries) scan.starts.push(entry.indent === indent ? entry : { ...entry, misplaced: true });
}

/** The first entry decides on the indentation of all, except where it alone is indented deeper: then it is half-typed. */
function entryIndent(section: readonly Start[]): number {
  const first = section[0]?.indent ?? 0;
  const least = section.reduce((least, entry) => Math.min(least, entry.indent), first);
  if (least === first) return first;
  const alone = (section[1]?.indent ?? first) < first;
  return alone && section.filter((entry) => entry.indent === least).length > 1 ? least : first;
}

function cutsOf({ text, edge, starts, strays }: Scan): readonly Cut[] {
  let next = 0;
  return starts.map(({ kind, start, keyless, misplaced }, index) => {
    const end = starts[index + 1]?.start ?? text.length;
    const first = next;
    while ((strays[next]?.start ?? end) < end) next++;
    return { kind, start, end, edge, keyless, misplaced, strays: strays.slice(first, next) };
  });
}

/** Whether the line is the name of a section of a template without its colon. */
const isSectionName = (text: string, from: number): boolean => sectionNames.has(text.slice(from, lineEnd(text, from)));
