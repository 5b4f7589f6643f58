/** Walks the expressions that one scenario evaluates: the branches of `Fn::If` that it takes, the members of its loops. Knows no resource type. */
import type { Bindings, Evaluator } from "./evaluate.ts";
import type { IntrinsicNode, MapNode, Node } from "./node.ts";
import { isLoopKey, readLoop } from "./template.ts";
import { asItems, asText } from "./value.ts";

/** A function that is evaluated, where it stands. */
export interface TakenIntrinsic {
  readonly node: IntrinsicNode;
  /** Loop variables there. */
  readonly bindings: Bindings;
  /** Keys and list indexes from the start of the walk, functions left out: `Tags.0.Value`; an argument's index counts as one. */
  readonly path: string;
}

type Scenario = Pick<Evaluator, "decide" | "evaluate">;

const noBindings: Bindings = new Map();
/** Members of a loop that are walked: as many resources as CloudFormation allows in a template. */
const maxMembers = 500;

/** Every function in `node` that the scenario evaluates, outermost first. Where a condition is undecided, neither branch is. */
export function takenIntrinsics(node: Node | undefined, scenario: Scenario, bindings: Bindings = noBindings): readonly TakenIntrinsic[] {
  const found: TakenIntrinsic[] = [];
  if (node) walk(node, scenario, bindings, "", found);
  return found;
}

/** The expression that stands behind decided `Fn::If`s. Undefined where one is undecided or lacks the branch. */
export function takenNode(node: Node | undefined, scenario: Scenario, bindings: Bindings = noBindings): Node | undefined {
  let taken = node;
  while (taken?.kind === "intrinsic" && taken.name === "Fn::If") taken = takenBranch(taken, scenario, bindings)?.node;
  return taken;
}

function takenBranch(
  node: IntrinsicNode,
  scenario: Scenario,
  bindings: Bindings,
): { readonly node: Node; readonly index: number } | undefined {
  const items = node.argument.kind === "list" ? node.argument.items : [];
  const outcome = items[0] && scenario.decide(items[0], bindings);
  if (outcome === undefined) return undefined;
  const index = outcome ? 1 : 2;
  const branch = items[index];
  return branch && { node: branch, index };
}

function walk(node: Node, scenario: Scenario, bindings: Bindings, path: string, found: TakenIntrinsic[]): void {
  const at = (step: string | number): string => (path === "" ? String(step) : `${path}.${step}`);
  switch (node.kind) {
    case "scalar":
      return;
    case "list":
      for (const [index, item] of node.items.entries()) walk(item, scenario, bindings, at(index), found);
      return;
    case "map":
      walkMap(node, scenario, bindings, path, found);
      return;
    case "intrinsic": {
      found.push({ node, bindings, path });
      const branch = node.name === "Fn::If" ? takenBranch(node, scenario, bindings) : undefined;
      if (branch) walk(branch.node, scenario, bindings, at(branch.index), found);
      else if (node.name !== "Fn::If") walk(node.argument, scenario, bindings, path, found);
    }
  }
}

/** A loop in a map adds its body once for each member: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html */
function walkMap(node: MapNode, scenario: Scenario, bindings: Bindings, path: string, found: TakenIntrinsic[]): void {
  for (const item of node.entries) {
    const step = path === "" ? item.key.text : `${path}.${item.key.text}`;
    const loop = isLoopKey(item.key) && bindings.size < 6 ? readLoop(item) : undefined;
    if (!loop) {
      if (!isLoopKey(item.key)) walk(item.value, scenario, bindings, step, found);
      continue;
    }
    const members = asItems(scenario.evaluate(loop.collection, bindings))?.map((member) => asText(member)) ?? [];
    for (const member of members.slice(0, maxMembers)) {
      if (member?.kind === "known")
        walk(loop.body, scenario, new Map([...bindings, [loop.variable, member.value]]), `${step}.${member.value}`, found);
    }
  }
}
