/** The fix that takes one subnet out of a list of subnets. */
import type { Network } from "../network/network.ts";
import type { Link, Resource } from "../network/resource.ts";
import { removeItem } from "../template/edits.ts";
import { child } from "../template/node.ts";
import type { Fix } from "./rule.ts";

/** None where the list is not written out in the property itself. */
export function dropSubnetFix(network: Network, resource: Resource, property: string, subnet: Link): readonly Fix[] {
  const list = child(resource.declaration.properties, property);
  if (list?.kind !== "list" || resource.declaration.bindings) return [];
  const index = list.items.indexOf(subnet.node);
  if (index < 0) return [];
  const name = subnet.logicalId ?? "the subnet";
  return [
    {
      title: `Remove ${name} from ${property}`,
      preferred: false,
      safe: false,
      edits: () => removeItem(network.template.document, list, index),
    },
  ];
}
