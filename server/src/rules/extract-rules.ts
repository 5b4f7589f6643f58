/** The edits that make inline rules of security groups resources of their own. Knows no rule and no reason to do so. */
import { formatProtocol, icmp, tcp, udp } from "../cidr/protocol.ts";
import type { Network } from "../network/network.ts";
import { type Field, known, knownValue } from "../network/resource.ts";
import type { SecurityGroup, SecurityGroupRule } from "../network/security-group.ts";
import { freshLogicalId, insertResource, removeEntry, removeItem } from "../template/edits.ts";
import {
  commentEnd,
  commentLinesAbove,
  commentsAround,
  type MovedComments,
  startWithLines,
  withComments,
} from "../template/edit-comments.ts";
import { lineStart, startsLine } from "../template/edit-lines.ts";
import { absoluteStart, contentEnd } from "../template/edit-place.ts";
import { absoluteSpan, child, entry, type Node, type TemplateDocument } from "../template/node.ts";
import { readDocument } from "../template/read-document.ts";
import type { Source } from "../template/source.ts";
import { buildTemplate, entriesOf, namesIn, visitIntrinsics } from "../template/template.ts";
import type { Span, TextEdit } from "../text/span.ts";
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
      const name = freshLogicalId(taken, `${logicalId}${endName(group, rule)}`);
      taken.add(name);
      const entries = entriesOf(rule.shape.node).map(({ key, value }) => [key.text, { node: value }] as const);
      const properties: Source = { map: [["GroupId", { getAtt: [logicalId, "GroupId"] }], ...entries] };
      const type = `AWS::EC2::SecurityGroup${rule.direction === "ingress" ? "Ingress" : "Egress"}`;
      const made = insertResource(document, entry, name, type, properties, { condition: declaration.condition });
      if (!made) return undefined;
      const comments = commentsOf(document, placeOf(document, { group, rules }, rule));
      edits.push(...made.map((edit) => ({ ...edit, newText: withComments(edit.newText, name, comments) ?? edit.newText })));
    }
  }
  let text: string | undefined = applyEdits(document.text, edits);
  for (const { group, rules } of sets) {
    const places = rules.map((rule) => placeOf(document, { group, rules }, rule)).sort((a, b) => b.index - a.index);
    for (const place of places) text = text === undefined ? undefined : withoutRule(text, group, place);
  }
  return text === undefined ? undefined : minimalEdits(document.text, text);
}

/** Where a rule stands in its group. */
interface RulePlace {
  readonly rule: SecurityGroupRule;
  readonly list: Node | undefined;
  readonly index: number;
  /** The key of the list where it goes with the rule: all of the list is taken out, the first item at last. */
  readonly key: Node | undefined;
  /** The number of lines above the rule with comments that are about it, and move with it. */
  readonly linesAbove: number;
}

function placeOf(document: TemplateDocument, { group, rules }: InlineRules, rule: SecurityGroupRule): RulePlace {
  const list = listOf(group, rule);
  const items: readonly Node[] = list?.kind === "list" ? list.items : [rule.shape.node];
  const index = items.indexOf(rule.shape.node);
  const isTaken = (item: Node | undefined): boolean => rules.some(({ shape }) => shape.node === item);
  const key = index === 0 && items.every(isTaken) ? entry(group.resource.declaration.properties, propertyOf(rule))?.key : undefined;
  if (document.format === "json" || list?.kind !== "list" || key) return { rule, list, index, key, linesAbove: 0 };
  // Above others without comments of their own it may be a heading for all of them.
  const isAlone = index === items.length - 1 || isTaken(items[index + 1]) || commentLinesAbove(document, list, index + 1) > 0;
  return { rule, list, index, key, linesAbove: isAlone ? commentLinesAbove(document, list, index) : 0 };
}

