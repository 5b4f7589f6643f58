/**
 * Annotated templates: marker lines under the lines that they point at. Knows where findings are drawn; knows no rule.
 *
 *     #   ^^^^^ error family/name: message      a finding, under the text where it starts
 *     #   ~~~~~ message                         a related place of a finding on the file
 *     #@0 ^^^^^ error family/name: message      the same at a column (from 0) that the comment's own sign covers
 *
 * In JSON the lines begin with `//`. A place that spans lines is marked on its first line only, an empty one by a single sign.
 */
import type { Analysis, ReportedFinding } from "../server/src/analysis.ts";
import { absoluteSpan, type Place } from "../server/src/template/node.ts";
import { lineIndex } from "../server/src/text/line-index.ts";

export type CommentSign = "#" | "//";

/** JSON has no comments of its own, so the file's name decides. */
export const commentSignOf = (path: string): CommentSign => (path.endsWith(".json") ? "//" : "#");

const markerLines: Readonly<Record<CommentSign, RegExp>> = {
  "#": /^ *#(@\d+)? *(\^+|~+) .*(\r\n|\n|$)/gm,
  "//": /^ *\/\/(@\d+)? *(\^+|~+) .*(\r\n|\n|$)/gm,
};

/** The template without its marker lines: what is analysed. */
export const withoutMarkers = (text: string, comment: CommentSign): string => text.replace(markerLines[comment], "");

interface Marker {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly sign: "^" | "~";
  readonly text: string;
}

/** The analysed text with the markers of `findings`, under each line by column and finding before related place. */
export function withMarkers(analysis: Analysis, findings: readonly ReportedFinding[], comment: CommentSign): string {
  const { text } = analysis.document;
  const byLine = new Map<number, Marker[]>();
  for (const marker of findings.flatMap((finding) => markersOf(analysis, finding)))
    byLine.set(marker.line, [...(byLine.get(marker.line) ?? []), marker]);
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.flatMap((line, index) => [line, ...written(byLine.get(index) ?? [], comment)].map((each) => `${each}\n`)).join("");
}

function markersOf({ document }: Analysis, finding: ReportedFinding): readonly Marker[] {
  const lines = lineIndex(document.text);
  const marker = (place: Place, sign: Marker["sign"], text: string): Marker => {
    const { start, end } = absoluteSpan(document, place);
    const { line, character } = lines.positionAt(start);
    const lineEnd = lines.offsetAt({ line, character: Number.MAX_SAFE_INTEGER });
    return { line, column: character, length: Math.max(1, Math.min(end, lineEnd) - start), sign, text };
  };
  return [
    marker(finding.at, "^", `${finding.severity} ${finding.rule.id}: ${finding.message}`),
    ...(finding.related ?? []).map((related) => marker(related.at, "~", related.message)),
  ];
}

function written(markers: readonly Marker[], comment: CommentSign): readonly string[] {
  const ordered = [...markers].sort(
    (a, b) => a.column - b.column || b.length - a.length || (a.sign < b.sign ? 1 : a.sign > b.sign ? -1 : 0) || (a.text < b.text ? -1 : 1),
  );
  // Two findings may name the same related place in the same words.
  return [...new Set(ordered.map((marker) => writtenMarker(marker, comment)))];
}

function writtenMarker({ column, length, sign, text }: Marker, comment: CommentSign): string {
  const head = column < comment.length ? `${comment}@${column} ` : comment.padEnd(column);
  return `${head}${sign.repeat(length)} ${text}`;
}
