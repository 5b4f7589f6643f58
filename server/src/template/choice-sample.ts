/**
 * What a sample of choices tells of something that holds in some of them: which variables it certainly hangs on, or one small
 * witness. Asks about choices that are not in the sample. Knows no words and no rule.
 */
import type { Combination, ScenarioPlan } from "./scenarios.ts";

export interface Row {
  readonly combination: Combination;
  readonly holds: boolean;
}

export interface Probe {
  /** Sets of names of variables that may be the cause, the likeliest first. */
  readonly suspects: readonly ReadonlySet<string>[];
  /** Names of the variables of each condition: with all their values it is tried whether a cause is one. */
  readonly conditions: readonly ReadonlySet<string>[];
  /** Whether it holds in a combination; undefined where that cannot be told. */
  readonly holds: (combination: Combination) => boolean | undefined;
}

/** Up to here all combinations of the variables that may be the cause are tried. */
const maxTried = 128;

/**
 * A row for each combination of some variables, all that it hangs on as far as it was looked at: the rest at its defaults, or at other
 * values where the template forbids the defaults. Undefined where no such variables are found.
 */
export function tableOf(plan: ScenarioPlan, rows: readonly Row[], probe: Probe): readonly Row[] | undefined {
  const inSample = relevantVariables(plan.variables.length, rows).flatMap((index) => plan.variables[index]?.name ?? []);
  const withSample = probe.suspects.map((names) => new Set([...names, ...inSample])).toReversed();
  for (const names of [...probe.suspects, ...withSample, new Set(inSample)]) {
    const indexes = indexesOf(plan, names);
    const table = indexes && tableFor(plan, rows, indexes, probe.holds);
    if (table && isIndependent(plan, rows, table, probe)) return table;
  }
  return undefined;
}

/** Undefined where their combinations are too many. Comparisons have no names to go by: they are always among them. */
function indexesOf(plan: ScenarioPlan, names: ReadonlySet<string>): readonly number[] | undefined {
  const indexes = plan.variables.flatMap(({ name, kind }, index) => (names.has(name) || kind === "comparison" ? [index] : []));
  return sizesOf(plan, indexes).reduce((product, size) => product * size, 1) > maxTried ? undefined : indexes;
}

const sizesOf = (plan: ScenarioPlan, indexes: readonly number[]): readonly number[] =>
  indexes.map((index) => plan.variables[index]?.classes.length ?? 1);

function tableFor(plan: ScenarioPlan, rows: readonly Row[], indexes: readonly number[], holds: Probe["holds"]): readonly Row[] | undefined {
  const outcomes = new Map<string, boolean>();
  const keyOf = (combination: Combination): string => indexes.map((index) => combination[index]).join(",");
  for (const row of rows) {
    const key = keyOf(row.combination);
    if ((outcomes.get(key) ?? row.holds) !== row.holds) return undefined;
    outcomes.set(key, row.holds);
  }
  const table: Row[] = [];
  const bases = [plan.variables.map(() => 0), ...rows.map((row) => row.combination)];
  for (const values of allOf(sizesOf(plan, indexes))) {
    const tried = bases.map((base) => changed(base, indexes, values)).find((one) => !plan.isRefused(one));
    if (!tried) continue;
    const outcome = holds(tried);
    if (outcome === undefined || (outcomes.get(keyOf(tried)) ?? outcome) !== outcome) return undefined;
    table.push({
      combination: changed(
        plan.variables.map(() => 0),
        indexes,
        values,
      ),
      holds: outcome,
    });
  }
  return table;
}

/**
 * Whether it holds where the variables that tell have the values of the table, whatever else is chosen: the choices of the sample, all
 * values of each condition, and mixtures.
 */
