/** A trace as text for people, like the output of a traceroute: hop after hop, what stops the packets, the way back. */
import { formatProtocol, icmp, icmpv6 } from "../cidr/protocol.ts";
import type { Question, Verdict } from "../reachability/answer.ts";
import type { Ink, Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text.ts";
import type { TraceBlocker, TraceReport, TraceStep } from "./trace.ts";

const inkOf: Readonly<Record<Verdict, Ink>> = { reachable: "green", blocked: "red", unknown: "yellow" };

/** Everything that a report says; ends with a line feed. */
export function traceText(report: TraceReport, { paint }: TextStyle): string {
  const { question, verdict, forward, back, blockers, unknowns, assumptions, parts, otherScenarios } = report;
  return [
    `${question.from} -> ${question.to}, ${trafficText(question)}: ${paint(verdict, inkOf[verdict], "bold")}`,
    ...section(paint, "way there", hopLines(forward)),
    ...section(paint, "way back", hopLines(back)),
    ...section(
      paint,
      blockers.length === 1 ? "blocked by" : `blocked by ${blockers.length} things`,
      blockers.flatMap((one) => blockerLines(one, paint)),
    ),
    ...section(
      paint,
      "would have to be known",
      unknowns.map(({ message }) => `  ${message}`),
    ),
    ...section(
      paint,
      "by part",
      parts.map((part) => `  ${part.from} -> ${part.to}: ${paint(part.verdict, inkOf[part.verdict])}`),
    ),
    ...section(
      paint,
      "taken for granted",
      assumptions.map((one) => `  ${one}`),
    ),
    ...section(
      paint,
      "other parameter values",
      otherScenarios.map((other) => `  ${paint(other.verdict, inkOf[other.verdict])} ${other.when}`),
    ),
  ]
    .map((line) => `${printable(line)}\n`)
    .join("");
}

/** "tcp 443", "icmp", "all traffic". */
export function trafficText({ protocol, port }: Pick<Question, "protocol" | "port">): string {
  if (protocol === -1) return "all traffic";
  const name = formatProtocol(protocol);
  return protocol === icmp || protocol === icmpv6 ? `${name} echo` : port === undefined ? name : `${name} ${port}`;
}

const section = (paint: Paint, title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", paint(title, "bold"), ...lines];

function hopLines(steps: readonly TraceStep[]): readonly string[] {
  const names = steps.map(({ logicalId, kind }) => logicalId ?? kind);
  const width = Math.max(0, ...names.map((name) => name.length));
  return steps.map(({ kind, explanation, logicalId }, index) => {
    const said = [logicalId === undefined ? "" : kind, explanation].filter((part) => part !== "").join(": ");
    return `  ${String(index + 1).padStart(2)}  ${(names[index] ?? "").padEnd(width)}  ${said}`.trimEnd();
  });
}

function blockerLines({ code, message, path, range }: TraceBlocker, paint: Paint): readonly string[] {
  return [`  ${message}`, `    ${paint(code, "cyan")}  ${paint(`${path}:${range.start.line + 1}:${range.start.character + 1}`, "dim")}`];
}
