/**
 * What an expression comes to in one scenario. Knows known, referring and unknown values and how to compare them; knows no
 * text and no resource type.
 */
import type { MapNode, Node } from "./node.ts";

interface TermBase {
  /** Where the value stands: the scalar, or the outermost function in the property. For a decided `Fn::If`, inside the branch. */
  readonly node: Node;
  /** Parameters whose `Default` was taken for this value. */
  readonly assumesDefaults: readonly string[];
}

/** A text, number or boolean as CloudFormation gets it. */
export interface ScalarTerm extends TermBase {
  readonly kind: "scalar";
  readonly text: string;
  /** The literals that decided it: in the property itself, a parameter's `Default`, a mapping, an `Fn::If` branch. */
  readonly origins: readonly Node[];
  readonly blank?: Blank;
}

/** The empty parameter that a text comes from: "not given", as templates put it. Conditions compare the text; as a value nothing is known of it. */
export interface Blank {
  readonly parameter: string;
  /** As if the parameter were unknown: equal for texts that are put together alike. */
  readonly identity: string;
}

export interface ListTerm extends TermBase {
  readonly kind: "list";
  readonly items: readonly Term[];
}

/** A map; its values are evaluated when asked for. */
export interface MapTerm extends TermBase {
  readonly kind: "map";
  readonly map: MapNode;
  readonly keys: readonly string[];
  /** Undefined where the key is missing or its value is `AWS::NoValue`. */
  readonly get: (key: string) => Term | undefined;
}

/** `Ref` or `Fn::GetAtt` of a resource of the template. */
export interface ReferenceTerm extends TermBase {
  readonly kind: "reference";
  readonly logicalId: string;
  /** `Ref` for a `Ref`. */
  readonly attribute: string;
}

/** A value that the template does not pin down. */
export interface OpaqueTerm extends TermBase {
  readonly kind: "opaque";
  /** The normalised expression: two opaque values with one identity are the same value. */
  readonly identity: string;
  readonly reason: string;
  /** Set for one element of an unknown list whose elements all differ (`Fn::GetAZs`, `Fn::Cidr`). */
  readonly element?: { readonly list: string; readonly index: number };
  /** Hangs on a parameter that has "some other value" in this scenario: in conditions it equals no literal. */
  readonly isOther?: true;
}

/** `AWS::NoValue`. */
export interface AbsentTerm extends TermBase {
  readonly kind: "absent";
}

export type Term = ScalarTerm | ListTerm | MapTerm | ReferenceTerm | OpaqueTerm | AbsentTerm;

/** A typed reading of a term. */
export type Value<T> = Known<T> | ReferenceTerm | OpaqueTerm;

export interface Known<T> {
  readonly kind: "known";
  readonly value: T;
  readonly node: Node;
  readonly origins: readonly Node[];
  readonly assumesDefaults: readonly string[];
}

export type Sameness = "same" | "different" | "unknown";

/**
 * A text that is equal for equal values: literals stand as they are, what is unknown stands in `${…}`. The `${AWS::Region}` in
 * `com.amazonaws.${AWS::Region}.s3` is the same however the name was put together.
 */
export function identityOf(term: Term): string {
  switch (term.kind) {
    case "scalar":
      return term.text;
    case "reference":
      return term.attribute === "Ref" ? `\${${term.logicalId}}` : `\${${term.logicalId}.${term.attribute}}`;
    case "opaque":
      return term.identity;
    case "list":
      return `[${term.items.map(identityOf).join(",")}]`;
    case "map":
      return `{${term.keys
        .map((key) => {
          const value = term.get(key);
          return `${key}:${value ? identityOf(value) : ""}`;
        })
        .join(",")}}`;
    case "absent":
      return "${AWS::NoValue}";
  }
}

/** The identity of a typed value. */
export const valueIdentity = <T>(value: Value<T>): string => (value.kind === "known" ? String(value.value) : identityOf(value));

