/** The fewest changes that open a path: what stops it on the way that the template intends, one after the other, traced again after each. */
import { type Analysis, analyze, snapshotOf } from "../analysis.ts";
import type { Network } from "../network/network.ts";
import type { Question, Verdict } from "../reachability/answer.ts";
import type { Opening } from "../reachability/opening.ts";
import { trace } from "../reachability/trace.ts";
import { openingEdits, openingTitle } from "../rules/path/opening-edits.ts";
import type { Settings } from "../settings/settings.ts";
import type { TextEdit } from "../text/span.ts";
import { applyEdits, minimalEdits } from "../text/text-edit.ts";

export interface OpenedPath {
  /** Few, small, in order; offsets are those of the text that was given. */
  readonly edits: readonly TextEdit[];
  readonly text: string;
  /** What each change does, in the order in which they were made. */
  readonly changes: readonly string[];
  /** What a trace says of the changed text. */
  readonly verdict: Verdict;
}

/** More changes than this are no repair but another network. */
const mostChanges = 24;

/**
 * Opens the path in the default scenario, or the first in which both ends exist. `changes` is empty where there is nothing to open, and
 * where something would block the path even after all changes: half of them would open what should be closed, and help nobody.
 * `shown` narrows an analysis to the scenarios that are looked at.
 */
export function openPath(
  analysis: Analysis,
  settings: Settings,
  question: Question,
  shown: (analysis: Analysis) => Analysis = (all) => all,
): OpenedPath {
  const before = analysis.document.text;
  const changes: string[] = [];
  let current = analysis;
  for (;;) {
    const step = nextStep(shown(current), question, changes);
    if (!step.edits || changes.length >= mostChanges) {
      if (step.verdict === "blocked") return { edits: [], text: before, changes: [], verdict: "blocked" };
      const { text } = current.document;
      return { edits: minimalEdits(before, text), text, changes, verdict: step.verdict };
    }
    changes.push(step.title);
    const text = applyEdits(current.document.text, step.edits);
    current = analyze(analysis.path, snapshotOf(analysis.path, text), { settings, previous: current });
  }
}

interface Step {
  readonly verdict: Verdict;
  readonly title: string;
  /** Undefined where the path is open, or an edit opens none of its blockers. */
  readonly edits: readonly TextEdit[] | undefined;
}

/** A change that was made before, in vain, is not made again. */
function nextStep({ networks }: Analysis, question: Question, made: readonly string[]): Step {
  for (const network of networks) {
    const answer = trace(network, question);
    if ("problem" in answer) continue;
    const found = answer.blockers
      .flatMap(({ opening }) => (opening ? (editsOf(network, opening) ?? []) : []))
      .find(({ title }) => !made.includes(title));
    return { verdict: answer.verdict, title: found?.title ?? "", edits: found?.edits };
  }
  return { verdict: "unknown", title: "", edits: undefined };
}

function editsOf(network: Network, opening: Opening): { readonly title: string; readonly edits: readonly TextEdit[] } | undefined {
  const edits = openingEdits(network, opening);
  return edits && edits.length > 0 ? { title: openingTitle(opening), edits } : undefined;
}
