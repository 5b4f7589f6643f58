/** Questions and answers of traces in one line each, so that a table of them reads. Knows no AWS resource. */
import { describe, expect, test } from "vitest";
import { parseProtocol } from "../../server/src/cidr/protocol.ts";
import { buildNetwork, type Network } from "../../server/src/network/network.ts";
import type { Trace } from "../../server/src/reachability/answer.ts";
import { trace } from "../../server/src/reachability/trace.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { buildTemplate } from "../../server/src/template/template.ts";

/** The network of a template, with the Defaults of its parameters. */
export function networkOf(text: string): Network {
  return buildNetwork(buildTemplate(readDocument(text)), new Map(), new Map());
}

/** The trace of "FROM -> TO PROTOCOL[/PORT] [through ID]". */
export function ask(network: Network, question: string): Trace {
  const parsed = /^(\S+) -> (\S+) (-?\w+?)(?:\/(\d+))?(?: through (\S+))?$/.exec(question);
  const [, from = "", to = "", protocolText = "", port, through] = parsed ?? [];
  const protocol = parseProtocol(protocolText);
  if (!parsed || protocol === undefined) throw new Error(`not a question: ${question}`);
  const answer = trace(network, { from, to, protocol, port: port === undefined ? undefined : Number(port), through });
  if ("problem" in answer) throw new Error(answer.problem);
  return answer;
}

/** "reachable", "blocked: CODE Id, CODE Id" or "unknown: Id"; codes and ids in alphabetical order. */
export function inShort({ verdict, blockers, unknowns }: Trace): string {
  if (verdict === "blocked") return `blocked: ${sorted(blockers.map(({ code, resource }) => `${code} ${resource.logicalId}`))}`;
  return verdict === "unknown" ? `unknown: ${sorted([...new Set(unknowns.map(({ logicalId }) => logicalId ?? "?"))])}` : verdict;
}

const sorted = (texts: readonly string[]) => [...texts].sort().join(", ");

/** The logical ids of the way there, in order. */
export const wayThere = (answer: Trace): readonly string[] => ids(answer.forward);
/** The logical ids of the way back, in order. */
export const wayBack = (answer: Trace): readonly string[] => ids(answer.back);

const ids = (hops: Trace["forward"]) => hops.flatMap(({ resource }) => (resource ? [resource.logicalId] : []));

/** One test per question: its answer in short. */
export function answers(name: string, text: string, table: Readonly<Record<string, string>>): void {
  describe(name, () => {
    const network = networkOf(text);
    test.each(Object.entries(table))("%s", (question, expected) => {
      expect(inShort(ask(network, question))).toBe(expected);
    });
  });
}

/** A text in which one piece, which must be there, is another. */
export function edited(text: string, piece: string, other: string): string {
  if (!text.includes(piece)) throw new Error(`the text has no ${piece}`);
  return text.replace(piece, () => other);
}
