import { parseProtocol } from "../../cidr/protocol.ts";
import { knownValue, textField } from "../../network/resource.ts";
import { replaceValue } from "../../template/edits.ts";
import { assumedDefaults, defineRule } from "../rule.ts";
import { entryReference } from "./entries.ts";

export default defineRule({
  id: "nacl/protocol-name",
  consequence: "deploy-fail",
  summary: "A network ACL entry names its protocol by number.",
  why: "Unlike a security group rule, an entry takes the protocol as a whole number only: 6 for TCP, 17 for UDP, 1 for ICMP, -1 for all.",
  silentWhen: ["the protocol is not known"],
  reference: entryReference,
  isFixable: true,
  *check(network) {
    for (const { resource } of network.networkAclEntries.values()) {
      const field = textField(resource, "Protocol");
      const value = knownValue(field);
      if (!field || !value || /^-?\d+$/.test(value.value.trim())) continue;
      const number = parseProtocol(value.value);
      const { logicalId } = resource;
      const node = field.node;
      yield {
        at: node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} names its protocol "${value.value}", but an entry takes a number${number === undefined ? "" : ` (${number})`}: CloudFormation will fail to create it.`,
        fixes:
          number !== undefined && node.kind === "scalar" && !node.shared && !resource.declaration.bindings
            ? [
                {
                  title: `Use the protocol number ${number}`,
                  preferred: true,
                  safe: true,
                  edits: () => replaceValue(network.template.document, node, number),
                },
              ]
            : [],
        assumesDefaults: assumedDefaults(value),
      };
    }
  },
});
