/**
 * The scenarios of a template: which choices of steering values are looked at, and how many there are. Knows counting and
 * covering; what steers is found by steering.ts.
 */
import { createAssertions } from "./assertions.ts";
import { type Choice, createEvaluator } from "./evaluate.ts";
import { findSteering, type ReadProperties, type Steering, type Variable } from "./steering.ts";
import type { Template } from "./template.ts";

/** The index of a value class for each variable, in the order of `ScenarioPlan.variables`. */
export type Combination = readonly number[];

/** One network to look at, and every combination that leads to it. */
export interface Scenario {
  readonly choice: Choice;
  readonly combinations: readonly Combination[];
}

export interface ScenarioPlan {
  readonly variables: readonly Variable[];
  /** The default one first; at least one. */
  readonly scenarios: readonly Scenario[];
  /** Number of realizable choices; a decimal string above 2^53. */
  readonly total: number | string;
  /** Number of those that the scenarios represent. */
  readonly explored: number | string;
  readonly isComplete: boolean;
  /** The parameter values that were given: they steer nothing. */
  readonly given: ReadonlyMap<string, string>;
  /** Whether the template's `Rules` certainly forbid a combination. */
  readonly isRefused: (combination: Combination) => boolean;
  /** Equal for combinations that lead to one network. */
  readonly signature: (combination: Combination) => string;
}

/** Up to here every combination is tried; above, combinations that cover all pairs of values. */
const maxCombinations = 256;
/** Networks that are built for one template at most. */
const maxScenarios = 24;
/** From here on pairs are covered by construction: searching for them costs the square of the variables. */
const manyVariables = 10;

export function planScenarios(template: Template, given: ReadonlyMap<string, string>, reads: ReadProperties): ScenarioPlan {
  const steering = findSteering(template, given, reads);
  const { variables } = steering;
  const all = variables.reduce((product, variable) => product * variable.classes.length, 1);
  const tried = all <= maxCombinations ? everyCombination(variables) : coverPairs(variables, maxScenarios);
  const isForbidden = createAssertions(template, given);
  const isRefused = (combination: Combination): boolean =>
    template.rules !== undefined && certainChoices(variables, combination).every(isForbidden);
  const forbidden = tried.filter(isRefused);
  const allowed = (combinations: readonly Combination[]): readonly Combination[] => {
    const left = combinations.filter((combination) => !isRefused(combination));
    return left.length > 0 ? left : combinations;
  };
  const signature = (combination: Combination): string => signatureOf(template, given, steering, combination);
  let scenarios = group(variables, signature, allowed(tried));
  if (scenarios.length > maxScenarios) scenarios = group(variables, signature, allowed(coverPairs(variables, maxScenarios)));
  const refused = forbidden.length < tried.length ? forbidden.reduce((sum, combination) => sum + weigh(variables, combination), 0n) : 0n;
  const total = weigh(variables, undefined) - refused;
  const explored = scenarios
    .flatMap((scenario) => scenario.combinations)
    .reduce((sum, combination) => sum + weigh(variables, combination), 0n);
  return {
    variables,
    scenarios,
    total: toCount(total),
    explored: toCount(explored),
    isComplete: explored === total,
    given,
    isRefused,
    signature,
  };
}

const toCount = (value: bigint): number | string => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString());

/** How many choices a combination stands for; all choices without one. */
function weigh(variables: readonly Variable[], combination: Combination | undefined): bigint {
  return variables.reduce((product, variable, index) => {
    const classes = combination ? [variable.classes[combination[index] ?? 0]] : variable.classes;
    return product * BigInt(classes.reduce((sum, one) => sum + (one?.values.length ?? 0), 0));
  }, 1n);
}

/** All of them, the defaults (0, 0, …) first. */
function everyCombination(variables: readonly Variable[]): readonly Combination[] {
  return variables.reduce<readonly Combination[]>(
    (combinations, variable) => combinations.flatMap((combination) => variable.classes.map((_, index) => [...combination, index])),
    [[]],
  );
}

/** The combinations that lead to one network are one scenario. */
function group(
  variables: readonly Variable[],
  signature: (combination: Combination) => string,
  combinations: readonly Combination[],
): readonly Scenario[] {
  const groups = new Map<string, { readonly choice: Choice; readonly combinations: Combination[] }>();
  for (const combination of combinations) {
    const key = signature(combination);
    const found = groups.get(key);
    if (found) found.combinations.push(combination);
    else groups.set(key, { choice: choiceOf(variables, combination), combinations: [combination] });
  }
  return [...groups.values()];
}

