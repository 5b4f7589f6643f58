import { keyOf, known } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
import { replaceValue } from "../../template/edits.ts";
import { defineRule } from "../rule.ts";
import { directionOf, entryReference, freeRuleNumber } from "./entries.ts";

export default defineRule({
  id: "nacl/duplicate-rule-number",
  consequence: "deploy-fail",
  summary: "A rule number is used once for each direction of a network ACL.",
  why: "The number identifies an entry within its ACL and direction. An ingress and an egress entry may share one.",
  awsError: "NetworkAclEntryAlreadyExists",
  silentWhen: ["the entries exist under conditions that exclude each other", "the ACLs, directions or numbers may differ"],
  reference: entryReference,
  isFixable: true,
  *check(network) {
    const all = [...network.networkAclEntries.values()];
    const groups = groupBy(all, (entry) => {
      const direction = directionOf(entry);
      const number = known(entry.ruleNumber);
      return entry.acl && direction && number !== undefined ? `${entry.acl.identity} ${direction} ${number}` : undefined;
    });
    for (const [first, ...others] of groups.values()) {
      if (!first) continue;
      for (const entry of others) {
        const { resource, ruleNumber } = entry;
        const direction = directionOf(entry) ?? "ingress";
        const number = known(ruleNumber) ?? 0;
        const siblings = all.filter((one) => one.acl?.identity === entry.acl?.identity);
        const free = freeRuleNumber(siblings, direction, number + 10);
        const node = ruleNumber?.node;
        const { logicalId } = resource;
        yield {
          at: node ?? keyOf(resource),
          logicalId,
          about: [logicalId, first.resource.logicalId],
          message: `${logicalId} has the rule number ${number}, which ${first.resource.logicalId} has already for ${direction} of ${entry.acl?.logicalId ?? "the same ACL"}: CloudFormation will fail to create the second one.`,
          related: [{ at: keyOf(first.resource), message: `${first.resource.logicalId} has the rule number ${number}.` }],
          fixes:
            node?.kind === "scalar" && !node.shared && !resource.declaration.bindings
              ? [
                  {
                    title: `Use the free rule number ${free}`,
                    preferred: true,
                    safe: false,
                    edits: () => replaceValue(network.template.document, node, free),
                  },
                ]
              : [],
        };
      }
    }
  },
});
