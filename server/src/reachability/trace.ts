/**
 * Whether one end reaches another in one scenario: reachable, blocked by each of its blockers, or unknown. Static: nothing is asked
 * of AWS. What verdicts and blockers mean is written in docs/TRACE.md.
 */
import type { Network } from "../network/network.ts";
import type { Question, Trace } from "./answer.ts";
import { traceBetween } from "./between.ts";
import { type Endpoint, type EndProblem, readEnd } from "./ends.ts";
import { joinThrough } from "./through.ts";

/** Answers a question about the network. */
export function trace(network: Network, question: Question): Trace | EndProblem {
  const source = readEnd(network, question.from, question.region);
  if ("problem" in source) return source;
  const destination = readEnd(network, question.to, question.region);
  if ("problem" in destination) return destination;
  const [from, to] = [matched(network, source, destination), matched(network, destination, source)];
  if (question.through !== undefined) return joinThrough(network, question, from, to);
  return traceBetween(network, from, to, question.protocol, question.port);
}

/** The internet in the version that the other end asks for. */
function matched(network: Network, end: Endpoint, other: Endpoint): Endpoint {
  if (end.text !== "internet" || other.version !== 6) return end;
  const read = readEnd(network, "internet6", undefined);
  return "problem" in read ? end : read;
}
