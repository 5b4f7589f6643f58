/** The fix that removes a property which a resource writes itself. */
import type { Network } from "../network/network.ts";
import type { Resource } from "../network/resource.ts";
import { removeEntry } from "../template/edits.ts";
import { child } from "../template/node.ts";
import type { Fix } from "./rule.ts";

/** None where conditions or functions choose the value: other scenarios may need it. */
export function removePropertyFix(network: Network, resource: Resource, property: string, isPreferred: boolean): readonly Fix[] {
  const { properties, bindings } = resource.declaration;
  const value = child(properties, property);
  if (!properties || !value || value.kind === "intrinsic" || bindings) return [];
  return [
    {
      title: `Remove ${property} from ${resource.logicalId}`,
      preferred: isPreferred,
      safe: false,
      edits: () => removeEntry(network.template.document, properties, property),
    },
  ];
}
