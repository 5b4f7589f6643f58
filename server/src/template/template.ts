/** A document as a CloudFormation template: its sections and declarations. Knows CloudFormation's anatomy; knows no resource type. */
import { inheritedBy, withInherited } from "./globals.ts";
import {
  type Block,
  brokenBlocks,
  child,
  type Entry,
  type IntrinsicNode,
  isNull,
  type MapNode,
  type Node,
  type ScalarNode,
  scalarText,
  type TemplateDocument,
} from "./node.ts";

/** A declared parameter. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
export interface Parameter {
  readonly name: string;
  readonly entry: Entry;
  readonly type: string;
  /** The text of `Default`; undefined where there is none. */
  readonly defaultText: string | undefined;
  readonly defaultNode: Node | undefined;
  /** `AllowedValues`, or the words of an `AllowedPattern` such as `^(true|false)$`. */
  readonly allowedValues: readonly string[] | undefined;
  /** False where CloudFormation refuses an empty value: a `MinLength`, a number, the id of something that exists. */
  readonly mayBeEmpty: boolean;
  /** The value is a list (`CommaDelimitedList`, `List<…>`). */
  readonly isList: boolean;
  /** The value is read from Systems Manager at deployment: `Default` is the name of it, not the value. */
  readonly isStored: boolean;
}

export interface DependsOn {
  readonly logicalId: string;
  readonly node: Node;
}

/** A resource as declared, before any scenario is chosen. */
export interface ResourceDeclaration {
  readonly logicalId: string;
  readonly entry: Entry;
  readonly type: string;
  readonly condition: string | undefined;
  readonly dependsOn: readonly DependsOn[];
  /** With what the resource inherits. */
  readonly properties: Node | undefined;
  /** What `Globals` states for resources of its type. */
  readonly inherited: Node | undefined;
  /** Loop variables, for a resource that a `Fn::ForEach` makes. */
  readonly bindings: ReadonlyMap<string, string> | undefined;
  /** One of its attributes or properties has no value (`VpcId:`), or of the first property there is no more than a name: it is being typed. */
  readonly lacksValue: boolean;
}

/** A `Fn::ForEach` among the resources: which resources it makes depends on the collection. */
export interface Loop {
  readonly entry: Entry;
  readonly variable: string;
  readonly collection: Node;
  /** The map whose entries are made once for each member. */
  readonly body: MapNode;
}

export interface Template {
  readonly document: TemplateDocument;
  readonly transforms: readonly string[];
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly mappings: ReadonlyMap<string, Node>;
  readonly conditions: ReadonlyMap<string, Entry>;
  /** The `Globals` section, where SAM reads it. */
  readonly globals: Node | undefined;
  /** The `Rules` section: assertions about parameters. */
  readonly rules: Node | undefined;
  /** Declared outright, in document order; of duplicate ids the last. */
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly loops: readonly Loop[];
  readonly outputs: readonly Entry[];
  /** An unknown macro or `AWS::Include` may add or change anything. */
  readonly mayGainResources: boolean;
}

const sam = "AWS::Serverless-2016-10-31";
const harmlessTransforms = new Set([sam, "AWS::LanguageExtensions", "AWS::CodeDeployBlueGreen", "AWS::SecretsManager-2020-07-23"]);
const loopPrefix = "Fn::ForEach::";

/** Reads the sections of `document`. Whatever is missing or malformed is left out; nothing throws. */
export function buildTemplate(document: TemplateDocument): Template {
  const root = document.root;
  // JSON is one block: a fault anywhere says nothing of its parameters.
  const broken = document.format === "yaml" ? brokenBlocks(document) : new Set<Block>();
  const transforms = transformNames(child(root, "Transform"));
  const globals = transforms.includes(sam) ? child(root, "Globals") : undefined;
  const resources = new Map<string, ResourceDeclaration>();
  const loops: Loop[] = [];
  let transformEntry = false;
  for (const item of entriesOf(child(root, "Resources"))) {
    if (item.key.text.startsWith("Fn::Transform")) transformEntry = true;
    else if (item.key.text.startsWith(loopPrefix)) {
      const loop = readLoop(item);
      if (loop) loops.push(loop);
    } else {
      const declaration = readResource(item, undefined, globals);
      if (declaration) resources.set(declaration.logicalId, declaration);
    }
  }
  return {
    document,
    transforms,
    parameters: new Map(
      entriesOf(child(root, "Parameters")).map((item) => [item.key.text, readParameter(item, broken.has(item.key.block))]),
    ),
    mappings: new Map(entriesOf(child(root, "Mappings")).map((item) => [item.key.text, item.value])),
    conditions: new Map(entriesOf(child(root, "Conditions")).map((item) => [item.key.text, item])),
    globals,
    rules: child(root, "Rules"),
    resources,
    loops,
    outputs: entriesOf(child(root, "Outputs")),
    mayGainResources:
      transformEntry || child(root, "Fn::Transform") !== undefined || transforms.some((name) => !harmlessTransforms.has(name)),
  };
}

/** The entries of a map; none for anything else. */
export const entriesOf = (node: Node | undefined): readonly Entry[] => (node?.kind === "map" ? node.entries : []);

function transformNames(node: Node | undefined): readonly string[] {
  if (node === undefined) return [];
  if (node.kind === "scalar") return node.text === "" ? [] : [node.text];
  if (node.kind === "list") return node.items.flatMap((item) => transformNames(item));
  return [scalarText(child(node, "Name")) ?? "unknown"];
}

