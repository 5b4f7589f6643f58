/**
 * Evaluates expressions in one scenario. Knows CloudFormation's intrinsic functions; asks a hook for attributes of resources,
 * because what a resource type has is the network model's knowledge.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
import { evaluateCidr } from "./evaluate-cidr.ts";
import { createConditions } from "./evaluate-condition.ts";
import { evaluateJoin, evaluateSub } from "./evaluate-text.ts";
import { child, type IntrinsicNode, isNull, type MapNode, type Node } from "./node.ts";
import {
  entriesOf,
  getAttTarget,
  isLoopKey,
  type Loop,
  type Parameter,
  type ResourceDeclaration,
  readLoop,
  readResource,
  type Template,
} from "./template.ts";
import { asItems, asText, defaultsOf, identityOf, type MapTerm, opaque, type OpaqueTerm, type ScalarTerm, type Term } from "./value.ts";

/**
 * What one scenario fixes: by parameter or pseudo parameter name its value, `null` for "some value other than all that the
 * template names", and by `?` + identity the outcome ("true", "false") of a comparison that nothing in the template decides.
 */
export type Choice = ReadonlyMap<string, string | null>;

export type Bindings = ReadonlyMap<string, string>;

/** The value of an attribute of a resource, where the template itself states it; undefined leaves a reference. */
export type AttributeHook = (logicalId: string, attribute: string, node: Node) => Term | undefined;

export interface EvaluatorInput {
  /** Without its text: an evaluator may be kept for longer. */
  readonly template: Omit<Template, "document">;
  readonly choice: Choice;
  /** Values given from outside (command line, settings): no defaults, no choice. */
  readonly given: ReadonlyMap<string, string>;
  readonly attribute?: AttributeHook;
  /** Numbers the nodes that cannot be read; where it is not given, they are numbered for this evaluator alone. */
  readonly unreadableNumber?: (node: Node) => number;
}

export interface Evaluator {
  readonly evaluate: (node: Node, bindings?: Bindings) => Term;
  /** Outcome of a named condition. Undefined where nothing decides it: no such condition, a cycle, an undecided comparison. */
  readonly condition: (name: string) => boolean | undefined;
  /** Outcome of a condition expression (`Fn::Equals` and the like). */
  readonly decide: (node: Node, bindings?: Bindings) => boolean | undefined;
  /** Resources that exist in this scenario, loops expanded, in document order. A loop over an unknown collection makes none. */
  readonly resources: () => readonly ResourceDeclaration[];
  /** Loops whose collection is unknown: they may make any resource. */
  readonly hasUnknownLoop: () => boolean;
}

