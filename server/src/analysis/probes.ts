/** Asks rules about choices that are not among the scenarios of a plan. Knows no words and no single rule. */
import { buildNetwork, type Network } from "../network/network.ts";
import type { Readings } from "../network/readings.ts";
import type { Finding, Rule } from "../rules/rule.ts";
import type { Probe } from "../template/choice-sample.ts";
import { type Combination, choiceOf, type ScenarioPlan } from "../template/scenarios.ts";
import { namesThatDecide, namesThatSteer } from "../template/steered.ts";
import type { Template } from "../template/template.ts";

interface Asked {
  readonly template: Template;
  readonly plan: ScenarioPlan;
  readonly networks: readonly Network[];
  readonly readings: Readings;
}

/** Networks built for questions at most, and resources in them: a large template is asked less. */
const maxNetworks = 512;
const maxResources = 20_000;

/** The key of a finding of a rule: the same for the same defect in all scenarios. */
export const keyOf = (rule: Rule, finding: Finding): string => JSON.stringify([rule.id, ...finding.about]);

/** A probe for each finding; all share the networks that are built. */
export function createProbes({ template, plan, networks, readings }: Asked): (rule: Rule, finding: Finding) => Probe {
  let left = Math.min(maxNetworks, Math.floor(maxResources / (template.resources.size + 1)));
  const bySignature = new Map<string, Network>();
  for (const [index, { combinations }] of plan.scenarios.entries()) {
    const [combination] = combinations;
    const network = networks[index];
    if (combination && network) bySignature.set(plan.signature(combination), network);
  }
  const signatures = new Map<string, string>();
  const networkOf = (combination: Combination): Network | undefined => {
    const key = combination.join(",");
    const signature = signatures.get(key) ?? plan.signature(combination);
    signatures.set(key, signature);
    const known = bySignature.get(signature);
    if (known || left === 0) return known;
    left--;
    const network = buildNetwork(template, choiceOf(plan.variables, combination), plan.given, readings);
    bySignature.set(signature, network);
    return network;
  };
  const found = new Map<Rule, Map<Network, ReadonlySet<string> | undefined>>();
  const keysOf = (rule: Rule, network: Network): ReadonlySet<string> | undefined => {
    const ofRule = found.get(rule) ?? new Map<Network, ReadonlySet<string> | undefined>();
    found.set(rule, ofRule);
    if (!ofRule.has(network)) ofRule.set(network, findKeys(rule, network));
    return ofRule.get(network);
  };
  const all = new Set(plan.variables.map((variable) => variable.name));
  let conditions: readonly ReadonlySet<string>[] | undefined;
  return (rule, finding) => {
    const own = [finding.logicalId, ...finding.about];
    return {
      get suspects() {
        return [namesThatSteer(template, own), namesThatSteer(template, own, true), all];
      },
      get conditions() {
        conditions ??= [...template.conditions.keys()].map((name) => namesThatDecide(template, name));
        return conditions;
      },
      holds(combination) {
        const network = networkOf(combination);
        return network && keysOf(rule, network)?.has(keyOf(rule, finding));
      },
    };
  };
}

/** Undefined where the rule fails: that costs an answer, and is reported where the rule runs. */
function findKeys(rule: Rule, network: Network): ReadonlySet<string> | undefined {
  try {
    return new Set([...rule.check(network)].map((finding) => keyOf(rule, finding)));
  } catch {
    return undefined;
  }
}