/** Whether two terms are the same value. Three-valued, and the only way to compare what may be unknown. */
export function compareTerms(a: Term, b: Term): Sameness {
  if (a.kind === "scalar" && b.kind === "scalar") return a.text === b.text ? "same" : "different";
  if (identityOf(a) === identityOf(b)) return "same";
  if (a.kind === "reference" && b.kind === "reference") {
    // Two resources never share an id; two attributes of one resource might.
    return a.logicalId !== b.logicalId && a.attribute === "Ref" && b.attribute === "Ref" ? "different" : "unknown";
  }
  if (a.kind === "opaque" && b.kind === "opaque" && a.element && b.element) {
    return a.element.list === b.element.list ? "different" : "unknown";
  }
  return "unknown";
}

/** `compareTerms` for typed values; `equal` compares known ones. */
export function compareValues<T>(a: Value<T>, b: Value<T>, equal: (a: T, b: T) => boolean = Object.is): Sameness {
  if (a.kind === "known" && b.kind === "known") return equal(a.value, b.value) ? "same" : "different";
  if (a.kind === "known" || b.kind === "known") return "unknown";
  return compareTerms(a, b);
}

/** What a text with an empty parameter in it comes to as a value. */
export const ofBlank = (node: Node, { identity, parameter }: Blank): OpaqueTerm =>
  opaque(node, identity, `parameter ${parameter} is empty`);

/** The term's text as a known value. Undefined for `AWS::NoValue`. A map or list where a text belongs is opaque. */
export function asText(term: Term): Value<string> | undefined {
  switch (term.kind) {
    case "absent":
      return undefined;
    case "scalar":
      if (term.blank !== undefined) return ofBlank(term.node, term.blank);
      return { kind: "known", value: term.text, node: term.node, origins: term.origins, assumesDefaults: term.assumesDefaults };
    case "reference":
    case "opaque":
      return term;
    default:
      return opaque(term.node, identityOf(term), "a list or map stands where a text belongs");
  }
}

/** A boolean, spelled in any of YAML's ways: CloudFormation accepts them quoted or not. Anything else is opaque. */
export function asBoolean(term: Term): Value<boolean> | undefined {
  const text = asText(term);
  if (text?.kind !== "known") return text;
  const value = { true: true, yes: true, on: true, false: false, no: false, off: false }[text.value.toLowerCase()];
  return value === undefined ? opaque(term.node, text.value, "this is no boolean") : { ...text, value };
}

/** A whole number; CloudFormation accepts numbers as strings. Anything else is opaque. */
export function asInteger(term: Term): Value<number> | undefined {
  const text = asText(term);
  if (text?.kind !== "known") return text;
  const trimmed = text.value.trim();
  return /^[+-]?\d{1,15}$/.test(trimmed) ? { ...text, value: Number(trimmed) } : opaque(term.node, text.value, "this is no whole number");
}

/** The items of a list; a single value counts as a list of one, as CloudFormation reads it. Undefined where the list is unknown. */
export function asItems(term: Term): readonly Term[] | undefined {
  if (term.kind === "list") return term.items.filter((item) => item.kind !== "absent");
  if (term.kind === "scalar" || term.kind === "map") return [term];
  // Attributes in the plural (`Ipv6CidrBlocks`, `NetworkInterfaceIds`) are lists that only the deployment knows.
  if (term.kind === "reference") return term.attribute.endsWith("s") ? undefined : [term];
  return term.kind === "absent" ? [] : undefined;
}

export const opaque = (node: Node, identity: string, reason: string, assumesDefaults: readonly string[] = []): OpaqueTerm => ({
  kind: "opaque",
  node,
  identity,
  reason,
  assumesDefaults,
});

/** Parameters whose defaults any of the terms took. */
export const defaultsOf = (...terms: readonly Term[]): readonly string[] => {
  const names = terms.flatMap((term) =>
    term.kind === "list" ? [...term.assumesDefaults, ...term.items.flatMap((item) => item.assumesDefaults)] : term.assumesDefaults,
  );
  return names.length < 2 ? names : [...new Set(names)];
};
