/** The fix that removes a resource which nothing else names. */
import type { Network } from "../network/network.ts";
import { removeEntry } from "../template/edits.ts";
import { child, type Node } from "../template/node.ts";
import { namesIn, visitIntrinsics } from "../template/template.ts";
import type { Fix } from "./rule.ts";

/** None where another resource, an output or a condition of the text names it, or a loop makes it. */
export function removeResourceFix(network: Network, logicalId: string, isSafe: boolean): readonly Fix[] {
  const { document, resources } = network.template;
  const section = child(document.root, "Resources");
  if (section?.kind !== "map" || !resources.has(logicalId) || isNamed(network, logicalId)) return [];
  return [{ title: `Remove ${logicalId}`, preferred: false, safe: isSafe, edits: () => removeEntry(document, section, logicalId) }];
}

function isNamed(network: Network, logicalId: string): boolean {
  const { resources, outputs } = network.template;
  let found = false;
  const look = (node: Node | undefined): void =>
    visitIntrinsics(node, (intrinsic) => {
      found ||= namesIn(intrinsic).includes(logicalId);
    });
  for (const declaration of resources.values()) {
    look(declaration.properties);
    found ||= declaration.dependsOn.some((dependency) => dependency.logicalId === logicalId);
  }
  for (const output of outputs) look(output.value);
  return found;
}
