/** The messages between client and server that LSP does not have: their names and shapes, nothing else. Both sides import it. */

/** Server to client, after each analysis of an open document. */
export const statusNotification = "cfnNetworkLint/status";

export interface Status {
  readonly uri: string;
  /** False where the text is no template (any more): then the rest is zero. */
  readonly template: boolean;
  readonly findings: FindingCounts;
  /** `total` is a decimal string above 2^53. */
  readonly scenarios: { readonly explored: number; readonly total: number | string };
  /** How many rules were looked at. */
  readonly rules: number;
  /** How long the analysis took. */
  readonly milliseconds: number;
  /** What is pinned, as its `label` says; null where all scenarios are shown, and where the pinned one is none of the template's any more. */
  readonly pinned: string | null;
  /** A sentence about the pinned parameter file where its present text cannot be shown; null where all is well. */
  readonly pinProblem: string | null;
}

export interface FindingCounts {
  readonly errors: number;
  readonly warnings: number;
  readonly information: number;
  readonly hints: number;
}

/** Server to client: a file's text, for a server that cannot read files itself (in a browser, or on a virtual file system). */
export const readTextRequest = "cfnNetworkLint/readText";

export interface ReadTextParams {
  readonly uri: string;
}

/** Null where there is no such file, or it is too big or no text. */
export type ReadTextResult = string | null;

/** Server to client: the names of the files in a folder, as `readText` for texts. */
export const readFolderRequest = "cfnNetworkLint/readFolder";

/** Null where there is no such folder, or it cannot be read. */
export type ReadFolderResult = readonly string[] | null;

/** Client to server, with the address of an open template: the parameter files that are found by their names beside it, likeliest first. */
export const parameterChoicesRequest = "cfnNetworkLint/parameterChoices";

export interface ParameterChoicesParams {
  readonly uri: string;
}

export interface ParameterChoice {
  readonly uri: string;
  /** Relative to the template's folder: `parameters/prod.json`. */
  readonly path: string;
  /** Of SAM's configuration file; null in other formats. */
  readonly environment: string | null;
  /** Values of the parameters that the template declares, and of pseudo parameters, by name. */
  readonly values: Readonly<Record<string, string>>;
  /** What the template does not declare. */
  readonly unknown: readonly string[];
}

/** Client to server, with the address of an open template: its scenarios, the default one first; none where there is nothing to choose. */
export const scenariosRequest = "cfnNetworkLint/scenarios";

export interface ScenariosParams {
  readonly uri: string;
}

export interface ScenarioChoice {
  /** "Environment = prod". */
  readonly label: string;
  /** "when Environment is prod or stage". */
  readonly detail: string;
  /** Values of all that steers, by name. Null is some other value. */
  readonly values: Readonly<Record<string, string | null>>;
}

/** What hovers, hints, lenses and traces of a document show alone: one of its scenarios, or what values of its parameters lead to. */
export type Pin =
  | { readonly kind: "scenario"; readonly label: string; readonly values: Readonly<Record<string, string | null>> }
  | {
      readonly kind: "parameters";
      readonly label: string;
      /** As they were when they were chosen: they count where the file does not say more. */
      readonly values: Readonly<Record<string, string>>;
      /** Where they come from. The pin follows the file. */
      readonly file?: PinnedFile;
    };

export interface PinnedFile {
  readonly uri: string;
  /** Of SAM's configuration file; null in other formats. */
  readonly environment: string | null;
}

/** Client to server: all that is pinned, by the addresses of documents. What is not named is not pinned. */
export const pinsNotification = "cfnNetworkLint/pins";

export interface PinsParams {
  readonly pins: Readonly<Record<string, Pin>>;
  /** The present texts of pinned files by their addresses; null where there is none, or it cannot be read. Those that are not named are not known yet. */
  readonly texts?: Readonly<Record<string, string | null>>;
}

/**
 * Client to server: checks a file that need not be open. Its diagnostics are published, until it is told to be gone; those of an open
 * document win. A text that was checked before, with the same settings, is not checked again.
 */
export const lintFileRequest = "cfnNetworkLint/lintFile";

export interface LintFileParams {
  readonly uri: string;
  /** Null where the file is gone: then its diagnostics go, too. */
  readonly text: string | null;
}

export interface LintFileResult {
  /** False where the text is no template, or is not checked: then the rest is zero. */
  readonly template: boolean;
  readonly findings: FindingCounts;
  /** Whether the text had been checked before. */
  readonly isCached: boolean;
}

/** Client to server: what a path can start from and lead to. */
export const traceEndsRequest = "cfnNetworkLint/traceEnds";

export interface TraceEndsParams {
  readonly uri: string;
}

export interface TraceEnd {
  /** As a question names it: a logical id, `internet`, a block, a service. */
  readonly text: string;
  /** What it is, in a few words. */
  readonly detail: string;
  /** Ports that it is likely to be asked about: `tcp 443`, `icmp`. */
  readonly traffic: readonly string[];
}

export interface TraceEnds {
  readonly sources: readonly TraceEnd[];
  readonly destinations: readonly TraceEnd[];
}

/** Client to server: whether one end reaches another. */
export const traceRequest = "cfnNetworkLint/trace";

export interface TraceParams {
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  /** `tcp 443`, `udp 53`, `icmp`, `all`. */
  readonly traffic: string;
}

/** The answer as lines of text; or one sentence that says why there is none. */
export type TraceResult = TraceView | { readonly problem: string };

export interface TraceView {
  readonly verdict: "reachable" | "blocked" | "unknown";
  readonly lines: readonly TraceViewLine[];
  /** What would open the path, one order each; empty where it is not blocked, or where something blocks it that no edit opens. */
  readonly changes: readonly string[];
}

export interface TraceViewLine {
  readonly text: string;
  /** The place in the template that the line is about. Lines and characters count from 0. */
  readonly at?: { readonly line: number; readonly character: number };
  /** The stretch of the line that names what stands there. */
  readonly link?: { readonly start: number; readonly end: number };
}

/** Client to server, with the parameters of a trace: the edits that open the path, as a `WorkspaceEdit` of LSP; null where there are none. */
export const openPathRequest = "cfnNetworkLint/openPath";
