/** Which lines differ between two lists of lines. Knows nothing of offsets and characters. */

/** The lines `oldStart` up to `oldEnd` (exclusive) became `newStart` up to `newEnd`. One of the two stretches may be empty. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** Beyond so many inserted and deleted lines the search (quadratic in it) stops, and the whole middle is one hunk. */
const mostDifferences = 1000;

/** The stretches that differ, in order, with at least one common line between two of them. */
export function changedLines(old: readonly string[], now: readonly string[]): Hunk[] {
  const shorter = Math.min(old.length, now.length);
  let prefix = 0;
  while (prefix < shorter && old[prefix] === now[prefix]) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && old[old.length - suffix - 1] === now[now.length - suffix - 1]) suffix++;
  const a = old.slice(prefix, old.length - suffix);
  const b = now.slice(prefix, now.length - suffix);
  if (a.length === 0 && b.length === 0) return [];
  const steps = a.length === 0 || b.length === 0 ? undefined : shortestEdit(a, b);
  if (steps === undefined) return [{ oldStart: prefix, oldEnd: prefix + a.length, newStart: prefix, newEnd: prefix + b.length }];
  return hunksBetween(commonLines(steps, a.length, b.length), a.length, b.length, prefix);
}

/**
 * E. Myers, "An O(ND) Difference Algorithm": for each number of differences, the furthest old line reached on each diagonal.
 * `steps[d][k + d]` is that of diagonal k (old line - new line) after d differences. Undefined where the bound is passed.
 */
function shortestEdit(a: readonly string[], b: readonly string[]): Int32Array[] | undefined {
  const most = Math.min(a.length + b.length, mostDifferences);
  const steps: Int32Array[] = [];
  let reached = new Int32Array(0);
  for (let d = 0; d <= most; d++) {
    const next = new Int32Array(2 * d + 1);
    for (let k = -d; k <= d; k += 2) {
      let x = d === 0 ? 0 : furthest(reached, k, d);
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next[k + d] = x;
      if (x >= a.length && x - k >= b.length) return [...steps, next];
    }
    steps.push(next);
    reached = next;
  }
  return undefined;
}

/** The old line at which diagonal k stands right after its d-th difference: an insertion on the diagonal above or a deletion on the one below. */
function furthest(reached: Int32Array, k: number, d: number): number {
  return Math.max(afterInsertion(reached, k, d), (reached[k + d - 2] ?? -1) + 1);
}

const afterInsertion = (reached: Int32Array, k: number, d: number): number => reached[k + d] ?? -1;

/** The pairs of common lines, from the end to the start. */
function commonLines(steps: readonly Int32Array[], oldCount: number, newCount: number): [number, number][] {
  const common: [number, number][] = [];
  let x = oldCount;
  let y = newCount;
  for (let d = steps.length - 1; d >= 0; d--) {
    const k = x - y;
    const reached = steps[d - 1];
    const start = reached === undefined ? 0 : furthest(reached, k, d);
    while (x > start) common.push([--x, --y]);
    if (reached === undefined) break;
    if (afterInsertion(reached, k, d) === start) y--;
    else x--;
  }
  return common;
}

function hunksBetween(common: readonly [number, number][], oldCount: number, newCount: number, shift: number): Hunk[] {
  const hunks: Hunk[] = [];
  let oldEnd = oldCount;
  let newEnd = newCount;
  for (const [x, y] of [...common, [-1, -1] as const]) {
    if (x + 1 < oldEnd || y + 1 < newEnd) {
      hunks.push({ oldStart: x + 1 + shift, oldEnd: oldEnd + shift, newStart: y + 1 + shift, newEnd: newEnd + shift });
    }
    oldEnd = x;
    newEnd = y;
  }
  return hunks.reverse();
}
