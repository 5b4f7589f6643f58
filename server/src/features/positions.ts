/** Spans of a text as LSP ranges, and back. Knows no template. */
import type { Range } from "vscode-languageserver-types";
import type { LineIndex } from "../text/line-index.ts";
import type { Span } from "../text/span.ts";

/** What converts: a line index, or the language server's text document. Both count as LSP does. */
export type Positions = Pick<LineIndex, "positionAt" | "offsetAt">;

export const rangeOf = (positions: Positions, { start, end }: Span): Range => ({
  start: positions.positionAt(start),
  end: positions.positionAt(end),
});

export const spanOf = (positions: Positions, { start, end }: Range): Span => ({
  start: positions.offsetAt(start),
  end: positions.offsetAt(end),
});

/** The range within the text. A client may mean "the end" by a line that does not exist, which text documents miscount. */
export const clampedRange = (positions: Positions, range: Range): Range => rangeOf(positions, spanOf(positions, range));
