/** Functions of a whole number that change at few places. Knows nothing of what they give. */

/** The value at `start` and at every number before `end`. */
export interface Step<V> {
  readonly start: number;
  readonly end: number;
  readonly value: V;
}

/** In order and apart; elsewhere the value is the empty one. No step is empty and neighbours differ, so that one function has one form. */
export type StepFunction<V> = readonly Step<V>[];

/** What a step function has to know of its values. */
export interface Values<V> {
  readonly empty: V;
  isEmpty(value: V): boolean;
  equal(a: V, b: V): boolean;
}

/** The function whose value at each number is `merge` of the values of `a` and `b`. `merge` of two empty values has to be empty. */
export function mergeSteps<V>(values: Values<V>, a: StepFunction<V>, b: StepFunction<V>, merge: (a: V, b: V) => V): StepFunction<V> {
  const cuts = [...new Set([...a, ...b].flatMap(({ start, end }) => [start, end]))].sort((x, y) => x - y);
  const merged: Step<V>[] = [];
  let i = 0;
  let j = 0;
  for (const [index, start] of cuts.entries()) {
    const end = cuts[index + 1];
    if (end === undefined) break;
    while (isBefore(a[i], start)) i++;
    while (isBefore(b[j], start)) j++;
    const value = merge(valueAt(values, a[i], start), valueAt(values, b[j], start));
    if (values.isEmpty(value)) continue;
    const last = merged.at(-1);
    if (last && last.end === start && values.equal(last.value, value)) merged[merged.length - 1] = { ...last, end };
    else merged.push({ start, end, value });
  }
  return merged;
}

const equalSteps = <V>(values: Values<V>, a: StepFunction<V>, b: StepFunction<V>): boolean =>
  a.length === b.length &&
  a.every((step, index) => {
    const other = b[index];
    return other !== undefined && step.start === other.start && step.end === other.end && values.equal(step.value, other.value);
  });

/** Values that are step functions themselves. */
export const stepValues = <V>(values: Values<V>): Values<StepFunction<V>> => ({
  empty: [],
  isEmpty: (steps) => steps.length === 0,
  equal: (a, b) => equalSteps(values, a, b),
});

const isBefore = <V>(step: Step<V> | undefined, place: number): boolean => step !== undefined && step.end <= place;

const valueAt = <V>(values: Values<V>, step: Step<V> | undefined, place: number): V =>
  step !== undefined && step.start <= place ? step.value : values.empty;
