/** The edits that make inline rules of security groups resources of their own. Knows no rule and no reason to do so. */
import { formatProtocol, icmp, tcp, udp } from "../cidr/protocol.ts";
import type { Network } from "../network/network.ts";
import { known } from "../network/resource.ts";
import type { SecurityGroup, SecurityGroupRule } from "../network/security-group.ts";
import { freshLogicalId, insertResource, removeEntry, removeItem } from "../template/edits.ts";
import { contentEnd } from "../template/edit-place.ts";
import { child, type Node, type TemplateDocument } from "../template/node.ts";
import { readDocument } from "../template/read-document.ts";
import type { Source } from "../template/source.ts";
import { buildTemplate, entriesOf, namesIn, visitIntrinsics } from "../template/template.ts";
import type { TextEdit } from "../text/span.ts";
import { applyEdits, minimalEdits } from "../text/text-edit.ts";

/** Some of the inline rules of a group. */
export interface InlineRules {
  readonly group: SecurityGroup;
  readonly rules: readonly SecurityGroupRule[];
}

/**
 * Whether the rules can be resources of their own: they are items of the group's lists, whole, and name nothing that exists under
 * another condition than the group; and the group keeps an egress rule, without which AWS would allow everything.
 */
export function canExtract(network: Network, { group, rules }: InlineRules): boolean {
  if (group.resource.declaration.bindings) return false;
  return rules.every((rule) => {
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

/** Each rule as a resource after its group. Undefined where the text around cannot be edited. */
export function extractRules(network: Network, sets: readonly InlineRules[]): readonly TextEdit[] | undefined {
  const { document, resources } = network.template;
  const taken = new Set(resources.keys());
  const edits: TextEdit[] = [];
  for (const { group, rules } of sets) {
    const { logicalId, declaration, entry } = group.resource;
    for (const rule of rules) {
      const name = freshLogicalId(taken, `${logicalId}${endName(logicalId, rule)}`);
      taken.add(name);
      const entries = entriesOf(rule.shape.node).map(({ key, value }) => [key.text, { node: value }] as const);
      const properties: Source = { map: [["GroupId", { getAtt: [logicalId, "GroupId"] }], ...entries] };
      const type = `AWS::EC2::SecurityGroup${rule.direction === "ingress" ? "Ingress" : "Egress"}`;
      const made = insertResource(document, entry, name, type, properties, { condition: declaration.condition });
      if (!made) return undefined;
      edits.push(...made.map((edit) => ({ ...edit, newText: withComments(document, rule, edit.newText) })));
    }
  }
  let text: string | undefined = applyEdits(document.text, edits);
  for (const one of sets) text = text === undefined ? undefined : withoutRules(text, one);
  return text === undefined ? undefined : minimalEdits(document.text, text);
}

/** The comments that stand behind the rule's values move with them, where each value has a line of its own. */
function withComments(document: TemplateDocument, rule: SecurityGroupRule, written: string): string {
  if (document.format === "json") return written;
  let result = written;
  for (const { key, value } of entriesOf(rule.shape.node)) {
    const comment = /^[ \t]+#[^\r\n]*/.exec(document.text.slice(contentEnd(document, value)))?.[0];
    const line = result.split(/\r\n|\r|\n/).find((one) => one.trimStart().startsWith(`${key.text}:`));
    if (comment !== undefined && line !== undefined) result = result.replace(line, () => line + comment);
  }
  return result;
}

/** "FromApp", "ToSelf", "FromAnywhere443", "IngressTcp22". */
function endName(group: string, rule: SecurityGroupRule): string {
  const word = rule.direction === "ingress" ? "From" : "To";
  const peer = rule.peerGroup?.logicalId;
  if (peer !== undefined) return `${word}${peer === group ? "Self" : peer}`;
  const from = known(rule.fromPort);
  const port = from === undefined || from < 0 ? "" : String(from);
  if (known(rule.cidr)?.prefixLength === 0) return `${word}Anywhere${port}`;
  const protocol = rule.protocolNumber === undefined ? "" : formatProtocol(rule.protocolNumber);
  return `${rule.direction === "ingress" ? "Ingress" : "Egress"}${protocol.charAt(0).toUpperCase()}${protocol.slice(1)}${port}`;
}

/** The text without the inline rules, the last one first. A list that is left empty goes, too. */
function withoutRules(text: string, { group, rules }: InlineRules): string | undefined {
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
