/**
 * What the text of a resource refers to in one scenario: the references in the branches that are taken. Knows functions that name
 * resources; knows no resource type.
 */
import type { Bindings, Evaluator } from "../template/evaluate.ts";
import type { IntrinsicNode, Node } from "../template/node.ts";
import { getAttTarget, subVariables, entriesOf } from "../template/template.ts";
import { child, scalarText } from "../template/node.ts";

export interface Reference {
  readonly logicalId: string;
  /** `Ref` for a `Ref`. */
  readonly attribute: string;
  /** The function that refers: `Ref`, `Fn::GetAtt` or `Fn::Sub`. */
  readonly node: IntrinsicNode;
}

/** References inside `node`, outermost first. What stands in an `Fn::If` that nothing decides is left out. */
export function referencesIn(node: Node | undefined, evaluator: Evaluator, bindings?: Bindings): readonly Reference[] {
  const found: Reference[] = [];
  visit(node, 0);
  return found;

  function visit(inner: Node | undefined, depth: number): void {
    if (!inner || depth > maxDepth) return;
    if (inner.kind === "map") for (const entry of inner.entries) visit(entry.value, depth + 1);
    else if (inner.kind === "list") for (const item of inner.items) visit(item, depth + 1);
    else if (inner.kind === "intrinsic" && inner.name === "Fn::If") visit(branchOf(inner, evaluator, bindings), depth + 1);
    else if (inner.kind === "intrinsic") {
      found.push(...ownReferences(inner));
      visit(inner.argument, depth + 1);
    }
  }
}

/** Deeper text is left out: nobody writes it. */
const maxDepth = 200;

function branchOf(node: IntrinsicNode, evaluator: Evaluator, bindings: Bindings | undefined): Node | undefined {
  const [condition, whenTrue, whenFalse] = node.argument.kind === "list" ? node.argument.items : [];
  const outcome = condition && evaluator.decide(condition, bindings);
  return outcome === undefined ? undefined : outcome ? whenTrue : whenFalse;
}

function ownReferences(node: IntrinsicNode): readonly Reference[] {
  const { argument } = node;
  if (node.name === "Ref") return argument.kind === "scalar" ? [{ logicalId: argument.text, attribute: "Ref", node }] : [];
  if (node.name === "Fn::GetAtt") {
    const target = getAttTarget(argument);
    return target ? [{ ...target, node }] : [];
  }
  if (node.name !== "Fn::Sub") return [];
  const [text, variables] = argument.kind === "list" ? argument.items : [argument];
  const own = new Set(entriesOf(variables).map((entry) => entry.key.text));
  return subVariables(scalarText(text) ?? "").flatMap((name) => {
    if (own.has(name)) return [];
    const dot = name.indexOf(".");
    return [{ logicalId: dot < 0 ? name : name.slice(0, dot), attribute: dot < 0 ? "Ref" : name.slice(dot + 1), node }];
  });
}

/** The values of the outputs that exist in the scenario. */
export const outputValues = (outputs: readonly Node[], evaluator: Evaluator): readonly Node[] =>
  outputs.flatMap((output) => {
    const condition = scalarText(child(output, "Condition"));
    const value = child(output, "Value");
    return value && (condition === undefined || evaluator.condition(condition) === true) ? [value] : [];
  });
