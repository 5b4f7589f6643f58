import { keyOf, known, knownValue } from "../../network/resource.ts";
import { insertProperty } from "../../template/edits.ts";
import { assumedDefaults, defineRule } from "../rule.ts";
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
    for (const { resource, protocol } of network.networkAclEntries.values()) {
      const number = known(protocol);
      if ((number !== 6 && number !== 17) || resource.get("PortRange") !== undefined || resource.mayGainProperties) continue;
      const { logicalId } = resource;
      const all = {
        map: [
          ["From", 0],
          ["To", 65535],
        ] as const,
      };
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} is for ${number === 6 ? "TCP" : "UDP"} without a PortRange: CloudFormation will fail to create it.`,
        fixes: resource.declaration.bindings
          ? []
          : [
              {
                title: "Add a PortRange for all ports",
                preferred: false,
                safe: false,
                edits: () => insertProperty(network.template.document, resource.entry, "PortRange", all),
              },
            ],
        assumesDefaults: assumedDefaults(knownValue(protocol)),
      };
    }
  },
});