/** The comments between what comes before the rule and what comes after it. */
function commentsOf(document: TemplateDocument, { rule, list, index, key, linesAbove }: RulePlace): MovedComments {
  const { node } = rule.shape;
  const end = contentEnd(document, node);
  const start = list?.kind === "list" ? startWithLines(document, list, index, linesAbove) : absoluteStart(document, node);
  if (document.format === "json" || start === undefined) return { head: [], entries: new Map() };
  const isAmongOthers = list?.kind === "list" && list.flow && index < list.items.length - 1 && !startsLine(document.text, start);
  const from = key ? absoluteSpan(document, key).end : start;
  return commentsAround(document, node, from, isAmongOthers ? end : commentEnd(document.text, end));
}

/** "FromApp", "ToSelf", "FromAnywhere443", "FromAdminBlock", "IngressTcp22". */
function endName(group: SecurityGroup, rule: SecurityGroupRule): string {
  const word = rule.direction === "ingress" ? "From" : "To";
  const peer = rule.peerGroup?.logicalId;
  const from = literal(rule.fromPort);
  const port = from === undefined || from < 0 ? "" : String(from);
  const protocol = rule.protocolNumber === undefined ? "" : formatProtocol(rule.protocolNumber);
  const named = `${protocol.charAt(0).toUpperCase()}${protocol.slice(1)}`;
  const siblings = group[rule.direction].filter((one) => peer !== undefined && one.peerGroup?.logicalId === peer);
  if (peer !== undefined) return `${word}${peer === group.resource.logicalId ? "Self" : peer}${siblings.length < 2 ? "" : port || named}`;
  if (literal(rule.cidr)?.prefixLength === 0) return `${word}Anywhere${port}`;
  const parameter = ["CidrIp", "CidrIpv6"].map((name) => child(rule.shape.node, name)).find((node) => node?.kind === "intrinsic");
  const [only, second] = parameter?.kind === "intrinsic" ? namesIn(parameter) : [];
  if (only !== undefined && second === undefined) return `${word}${only}${port}`;
  return `${rule.direction === "ingress" ? "Ingress" : "Egress"}${named}${port}`;
}

/** A value that the rule itself states: a parameter's may be another one. */
const literal = <T>(field: Field<T> | undefined): T | undefined => (knownValue(field)?.assumesDefaults.length ? undefined : known(field));

/** The text without an inline rule and the comments that are about it. A list that is left empty goes, too. */
function withoutRule(text: string, group: SecurityGroup, { rule, index, linesAbove }: RulePlace): string | undefined {
  // The text is read anew, because the places of one edit do not hold after another.
  const found = listIn(linesAbove > 0 ? withoutLinesAbove(text, group, rule, index, linesAbove) : text, group, rule);
  if (!found) return undefined;
  const { document, properties, list } = found;
  const isItem = list.kind === "list" && list.items.length > 1;
  const edits = isItem ? removeItem(document, list, index) : removeEntry(document, properties, propertyOf(rule));
  const item = list.kind === "list" ? list.items[index] : list;
  if (!edits || !item) return undefined;
  // Comment lines below the rule are not about it: they stay.
  const last = commentEnd(document.text, contentEnd(document, item));
  const below = ({ start, end }: Span): string => commentLines(document.text.slice(Math.max(start, last), end));
  return applyEdits(
    document.text,
    edits.map((edit) => ({ ...edit, newText: edit.newText + below(edit.span) })),
  );
}

function withoutLinesAbove(text: string, group: SecurityGroup, rule: SecurityGroupRule, index: number, count: number): string {
  const found = listIn(text, group, rule);
  if (found?.list.kind !== "list") return text;
  const start = startWithLines(found.document, found.list, index, count);
  const item = startWithLines(found.document, found.list, index, 0);
  return start === undefined || item === undefined ? text : text.slice(0, start) + text.slice(lineStart(text, item));
}

function listIn(text: string, group: SecurityGroup, rule: SecurityGroupRule) {
  const { document, resources } = buildTemplate(readDocument(text));
  const properties = resources.get(group.resource.logicalId)?.properties;
  const list = child(properties, propertyOf(rule));
  return properties && list ? { document, properties, list } : undefined;
}

const commentLines = (removed: string): string =>
  [...removed.matchAll(/^[ \t]*#[^\r\n]*(?:\r\n|\r|\n)/gm)].map((match) => match[0]).join("");