const noBindings: Bindings = new Map();
const maxNesting = 60;
/** A loop makes no more than this: CloudFormation's own limit of resources. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const maxResources = 500;

/** An evaluator for one scenario of `input.template`. */
export function createEvaluator(input: EvaluatorInput): Evaluator {
  const { template, choice, given } = input;
  let nesting = 0;
  const resolving = new Set<string>();
  const numbers = new Map<Node, number>();
  const conditions = createConditions(template, choice, (node, bindings) => evaluate(node, bindings));

  function evaluate(node: Node, bindings: Bindings = noBindings): Term {
    if (nesting > maxNesting) return opaque(node, "${too deep}", "the expression is nested too deeply");
    nesting++;
    try {
      return evaluateNode(node, bindings);
    } finally {
      nesting--;
    }
  }

  /** A value that cannot be read (an argument is missing, or nothing is typed yet): like no other value, not even one of the same shape. */
  function unreadable(node: Node, bindings: Bindings, reason = "the function cannot be evaluated"): OpaqueTerm {
    const number = input.unreadableNumber?.(node) ?? numbers.get(node) ?? numbers.size;
    numbers.set(node, number);
    return opaque(node, `\${?${[number, ...bindings.values()].join(" ")}}`, reason);
  }

  function evaluateNode(node: Node, bindings: Bindings): Term {
    switch (node.kind) {
      case "scalar":
        // CloudFormation refuses null, and nothing is known of it.
        if (isNull(node)) return unreadable(node, bindings, "nothing stands here");
        return scalarTerm(node, substitute(node.text, bindings));
      case "list":
        return { kind: "list", node, items: node.items.map((item) => evaluate(item, bindings)), assumesDefaults: [] };
      case "map":
        return mapTerm(node, bindings);
      case "intrinsic":
        return evaluateIntrinsic(node, bindings);
    }
  }

  function mapTerm(node: MapNode, bindings: Bindings): MapTerm {
    return {
      kind: "map",
      node,
      map: node,
      keys: node.entries.map((item) => item.key.text),
      assumesDefaults: [],
      get: (key) => {
        const value = child(node, key);
        if (value === undefined) return undefined;
        const term = evaluate(value, bindings);
        return term.kind === "absent" ? undefined : term;
      },
    };
  }

  function evaluateIntrinsic(node: IntrinsicNode, bindings: Bindings): Term {
    const { argument } = node;
    switch (node.name) {
      case "Ref":
        return evaluateRef(node, bindings);
      case "Fn::GetAtt":
        return evaluateGetAtt(node, bindings);
      case "Fn::If":
        return evaluateIf(node, bindings);
      case "Fn::Select":
        return evaluateSelect(node, bindings);
      case "Fn::FindInMap":
        return evaluateFindInMap(node, bindings);
      case "Fn::Split":
        return evaluateSplit(node, bindings);
      case "Fn::Sub":
        return evaluateSub(node, bindings, { evaluate, name: evaluateName, unreadable });
      case "Fn::Join":
        return evaluateJoin(node, bindings, { evaluate, unreadable });
      case "Fn::Cidr":
        return evaluateCidr(node, (item) => evaluate(item, bindings)) ?? unreadable(node, bindings);
      case "Fn::GetAZs":
        return evaluateGetAzs(node, bindings);
      case "Fn::Length": {
        const items = asItems(evaluate(argument, bindings));
        return items ? scalarTerm(node, String(items.length)) : call(node, [evaluate(argument, bindings)]);
      }
      case "Fn::Base64":
      case "Fn::ToJsonString":
      case "Fn::ImportValue":
        return call(node, [evaluate(argument, bindings)]);
      case "Condition":
      case "Fn::And":
      case "Fn::Or":
      case "Fn::Not":
      case "Fn::Equals": {
        const outcome = conditions.decide(node, bindings);
        return outcome === undefined ? unreadable(node, bindings) : scalarTerm(node, String(outcome));
      }
      default:
        return unreadable(node, bindings);
    }
  }

  /** The name may be computed, with the transform AWS::LanguageExtensions. */
  function evaluateRef(node: IntrinsicNode, bindings: Bindings): Term {
    const name = evaluate(node.argument, bindings);
    return name.kind === "scalar" && name.text.trim() !== "" ? evaluateName(name.text.trim(), node, bindings) : unreadable(node, bindings);
  }

  function evaluateName(name: string, node: Node, bindings: Bindings): Term {
    const bound = bindings.get(name);
    if (bound !== undefined) return scalarTerm(node, bound);
    if (name === "AWS::NoValue") return { kind: "absent", node, assumesDefaults: [] };
    const parameter = template.parameters.get(name);
    if (parameter || name.startsWith("AWS::")) return evaluateParameter(name, parameter, node);
    return referenceTo(name, "Ref", node) ?? opaque(node, `\${${name}}`, `the template declares no ${name}`);
  }

  function evaluateParameter(name: string, parameter: Parameter | undefined, node: Node): Term {
    const identity = `\${${name}}`;
    const chosen = choice.get(name);
    if (chosen === null) return { ...opaque(node, identity, `${name} has some other value`), isOther: true };
    const outside = chosen ?? given.get(name);
    if (outside !== undefined) return parameterTerm(outside, parameter, node, [parameter?.defaultNode ?? node], []);
    if (parameter?.defaultText === undefined)
      return opaque(node, identity, parameter ? `parameter ${name} has no default value` : `${name} is known at deployment`);
    if (parameter.isStored) return opaque(node, identity, `parameter ${name} is read from Systems Manager at deployment`);
    return parameterTerm(parameter.defaultText, parameter, node, [parameter.defaultNode ?? node], [name]);
  }

  function evaluateGetAtt(node: IntrinsicNode, bindings: Bindings): Term {
    const target = getAttTarget(node.argument.kind === "list" || bindings.size > 0 ? computed(node.argument, bindings) : node.argument);
    if (!target) return unreadable(node, bindings);
    return attributeTerm(target.logicalId, target.attribute, node);
  }

  /** The argument of a `Fn::GetAtt` with the parts that are computed as the texts that they come to. */
  function computed(argument: Node, bindings: Bindings): Node {
    if (argument.kind === "scalar") return { ...argument, text: substitute(argument.text, bindings) };
    if (argument.kind !== "list") return argument;
    const items = argument.items.map((item): Node => {
      const term = item.kind === "scalar" ? scalarTerm(item, substitute(item.text, bindings)) : evaluate(item, bindings);
      return term.kind === "scalar" ? { block: item.block, span: item.span, kind: "scalar", text: term.text, style: "plain" } : item;
    });
    return { ...argument, items };
  }

  function attributeTerm(logicalId: string, name: string, node: Node): Term {
    const key = `${logicalId}.${name}`;
    if (input.attribute && !resolving.has(key)) {
      resolving.add(key);
      try {
        const found = input.attribute(logicalId, name, node);
        if (found) return { ...found, node };
      } finally {
        resolving.delete(key);
      }
    }
    return referenceTo(logicalId, name, node) ?? opaque(node, `\${${key}}`, `the template declares no ${logicalId}`);
  }

  /** `undefined` for a name that the template does not declare (half typed, say): what it would be is not known. A loop declares more than is read. */
  function referenceTo(logicalId: string, attribute: string, node: Node): Term | undefined {
    if (!template.resources.has(logicalId) && template.loops.length === 0) return undefined;
    return { kind: "reference", logicalId, attribute, node, assumesDefaults: [] };
  }

  function evaluateIf(node: IntrinsicNode, bindings: Bindings): Term {
    const [name, whenTrue, whenFalse] = node.argument.kind === "list" ? node.argument.items : [];
    if (!name || !whenTrue || !whenFalse) return unreadable(node, bindings);
    const outcome = conditions.decide(name, bindings);
    if (outcome === undefined) return unreadable(node, bindings);
    return evaluate(outcome ? whenTrue : whenFalse, bindings);
  }

  function evaluateSelect(node: IntrinsicNode, bindings: Bindings): Term {
    const [indexNode, listNode] = node.argument.kind === "list" ? node.argument.items : [];
    if (!indexNode || !listNode) return unreadable(node, bindings);
    const indexTerm = evaluate(indexNode, bindings);
    const list = evaluate(listNode, bindings);
    const index = indexTerm.kind === "scalar" && /^\d{1,9}$/.test(indexTerm.text.trim()) ? Number(indexTerm.text) : undefined;
    if (index === undefined) return call(node, [indexTerm, list]);
    if (list.kind !== "list") return selectUnknown(node, index, list);
    const item = list.items[index];
    if (!item) return opaque(node, `\${Fn::Select(${index},${identityOf(list)})}`, `the list has no element ${index}`);
    return { ...item, node, assumesDefaults: defaultsOf(item, indexTerm) };
  }

  function evaluateFindInMap(node: IntrinsicNode, bindings: Bindings): Term {
    const [nameNode, topNode, secondNode, options] = node.argument.kind === "list" ? node.argument.items : [];
    if (!nameNode || !topNode || !secondNode) return unreadable(node, bindings);
    const keys = [nameNode, topNode, secondNode].map((item) => evaluate(item, bindings));
    const [name, top, second] = keys.map((term) => asText(term));
    const fallback = child(options, "DefaultValue");
    if (name?.kind === "known" && top?.kind === "known" && second?.kind === "known") {
      const found = child(child(template.mappings.get(name.value), top.value), second.value);
      if (found) return { ...evaluate(found), node, assumesDefaults: defaultsOf(...keys) };
      if (fallback) return { ...evaluate(fallback, bindings), assumesDefaults: defaultsOf(...keys) };
    } else if (fallback && keys.some((key) => key.kind === "opaque" && key.isOther)) {
      return evaluate(fallback, bindings);
    }
    return call(node, keys);
  }

  function evaluateSplit(node: IntrinsicNode, bindings: Bindings): Term {
    const [delimiterNode, sourceNode] = node.argument.kind === "list" ? node.argument.items : [];
    if (!delimiterNode || !sourceNode) return unreadable(node, bindings);
    const delimiter = evaluate(delimiterNode, bindings);
    const source = evaluate(sourceNode, bindings);
    if (delimiter.kind !== "scalar" || source.kind !== "scalar" || delimiter.text === "") return call(node, [delimiter, source]);
    const items = source.text.split(delimiter.text).map((text): ScalarTerm => ({ ...source, node, text }));
    return { kind: "list", node, items, assumesDefaults: defaultsOf(delimiter, source) };
  }

  /** The zones of a Region: names and number are known at deployment; `''` means the stack's Region. */
  function evaluateGetAzs(node: IntrinsicNode, bindings: Bindings): Term {
    const region = evaluate(node.argument, bindings);
    const identity =
      region.kind === "scalar" && region.text !== "" ? region.text : region.kind === "scalar" ? "${AWS::Region}" : identityOf(region);
    return {
      ...opaque(node, `\${Fn::GetAZs(${identity})}`, "the zones of a Region are known at deployment"),
      element: { list: "Fn::GetAZs", index: -1 },
    };
  }

  function expand(loop: Loop, outer: Bindings): readonly ResourceDeclaration[] {
    const members = loopMembers(loop, outer);
    if (!members) return [];
    return members.flatMap((member) => {
      const bindings = new Map([...outer, [loop.variable, member]]);
      return entriesOf(loop.body).flatMap((item) => {
        if (isLoopKey(item.key)) {
          const inner = readLoop(item);
          return inner && bindings.size < 6 ? expand(inner, bindings) : [];
        }
        const declaration = readResource(item, bindings, template.globals);
        return declaration
          ? [
              {
                ...declaration,
                logicalId: substitute(declaration.logicalId, bindings),
                dependsOn: declaration.dependsOn.map((dependency) => ({
                  ...dependency,
                  logicalId: substitute(dependency.logicalId, bindings),
                })),
              },
            ]
          : [];
      });
    });
  }

  function loopMembers(loop: Loop, bindings: Bindings): readonly string[] | undefined {
    const items = asItems(evaluate(loop.collection, bindings))?.map((item) => asText(item));
    if (!items || items.length > maxResources) return undefined;
    return items.every((item) => item?.kind === "known") ? items.flatMap((item) => (item?.kind === "known" ? item.value : [])) : undefined;
  }

  const exists = (declaration: ResourceDeclaration): boolean =>
    declaration.condition === undefined || conditions.named(declaration.condition) !== false;

  return {
    evaluate,
    condition: conditions.named,
    decide: (node, bindings = noBindings) => conditions.decide(node, bindings),
    resources: () => {
      const declared = [...template.resources.values()];
      const made = template.loops.flatMap((loop) => expand(loop, noBindings)).slice(0, maxResources);
      return [...declared, ...made].filter(exists);
    },
    hasUnknownLoop: () => template.loops.some((loop) => loopMembers(loop, noBindings) === undefined),
  };
}

