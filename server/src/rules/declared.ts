/** What the template declares in any scenario: a fix must not insert what exists under another condition. */
import type { Network } from "../network/network.ts";
import { namesIn, visitIntrinsics } from "../template/template.ts";

/** Whether any resource of that type, in whatever scenario it exists, names all of these. */
export function isDeclared(network: Network, type: string, ...logicalIds: readonly string[]): boolean {
  return [...network.template.resources.values()].some((declaration) => {
    if (declaration.type !== type) return false;
    const named = new Set<string>();
    visitIntrinsics(declaration.properties, (intrinsic) => {
      for (const name of namesIn(intrinsic)) named.add(name);
    });
    return logicalIds.every((logicalId) => named.has(logicalId));
  });
}
