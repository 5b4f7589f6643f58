import { icmp, tcp, udp } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import type { SecurityGroup, SecurityGroupRule } from "../../network/security-group.ts";
import { freshLogicalId, insertResource, removeEntry, removeItem } from "../../template/edits.ts";
import { child, type Node } from "../../template/node.ts";
import { readDocument } from "../../template/read-document.ts";
import type { Source } from "../../template/source.ts";
import { buildTemplate, entriesOf, namesIn, visitIntrinsics } from "../../template/template.ts";
import type { TextEdit } from "../../text/span.ts";
import { applyEdits, minimalEdits } from "../../text/text-edit.ts";
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
  const { declaration } = group.resource;
  const isPlain = rules.every((rule) => {
    const list = listOf(group, rule);
    const isItem = list?.kind === "list" ? list.items.includes(rule.shape.node) : list === rule.shape.node;
    // Without any egress rule inside, AWS adds one that allows everything.
    const empties =
      rule.direction === "egress" && !(list?.kind === "list" && list.items.some((item) => !rules.some((one) => one.shape.node === item)));
    // What is wrong with the rule itself is to be mended first.
    const needsPorts = rule.protocolNumber !== undefined && [tcp, udp, icmp].includes(rule.protocolNumber);
    const isWhole = rule.protocolNumber !== undefined && (!needsPorts || (rule.fromPort !== undefined && rule.toPort !== undefined));
    return isItem && isWhole && !empties && !rule.shape.node.shared && existsWith(network, group, rule);
  });
  if (declaration.bindings || !isPlain) return [];
  const title = rules.length === 1 ? "Make the rule a resource of its own" : `Make the ${rules.length} rules resources of their own`;
  return [{ title, preferred: true, safe: false, edits: () => extract(network, group, rules) }];
}

const propertyOf = (rule: SecurityGroupRule): "SecurityGroupIngress" | "SecurityGroupEgress" =>
  rule.direction === "ingress" ? "SecurityGroupIngress" : "SecurityGroupEgress";

const listOf = (group: SecurityGroup, rule: SecurityGroupRule): Node | undefined =>
  child(group.resource.declaration.properties, propertyOf(rule));

/** Whether everything that the rule names exists wherever the group does: the new resource has the condition of the group. */
function existsWith(network: Network, group: SecurityGroup, rule: SecurityGroupRule): boolean {
  let exists = true;
  visitIntrinsics(rule.shape.node, (intrinsic) => {
    for (const name of namesIn(intrinsic)) {
      const condition = network.template.resources.get(name)?.condition;
      exists &&= condition === undefined || condition === group.resource.declaration.condition;
    }
  });
  return exists;
}

function extract(network: Network, group: SecurityGroup, rules: readonly SecurityGroupRule[]): readonly TextEdit[] | undefined {
  const { document, resources } = network.template;
  const { logicalId, declaration, entry } = group.resource;
  const taken = new Set(resources.keys());
  const edits: TextEdit[] = [];
  for (const rule of rules) {
    const isIngress = rule.direction === "ingress";
    const peer = rule.peerGroup?.logicalId ?? "";
    const name = freshLogicalId(taken, `${logicalId}${isIngress ? "From" : "To"}${peer === logicalId ? "Self" : peer}`);
    taken.add(name);
    const entries = entriesOf(rule.shape.node).map(({ key, value }) => [key.text, { node: value }] as const);
    const properties: Source = { map: [["GroupId", { getAtt: [logicalId, "GroupId"] }], ...entries] };
    const type = `AWS::EC2::SecurityGroup${isIngress ? "Ingress" : "Egress"}`;
    const made = insertResource(document, entry, name, type, properties, { condition: declaration.condition });
    if (!made) return undefined;
    edits.push(...made);
  }
  const text = withoutRules(applyEdits(document.text, edits), group, rules);
  return text === undefined ? undefined : minimalEdits(document.text, text);
}

/** The text without the inline rules, the last one first. A list that is left empty goes, too. */
function withoutRules(text: string, group: SecurityGroup, rules: readonly SecurityGroupRule[]): string | undefined {
  const places = rules.map((rule) => {
    const list = listOf(group, rule);
    return { property: propertyOf(rule), index: list?.kind === "list" ? list.items.indexOf(rule.shape.node) : 0 };
  });
  let result = text;
  for (const { property, index } of [...places].sort((a, b) => b.index - a.index)) {
    // The text is read anew, because the places of one edit do not hold after another.
    const { document, resources } = buildTemplate(readDocument(result));
    const properties = resources.get(group.resource.logicalId)?.properties;
    const list = child(properties, property);
    if (!properties || !list) return undefined;
    const edits =
      list.kind === "list" && list.items.length > 1 ? removeItem(document, list, index) : removeEntry(document, properties, property);
    if (!edits) return undefined;
    result = applyEdits(
      result,
      edits.map((edit) => ({ ...edit, newText: edit.newText + commentLines(result.slice(edit.span.start, edit.span.end)) })),
    );
  }
  return result;
}

/** Lines that are nothing but a comment stay where they are, when what they are about moves. */
const commentLines = (removed: string): string =>
  [...removed.matchAll(/^[ \t]*#[^\r\n]*(?:\r\n|\r|\n)/gm)].map((match) => match[0]).join("");
