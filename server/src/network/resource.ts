/** Reads a resource's properties in one scenario as typed fields. Knows how values are spelled; knows no resource type. */
import { type Cidr, isCidr, parseCidr } from "../cidr/cidr.ts";
import type { Reference } from "./references.ts";
import type { Entry, Node, Place } from "../template/node.ts";
import type { ResourceDeclaration } from "../template/template.ts";
import {
  asBoolean,
  asInteger,
  asItems,
  asText,
  identityOf,
  type Known,
  ofBlank,
  opaque,
  type Term,
  type Value,
} from "../template/value.ts";

/** Something with named properties: a resource, or a map inside one. */
export interface Shape {
  /** Undefined where the property is absent (or `AWS::NoValue`). */
  readonly get: (name: string) => Term | undefined;
  /** Property path from the resource, for keys and messages: empty for the resource itself, `SecurityGroupIngress.0` inside. */
  readonly path: string;
  /** Where it stands, for findings about the whole of it. */
  readonly node: Node;
  /**
   * What is absent may be there: a macro, among the properties or for the whole template, may add to them, all of them are unknown, or
   * the text is half-typed. Undefined for a map inside a resource, of which that is not said.
   */
  readonly mayGainProperties?: boolean;
}

/** A resource that exists in the scenario. */
export interface Resource extends Shape {
  readonly logicalId: string;
  readonly type: string;
  readonly declaration: ResourceDeclaration;
  /** The resource's key and body. */
  readonly entry: Entry;
  readonly mayGainProperties: boolean;
  /** What the properties refer to in the branches that are taken; worked out when first asked for. */
  readonly references: () => readonly Reference[];
}

/** A property as read: its value and where it stands. */
export interface Field<T> {
  readonly value: Value<T>;
  readonly node: Node;
  readonly path: string;
}

/** A CIDR property. `text` is what is written; `value` is unknown for a text that is no CIDR (`problem` says why). */
export interface CidrField extends Field<Cidr> {
  readonly text: Value<string>;
  readonly problem: string | undefined;
}

/** A property that names another resource, here or elsewhere. */
export interface Link {
  /** Equal for equal things; see `identityOf`. `${LogicalId}` for a resource of this template. */
  readonly identity: string;
  /** Set where it is a `Ref` (or an attribute that gives the same id) of a resource that the template declares. */
  readonly logicalId: string | undefined;
  readonly term: Term;
  readonly node: Node;
  readonly path: string;
}

const pathOf = (shape: Shape, name: string): string => (shape.path === "" ? name : `${shape.path}.${name}`);

function field<T>(shape: Shape, name: string, read: (term: Term) => Value<T> | undefined): Field<T> | undefined {
  const term = shape.get(name);
  const value = term && read(term);
  return term && value && { value, node: term.node, path: pathOf(shape, name) };
}

export const textField = (shape: Shape, name: string): Field<string> | undefined => field(shape, name, asText);
export const booleanField = (shape: Shape, name: string): Field<boolean> | undefined => field(shape, name, asBoolean);
export const integerField = (shape: Shape, name: string): Field<number> | undefined => field(shape, name, asInteger);

/** A CIDR property, or undefined where it is absent. */
export function cidrField(shape: Shape, name: string): CidrField | undefined {
  const text = textField(shape, name);
  return text && cidrOf(text);
}

/** Reads a text field as a CIDR. */
function cidrOf(text: Field<string>): CidrField {
  if (text.value.kind !== "known") return { ...text, value: text.value, text: text.value, problem: undefined };
  const parsed = parseCidr(text.value.value);
  if (isCidr(parsed)) return { ...text, value: { ...text.value, value: parsed }, text: text.value, problem: undefined };
  // A dynamic reference is resolved at deployment: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
  const problem = text.value.value.includes("{{resolve:") ? undefined : parsed.problem;
  return { ...text, value: opaque(text.node, text.value.value, "this is no CIDR"), text: text.value, problem };
}

/** A property that names another resource. */
export function link(shape: Shape, name: string): Link | undefined {
  const term = shape.get(name);
  return term && linkOf(term, pathOf(shape, name));
}

/** Reads a term as a link. Undefined for `AWS::NoValue`. */
export function linkOf(term: Term, path: string): Link | undefined {
  if (term.kind === "absent") return undefined;
  if (term.kind === "scalar" && term.blank !== undefined) return linkOf(ofBlank(term.node, term.blank), path);
  // `subnet-00000000` and the like stand for an id that is not given.
  if (term.kind === "scalar" && /^[a-z]+-0+$/.test(term.text))
    return linkOf(
      opaque(term.node, `\${${term.text} in ${term.node.block.text.slice(0, term.node.span.start)}}`, "this is a placeholder"),
      path,
    );
  const logicalId = term.kind === "reference" && term.attribute === "Ref" ? term.logicalId : undefined;
  return { identity: identityOf(term), logicalId, term, node: term.node, path };
}

/** The items of a list property as links. `isComplete` is false where the list itself is known at deployment only. */
export interface Links {
  readonly links: readonly Link[];
  readonly isComplete: boolean;
}

/** An absent property is an empty list, and a complete one where it will stay absent. */
export function links(shape: Shape, name: string): Links {
  const term = shape.get(name);
  if (!term) return { links: [], isComplete: shape.mayGainProperties !== true };
  const items = asItems(term);
  // An empty list parameter stands for one that is not given.
  if (!items || items.some((item) => item.kind === "scalar" && item.blank !== undefined)) return { links: [], isComplete: false };
  const path = pathOf(shape, name);
  return { links: items.flatMap((item, index) => linkOf(item, `${path}.${index}`) ?? []), isComplete: true };
}

/** The maps in a list property (or the one map that stands alone). Items that are no maps (unknown ones) are left out and make it incomplete. */
export function shapes(shape: Shape, name: string): { readonly shapes: readonly Shape[]; readonly isComplete: boolean } {
  const term = shape.get(name);
  if (!term) return { shapes: [], isComplete: shape.mayGainProperties !== true };
  const items = asItems(term);
  if (!items) return { shapes: [], isComplete: false };
  const path = pathOf(shape, name);
  const found = items.flatMap((item, index) => shapeOf(item, `${path}.${index}`) ?? []);
  return { shapes: found, isComplete: found.length === items.length };
}

/** One map property. */
export function shape(of: Shape, name: string): Shape | undefined {
  const term = of.get(name);
  return term && shapeOf(term, pathOf(of, name));
}

/** A term as a map to read from; undefined where it is none. */
export function shapeOf(term: Term, path: string): Shape | undefined {
  if (term.kind !== "map") return undefined;
  return { get: term.get, path, node: term.node };
}

/** The value where it is known. */
export const known = <T>(of: Field<T> | undefined): T | undefined => (of?.value.kind === "known" ? of.value.value : undefined);

/** The known value with its origins. */
export const knownValue = <T>(of: Field<T> | undefined): Known<T> | undefined => (of?.value.kind === "known" ? of.value : undefined);

/** Where a resource's logical id stands. */
export const keyOf = (resource: Resource): Place => resource.entry.key;

/** The ids of a list of links that name resources of this template. */
export const declaredIds = (of: Links): readonly string[] => of.links.flatMap((one) => one.logicalId ?? []);
