/**
 * Conditions: `Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not`, `Condition`; and what only the `Rules` section knows: `Fn::Contains`,
 * `Fn::EachMemberEquals`, `Fn::EachMemberIn`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
 */
import type { Bindings, Choice } from "./evaluate.ts";
import { child, type Node, scalarText } from "./node.ts";
import type { Template } from "./template.ts";
import { asItems, compareTerms, identityOf, type Term } from "./value.ts";

export interface Conditions {
  readonly named: (name: string) => boolean | undefined;
  readonly decide: (node: Node, bindings: Bindings) => boolean | undefined;
}

/** The key in a `Choice` of a comparison that only the deployment decides. */
export const comparisonKey = (a: Term, b: Term): string => `?${[identityOf(a), identityOf(b)].sort().join(" = ")}`;

export function createConditions(
  template: Pick<Template, "conditions">,
  choice: Choice,
  evaluate: (node: Node, bindings: Bindings) => Term,
): Conditions {
  const outcomes = new Map<string, boolean | undefined>();

  /** A condition that names itself, directly or not, is undecided. */
  function named(name: string): boolean | undefined {
    if (outcomes.has(name)) return outcomes.get(name);
    outcomes.set(name, undefined);
    const declared = template.conditions.get(name);
    const outcome = declared ? decide(declared.value, new Map()) : undefined;
    outcomes.set(name, outcome);
    return outcome;
  }

  function decide(node: Node, bindings: Bindings): boolean | undefined {
    if (node.kind === "scalar") return named(node.text);
    if (node.kind === "map") {
      const name = scalarText(child(node, "Condition"));
      return name === undefined ? undefined : named(name);
    }
    if (node.kind !== "intrinsic") return undefined;
    const operands = node.argument.kind === "list" ? node.argument.items : [node.argument];
    switch (node.name) {
      case "Condition":
        return node.argument.kind === "scalar" ? named(node.argument.text) : undefined;
      case "Fn::Not":
        return negate(operands[0] && decideOperand(operands[0], bindings));
      case "Fn::And":
        return all(operands.map((operand) => decideOperand(operand, bindings)));
      case "Fn::Or":
        return negate(all(operands.map((operand) => negate(decideOperand(operand, bindings)))));
      case "Fn::Equals":
        return equals(operands, bindings);
      case "Fn::Contains":
        return contains(operands[0], operands[1] && [evaluate(operands[1], bindings)], bindings);
      case "Fn::EachMemberEquals":
        return eachMember(operands[0], operands[1] && [evaluate(operands[1], bindings)], bindings);
      case "Fn::EachMemberIn":
        return eachMember(operands[0], operands[1] && itemsOf(operands[1], bindings), bindings);
      default:
        return undefined;
    }
  }

  /** Inside a condition a bare text is no condition name. */
  const decideOperand = (node: Node, bindings: Bindings): boolean | undefined =>
    node.kind === "scalar" ? undefined : decide(node, bindings);

  function equals(operands: readonly Node[], bindings: Bindings): boolean | undefined {
    const [first, second] = operands;
    if (!first || !second) return undefined;
    return isSame(evaluate(first, bindings), evaluate(second, bindings));
  }

  const itemsOf = (node: Node, bindings: Bindings): readonly Term[] | undefined => asItems(evaluate(node, bindings));

  /** Whether a list has one of the values. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-rules.html */
  function contains(list: Node | undefined, values: readonly Term[] | undefined, bindings: Bindings): boolean | undefined {
    const items = list && itemsOf(list, bindings);
    if (!items || !values) return undefined;
    return any(items.flatMap((item) => values.map((value) => isSame(item, value))));
  }

  function eachMember(list: Node | undefined, values: readonly Term[] | undefined, bindings: Bindings): boolean | undefined {
    const items = list && itemsOf(list, bindings);
    if (!items || items.length === 0 || !values) return undefined;
    return all(items.map((item) => any(values.map((value) => isSame(item, value)))));
  }

  function isSame(a: Term, b: Term): boolean | undefined {
    const sameness = compareTerms(a, b);
    // "Some other value" is by definition none that the template names.
    if (sameness === "unknown" && (isOther(a) || isOther(b))) return false;
    if (sameness !== "unknown") return sameness === "same";
    const chosen = choice.get(comparisonKey(a, b));
    return typeof chosen === "string" ? chosen === "true" : undefined;
  }

  return { named, decide };
}

const isOther = (term: Term): boolean => term.kind === "opaque" && term.isOther === true;

const negate = (outcome: boolean | undefined): boolean | undefined => (outcome === undefined ? undefined : !outcome);

/** Three-valued "or": one true decides. Of nothing it is false. */
const any = (outcomes: readonly (boolean | undefined)[]): boolean | undefined =>
  outcomes.includes(true) ? true : outcomes.includes(undefined) ? undefined : false;

/** Three-valued "and": one false decides. */
function all(outcomes: readonly (boolean | undefined)[]): boolean | undefined {
  if (outcomes.length === 0 || outcomes.includes(false)) return outcomes.length === 0 ? undefined : false;
  return outcomes.includes(undefined) ? undefined : true;
}
