/** The answer to a question about a path, over all scenarios of a template, as plain data. Knows no output format. */
import type { Analysis } from "../analysis.ts";
import type { Question, Trace, Verdict } from "../reachability/answer.ts";
import { trace } from "../reachability/trace.ts";
import { openingEdits, openingTitle } from "../rules/path/opening-edits.ts";
import type { Resource } from "../network/resource.ts";
import { describeChoices } from "../template/choice-text.ts";
import { absoluteSpan } from "../template/node.ts";
import { lineIndex } from "../text/line-index.ts";
import type { Range } from "./diagnostic.ts";

/** A component of the template, with its place. */
export interface TraceStep {
  /** Undefined for what is outside of the template. */
  readonly logicalId: string | undefined;
  readonly kind: string;
  readonly explanation: string;
  readonly path: string | undefined;
  readonly range: Range | undefined;
}

export interface TraceBlocker {
  readonly code: string;
  readonly logicalId: string;
  readonly message: string;
  readonly path: string;
  readonly range: Range;
  /** What would open it, as an order; undefined where that is not a matter of one resource. */
  readonly fix: string | undefined;
  /** Whether the editor can do that; not where the text around is too intricate. */
  readonly fixable: boolean;
}

export interface OtherScenario {
  /** A choice under which the verdict differs. `null`: some other value. */
  readonly scenario: Readonly<Record<string, string | null>>;
  readonly verdict: Verdict;
  /** "when Environment is prod". */
  readonly when: string;
}

export interface TraceReport {
  readonly path: string;
  readonly question: Question;
  readonly verdict: Verdict;
  readonly blockers: readonly TraceBlocker[];
  readonly forward: readonly TraceStep[];
  readonly back: readonly TraceStep[];
  readonly assumptions: readonly string[];
  readonly unknowns: readonly { readonly message: string; readonly logicalId: string | undefined }[];
  readonly parts: Trace["parts"];
  /** The values that were chosen: empty where the template has nothing to choose. */
  readonly scenario: Readonly<Record<string, string | null>>;
  readonly otherScenarios: readonly OtherScenario[];
}

/** A question that has no answer: one sentence. */
export interface TraceProblem {
  readonly problem: string;
}

/** Answers a question for the default scenario, or the first in which both ends exist, and says where others differ. */
export function traceReport(analysis: Analysis, text: string, question: Question): TraceReport | TraceProblem {
  const answers = analysis.networks.map((network) => trace(network, question));
  const index = answers.findIndex((answer) => !("problem" in answer));
  const answer = answers[Math.max(index, 0)];
  const network = analysis.networks[Math.max(index, 0)];
  if (!answer || !network) return { problem: "the template has no scenario" };
  if ("problem" in answer) return answer;
  const { path, document, plan } = analysis;
  const lines = lineIndex(text);
  const rangeOf = (resource: Resource): Range => {
    const { start, end } = absoluteSpan(document, resource.entry.key);
    return { start: lines.positionAt(start), end: lines.positionAt(end) };
  };
  const step = ({ resource, kind, explanation }: Trace["forward"][number]): TraceStep => ({
    logicalId: resource?.logicalId,
    kind,
    explanation,
    path: resource && path,
    range: resource && rangeOf(resource),
  });
  const verdicts = answers.map((one) => ("problem" in one ? undefined : one.verdict));
  const others = [...new Set(verdicts)].flatMap((verdict): readonly OtherScenario[] => {
    if (verdict === undefined || verdict === answer.verdict) return [];
    const { text: when, witness } = describeChoices(plan, new Set(verdicts.flatMap((one, at) => (one === verdict ? [at] : []))));
    return [{ scenario: witness, verdict, when }];
  });
  return {
    path,
    question,
    verdict: answer.verdict,
    blockers: answer.blockers.map(({ code, resource, message, opening }) => ({
      code,
      logicalId: resource.logicalId,
      message,
      path,
      range: rangeOf(resource),
      fix: opening && openingTitle(opening),
      fixable: opening !== undefined && (openingEdits(network, opening)?.length ?? 0) > 0,
    })),
    forward: onceEach(answer.forward).map(step),
    back: onceEach(answer.back).map(step),
    assumptions: answer.assumptions,
    unknowns: answer.unknowns,
    parts: answer.parts,
    scenario: Object.fromEntries([...(plan.scenarios[index]?.choice ?? [])].map(([name, value]) => [name.replace(/^\?/, ""), value])),
    otherScenarios: others,
  };
}

/** Where the end of one piece of a way is the start of the next, as the internet between two VPCs is, it is one hop. */
const onceEach = (hops: Trace["forward"]): Trace["forward"] =>
  hops.filter(({ resource, kind, explanation }, index) => resource || explanation !== "" || hops[index + 1]?.kind !== kind);
