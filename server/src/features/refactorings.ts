/** Changes that are offered where nothing is wrong. Knows which there are; each is a function of the analysis and what is selected. */
import type { Analysis } from "../analysis.ts";
import type { Span, TextEdit } from "../text/span.ts";
import { allowFromPeer } from "./allow-from-peer.ts";

export interface Refactoring {
  /** What it does, as an order. Tells apart the refactorings of one place. */
  readonly title: string;
  /** Undefined where the text around cannot be edited. Offsets are absolute UTF-16 code units. */
  readonly edits: () => readonly TextEdit[] | undefined;
}

/** The refactorings for the selection `span` (absolute offsets; empty for a caret). */
export type FindRefactorings = (analysis: Analysis, span: Span) => readonly Refactoring[];

const all: readonly FindRefactorings[] = [allowFromPeer];

export const hasRefactorings = all.length > 0;

export const refactoringsAt: FindRefactorings = (analysis, span) => all.flatMap((find) => find(analysis, span));
