/** A trace as JSON, for other programs. The shape is an interface: it only ever gains properties. */
import type { TraceReport } from "./trace.ts";

/** One JSON document with a line feed at its end. */
export function traceJson(report: TraceReport): string {
  const { verdict, blockers, forward, back, assumptions, unknowns, parts, scenario, otherScenarios } = report;
  const others = otherScenarios.map(({ scenario: choice, verdict: other }) => ({ scenario: choice, verdict: other }));
  return `${JSON.stringify({ verdict, blockers, forward, return: back, assumptions, unknowns, parts, scenario, otherScenarios: others }, undefined, 2)}\n`;
}