const scalarTerm = (node: Node, text: string): ScalarTerm => ({ kind: "scalar", node, text, origins: [node], assumesDefaults: [] });

/** A function of unknown arguments: unknown, but the same for the same arguments. */
function call(node: IntrinsicNode, parts: readonly Term[]): OpaqueTerm {
  const identity = `\${${node.name}(${parts.map(identityOf).join(",")})}`;
  const term = opaque(node, identity, `${node.name} is known at deployment`, defaultsOf(...parts));
  return parts.some((part) => part.kind === "opaque" && part.isOther) ? { ...term, isOther: true } : term;
}

function selectUnknown(node: IntrinsicNode, index: number, list: Term): Term {
  const identity = identityOf(list);
  const term = opaque(
    node,
    `\${Fn::Select(${index},${identity})}`,
    "an element of a list that is known at deployment",
    list.assumesDefaults,
  );
  const distinct = list.kind === "opaque" && list.element !== undefined && list.element.index < 0;
  const isOther = list.kind === "opaque" && list.isOther ? { isOther: true as const } : {};
  return { ...term, ...isOther, ...(distinct ? { element: { list: identity, index } } : {}) };
}

function parameterTerm(
  text: string,
  parameter: Parameter | undefined,
  node: Node,
  origins: readonly Node[],
  assumesDefaults: readonly string[],
): Term {
  const name = parameter?.name ?? "";
  const blank = (value: string): Pick<ScalarTerm, "blank"> => (value === "" ? { blank: { parameter: name, identity: `\${${name}}` } } : {});
  if (!parameter?.isList) return { kind: "scalar", node, text, origins, assumesDefaults, ...blank(text) };
  const items = text
    .split(",")
    .map((item): ScalarTerm => ({ kind: "scalar", node, text: item.trim(), origins, assumesDefaults, ...blank(item.trim()) }));
  return { kind: "list", node, items, assumesDefaults };
}

/** Loop variables in a text: `${Name}` and `&{Name}` (the latter without characters that a logical id cannot have). */
function substitute(text: string, bindings: Bindings): string {
  if (bindings.size === 0 || !/[$&]\{/.test(text)) return text;
  return text.replace(/([$&])\{([^{}]+)\}/g, (whole, sign: string, name: string) => {
    const bound = bindings.get(name.trim());
    if (bound === undefined) return whole;
    return sign === "&" ? bound.replace(/[^A-Za-z0-9]/g, "") : bound;
  });
}