/** Equal outcomes of all conditions and equal values that are used themselves lead to one network. */
function signatureOf(template: Template, given: ReadonlyMap<string, string>, steering: Steering, combination: Combination): string {
  const { condition } = createEvaluator({ template, choice: choiceOf(steering.variables, combination), given });
  const outcomes = steering.conditions.map((name) => String(condition(name)));
  const values = steering.variables.map((variable, index) => (variable.isUsedAsValue ? (combination[index] ?? 0) : ""));
  return JSON.stringify([outcomes, values]);
}

/** The values that a combination stands for. */
export const choiceOf = (variables: readonly Variable[], combination: Combination): Choice =>
  new Map(variables.map((variable, index) => [variable.name, variable.classes[combination[index] ?? 0]?.representative ?? null]));

/** Up to here the choices that a combination stands for are looked at one by one. */
const maxChoices = 64;

/** The choices that a combination stands for, without the variables of which they say no one value: "some other", or one of too many. */
function certainChoices(variables: readonly Variable[], combination: Combination): readonly Choice[] {
  let choices: readonly (readonly (readonly [string, string])[])[] = [[]];
  for (const [index, variable] of variables.entries()) {
    const values = variable.classes[combination[index] ?? 0]?.values ?? [];
    if (values.includes(null) || choices.length * values.length > maxChoices) continue;
    choices = choices.flatMap((choice) => values.map((value) => [...choice, [variable.name, value ?? ""] as const]));
  }
  return choices.map((choice) => new Map(choice));
}

/** At most `limit` combinations that together hold as many pairs of values as they can, greedily and always in the same order. */
function coverPairs(variables: readonly Variable[], limit: number): readonly Combination[] {
  const sizes = variables.map((variable) => variable.classes.length);
  const covered = new Set<string>();
  const pair = (i: number, a: number, j: number, b: number): string => `${i}:${a},${j}:${b}`;
  const gain = (combination: readonly (number | undefined)[], index: number, value: number): number =>
    combination.reduce<number>((sum, other, at) => {
      if (at === index || other === undefined) return sum;
      return sum + (covered.has(at < index ? pair(at, other, index, value) : pair(index, value, at, other)) ? 0 : 1);
    }, 0);
  const take = (combination: Combination): Combination => {
    for (let j = 1; j < combination.length; j++)
      for (let i = 0; i < j; i++) covered.add(pair(i, combination[i] ?? 0, j, combination[j] ?? 0));
    return combination;
  };
  const chosen = (sizes.length > manyVariables ? halves(sizes) : [sizes.map(() => 0)]).map(take);
  while (chosen.length < limit) {
    const seed = uncovered(sizes, covered, pair);
    if (!seed) break;
    const combination: (number | undefined)[] = sizes.map((_, index) =>
      index === seed[0] ? seed[1] : index === seed[2] ? seed[3] : undefined,
    );
    for (const [index, size] of sizes.entries()) {
      if (combination[index] !== undefined) continue;
      let best = 0;
      for (let value = 1; value < size; value++) if (gain(combination, index, value) > gain(combination, index, best)) best = value;
      combination[index] = best;
    }
    chosen.push(take(combination.map((value) => value ?? 0)));
  }
  return chosen;
}

/** Rows of `halves`: one of defaults, and eleven of which each variable has another value in six. */
const halfRows = 12;

/**
 * Combinations that hold all pairs of values of up to 462 variables with two values: each variable leaves its default in another
 * six of eleven combinations, so that two of them meet in one, part in another, and both keep the default in the first.
 */
function halves(sizes: readonly number[]): Combination[] {
  const sets = Array.from({ length: 1 << (halfRows - 1) }, (_, bits) => bits).filter(
    (bits) => bits.toString(2).replaceAll("0", "").length === 6,
  );
  return Array.from({ length: halfRows }, (_, row) =>
    sizes.map((size, index) => {
      const set = sets[index % sets.length] ?? 0;
      if (row === 0 || size < 2 || ((set >> (row - 1)) & 1) === 0) return 0;
      return 1 + (row % (size - 1));
    }),
  );
}

type Pair = (i: number, a: number, j: number, b: number) => string;

function uncovered(
  sizes: readonly number[],
  covered: ReadonlySet<string>,
  pair: Pair,
): readonly [number, number, number, number] | undefined {
  for (const [j, sizeJ] of sizes.entries())
    for (let i = 0; i < j; i++)
      for (let a = 0; a < (sizes[i] ?? 0); a++) for (let b = 0; b < sizeJ; b++) if (!covered.has(pair(i, a, j, b))) return [i, a, j, b];
  return undefined;
}
