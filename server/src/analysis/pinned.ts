/** An analysis as it is seen under one choice of values. Knows plans and networks; knows no rule: the findings stay those of all scenarios. */
import type { Analysis } from "../analysis.ts";
import { networkReads } from "../network/families.ts";
import { buildNetwork } from "../network/network.ts";
import { continueReadings } from "../network/readings.ts";
import { describeChoices } from "../template/choice-text.ts";
import { choiceOf, planScenarios, type Scenario, type ScenarioPlan } from "../template/scenarios.ts";

/** What is chosen: one of the plan's scenarios by the values that steer, or values for parameters as they are given at deployment. */
export type Chosen =
  | { readonly kind: "scenario"; readonly values: Readonly<Record<string, string | null>> }
  | { readonly kind: "parameters"; readonly values: Readonly<Record<string, string>> };

/** A scenario of a plan, for a list to choose from. */
export interface ScenarioName {
  /** "Environment = prod". */
  readonly label: string;
  /** "when Environment is prod or stage". Empty where that says no more than the label. */
  readonly detail: string;
  /** The values of all that steers, as `Chosen` has them. `null` is some other value. */
  readonly values: Readonly<Record<string, string | null>>;
}

/** Empty where there is one scenario only: then there is nothing to choose. */
export function scenarioNames({ plan }: Analysis): readonly ScenarioName[] {
  if (plan.scenarios.length < 2) return [];
  return plan.scenarios.map(({ choice }, index) => {
    const { text, witness } = describeChoices(plan, new Set([index]));
    const shown = Object.entries(witness);
    const label = (shown.length > 0 ? shown : [...choice]).map(([name, value]) => clause(name, value)).join(", ");
    const again = `when ${shown.map(([name, value]) => `${name} is ${value}`).join(" and ")}`;
    return { label, detail: text === again ? "" : text, values: Object.fromEntries(choice) };
  });
}

/** A comparison has a name of its own: `Environment = prod`, true or false. */
const clause = (name: string, value: string | null): string => {
  const plain = name.replace(/^\?/, "");
  return plain.includes(" = ") ? `${plain}: ${value ?? "unknown"}` : `${plain} = ${value ?? "another value"}`;
};

/** The analysis with the chosen scenario alone. Undefined where the template has none such (any more). */
export function pinned(analysis: Analysis, parameters: ReadonlyMap<string, string>, chosen: Chosen): Analysis | undefined {
  const { networks, plan, template } = analysis;
  if (!analysis.isTemplate) return undefined;
  if (chosen.kind === "scenario") {
    const index = plan.scenarios.findIndex((scenario) => isChosen(plan, scenario, chosen.values));
    const [network, scenario] = [networks[index], plan.scenarios[index]];
    return network && scenario && { ...analysis, networks: [network], plan: { ...plan, scenarios: [scenario] } };
  }
  const values = Object.entries(chosen.values).filter(([name]) => template.parameters.has(name) || name.startsWith("AWS::"));
  if (values.length === 0) return undefined;
  const given = new Map([...parameters, ...values]);
  const narrowed = planScenarios(template, given, (type) => networkReads.get(type));
  const readings = continueReadings(analysis.readings);
  return { ...analysis, plan: narrowed, networks: narrowed.scenarios.map(({ choice }) => buildNetwork(template, choice, given, readings)) };
}

/** Whether one of its combinations has the chosen values; what steers no more does not count, but something must. */
function isChosen({ variables }: ScenarioPlan, { combinations }: Scenario, values: Readonly<Record<string, string | null>>): boolean {
  const steering = new Set(variables.map(({ name }) => name));
  const wanted = Object.entries(values).filter(([name]) => steering.has(name));
  if (wanted.length === 0) return false;
  return combinations.some((combination) => {
    const choice = choiceOf(variables, combination);
    return wanted.every(([name, value]) => choice.get(name) === value);
  });
}
