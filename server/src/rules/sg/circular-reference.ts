import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import type { SecurityGroup, SecurityGroupRule } from "../../network/security-group.ts";
import { canExtract, extractRules } from "../extract-rules.ts";
import { defineRule, type Finding, type Fix } from "../rule.ts";

export default defineRule({
  id: "sg/circular-reference",
  consequence: "deploy-fail",
  summary: "A rule inside a security group names no group that waits for this one.",
  why: `A rule that stands inside a security group makes the group wait for whatever the rule names. A group cannot wait for itself, nor
two groups for each other: CloudFormation rejects the template before it creates anything. A rule of its own
(\`AWS::EC2::SecurityGroupIngress\`, \`AWS::EC2::SecurityGroupEgress\`) is created after both groups.`,
  awsError: "Circular dependency between resources: […]",
  silentWhen: ["the reference stands in a branch that is not taken", "the rule is a resource of its own"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html",
  isFixable: true,
  *check(network) {
    const accepted = new Map<string, Set<string>>();
    for (const group of network.securityGroups.values()) {
      const { logicalId } = group.resource;
      const waitsFor = new Set<string>();
      accepted.set(logicalId, waitsFor);
      for (const peer of peersOf(group)) {
        if (!network.securityGroups.has(peer)) continue;
        if (peer === logicalId || reaches(accepted, peer, logicalId)) yield circle(network, group, peer);
        else waitsFor.add(peer);
      }
    }
  },
});

const inlineRules = (group: SecurityGroup): readonly SecurityGroupRule[] => [...group.ingress, ...group.egress];

/** The groups that the inline rules name, each once. */
const peersOf = (group: SecurityGroup): readonly string[] => [
  ...new Set(inlineRules(group).flatMap((rule) => rule.peerGroup?.logicalId ?? [])),
];

function reaches(waitsFor: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const logicalId of seen) {
    if (logicalId === to) return true;
    for (const next of waitsFor.get(logicalId) ?? []) seen.add(next);
  }
  return false;
}

function circle(network: Network, group: SecurityGroup, peer: string): Finding {
  const { logicalId } = group.resource;
  const rules = inlineRules(group).filter((rule) => rule.peerGroup?.logicalId === peer);
  const [first, ...others] = rules;
  const other = network.securityGroups.get(peer);
  const related = others.flatMap((rule) => (rule.peerGroup ? [{ at: rule.peerGroup.node, message: "So does this rule." }] : []));
  const back = peer !== logicalId && other ? [{ at: keyOf(other.resource), message: `${peer} waits for ${logicalId}.` }] : [];
  const said =
    peer === logicalId
      ? `An inline rule of ${logicalId} names ${logicalId} itself`
      : `An inline rule of ${logicalId} names ${peer}, which waits for ${logicalId}`;
  return {
    at: first?.peerGroup?.node ?? keyOf(group.resource),
    logicalId,
    about: [logicalId, peer],
    message: `${said}: CloudFormation will reject the template because of the circular dependency.`,
    related: [...back, ...related],
    fixes: extraction(network, group, rules),
  };
}

/** Makes each of the rules a resource of its own after the group. */
function extraction(network: Network, group: SecurityGroup, rules: readonly SecurityGroupRule[]): readonly Fix[] {
  if (!canExtract(network, { group, rules })) return [];
  const title = rules.length === 1 ? "Make the rule a resource of its own" : `Make the ${rules.length} rules resources of their own`;
  return [{ title, preferred: true, safe: false, edits: () => extractRules(network, [{ group, rules }]) }];
}
