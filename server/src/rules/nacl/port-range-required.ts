import type { NetworkAclEntry } from "../../network/network-acl.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, known, knownValue } from "../../network/resource.ts";
import { insertProperty, setEntry } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { isShared } from "../../template/source.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";
import { entryReference } from "./entries.ts";

export default defineRule({
  id: "nacl/port-range-required",
  consequence: "deploy-fail",
  summary: "A network ACL entry for TCP or UDP has a port range.",
  why: "For protocol 6 (TCP) and 17 (UDP) an entry says which ports it is for: `PortRange` with `From` and `To`; 0 to 65535 are all of them.",
  silentWhen: ["the protocol is not known", "a macro may add properties"],
  reference: entryReference,
  isFixable: true,
  *check(network) {
    for (const entry of network.networkAclEntries.values()) {
      const { resource, protocol } = entry;
      const number = known(protocol);
      const missing = missingIn(entry);
      if ((number !== 6 && number !== 17) || !missing || resource.mayGainProperties) continue;
      const { logicalId } = resource;
      const lack = missing === "PortRange" ? "without a PortRange" : `and its PortRange has no ${missing}`;
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} is for ${number === 6 ? "TCP" : "UDP"} ${lack}: CloudFormation will fail to create it.`,
        fixes: resource.declaration.bindings ? [] : fixesOf(network, entry, missing),
        assumesDefaults: assumedDefaults(knownValue(protocol)),
      };
    }
  },
});

/** Undefined where the range is whole, or is no map of its own. */
function missingIn({ resource, fromPort, toPort }: NetworkAclEntry): "PortRange" | "From" | "To" | undefined {
  const range = resource.get("PortRange");
  if (range === undefined) return "PortRange";
  if (range.kind !== "map" || (fromPort === undefined) === (toPort === undefined)) return undefined;
  return fromPort === undefined ? "From" : "To";
}

function fixesOf(network: Network, { resource, fromPort, toPort }: NetworkAclEntry, missing: "PortRange" | "From" | "To"): readonly Fix[] {
  const { document } = network.template;
  if (missing === "PortRange") {
    const all = {
      map: [
        ["From", 0],
        ["To", 65535],
      ] as const,
    };
    const edits = () => insertProperty(document, resource.entry, "PortRange", all);
    return [{ title: "Add a PortRange for all ports", preferred: false, safe: false, edits }];
  }
  const map = child(resource.declaration.properties, "PortRange");
  const stated = fromPort ?? toPort;
  if (map?.kind !== "map" || isShared(map) || !stated || isShared(stated.node)) return [];
  const edits = () => setEntry(document, map, missing, { node: stated.node });
  return [{ title: `Add ${missing} for that one port`, preferred: true, safe: false, edits }];
}
