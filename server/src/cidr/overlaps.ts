/** Which of many blocks overlap. Knows nothing of what the blocks belong to. */
import type { Cidr } from "./cidr.ts";

export interface CidrItem<T> {
  readonly cidr: Cidr;
  readonly item: T;
}

/**
 * Every pair of items whose blocks overlap, earlier item of the input first; the pairs stand in the order of two nested loops over the input.
 * Takes n log n steps and one for each pair. `limit` bounds the number of pairs, which is quadratic where all blocks overlap;
 * beyond it some pairs are left out, always the same ones for the same input.
 */
export function overlappingPairs<T>(items: readonly CidrItem<T>[], limit = Number.POSITIVE_INFINITY): [T, T][] {
  const pairs = overlappingIndexes(items, limit).sort(([a, b], [c, d]) => a - c || b - d);
  const found: [T, T][] = [];
  for (const [earlier, later] of pairs) {
    const first = items[earlier];
    const second = items[later];
    if (first && second) found.push([first.item, second.item]);
  }
  return found;
}

/** CIDR blocks nest or are apart: in order of their starts, those that still run at a start are the ones that overlap there. */
function overlappingIndexes<T>(items: readonly CidrItem<T>[], limit: number): [number, number][] {
  const ordered = items.map(({ cidr }, index) => ({ cidr, index })).sort((a, b) => byStart(a.cidr, b.cidr) || a.index - b.index);
  const running: { readonly cidr: Cidr; readonly index: number }[] = [];
  const pairs: [number, number][] = [];
  for (const current of ordered) {
    for (let top = running.at(-1); top && !runsAt(top.cidr, current.cidr); top = running.at(-1)) running.pop();
    for (const { index } of running) {
      if (pairs.length >= limit) return pairs;
      pairs.push(index < current.index ? [index, current.index] : [current.index, index]);
    }
    running.push(current);
  }
  return pairs;
}

/** Larger blocks first where several start at one address, so that what contains comes before what is contained. */
function byStart(a: Cidr, b: Cidr): number {
  if (a.version !== b.version) return a.version - b.version;
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  return a.prefixLength - b.prefixLength;
}

const runsAt = (earlier: Cidr, later: Cidr): boolean => earlier.version === later.version && earlier.last >= later.first;
