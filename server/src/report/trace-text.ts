/** A trace as text for people: the verdict, what stops the packets, then, like the output of a traceroute, hop after hop there and back. */
import { formatProtocol, icmp, icmpv6 } from "../cidr/protocol.ts";
import type { Question, Verdict } from "../reachability/answer.ts";
import type { Position } from "../text/line-index.ts";
import type { Span } from "../text/span.ts";
import type { Ink, Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text.ts";
import type { TraceBlocker, TraceReport, TraceStep } from "./trace.ts";

const inkOf: Readonly<Record<Verdict, Ink>> = { reachable: "green", blocked: "red", unknown: "yellow" };

/** A line of the text. `at` is the place in the template that it is about, `link` the stretch of the line that names it. */
export interface TraceLine {
  readonly text: string;
  readonly at?: Position | undefined;
  readonly link?: Span | undefined;
}

/** How lines are laid out: `wide` in columns, for a terminal; `narrow` for a view beside the template, which wraps its lines and can show one file only. */
export type TraceLayout = "wide" | "narrow";

/** Everything that a report says; ends with a line feed. */
export const traceText = (report: TraceReport, { paint }: TextStyle): string =>
  traceLines(report, paint)
    .map(({ text }) => `${text}\n`)
    .join("");

/** The same as lines, with what in them can be jumped to. What comes from the template is printable. */
export function traceLines(report: TraceReport, paint: Paint, layout: TraceLayout = "wide"): readonly TraceLine[] {
  const { question, verdict, forward, back, blockers, unknowns, assumptions, parts, otherScenarios } = report;
  const isNarrow = layout === "narrow";
  const hopLines = isNarrow ? hopsBelowEachOther : hopsInColumns;
  const plain = (texts: readonly string[]): readonly TraceLine[] => texts.map((text) => ({ text }));
  return [
    { text: `${printable(`${question.from} -> ${question.to}, ${trafficText(question)}`)}: ${paint(verdict, inkOf[verdict], "bold")}` },
    ...section(
      paint,
      blockers.length === 1 ? "blocked by" : `blocked by ${blockers.length} things`,
      blockers.flatMap((one, index) => [...(isNarrow && index > 0 ? [{ text: "" }] : []), ...blockerLines(one, paint, isNarrow)]),
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

function hopsInColumns(steps: readonly TraceStep[]): readonly TraceLine[] {
  const width = Math.max(0, ...steps.map((step) => nameOf(step).length));
  return steps.map((step, index) => {
    const { text, ...place } = hopName(step, index);
    return { text: `${text}${" ".repeat(width - nameOf(step).length)}  ${saidOf(step)}`.trimEnd(), ...place };
  });
}

/** A line for the name, and below it, as far in, one for what happens there. */
const hopsBelowEachOther = (steps: readonly TraceStep[]): readonly TraceLine[] =>
  steps.flatMap((step, index) => {
    const said = saidOf(step);
    return [
      hopName(step, index),
      ...(said === "" ? [] : [{ text: `${hopNumber(index).replaceAll(/./g, " ")}${said}`, at: step.range?.start }]),
    ];
  });

function hopName(step: TraceStep, index: number): TraceLine {
  const [number, name] = [hopNumber(index), nameOf(step)];
  const text = `${number}${name}`;
  return { text, at: step.range?.start, link: step.range && { start: number.length, end: text.length } };
}

const hopNumber = (index: number): string => `  ${String(index + 1).padStart(2)}  `;

const nameOf = ({ logicalId, kind }: TraceStep): string => printable(logicalId ?? kind);

const saidOf = ({ logicalId, kind, explanation }: TraceStep): string =>
  printable([logicalId === undefined ? "" : kind, explanation].filter((part) => part !== "").join(": "));

function blockerLines({ code, message, path, range, fix }: TraceBlocker, paint: Paint, isNarrow: boolean): readonly TraceLine[] {
  const [line, at] = [range.start.line + 1, range.start];
  const place = isNarrow ? `line ${line}` : `${printable(path)}:${line}:${range.start.character + 1}`;
  const start = `    ${code}  `.length;
  return [
    { text: `  ${printable(message)}`, at },
    { text: `    ${paint(code, "cyan")}  ${paint(place, "dim")}`, at, link: { start, end: start + place.length } },
    ...(fix === undefined ? [] : [{ text: `    ${paint("fix:", "green")} ${printable(fix)}`, at }]),
  ];
}
