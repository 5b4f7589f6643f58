/** How intrinsic functions are spelled: tags for the short form, keys for the long one. Knows nothing of what they evaluate to. */
import { type IntrinsicName, type IntrinsicNode, intrinsicNames, type MapNode } from "./node.ts";

const longNames: ReadonlyMap<string, IntrinsicName> = new Map(
  intrinsicNames.filter((name) => name !== "Condition").map((name) => [name, name]),
);
const tags: ReadonlyMap<string, IntrinsicName> = new Map(intrinsicNames.map((name) => [`!${name.replace("Fn::", "")}`, name]));

/** Every tag that stands for a function, as `!GetAtt`. */
export const intrinsicTags: readonly string[] = [...tags.keys()];

/** The function of a YAML tag (`!GetAtt` -> `Fn::GetAtt`); undefined for any other tag. */
export const tagIntrinsic = (tag: string): IntrinsicName | undefined => tags.get(tag);

/**
 * A map whose one key is a function is that function, in its long form. `Condition` is none: a resource has such a key, and it may be its first.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function asIntrinsic(map: MapNode): MapNode | IntrinsicNode {
  const only = map.entries.length === 1 ? map.entries[0] : undefined;
  const name = only && longNames.get(only.key.text);
  if (only === undefined || name === undefined) return map;
  const { block, span } = map;
  return { kind: "intrinsic", block, span, name, form: "long", argument: only.value, ...(map.shared && { shared: true }) };
}
