/** What the template declares in any scenario: a fix must not insert what exists under another condition. */
import type { Network } from "../network/network.ts";
import { namesIn, type ResourceDeclaration, visitIntrinsics } from "../template/template.ts";

/** Whether any resource of that type, in whatever scenario it exists, names all of these. */
export const isDeclared = (network: Network, type: string, ...logicalIds: readonly string[]): boolean =>
  declaredNaming(network, type, ...logicalIds).length > 0;

/** The resources of that type, in whatever scenario they exist, that name all of these. */
export function declaredNaming(network: Network, type: string, ...logicalIds: readonly string[]): readonly ResourceDeclaration[] {
  return [...network.template.resources.values()].filter((declaration) => {
    if (declaration.type !== type) return false;
    const named = new Set<string>();
    visitIntrinsics(declaration.properties, (intrinsic) => {
      for (const name of namesIn(intrinsic)) named.add(name);
    });
    return logicalIds.every((logicalId) => named.has(logicalId));
  });
}

/** Whether an output names the resource, exported or not: a parent stack may hand it on. */
export function isGivenOut(network: Network, logicalId: string): boolean {
  let found = false;
  for (const output of network.template.outputs) {
    visitIntrinsics(output.value, (intrinsic) => {
      found ||= namesIn(intrinsic).includes(logicalId);
    });
  }
  return found;
}
