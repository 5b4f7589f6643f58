import { aboutRule, packetsLabel, peerLabel, placeOf, subjectOf, wholeOf } from "./each-rule.ts";
import { defineRule, type Finding } from "../rule.ts";
import type { Network } from "../../network/network.ts";
import { comparedDefaults, type Permission, removalOf, repeatsIn } from "./repeated.ts";

export default defineRule({
  id: "sg/duplicate-rule",
  consequence: "deploy-race",
  summary: "A security group has each rule once.",
  why: `EC2 knows a rule by its protocol, its ports and its source or destination, and refuses one that the group has already; the
description does not tell two rules apart. Blocks are compared by what they cover: \`10.0.0.5/8\` is \`10.0.0.0/8\`. What CloudFormation
makes of the refusal is not documented. Of two equal rules inside one group it was seen to make one and to count two. Where one of them
is a resource of its own, creating it may fail, or leave two resources for one rule, so that deleting either closes the port for both.`,
  awsError: "InvalidPermission.Duplicate: the specified rule … already exists",
  silentWhen: [
    "the rules exist under conditions that exclude each other",
    "protocol, ports or source may differ",
    "the group of a standalone rule is not known",
  ],
  reference: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html",
  isFixable: true,
  isRedundancy: true,
  *check(network) {
    for (const { duplicates } of repeatsIn(network)) for (const [later, first] of duplicates) yield repeats(network, later, first);
  },
});

function repeats(network: Network, later: Permission, first: Permission): Finding {
  // Of two rules inside one group CloudFormation makes one and counts two: a later update that takes either out removes the rule.
  const isOneCall = later.rule.isInline && first.rule.isInline;
  const place = first.rule.isInline ? `${first.rule.resource.logicalId} has` : `${first.rule.resource.logicalId} is`;
  return {
    at: placeOf(later.rule),
    redundant: wholeOf(later.rule),
    logicalId: later.rule.resource.logicalId,
    about: [...aboutRule(later.rule), ...aboutRule(first.rule)],
    ...(isOneCall ? { consequence: "hazard" as const } : {}),
    message: isOneCall
      ? `${subjectOf(later.rule)} (${packetsLabel(later.rule)}${peerLabel(later.rule)}) is there twice: AWS makes one rule of both, and an update that takes one of them out may remove that rule.`
      : `${subjectOf(later.rule)} is for ${packetsLabel(later.rule)}${peerLabel(later.rule)}, but ${place} the same rule: CloudFormation may fail to create the second one.`,
    related: [{ at: placeOf(first.rule), message: "The same rule stands here." }],
    // In a stack that exists already, removing one of the two may close the port for both.
    fixes: removalOf(network, later.rule, first.rule, !isOneCall).map((fix) => ({ ...fix, safe: false })),
    assumesDefaults: comparedDefaults(later, first),
  };
}
