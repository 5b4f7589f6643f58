/** Says in words under which choices something holds. Knows the plan of scenarios; knows no rule. */
import { type Probe, relevantVariables, type Row, smallestWitness, tableOf } from "./choice-sample.ts";
import type { Combination, ScenarioPlan } from "./scenarios.ts";
import type { Variable } from "./steering.ts";

export interface ChoiceDescription {
  /** "when Environment is prod or stage"; empty where it holds in every combination that was looked at. */
  readonly text: string;
  /** One choice under which it holds, reduced to what matters. `null` is "some other value". Empty where nothing matters. */
  readonly witness: Readonly<Record<string, string | null>>;
}

/**
 * Describes the choices of the scenarios (by index in the plan) in which something holds. At least one must. Where the plan is a
 * sample, several variables may look like the cause: what is named is then found by asking `probe`; without one, a choice under which
 * it holds is named as an example.
 */
export function describeChoices(plan: ScenarioPlan, holdsIn: ReadonlySet<number>, probe?: Probe): ChoiceDescription {
  const rows = plan.scenarios.flatMap((scenario, index) =>
    scenario.combinations.map((combination): Row => ({ combination, holds: holdsIn.has(index) })),
  );
  if (rows.every((row) => row.holds)) return { text: "", witness: {} };
  if (plan.isComplete) return describeCause(plan.variables, rows, relevantVariables(plan.variables.length, rows));
  const table = probe && tableOf(plan, rows, probe);
  const relevant = table && relevantVariables(plan.variables.length, table);
  if (relevant && relevant.length <= maxNamed) return describeCause(plan.variables, table, relevant);
  return describeExample(plan, rows, probe);
}

function describeCause(all: readonly Variable[], rows: readonly Row[], relevant: readonly number[]): ChoiceDescription {
  const held = rows.filter((row) => row.holds).map((row) => relevant.map((index) => row.combination[index] ?? 0));
  const variables = relevant.flatMap((index) => all[index] ?? []);
  return { text: `when ${phrase(variables, held)}`, witness: witnessOf(variables, held[0] ?? []) };
}

const witnessOf = (variables: readonly Variable[], combination: Combination): ChoiceDescription["witness"] =>
  Object.fromEntries(variables.map((variable, at) => [nameOf(variable), variable.classes[combination[at] ?? 0]?.representative ?? null]));

/** In a sample: more values than this say nothing to a reader. */
const maxNamed = 4;

function describeExample(plan: ScenarioPlan, rows: readonly Row[], probe: Probe | undefined): ChoiceDescription {
  const [first] = rows.filter((row) => row.holds).map((row) => row.combination);
  const some = "in some combinations of parameter values";
  if (!first) return { text: some, witness: {} };
  const found = probe ? smallestWitness(plan, first, probe) : first;
  const changed = found.flatMap((value, index) => (value === 0 ? [] : [index]));
  const variables = changed.flatMap((index) => plan.variables[index] ?? []);
  const values = changed.map((index) => found[index] ?? 0);
  if (changed.length === 0) return { text: `${some}, the default one among them`, witness: witnessOf(plan.variables, found) };
  if (changed.length > maxNamed) return { text: some, witness: witnessOf(variables, values) };
  return {
    text: `${some}, for example when ${phrase(variables, [values])} and all else has its default`,
    witness: witnessOf(variables, values),
  };
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
