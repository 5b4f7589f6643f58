/** Half-open stretches of text. Offsets are UTF-16 code units, as in JavaScript strings and LSP. */

/** `start` is the first code unit, `end` the one after the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether `offset` lies in `span`; the end counts as inside, so that a caret after the last character hits. */
export const touches = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

/** Replaces the text of `span` by `newText`. An insertion has an empty span. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}
