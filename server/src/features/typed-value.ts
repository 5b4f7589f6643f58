/** The value that is being typed at an offset, by the line alone: it may be empty, and the text around broken. Knows no template. */

export interface TypedValue {
  readonly key: string;
  /** Absolute offset of the key's first letter. */
  readonly keyOffset: number;
  /** Absolute offsets of what stands there, quotes included: what is chosen replaces it. */
  readonly start: number;
  readonly end: number;
  readonly quote: "" | "'" | '"';
  /** Whether the value follows its colon without a blank, which YAML does not read as a value. */
  readonly isClose: boolean;
}

const keyAndValue = /(?:^|[\s{,-])(["']?)([A-Za-z]\w*)\1[ \t]*:([ \t]*)((["']?)[^"'{},[\]#]*)$/;

/** Undefined where no value of a key is typed: in a key, in a comment, after a bracket. */
export function typedValue(text: string, offset: number): TypedValue | undefined {
  const lineStart = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  // No line with such a property is long; what stands in a line of minified JSON before the last 400 characters does not matter.
  const from = Math.max(lineStart, offset - 400);
  const match = keyAndValue.exec(text.slice(from, offset));
  if (!match) return undefined;
  const [, keyQuote = "", key = "", gap = "", value = "", quote = ""] = match;
  if (/(?:^|\s)#/.test(text.slice(lineStart, from + match.index + 1))) return undefined;
  const start = offset - value.length;
  const rest = /^[^\s"'{},[\]#]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0;
  const isClosed = quote !== "" && text[offset + rest] === quote;
  const keyOffset = from + match.index + match[0].lastIndexOf(`${key}${keyQuote}`, match[0].length - value.length - gap.length);
  return {
    key,
    keyOffset,
    start,
    end: offset + rest + (isClosed ? 1 : 0),
    quote: quote === "'" || quote === '"' ? quote : "",
    isClose: gap === "" && keyQuote === "",
  };
}
