/**
 * Keeps what was read of a resource, from scenario to scenario and from version to version of a template, as long as nothing that
 * the reading hangs on differs. Knows which names an expression takes its value from; knows no resource type.
 */
import type { Choice, Evaluator } from "../template/evaluate.ts";
import type { Entry, IntrinsicNode, Node } from "../template/node.ts";
import { scalarText } from "../template/node.ts";
import { getAttTarget, type ResourceDeclaration, subVariables, type Template, visitIntrinsics } from "../template/template.ts";
import type { Resource } from "./resource.ts";

/** What the values of one resource's properties are taken from, besides its own text. */
interface Sources {
  /** Parameters, pseudo parameters and resources, by name. */
  readonly names: ReadonlySet<string>;
  readonly conditions: ReadonlySet<string>;
  readonly mappings: ReadonlySet<string>;
  /** Resources of which an attribute is taken. */
  readonly owners: ReadonlySet<string>;
}

/** Two readings with equal ones are the same. */
type Signature = readonly unknown[];

interface Kept {
  readonly signature: Signature;
  readonly resource: Resource;
  /** What the families have read, by the function that reads. */
  readonly byReader: Map<unknown, unknown>;
}

/** What was read of the resources of one version of a template, in all its scenarios. */
export interface Readings {
  /** `undefined`: the values of the resource are taken from names that are computed. */
  readonly sources: WeakMap<Entry, { readonly of: Sources | undefined }>;
  readonly kept: Map<Entry, Kept[]>;
  /** Of the version before: taken over when asked for. */
  readonly before: ReadonlyMap<Entry, readonly Kept[]>;
  /** A number for each node that cannot be read, in all versions: such a value is like no other. */
  readonly numbers: WeakMap<Node, number>;
  readonly lastNumber: { value: number };
}

/** Readings for a new version of a template; `previous` are those of the version before. */
export const continueReadings = (previous: Readings | undefined): Readings => ({
  sources: previous?.sources ?? new WeakMap(),
  kept: new Map(),
  before: previous?.kept ?? new Map(),
  numbers: previous?.numbers ?? new WeakMap(),
  lastNumber: previous?.lastNumber ?? { value: 0 },
});

/** The number of a node that cannot be read. */
export function unreadableNumber({ numbers, lastNumber }: Readings, node: Node): number {
  const known = numbers.get(node);
  if (known !== undefined) return known;
  lastNumber.value++;
  numbers.set(node, lastNumber.value);
  return lastNumber.value;
}

export interface ScenarioReadings {
  /** The resource as it was read before, or as `read` reads it. */
  readonly resource: (declaration: ResourceDeclaration, read: (declaration: ResourceDeclaration) => Resource) => Resource;
  /** What `read` makes of the resource, or has made of it. */
  readonly family: <T>(resource: Resource, read: (resource: Resource) => T) => T;
}

/** The readings for one scenario of `template`. */
export function scenarioReadings(
  readings: Readings,
  template: Template,
  choice: Choice,
  given: ReadonlyMap<string, string>,
  evaluator: Evaluator,
): ScenarioReadings {
  const keptOf = new Map<Resource, Kept>();
  return {
    resource(declaration, read) {
      const signature = declaration.bindings ? undefined : signatureOf(readings, template, choice, given, evaluator, declaration);
      if (!signature) return read(declaration);
      const { entry } = declaration;
      const siblings = readings.kept.get(entry) ?? [];
      const isSame = (one: Kept): boolean => isSameSignature(one.signature, signature);
      let found = siblings.find(isSame);
      if (!found) {
        found = readings.before.get(entry)?.find(isSame) ?? {
          signature,
          resource: read(declaration),
          byReader: new Map(),
        };
        readings.kept.set(entry, [...siblings, found]);
      }
      keptOf.set(found.resource, found);
      return found.resource;
    },
    family<T>(resource: Resource, read: (resource: Resource) => T): T {
      const kept = keptOf.get(resource);
      if (!kept) return read(resource);
      if (!kept.byReader.has(read)) kept.byReader.set(read, read(resource));
      return kept.byReader.get(read) as T;
    },
  };
}

const isSameSignature = (a: Signature, b: Signature): boolean => a.length === b.length && a.every((part, index) => part === b[index]);

function signatureOf(
  readings: Readings,
  template: Template,
  choice: Choice,
  given: ReadonlyMap<string, string>,
  evaluator: Evaluator,
  declaration: ResourceDeclaration,
): Signature | undefined {
  const parts: unknown[] = [template.loops.length > 0, template.mayGainResources];
  const open = [declaration];
  const seen = new Set<string>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next.logicalId)) continue;
    seen.add(next.logicalId);
    const sources = sourcesOf(readings, next);
    if (!sources) return undefined;
    parts.push(next.entry, next.inherited);
    for (const name of sources.names) {
      const parameter = template.parameters.get(name);
      if (parameter) parts.push(parameter.entry);
      if (parameter || name.startsWith("AWS::")) parts.push(choice.get(name), given.get(name));
      else parts.push(template.resources.has(name));
    }
    for (const name of sources.conditions) parts.push(evaluator.condition(name));
    for (const name of sources.mappings) parts.push(template.mappings.get(name));
    for (const logicalId of sources.owners) {
      const owner = template.resources.get(logicalId);
      if (owner) open.push(owner);
      else parts.push(logicalId);
    }
  }
  return parts;
}

function sourcesOf({ sources }: Readings, { entry, properties, inherited }: ResourceDeclaration): Sources | undefined {
  // Kept by the entry alone.
  if (inherited) return findSources(properties);
  const known = sources.get(entry);
  if (known) return known.of;
  const of = findSources(properties);
  sources.set(entry, { of });
  return of;
}

function findSources(properties: Node | undefined): Sources | undefined {
  const found = {
    names: new Set<string>(),
    conditions: new Set<string>(),
    mappings: new Set<string>(),
    owners: new Set<string>(),
  };
  let isPlain = true;
  visitIntrinsics(properties, (intrinsic) => {
    isPlain &&= addSources(found, intrinsic);
  });
  return isPlain ? found : undefined;
}

interface FoundSources {
  readonly names: Set<string>;
  readonly conditions: Set<string>;
  readonly mappings: Set<string>;
  readonly owners: Set<string>;
}

/** False where what the function's value is taken from is computed itself. */
function addSources(found: FoundSources, { name, argument }: IntrinsicNode): boolean {
  const items = argument.kind === "list" ? argument.items : [argument];
  const first = scalarText(items[0]);
  switch (name) {
    case "Ref":
      if (argument.kind !== "scalar") return false;
      found.names.add(argument.text.trim());
      return true;
    case "Fn::GetAtt": {
      const target = getAttTarget(argument);
      if (target) found.owners.add(target.logicalId);
      return target !== undefined;
    }
    case "Fn::Sub":
      for (const variable of subVariables(first ?? "")) {
        found.names.add(variable);
        if (variable.includes(".")) found.owners.add(variable.split(".", 1)[0] ?? variable);
      }
      return first !== undefined;
    case "Fn::If":
      if (first !== undefined) found.conditions.add(first);
      return first !== undefined;
    case "Fn::FindInMap":
      if (first !== undefined) found.mappings.add(first);
      return first !== undefined;
    case "Condition":
    case "Fn::And":
    case "Fn::Or":
    case "Fn::Not":
    case "Fn::Equals":
      return false;
    default:
      return true;
  }
}
