/** A trace as text for people: the verdict, what stops the packets, then, like the output of a traceroute, hop after hop there and back. */
import { formatProtocol, icmp, icmpv6 } from "../cidr/protocol.ts";
import type { Question, Verdict } from "../reachability/answer.ts";
import type { Position } from "../text/line-index.ts";
import type { Ink, Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text.ts";
import type { TraceBlocker, TraceReport, TraceStep } from "./trace.ts";

const inkOf: Readonly<Record<Verdict, Ink>> = { reachable: "green", blocked: "red", unknown: "yellow" };

/** A line of the text; `at` is the place in the template of the component that stands in it from `start` to `end`. */
export interface TraceLine {
  readonly text: string;
  readonly link?: { readonly start: number; readonly end: number; readonly at: Position } | undefined;
}

/** Everything that a report says; ends with a line feed. */
export const traceText = (report: TraceReport, { paint }: TextStyle): string =>
  traceLines(report, paint)
    .map(({ text }) => `${text}\n`)
    .join("");

/** The same as lines, with what in them can be jumped to. What comes from the template is printable. */
export function traceLines(report: TraceReport, paint: Paint): readonly TraceLine[] {
  const { question, verdict, forward, back, blockers, unknowns, assumptions, parts, otherScenarios } = report;
  const plain = (texts: readonly string[]): readonly TraceLine[] => texts.map((text) => ({ text }));
  return [
    { text: `${printable(`${question.from} -> ${question.to}, ${trafficText(question)}`)}: ${paint(verdict, inkOf[verdict], "bold")}` },
    ...section(
      paint,
      blockers.length === 1 ? "blocked by" : `blocked by ${blockers.length} things`,
      blockers.flatMap((one) => blockerLines(one, paint)),
    ),
    ...section(paint, "would have to be known", plain(unknowns.map(({ message }) => `  ${printable(message)}`))),
    ...section(
      paint,
      "by part",
      plain(parts.map((part) => `  ${printable(`${part.from} -> ${part.to}`)}: ${paint(part.verdict, inkOf[part.verdict])}`)),
    ),
    ...section(
      paint,
      "other parameter values",
      plain(otherScenarios.map((other) => `  ${paint(other.verdict, inkOf[other.verdict])} ${printable(other.when)}`)),
    ),
    ...section(paint, "way there", hopLines(forward)),
    ...section(paint, "way back", hopLines(back)),
    ...section(paint, "taken for granted", plain(assumptions.map((one) => `  ${printable(one)}`))),
  ];
}

/** "tcp 443", "icmp", "all traffic". */
export function trafficText({ protocol, port }: Pick<Question, "protocol" | "port">): string {
  if (protocol === -1) return "all traffic";
  const name = formatProtocol(protocol);
  return protocol === icmp || protocol === icmpv6 ? `${name} echo` : port === undefined ? name : `${name} ${port}`;
}

const section = (paint: Paint, title: string, lines: readonly TraceLine[]): readonly TraceLine[] =>
  lines.length === 0 ? [] : [{ text: "" }, { text: paint(title, "bold") }, ...lines];

function hopLines(steps: readonly TraceStep[]): readonly TraceLine[] {
  const names = steps.map(({ logicalId, kind }) => printable(logicalId ?? kind));
  const width = Math.max(0, ...names.map((name) => name.length));
  return steps.map(({ kind, explanation, logicalId, range }, index) => {
    const name = names[index] ?? "";
    const said = printable([logicalId === undefined ? "" : kind, explanation].filter((part) => part !== "").join(": "));
    const number = `  ${String(index + 1).padStart(2)}  `;
    const link = range && { start: number.length, end: number.length + name.length, at: range.start };
    return { text: `${number}${name.padEnd(width)}  ${said}`.trimEnd(), link };
  });
}

function blockerLines({ code, message, path, range, fix }: TraceBlocker, paint: Paint): readonly TraceLine[] {
  const place = `${printable(path)}:${range.start.line + 1}:${range.start.character + 1}`;
  const start = `    ${code}  `.length;
  return [
    { text: `  ${printable(message)}` },
    { text: `    ${paint(code, "cyan")}  ${paint(place, "dim")}`, link: { start, end: start + place.length, at: range.start } },
    ...(fix === undefined ? [] : [{ text: `    ${paint("fix:", "green")} ${printable(fix)}` }]),
  ];
}
