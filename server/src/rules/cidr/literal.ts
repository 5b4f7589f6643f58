/** Where the text of a value stands, and whether a fix may rewrite it. Knows parameters and mappings; knows no resource type. */
import type { CidrField, Resource } from "../../network/resource.ts";
import { type Node, type Place, type ScalarNode, scalarText } from "../../template/node.ts";
import { isShared } from "../../template/source.ts";
import { namesIn, type Template, visitIntrinsics } from "../../template/template.ts";
import type { Finding, RelatedPlace } from "../rule.ts";

/** The one literal that is the value as it stands; undefined where it is put together, or computed. */
function soleLiteral({ text }: CidrField): ScalarNode | undefined {
  if (text.kind !== "known") return undefined;
  const [origin, second] = text.origins;
  return origin?.kind === "scalar" && second === undefined && origin.text === text.value ? origin : undefined;
}

/** Whether `inner` stands inside of `outer`, or is it. */
export const isWithin = (outer: Place, inner: Place): boolean =>
  outer.block === inner.block && outer.span.start <= inner.span.start && inner.span.end <= outer.span.end;

/** The literal where it stands in the property itself and is nobody else's value: what a fix may rewrite. */
export function ownLiteral(resource: Resource, field: CidrField): ScalarNode | undefined {
  const literal = soleLiteral(field);
  if (!literal || resource.declaration.bindings !== undefined || !isWithin(field.node, literal) || isShared(field.node)) return undefined;
  return literal;
}

/** Where the literal stands that the property takes its value from: a parameter's Default, a mapping. Empty for an own literal. */
export function sourcePlaces(field: CidrField): readonly RelatedPlace[] {
  const literal = sharedLiteral(field);
  return literal ? [{ at: literal, message: "The value stands here." }] : [];
}

/**
 * Findings about one literal in a parameter's Default or a mapping, said once: at the first property that takes it, with the others as
 * related places. Findings without such a literal stay as they are.
 */
export function oncePerLiteral(found: readonly (readonly [literal: Node | undefined, finding: Finding])[]): readonly Finding[] {
  const byLiteral = new Map<Node | Finding, Finding[]>();
  for (const [literal, finding] of found) {
    const key = literal ?? finding;
    byLiteral.set(key, [...(byLiteral.get(key) ?? []), finding]);
  }
  return [...byLiteral.values()].flatMap(([first, ...others]) =>
    first
      ? [
          {
            ...first,
            related: [
              ...(first.related ?? []),
              // What a loop repeats stands in one place.
              ...others.filter(({ at }) => at !== first.at).map(({ at }) => ({ at, message: "It is taken here too." })),
            ],
          },
        ]
      : [],
  );
}

/** The literal in a parameter's Default or a mapping that the property takes its value from; undefined for an own one. */
export function sharedLiteral(field: CidrField): Node | undefined {
  const literal = soleLiteral(field);
  return literal && !isWithin(field.node, literal) ? literal : undefined;
}

/** Tells which literals outside of a property have one user only. */
export interface SoleUse {
  /** The literal in a parameter's Default or a mapping that only this property reads. */
  readonly literalOf: (resource: Resource, field: CidrField) => ScalarNode | undefined;
}

/** Counts the uses when first asked, and once. */
export function soleUses(template: Template): SoleUse {
  let counted: Uses | undefined;
  return {
    literalOf: (resource, field) => {
      const literal = soleLiteral(field);
      if (!literal || literal.shared || resource.declaration.bindings !== undefined) return undefined;
      counted ??= countUses(template);
      const name = sourceName(template, literal);
      return name !== undefined && counted.get(name) === 1 ? literal : undefined;
    },
  };
}

/** How often a parameter (`Name`) or a mapping (`Name mapping`) is read. */
type Uses = ReadonlyMap<string, number>;

function countUses(template: Template): Uses {
  const uses = new Map<string, number>();
  const add = (name: string): void => void uses.set(name, (uses.get(name) ?? 0) + 1);
  visitIntrinsics(template.document.root, (intrinsic) => {
    for (const name of namesIn(intrinsic)) add(name);
    if (intrinsic.name !== "Fn::FindInMap") return;
    const name = intrinsic.argument.kind === "list" ? scalarText(intrinsic.argument.items[0]) : undefined;
    // A computed name may be that of any mapping.
    for (const mapping of name === undefined ? template.mappings.keys() : [name]) add(`${mapping} mapping`);
  });
  return uses;
}

/** The parameter or mapping that the literal stands in. One that lists the values it may have is not to be changed. */
function sourceName(template: Template, literal: Node): string | undefined {
  for (const parameter of template.parameters.values()) {
    if (parameter.defaultNode === literal) return parameter.allowedValues ? undefined : parameter.name;
  }
  for (const [name, mapping] of template.mappings) if (isWithin(mapping, literal)) return `${name} mapping`;
  return undefined;
}
