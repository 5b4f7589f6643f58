/** Phrases that messages of several rules share. Knows no network. */

/** "a", "a and b", "a, b and c". */
export const listed = (words: readonly string[], last = "and"): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;

/** That groups do not admit something, without the something: "A does not admit", "neither A nor B admits", "none of A, B and C admits". */
export function noneAdmits(groups: readonly string[]): string {
  if (groups.length === 1) return `${groups.join("")} does not admit`;
  return groups.length === 2 ? `neither ${groups.join(" nor ")} admits` : `none of ${listed(groups)} admits`;
}

/** That groups do not let something out, in the same way. */
export const noneLetsOut = (groups: readonly string[]): string =>
  groups.length === 1 ? `${groups.join("")} does not let out` : noneAdmits(groups).replace(/ admits$/, " lets out");

/** A sentence's start. Logical ids never come first in the phrases that need it. */
export const capitalized = (phrase: string): string =>
  phrase.replace(/^(neither|none) /, (word) => word.charAt(0).toUpperCase() + word.slice(1));