/** What a half-typed parameter has by default depends on what is typed next. */
function readParameter(item: Entry, isHalfTyped: boolean): Parameter {
  const type = scalarText(child(item.value, "Type")) ?? "String";
  const defaultNode = isHalfTyped ? undefined : child(item.value, "Default");
  const allowed = child(item.value, "AllowedValues");
  return {
    name: item.key.text,
    entry: item,
    type,
    defaultNode,
    defaultText: scalarText(defaultNode),
    allowedValues:
      allowed?.kind === "list"
        ? allowed.items.flatMap((node) => scalarText(node) ?? [])
        : wordsOf(scalarText(child(item.value, "AllowedPattern")) ?? ""),
    mayBeEmpty:
      !(Number(scalarText(child(item.value, "MinLength"))) >= 1) &&
      (/^(String|CommaDelimitedList)$/.test(type) || type.startsWith("AWS::SSM::")),
    isList: type === "CommaDelimitedList" || /(^|<)List</.test(type),
    isStored: type.startsWith("AWS::SSM::Parameter::Value<"),
  };
}

/** The values that a pattern allows which is nothing but words to choose from: CloudFormation matches the whole value with it. */
function wordsOf(pattern: string): readonly string[] | undefined {
  const inside = /^\^?\(([^()]*)\)\$?$/.exec(pattern)?.[1] ?? pattern;
  const words = inside.split("|").map((word) => word.replace(/^\^|\$$/g, ""));
  return words.length > 1 && words.every((word) => /^[\w-]*$/.test(word)) ? words : undefined;
}

/** A resource from its entry; undefined where it has no `Type` to go by. */
export function readResource(
  item: Entry,
  bindings: ReadonlyMap<string, string> | undefined,
  globals: Node | undefined,
): ResourceDeclaration | undefined {
  const type = scalarText(child(item.value, "Type"));
  if (type === undefined || type === "") return undefined;
  const inherited = inheritedBy(type, globals);
  return {
    logicalId: item.key.text,
    entry: item,
    type,
    condition: scalarText(child(item.value, "Condition")),
    dependsOn: readDependsOn(child(item.value, "DependsOn")),
    properties: withInherited(child(item.value, "Properties"), inherited),
    inherited,
    bindings,
    lacksValue: lacksValue(item.value),
  };
}

/** CloudFormation takes neither null nor properties that are no map. */
function lacksValue(resource: Node): boolean {
  const properties = child(resource, "Properties");
  if (properties?.kind === "scalar") return true;
  const values = [child(resource, "DependsOn"), child(resource, "Condition"), ...entriesOf(properties).map(({ value }) => value)];
  return values.some((value) => value !== undefined && isNull(value));
}

/** `DependsOn` is a string or a list of strings: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html */
function readDependsOn(node: Node | undefined): readonly DependsOn[] {
  if (node?.kind === "scalar") return node.text === "" ? [] : [{ logicalId: node.text, node }];
  if (node?.kind === "list") return node.items.flatMap((item) => readDependsOn(item));
  return [];
}

/** A loop from its entry: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html */
export function readLoop(item: Entry): Loop | undefined {
  if (item.value.kind !== "list") return undefined;
  const [variable, collection, body] = item.value.items;
  const name = scalarText(variable);
  if (name === undefined || collection === undefined || body?.kind !== "map") return undefined;
  return { entry: item, variable: name, collection, body };
}

export const isLoopKey = (key: ScalarNode): boolean => key.text.startsWith(loopPrefix);

/** Calls `visit` for every function in `node`, outermost first, whatever branch it stands in. */
export function visitIntrinsics(node: Node | undefined, visit: (intrinsic: IntrinsicNode) => void): void {
  if (node === undefined) return;
  switch (node.kind) {
    case "scalar":
      return;
    case "map":
      for (const item of node.entries) visitIntrinsics(item.value, visit);
      return;
    case "list":
      for (const item of node.items) visitIntrinsics(item, visit);
      return;
    case "intrinsic":
      visit(node);
      visitIntrinsics(node.argument, visit);
  }
}

/** The logical ids or parameter names that a function's own text names: of `Ref`, `Fn::GetAtt` and the `${…}` of `Fn::Sub`. */
export function namesIn(intrinsic: IntrinsicNode): readonly string[] {
  const { argument } = intrinsic;
  switch (intrinsic.name) {
    case "Ref":
      return argument.kind === "scalar" ? [argument.text] : [];
    case "Fn::GetAtt": {
      const target = getAttTarget(argument);
      return target ? [target.logicalId] : [];
    }
    case "Fn::Sub": {
      const [text, variables] = argument.kind === "list" ? argument.items : [argument];
      const own = new Set(entriesOf(variables).map((item) => item.key.text));
      const source = scalarText(text);
      if (source === undefined) return [];
      return subVariables(source)
        .filter((name) => !own.has(name))
        .map((name) => name.split(".", 1)[0] ?? name);
    }
    default:
      return [];
  }
}

/** `A.B.C` and `[A, B.C]` name attribute `B.C` of `A`. Undefined where the id is computed or a part is missing. */
export function getAttTarget(argument: Node): { readonly logicalId: string; readonly attribute: string } | undefined {
  if (argument.kind === "scalar") {
    const dot = argument.text.indexOf(".");
    if (dot <= 0) return undefined;
    return { logicalId: argument.text.slice(0, dot), attribute: argument.text.slice(dot + 1) };
  }
  if (argument.kind !== "list") return undefined;
  const [logicalId, ...attribute] = argument.items.map(scalarText);
  if (logicalId === undefined || attribute.length === 0 || attribute.includes(undefined)) return undefined;
  return { logicalId, attribute: attribute.join(".") };
}

/** The names between `${` and `}` in the text of a `Fn::Sub`, without the escaped `${!…}`. */
export const subVariables = (text: string): readonly string[] =>
  [...text.matchAll(/\$\{([^!{}][^{}]*)\}/g)].map((match) => (match[1] ?? "").trim());
