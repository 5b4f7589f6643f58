/** What the start of a line of YAML tells. Looks at one line, or just past it; keeps no state. */

const lineFeed = 10;
const carriageReturn = 13;
const tab = 9;
const space = 32;

const isBlank = (code: number): boolean => code === space || code === tab;

/** Whether a line ends with this character code; NaN is the end of the text. */
export const isEnd = (code: number): boolean => Number.isNaN(code) || code === lineFeed || code === carriageReturn;

export const isGap = (code: number): boolean => isBlank(code) || isEnd(code);

/** Offset of the line after the one that holds `at`. */
export function nextLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

/** Offset of the end of the line's content, blanks at its end left out. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return from + text.slice(from, end < 0 ? text.length : end).trimEnd().length;
}

export function skipSpaces(text: string, at: number): number {
  let to = at;
  while (text.charCodeAt(to) === space) to++;
  return to;
}

/** Like `skipSpaces`, tabs as well. */
export function skipBlanks(text: string, at: number): number {
  let to = at;
  while (isBlank(text.charCodeAt(to))) to++;
  return to;
}

/** Whether `---` or `...` stands there alone. */
export const isMarker = (text: string, at: number): boolean =>
  (text.startsWith("---", at) || text.startsWith("...", at)) && isGap(text.charCodeAt(at + 3));

/** Whether a `- `, `? ` or `: ` stands there. */
export const isIndicator = (text: string, at: number): boolean => "-?:".includes(text.charAt(at)) && isGap(text.charCodeAt(at + 1));

export const isClosing = (text: string, at: number): boolean => text[at] === "]" || text[at] === "}";

/** Whether an unquoted scalar can start there. */
export const startsPlain = (text: string, at: number): boolean => !isIndicator(text, at) && !",[]{}#&*!|>'\"%@`".includes(text.charAt(at));

export const startsQuoted = (text: string, at: number): boolean => text[at] === '"' || text[at] === "'";

/** Whether a key and its colon stand in the line from `from` on. */
export function isKeyed(text: string, from: number): boolean {
  let at = from;
  // Tags, anchors and aliases may end in a colon of their own.
  while ("!&*".includes(text[at] ?? "-")) {
    while (!isGap(text.charCodeAt(at))) at++;
    at = skipBlanks(text, at);
  }
  if (text[at] === "{" || text[at] === "[") return /[\]}]\s*:(?:\s|$)/.test(text.slice(at, lineEnd(text, at)));
  if (startsQuoted(text, at)) {
    const end = skipQuoted(text, at, lineEnd(text, at));
    return end >= 0 && isColon(text, skipBlanks(text, end));
  }
  for (; !isEnd(text.charCodeAt(at)); at++) {
    if (isColon(text, at)) return true;
    if (text[at] === "#" && isBlank(text.charCodeAt(at - 1))) return false;
  }
  return false;
}

const isColon = (text: string, at: number): boolean => text[at] === ":" && isGap(text.charCodeAt(at + 1));

/** Whether the next line with content starts with the colon that the line at `from` lacks: `yaml` accepts that. */
export function colonFollows(text: string, from: number): boolean {
  for (let at = nextLine(text, from); at < text.length; at = nextLine(text, at)) {
    at = skipBlanks(text, at);
    if (!isEnd(text.charCodeAt(at)) && text[at] !== "#") return isColon(text, at);
  }
  return false;
}

/** Whether the quoted text that starts there is all that stands between here and the next line indented by `edge` or less. */
export function isQuotedValue(text: string, from: number, edge: number): boolean {
  let limit = nextLine(text, from);
  for (let at = limit; at < text.length; at = nextLine(text, at)) {
    const content = skipSpaces(text, at);
    if (content - at <= edge && !isEnd(text.charCodeAt(content))) break;
    limit = nextLine(text, at);
  }
  const end = skipQuoted(text, from, limit);
  if (end < 0 || text[end] === "#") return false;
  for (let at = end; at < limit; at = nextLine(text, at)) {
    const content = skipBlanks(text, at);
    if (!isEnd(text.charCodeAt(content)) && text[content] !== "#") return false;
  }
  return true;
}

/** Offset after the quoted text, or -1 where it does not end before `limit`. */
function skipQuoted(text: string, from: number, limit: number): number {
  const quote = text[from];
  for (let at = from + 1; at < limit; at++) {
    if (text[at] === "\\" && quote === '"') at++;
    else if (text[at] === quote) {
      if (quote === '"' || text[at + 1] !== "'") return at + 1;
      at++;
    }
  }
  return -1;
}
