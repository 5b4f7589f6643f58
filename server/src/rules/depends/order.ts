/** What the rules about missing order share: the finding and its fix. */
import type { Network } from "../../network/network.ts";
import { keyOf, type Resource } from "../../network/resource.ts";
import { addDependsOn } from "../../template/edits.ts";
import type { Finding, Fix } from "../rule.ts";

/** The fix of a missing order. It changes no traffic and replaces nothing: safe. */
const addDependsOnFix = (network: Network, dependent: Resource, needed: string): Fix => ({
  title: `Add DependsOn: ${needed}`,
  preferred: true,
  safe: true,
  edits: () => addDependsOn(network.template.document, dependent.entry, needed),
});

/**
 * A finding on `dependent`, where nothing makes it wait for `needed`; undefined where something does. A resource that a loop
 * makes gets no fix: its text is that of all its siblings. Nor does one that `needed` waits for: that would be a circle.
 */
export function missingOrder(
  network: Network,
  dependent: Resource,
  needed: Resource,
  message: string,
  related: string,
): Finding | undefined {
  if (dependent.logicalId === needed.logicalId || network.order.isAfter(dependent.logicalId, needed.logicalId)) return undefined;
  // Half-typed text may be what the one waits for, or say so; a macro may add a DependsOn.
  const isUnread =
    network.isHalfTypedAbout(needed.logicalId) ||
    network.isHalfTypedAbout(dependent.logicalId) ||
    [...network.order.neededBy(dependent.logicalId)].some((one) => mayWait(network, one, needed.logicalId));
  if (isUnread || network.template.mayGainResources) return undefined;
  const isCircle = network.order.isAfter(needed.logicalId, dependent.logicalId);
  const isLooped = dependent.declaration.bindings !== undefined || needed.declaration.bindings !== undefined;
  return {
    at: keyOf(dependent),
    logicalId: dependent.logicalId,
    about: [dependent.logicalId, needed.logicalId],
    message,
    related: [{ at: keyOf(needed), message: related }],
    fixes: isLooped || isCircle ? [] : [addDependsOnFix(network, dependent, needed.logicalId)],
  };
}

/** Whether a half-typed resource may come to wait for another. What the other waits for itself will not: that would be a circle. */
const mayWait = (network: Network, logicalId: string, needed: string): boolean =>
  network.resources.get(logicalId)?.mayGainProperties === true && !network.order.isAfter(needed, logicalId);
