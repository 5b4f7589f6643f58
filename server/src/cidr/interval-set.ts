/** Sets of whole numbers, kept as their boundaries. Knows nothing of addresses and ports. */

/**
 * Strictly increasing boundaries, an even number of them: the set begins at each even place and stops before each odd one, so that
 * `[1, 3, 7, 8]` is 1, 2 and 7. One set has one form, which is therefore fit for comparison.
 */
export type IntervalSet<N extends number | bigint> = readonly N[];

/** From `[start, end)` pairs in any order, overlapping or not. Pairs whose end is not after their start are empty. */
export function fromIntervals<N extends number | bigint>(intervals: readonly (readonly [N, N])[]): IntervalSet<N> {
  const ordered = intervals.filter(([start, end]) => start < end).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const boundaries: N[] = [];
  for (const [start, end] of ordered) {
    const reached = boundaries.at(-1);
    if (reached === undefined || start > reached) boundaries.push(start, end);
    else if (end > reached) boundaries[boundaries.length - 1] = end;
  }
  return boundaries;
}

/** The `[start, end)` pairs, in order, with a gap between two of them. */
export function intervalsOf<N extends number | bigint>(set: IntervalSet<N>): [N, N][] {
  const intervals: [N, N][] = [];
  for (let index = 0; index < set.length; index += 2) {
    const start = set[index];
    const end = set[index + 1];
    if (start !== undefined && end !== undefined) intervals.push([start, end]);
  }
  return intervals;
}

/** The numbers for which `keep` says yes, given whether they are in `a` and in `b`. It has to say no where they are in neither. */
export function combine<N extends number | bigint>(
  a: IntervalSet<N>,
  b: IntervalSet<N>,
  keep: (inA: boolean, inB: boolean) => boolean,
): IntervalSet<N> {
  const boundaries: N[] = [];
  let i = 0;
  let j = 0;
  for (let next = smaller(a[0], b[0]); next !== undefined; next = smaller(a[i], b[j])) {
    if (a[i] === next) i++;
    if (b[j] === next) j++;
    const inside = boundaries.length % 2 === 1;
    if (keep(i % 2 === 1, j % 2 === 1) !== inside) boundaries.push(next);
  }
  return boundaries;
}

export const inEither = (inA: boolean, inB: boolean): boolean => inA || inB;
export const inBoth = (inA: boolean, inB: boolean): boolean => inA && inB;
export const inFirstOnly = (inA: boolean, inB: boolean): boolean => inA && !inB;

export const sameNumbers = <N extends number | bigint>(a: IntervalSet<N>, b: IntervalSet<N>): boolean =>
  a.length === b.length && a.every((boundary, index) => boundary === b[index]);

function smaller<N extends number | bigint>(a: N | undefined, b: N | undefined): N | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}
