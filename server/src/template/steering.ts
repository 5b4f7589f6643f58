/**
 * Finds the variables that steer a template: parameters and pseudo parameters that are compared in a condition, are a key of
 * `Fn::FindInMap` or an index of `Fn::Select`, where that reaches a property that is read. Knows no resource type: which
 * properties are read is told.
 */
import { createEvaluator } from "./evaluate.ts";
import { comparisonKey } from "./evaluate-condition.ts";
import { inheritedBy, withInherited } from "./globals.ts";
import { child, type IntrinsicNode, type Node, scalarText } from "./node.ts";
import { entriesOf, isLoopKey, namesIn, readLoop, type Template, visitIntrinsics } from "./template.ts";
import { compareTerms, type Term } from "./value.ts";

/** The properties that are read of a resource type, as dotted paths; undefined where the type is of no interest. */
export type ReadProperties = (type: string) => readonly string[] | undefined;

/** Values that lead to the same network. `null` is "some value other than all that the template names". */
export interface ValueClass {
  readonly representative: string | null;
  readonly values: readonly (string | null)[];
}

export interface Variable {
  /** A parameter, a pseudo parameter, or the key of a comparison that only the deployment decides. */
  readonly name: string;
  readonly kind: "parameter" | "pseudo" | "comparison";
  /** The value itself reaches a property, not only the outcome of a condition. */
  readonly isUsedAsValue: boolean;
  /** The one of the default scenario comes first. */
  readonly classes: readonly ValueClass[];
}

export interface Steering {
  readonly variables: readonly Variable[];
  /** Names of the conditions that matter, and those they use. */
  readonly conditions: readonly string[];
}

interface Use {
  /** Literals that the value is compared with. */
  readonly literals: Set<string>;
  /** Keys of the mappings that it selects from; undefined where it is no key. */
  keys: Set<string> | undefined;
  /** Whether any value may tell networks apart, not only the literals. */
  distinct: boolean;
  /** A key or an index in a property: the value reaches the property. */
  isValue: boolean;
  /** A value that is no key fails to deploy. */
  mustBeKey: boolean;
}

/** The steering variables of `template`, without those in `given`. */
export function findSteering(template: Template, given: ReadonlyMap<string, string>, reads: ReadProperties): Steering {
  const search = createSearch(template, given);
  for (const { type, condition, properties } of readBodies(template, reads)) {
    if (condition !== undefined) search.condition(condition);
    for (const path of reads(type) ?? []) search.property(nodeAt(properties, path));
  }
  return search.result();
}

/** What stands at a dotted path; where a function stands on the way, that function. */
function nodeAt(properties: Node | undefined, path: string): Node | undefined {
  let node = properties;
  for (const name of path.split(".")) {
    if (node?.kind !== "map") return node;
    node = child(node, name);
  }
  return node;
}

interface Body {
  readonly type: string;
  readonly condition: string | undefined;
  readonly properties: Node | undefined;
}

/** Every resource that is read, those inside loops included. */
function readBodies(template: Template, reads: ReadProperties): readonly Body[] {
  const bodies: Body[] = [];
  const add = (body: Node): void => {
    const type = scalarText(child(body, "Type"));
    if (type === undefined || !reads(type)) return;
    const properties = withInherited(child(body, "Properties"), inheritedBy(type, template.globals));
    bodies.push({ type, condition: scalarText(child(body, "Condition")), properties });
  };
  const addLoop = (body: Node, depth: number): void => {
    for (const item of entriesOf(body)) {
      const inner = isLoopKey(item.key) && depth < 5 ? readLoop(item) : undefined;
      if (inner) addLoop(inner.body, depth + 1);
      else add(item.value);
    }
  };
  for (const declaration of template.resources.values()) add(declaration.entry.value);
  for (const loop of template.loops) addLoop(loop.body, 0);
  return bodies;
}

