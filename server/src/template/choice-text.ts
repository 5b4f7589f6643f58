/** Says in words under which choices something holds. Knows the plan of scenarios; knows no rule. */
import type { Combination, ScenarioPlan } from "./scenarios.ts";
import type { Variable } from "./steering.ts";

export interface ChoiceDescription {
  /** "when Environment is prod or stage"; empty where it holds in every combination that was looked at. */
  readonly text: string;
  /** One choice under which it holds, reduced to what matters. `null` is "some other value". Empty where nothing matters. */
  readonly witness: Readonly<Record<string, string | null>>;
}

interface Row {
  readonly combination: Combination;
  readonly holds: boolean;
}

/** Describes the choices of the scenarios (by index in the plan) in which something holds. At least one must. */
export function describeChoices(plan: ScenarioPlan, holdsIn: ReadonlySet<number>): ChoiceDescription {
  const rows = plan.scenarios.flatMap((scenario, index) =>
    scenario.combinations.map((combination): Row => ({ combination, holds: holdsIn.has(index) })),
  );
  if (rows.every((row) => row.holds)) return { text: "", witness: {} };
  const relevant = relevantVariables(plan.variables, rows);
  const held = rows.filter((row) => row.holds).map((row) => relevant.map((index) => row.combination[index] ?? 0));
  const first = held[0] ?? [];
  const variables = relevant.flatMap((index) => plan.variables[index] ?? []);
  const witness = Object.fromEntries(
    variables.map((variable, at) => [nameOf(variable), variable.classes[first[at] ?? 0]?.representative ?? null]),
  );
  return { text: `when ${phrase(variables, held)}`, witness };
}

/** Up to here pairs of variables are tried. */
const maxPaired = 64;

/**
 * The fewest variables that tell where it holds and where not. In a sample many sets of variables do; the smallest is the likeliest
 * cause, so single ones and pairs are tried before variables are left out one by one.
 */
function relevantVariables(variables: readonly Variable[], rows: readonly Row[]): readonly number[] {
  const single = variables.findIndex((_, index) => decides([index], rows));
  if (single >= 0) return [single];
  const paired = variables.length <= maxPaired ? variables.keys() : [];
  for (const second of paired) for (let first = 0; first < second; first++) if (decides([first, second], rows)) return [first, second];
  let kept = variables.map((_, index) => index);
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

function phrase(variables: readonly Variable[], held: readonly Combination[]): string {
  const sets = variables.map((_, at) => [...new Set(held.map((combination) => combination[at] ?? 0))].sort((a, b) => a - b));
  const distinct = new Map(held.map((combination) => [combination.join(","), combination]));
  // Independent of each other: one clause for each variable.
  if (sets.reduce((product, set) => product * set.length, 1) === distinct.size) {
    return variables.map((variable, at) => clause(variable, sets[at] ?? [])).join(" and ");
  }
  const all = [...distinct.values()].map((combination) =>
    variables.map((variable, at) => clause(variable, [combination[at] ?? 0])).join(" and "),
  );
  return all.length <= 2 ? all.join(", or when ") : `${all[0]} (and in ${all.length - 1} other combinations)`;
}

function clause(variable: Variable, indexes: readonly number[]): string {
  if (variable.kind === "comparison") return variable.name.slice(1).replace(" = ", indexes[0] === 1 ? " equals " : " does not equal ");
  const values = (of: readonly number[]): readonly (string | null)[] => of.flatMap((index) => variable.classes[index]?.values ?? []);
  const inside = values(indexes);
  const outside = values(variable.classes.map((_, index) => index).filter((index) => !indexes.includes(index)));
  const isOpenEnded = inside.includes(null);
  if (isOpenEnded || (outside.length === 1 && inside.length > 2 && !outside.includes(null)))
    return `${variable.name} is not ${list(outside)}`;
  return `${variable.name} is ${list(inside)}`;
}

function list(values: readonly (string | null)[]): string {
  const texts = values.map((value) => (value === null ? "another value" : value === "" ? "empty" : value));
  const last = texts.at(-1) ?? "";
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} or ${last}`;
}

const nameOf = (variable: Variable): string => (variable.kind === "comparison" ? variable.name.slice(1) : variable.name);
