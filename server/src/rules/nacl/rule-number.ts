import { known, knownValue } from "../../network/resource.ts";
import { assumedDefaults, defineRule } from "../rule.ts";
import { entryReference } from "./entries.ts";

export default defineRule({
  id: "nacl/rule-number",
  consequence: "deploy-fail",
  summary: "The number of a network ACL entry is between 1 and 32766.",
  why: "Entries are looked at in the order of their numbers. EC2 accepts 1 to 32766 and keeps higher numbers for itself.",
  silentWhen: ["the number is not known"],
  reference: entryReference,
  isFixable: false,
  *check(network) {
    for (const { resource, ruleNumber } of network.networkAclEntries.values()) {
      const number = known(ruleNumber);
      if (!ruleNumber || number === undefined || (number >= 1 && number <= 32766)) continue;
      const { logicalId } = resource;
      yield {
        at: ruleNumber.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} has the rule number ${number}, but a rule number is between 1 and 32766: CloudFormation will fail to create it.`,
        assumesDefaults: assumedDefaults(knownValue(ruleNumber)),
      };
    }
  },
});
