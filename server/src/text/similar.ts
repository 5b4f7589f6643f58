/** Which of several words was most likely meant. Knows letters only. */

/** `; is X meant?` with the similar candidate; else empty. */
export const didYouMean = (word: string, candidates: readonly string[]): string => isMeant(similar(word, candidates));

/** `; is X meant?`; empty where there is nothing to ask about. */
export const isMeant = (found: string | undefined): string => (found === undefined ? "" : `; is ${found} meant?`);

/** The candidate that differs by a letter or two, or that `word` is the start or the last part of. */
export function similar(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.slice(0, longest);
  const near = candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate) }))
    .sort((a, b) => a.distance - b.distance)[0];
  if (near !== undefined && near.distance <= 2) return near.candidate;
  if (wanted.length < 3) return undefined;
  return candidates.find((candidate) => candidate.startsWith(wanted) || candidate.endsWith(`/${wanted}`));
}

/** No candidate is longer; a hostile word costs no more than this. */
const longest = 80;

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
