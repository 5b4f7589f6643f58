/** Text that is safe and aligned on a terminal. Knows how wide characters are; knows nothing of what they mean. */

/**
 * Control characters (a template could hold escape sequences that rewrite the screen) and the invisible ones that change the
 * direction of text, which could show code in another order than it is read. Tabs and line ends count among them.
 */
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** `text` in one line, with a replacement character for each one that a terminal would obey. */
export const printable = (text: string): string =>
  text
    .replaceAll(/\s*[\r\n]+\s*/g, " ")
    .replaceAll("\t", " ")
    .replaceAll(unprintable, "\ufffd");

const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
const zeroWidth = /[\p{Mn}\p{Me}\u200b-\u200d]/u;

/** Columns that one character (a code point, as iterating a string gives it) takes on a terminal. */
export function columnsOf(character: string): number {
  if (character < "\u0300") return 1;
  if (zeroWidth.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
