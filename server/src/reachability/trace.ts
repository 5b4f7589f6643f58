/**
 * Whether one end reaches another in one scenario: reachable, blocked by each of its blockers, or unknown. Static: nothing is asked
 * of AWS. What verdicts and blockers mean is written in docs/TRACE.md.
 */
import type { Network } from "../network/network.ts";
import type { Question, Trace } from "./answer.ts";
import { traceBetween } from "./between.ts";
import { type EndProblem, readEnd } from "./ends.ts";
import { joinThrough } from "./through.ts";

/** Answers a question about the network. */
export function trace(network: Network, question: Question): Trace | EndProblem {
  const from = readEnd(network, question.from, question.region);
  if ("problem" in from) return from;
  const to = readEnd(network, question.to, question.region);
  if ("problem" in to) return to;
  if (question.through !== undefined) return joinThrough(network, question, from, to);
  return traceBetween(network, from, to, question.protocol, question.port);
}
