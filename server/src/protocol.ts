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