function createSearch(template: Template, given: ReadonlyMap<string, string>) {
  const uses = new Map<string, Use>();
  const direct = new Set<string>();
  const conditions = new Set<string>();
  const comparisons = new Set<string>();
  const evaluator = createEvaluator({ template, choice: new Map(), given });

  function steers(name: string): boolean {
    if (given.has(name) || name === "AWS::NoValue") return false;
    return template.parameters.has(name) || name.startsWith("AWS::");
  }

  function use(name: string): Use {
    const found = uses.get(name) ?? { literals: new Set(), keys: undefined, distinct: false, isValue: false, mustBeKey: false };
    uses.set(name, found);
    return found;
  }

  function property(node: Node | undefined): void {
    visitIntrinsics(node, (intrinsic) => {
      steer(intrinsic, true);
      for (const name of namesIn(intrinsic)) direct.add(name);
    });
  }

  /** What a function other than a comparison does to the names in its steering arguments. */
  function steer(intrinsic: IntrinsicNode, isValue: boolean): void {
    const items = intrinsic.argument.kind === "list" ? intrinsic.argument.items : [];
    if (intrinsic.name === "Fn::If") expression(items[0]);
    else if (intrinsic.name === "Fn::Select") for (const name of steeringNames(items[0])) markKey(name, isValue);
    else if (intrinsic.name === "Fn::FindInMap") findInMap(items, isValue);
  }

  function markKey(name: string, isValue: boolean): Use {
    const found = use(name);
    found.distinct = true;
    found.isValue ||= isValue;
    return found;
  }

  function findInMap(items: readonly Node[], isValue: boolean): void {
    const [mapNode, top, second, options] = items;
    const mapping = template.mappings.get(scalarText(mapNode) ?? "");
    const topKeys = entriesOf(mapping).map((item) => item.key.text);
    const secondKeys = [...new Set(entriesOf(mapping).flatMap((item) => entriesOf(item.value).map((inner) => inner.key.text)))];
    const mustBeKey = mapping !== undefined && child(options, "DefaultValue") === undefined;
    for (const [node, keys] of [
      [top, topKeys],
      [second, secondKeys],
    ] as const) {
      for (const name of steeringNames(node)) {
        const found = markKey(name, isValue);
        if (!isRef(node)) continue;
        found.keys = new Set([...(found.keys ?? []), ...keys]);
        found.mustBeKey ||= mustBeKey;
      }
    }
    for (const name of steeringNames(mapNode)) markKey(name, isValue);
  }

  function steeringNames(node: Node | undefined): readonly string[] {
    const names: string[] = [];
    visitIntrinsics(node, (intrinsic) => names.push(...namesIn(intrinsic)));
    return names.filter(steers);
  }

  function condition(name: string): void {
    if (conditions.has(name)) return;
    conditions.add(name);
    expression(template.conditions.get(name)?.value);
  }

  /** A condition expression: a name, or a tree of `Fn::And`, `Fn::Or`, `Fn::Not`, `Condition` over comparisons. */
  function expression(node: Node | undefined): void {
    if (node?.kind === "scalar") return condition(node.text);
    if (node?.kind === "map") return condition(scalarText(child(node, "Condition")) ?? "");
    if (node?.kind !== "intrinsic") return;
    const operands = node.argument.kind === "list" ? node.argument.items : [node.argument];
    if (node.name === "Condition") condition(scalarText(node.argument) ?? "");
    else if (node.name === "Fn::Equals") comparison(operands);
    else for (const operand of operands) if (operand.kind !== "scalar") expression(operand);
  }

  function comparison([first, second]: readonly Node[]): void {
    if (!first || !second) return;
    const terms = [evaluator.evaluate(first), evaluator.evaluate(second)] as const;
    let steered = false;
    for (const [node, other] of [
      [first, terms[1]],
      [second, terms[0]],
    ] as const) {
      for (const name of steeringNames(node)) {
        steered = true;
        const found = use(name);
        if (isRef(node) && other.kind === "scalar") found.literals.add(other.text);
        else if (!isRef(node)) found.distinct = true;
      }
      visitIntrinsics(node, (intrinsic) => steer(intrinsic, false));
    }
    if (!steered && isUndecided(...terms)) comparisons.add(comparisonKey(...terms));
  }

  const isUndecided = (a: Term, b: Term): boolean => compareTerms(a, b) === "unknown";

  function result(): Steering {
    const names = [...uses].map(([name, found]): Variable => {
      const isUsedAsValue = found.isValue || direct.has(name);
      const classes = classesOf(template, name, found, found.distinct || isUsedAsValue);
      return { name, kind: template.parameters.has(name) ? "parameter" : "pseudo", isUsedAsValue, classes };
    });
    const open = [...comparisons].map(
      (name): Variable => ({ name, kind: "comparison", isUsedAsValue: false, classes: [single("false"), single("true")] }),
    );
    return { variables: [...names, ...open], conditions: [...conditions] };
  }

  return { condition, property, result };
}

const isRef = (node: Node | undefined): boolean => node?.kind === "intrinsic" && node.name === "Ref";
const single = (value: string | null): ValueClass => ({ representative: value, values: [value] });

/** Who names both means no third value, though nothing forbids it. */
function isYesAndNo(values: readonly (string | null)[]): boolean {
  const words = new Set(values.map((value) => value?.toLowerCase()));
  return [
    ["true", "false"],
    ["yes", "no"],
  ].some((pair) => pair.every((word) => words.has(word)));
}

/** The realizable values of a variable, those that lead to the same network together, the default one first. */
function classesOf(template: Template, name: string, found: Use, distinct: boolean): readonly ValueClass[] {
  const parameter = template.parameters.get(name);
  const preset = parameter?.isStored ? undefined : parameter?.defaultText;
  const values: (string | null)[] = [];
  if (preset !== undefined) values.push(preset);
  if (parameter?.allowedValues && !parameter.isStored) values.push(...parameter.allowedValues);
  else {
    const named = [...found.literals, ...(found.keys ?? [])].filter((value) => value !== "" || parameter?.mayBeEmpty !== false);
    // Where nothing is preset, a value that the template does not name is as good a default as any.
    if (found.mustBeKey) values.push(...named);
    else if (isYesAndNo([...values, ...named])) values.push(...named);
    else if (preset === undefined) values.push(null, ...named);
    else values.push(...named, null);
  }
  const classes = new Map<string, (string | null)[]>();
  for (const value of new Set(values.length > 0 ? values : [null])) {
    const own = value !== null && (distinct || found.literals.has(value));
    const key = own ? `=${value}` : value === null && distinct ? "other" : "rest";
    classes.set(key, [...(classes.get(key) ?? []), value]);
  }
  return [...classes.values()].map((members) => ({ representative: members[0] ?? null, values: members }));
}
