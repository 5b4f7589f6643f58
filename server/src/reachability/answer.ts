/** A question about a path and its answer. Knows no way. */
import type { Blocker, Hop, Unknown } from "./passage.ts";

/** What is asked. */
export interface Question {
  readonly from: string;
  readonly to: string;
  /** 0 to 255, or -1 for all. */
  readonly protocol: number;
  /** Of TCP and UDP; undefined for all ports. */
  readonly port: number | undefined;
  readonly region?: string | undefined;
  /** An endpoint or load balancer whose two sides are joined. */
  readonly through?: string | undefined;
}

export type Verdict = "reachable" | "blocked" | "unknown";

/** The answer for one scenario. */
export interface Trace {
  readonly verdict: Verdict;
  /** Each once, in the order of the way there, then of the way back. */
  readonly blockers: readonly Blocker[];
  readonly forward: readonly Hop[];
  readonly back: readonly Hop[];
  readonly assumptions: readonly string[];
  readonly unknowns: readonly Unknown[];
  /** Where parts of an end fare differently, each with its own verdict. */
  readonly parts: readonly Part[];
}

export interface Part {
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
}
