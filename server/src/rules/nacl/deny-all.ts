import type { NetworkAcl, NetworkAclEntry } from "../../network/network-acl.ts";
import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import { freshLogicalId, insertResource } from "../../template/edits.ts";
import { defineRule, type Fix } from "../rule.ts";
import { completeEntries, type Direction, directionOf, freeRuleNumber, hasOtherEntries, isAllow, subnetsOfAcl } from "./entries.ts";

export default defineRule({
  id: "nacl/deny-all",
  consequence: "traffic",
  summary: "A network ACL that guards subnets allows something in each direction.",
  why: `A network ACL that a template makes denies everything until it has entries, unlike the VPC's default ACL. It is stateless: without an entry that
allows the other direction no connection works at all, because answers are dropped.`,
  silentWhen: [
    "no subnet of the template uses the ACL",
    "the ACL is exported or handed to another stack, which may add entries",
    "the ACL, direction or action of an entry is not known",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/create-network-acl.html",
  isFixable: true,
  *check(network) {
    for (const acl of network.networkAcls.values()) {
      const subnets = subnetsOfAcl(network, acl);
      const entries = completeEntries(network, acl);
      if (subnets.length === 0 || !entries) continue;
      const closed = (["ingress", "egress"] as const).filter(
        (direction) => !entries.some((entry) => isAllow(entry) && directionOf(entry) === direction),
      );
      if (closed.length === 0) continue;
      const { logicalId } = acl.resource;
      const names = subnets.map((subnet) => subnet.resource.logicalId).join(", ");
      yield {
        at: keyOf(acl.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} allows no ${closed.length === 2 ? "traffic at all" : `${closed[0]} traffic`}: every connection of ${names} across the subnet border will fail.`,
        related: subnets.map((subnet) => ({
          at: keyOf(subnet.resource),
          message: `${subnet.resource.logicalId} is guarded by ${logicalId}.`,
        })),
        fixes: acl.resource.declaration.bindings || hasOtherEntries(network, acl, entries) ? [] : [allowFix(network, acl, entries, closed)],
      };
    }
  },
});

function allowFix(network: Network, acl: NetworkAcl, entries: readonly NetworkAclEntry[], closed: readonly Direction[]): Fix {
  return {
    title: `Allow all ${closed.join(" and ")} traffic in ${acl.resource.logicalId}`,
    preferred: false,
    safe: false,
    edits: () => {
      const taken = new Set(network.template.resources.keys());
      const after = (entries.at(-1)?.resource ?? acl.resource).entry;
      const edits = closed.map((direction) => {
        const logicalId = freshLogicalId(taken, `${acl.resource.logicalId}${direction === "egress" ? "AllowOut" : "AllowIn"}`);
        const properties = {
          map: [
            ["NetworkAclId", { ref: acl.resource.logicalId }],
            ["RuleNumber", freeRuleNumber(entries, direction, 100)],
            ["Protocol", -1],
            ["RuleAction", "allow"],
            ["Egress", direction === "egress"],
            ["CidrBlock", "0.0.0.0/0"],
          ] as const,
        };
        return insertResource(network.template.document, after, logicalId, "AWS::EC2::NetworkAclEntry", properties, {
          condition: acl.resource.declaration.condition,
        });
      });
      return edits.includes(undefined) ? undefined : edits.flatMap((one) => one ?? []);
    },
  };
}