function isIndependent(plan: ScenarioPlan, rows: readonly Row[], table: readonly Row[], { conditions, holds }: Probe): boolean {
  const relevant = relevantVariables(plan.variables.length, table);
  const tried = conditions.map((names) => valuesOf(plan, names, relevant));
  if (tried.includes(undefined)) return false;
  const bases = [...rows.map((row) => row.combination), ...tried.flatMap((some) => some ?? []), ...mixtures(plan)];
  const held = table.filter((row) => row.holds).map((row) => relevant.map((index) => row.combination[index] ?? 0));
  const distinct = new Map(held.map((values) => [values.join(","), values]));
  return [...distinct.values()].every((values) =>
    bases.map((base) => changed(base, relevant, values)).every((one) => plan.isRefused(one) || holds(one) === true),
  );
}

/** Mixtures meet nearly all sets of three values: a set of them is in one of eight, where each has two values. */
const mixtureCount = 48;

/** The same combinations for the same plan, as if by chance. */
function mixtures(plan: ScenarioPlan): readonly Combination[] {
  let state = 1;
  return Array.from({ length: mixtureCount }, () =>
    plan.variables.map(({ classes }) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state >>> 16) % classes.length;
    }),
  );
}

/** All combinations of the variables with these names, but for those at `fixed`; the rest at its defaults. Undefined where they are too many. */
function valuesOf(plan: ScenarioPlan, names: ReadonlySet<string>, fixed: readonly number[]): readonly Combination[] | undefined {
  const taken = new Set(fixed.map((index) => plan.variables[index]?.name));
  const indexes = indexesOf(plan, new Set([...names].filter((name) => !taken.has(name))))?.filter((index) => !fixed.includes(index));
  if (!indexes) return undefined;
  const defaults = plan.variables.map(() => 0);
  return allOf(sizesOf(plan, indexes)).map((values) => changed(defaults, indexes, values));
}

/** The combination with other values at `indexes`. */
function changed(combination: Combination, indexes: readonly number[], values: readonly number[]): Combination {
  const own = new Map(indexes.map((index, at) => [index, values[at] ?? 0]));
  return combination.map((value, index) => own.get(index) ?? value);
}

/** Up to here pairs of variables are tried. */
const maxPaired = 64;

/** The fewest variables that tell where it holds and where not: single ones and pairs are tried before variables are left out one by one. */
export function relevantVariables(count: number, rows: readonly Row[]): readonly number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  const single = all.findIndex((index) => decides([index], rows));
  if (single >= 0) return [single];
  for (const second of count <= maxPaired ? all : [])
    for (let first = 0; first < second; first++) if (decides([first, second], rows)) return [first, second];
  let kept: readonly number[] = all;
  for (const index of kept) {
    const without = kept.filter((other) => other !== index);
    if (decides(without, rows)) kept = without;
  }
  return kept;
}

function decides(indexes: readonly number[], rows: readonly Row[]): boolean {
  const outcomes = new Map<string, boolean>();
  for (const { combination, holds } of rows) {
    const key = indexes.map((index) => combination[index]).join(",");
    const known = outcomes.get(key);
    if (known !== undefined && known !== holds) return false;
    outcomes.set(key, holds);
  }
  return true;
}

/** All combinations of as many values as the sizes say. */
const allOf = (sizes: readonly number[]): readonly Combination[] =>
  sizes.reduce<readonly Combination[]>(
    (combinations, size) => combinations.flatMap((combination) => Array.from({ length: size }, (_, value) => [...combination, value])),
    [[]],
  );

/** A combination in which it holds, that of a row with as many defaults as can be: `suspects` are the last to become defaults. */
export function smallestWitness(plan: ScenarioPlan, held: Combination, { suspects, holds }: Probe): Combination {
  let witness = held;
  const attempt = (indexes: readonly number[]): void => {
    const tried = witness.map((value, index) => (indexes.includes(index) ? 0 : value));
    if (!plan.isRefused(tried) && holds(tried)) witness = tried;
  };
  const isSuspect = (index: number): boolean => suspects[0]?.has(plan.variables[index]?.name ?? "") === true;
  const all = held.flatMap((value, index) => (value === 0 ? [] : [index]));
  const others = all.filter((index) => !isSuspect(index));
  attempt(others);
  for (const index of [...others, ...all.filter(isSuspect)]) if (witness[index] !== 0) attempt([index]);
  return witness;
}
