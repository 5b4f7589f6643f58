import { keyOf, known, knownValue } from "../../network/resource.ts";
import { insertProperty } from "../../template/edits.ts";
import { assumedDefaults, defineRule } from "../rule.ts";
import { entryReference } from "./entries.ts";

export default defineRule({
  id: "nacl/icmp-required",
  consequence: "deploy-fail",
  summary: "A network ACL entry for ICMP has an ICMP type and code.",
  why: "For protocol 1 (ICMP), and for 58 (ICMPv6) with an IPv6 block, an entry says which messages it is for: `Icmp` with `Type` and `Code`; -1 means all.",
  silentWhen: ["the protocol is not known", "a macro may add properties"],
  reference: entryReference,
  isFixable: true,
  *check(network) {
    for (const { resource, protocol } of network.networkAclEntries.values()) {
      const number = known(protocol);
      const isNeeded = number === 1 || (number === 58 && resource.get("Ipv6CidrBlock") !== undefined);
      if (!isNeeded || resource.get("Icmp") !== undefined || resource.mayGainProperties) continue;
      const { logicalId } = resource;
      const all = {
        map: [
          ["Type", -1],
          ["Code", -1],
        ] as const,
      };
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} is for ${number === 1 ? "ICMP" : "ICMPv6"} without an Icmp type and code: CloudFormation will fail to create it.`,
        fixes: resource.declaration.bindings
          ? []
          : [
              {
                title: "Add Icmp for all types and codes",
                preferred: true,
                safe: false,
                edits: () => insertProperty(network.template.document, resource.entry, "Icmp", all),
              },
            ],
        assumesDefaults: assumedDefaults(knownValue(protocol)),
      };
    }
  },
});
