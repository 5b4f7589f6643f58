/** The edits that open security groups, in the form that the template has: inline or standalone. Knows no rule and no reason to open. */
import { formatProtocol, parseProtocol } from "../cidr/protocol.ts";
import type { Network } from "../network/network.ts";
import type { Resource } from "../network/resource.ts";
import type { SecurityGroup } from "../network/security-group.ts";
import { groupBy } from "../network/topology.ts";
import type { Vpc } from "../network/vpc.ts";
import { appendItem, freshLogicalId, insertProperty, insertResource, replaceValue } from "../template/edits.ts";
import { child, type MapNode, type Node, scalarText } from "../template/node.ts";
import type { Source } from "../template/source.ts";
import { namesIn } from "../template/template.ts";
import type { TextEdit } from "../text/span.ts";
import { listed } from "./wording.ts";

/** What a new rule lets in. Without ports: everything of the protocol. */
export interface IngressPorts {
  /** As `IpProtocol` writes it: `tcp`, `udp`, `-1`, … */
  readonly protocol: string;
  /** From port and to port; for ICMP type and code. */
  readonly range: readonly [from: number, to: number] | undefined;
  /** The same as they are to be written, where that is not as numbers. */
  readonly written?: readonly [from: Source, to: Source];
}

export interface IngressSource {
  readonly property: "CidrIp" | "CidrIpv6" | "SourceSecurityGroupId";
  readonly value: Source;
  /** The same by `Ref`, for templates that write it so. */
  readonly asRef?: Source;
  /** For logical ids of new rules. */
  readonly name: string;
  /** For titles. */
  readonly label: string;
  /** The resource that `value` refers to, where it is one of the template. */
  readonly resource: Resource | undefined;
  /** What the traffic comes over: without it the rule has no purpose. */
  readonly over?: Resource;
}

export interface NewIngress {
  readonly group: SecurityGroup;
  readonly ports: readonly IngressPorts[];
  readonly sources: readonly IngressSource[];
}

/** One port of TCP (6), UDP (17) or all protocols. */
export const onePort = (protocol: "tcp" | "udp", port: number): IngressPorts => ({ protocol, range: [port, port] });

export const fromBlock = (cidr: "0.0.0.0/0" | "::/0"): IngressSource => ({
  property: cidr === "::/0" ? "CidrIpv6" : "CidrIp",
  value: cidr,
  name: cidr === "::/0" ? "AnyIpv6" : "Anywhere",
  label: cidr,
  resource: undefined,
});

/** The primary block of a VPC, by attribute, so that it follows a later change. */
export const fromVpc = ({ resource }: Vpc, over?: Resource): IngressSource => ({
  property: "CidrIp",
  ...(over ? { over } : {}),
  value: { getAtt: [resource.logicalId, "CidrBlock"] },
  name: resource.logicalId,
  label: resource.logicalId,
  resource,
});

/** `Ref` of a group without `VpcId` is its name; the attribute always is its id. */
export const fromGroup = ({ resource, vpc }: SecurityGroup): IngressSource => ({
  property: "SourceSecurityGroupId",
  value: { getAtt: [resource.logicalId, "GroupId"] },
  ...(vpc ? { asRef: { ref: resource.logicalId } } : {}),
  name: resource.logicalId,
  label: resource.logicalId,
  resource,
});

/** Ports in words, each protocol once: "TCP 80, 443 and 8000-8100", "TCP 53 or UDP 53", "all traffic". */
export function portsLabel(ports: readonly IngressPorts[], last: "and" | "or"): string {
  const byProtocol = groupBy(ports, ({ protocol }) => protocol);
  return listed(
    [...byProtocol].map(([protocol, own]) => {
      const ranges = own.flatMap(({ range }) => (range && range[0] >= 0 && !protocol.startsWith("icmp") ? [range] : []));
      const numbers = ranges.sort((a, b) => a[0] - b[0]).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
      if (protocol === "-1") return "all traffic";
      const number = parseProtocol(protocol);
      const name = (number === undefined ? protocol : formatProtocol(number)).replace(/^[a-z]+(?:v6)?$/, (word) => word.toUpperCase());
      return numbers.length === 0 ? name : `${name} ${listed([...new Set(numbers)], last)}`;
    }),
    last,
  );
}

/**
 * Whether the rules can be written: not into a group that a loop makes, nor where they would need a condition that does not exist,
 * nor where the same ports are opened under another condition, because AWS refuses a rule that is there already.
 */
export const canAddIngress = (network: Network, { group, ports, sources }: NewIngress): boolean =>
  group.resource.declaration.bindings === undefined &&
  sources.every((source) => source.resource?.declaration.bindings === undefined && conditionsOf(group, source).length < 2) &&
  !conditionalRules(network, group).some((rule) => ports.some((one) => isForPorts(rule, one)));

/** Undefined where the text around cannot be edited. */
export function addIngress(network: Network, additions: readonly NewIngress[]): readonly TextEdit[] | undefined {
  const taken = new Set(network.template.resources.keys());
  const edits: TextEdit[] = [];
  for (const addition of additions) {
    if (!canAddIngress(network, addition)) return undefined;
    const made = (isInline(network, addition) ? inline(network, addition) : undefined) ?? standalone(network, addition, taken);
    if (!made) return undefined;
    edits.push(...made);
  }
  return edits;
}

const ingressOf = (group: SecurityGroup): Node | undefined => child(group.resource.declaration.properties, "SecurityGroupIngress");

/** The texts of ingress rules of the group that do not exist in this scenario. */
function conditionalRules(network: Network, group: SecurityGroup): readonly MapNode[] {
  const { logicalId } = group.resource;
  const current = new Set(group.ingress.map((rule) => rule.shape.node));
  const inside = mapsIn(ingressOf(group)).filter((map) => !current.has(map));
  const apart = [...network.template.resources.values()].flatMap((declaration) => {
    if (declaration.type !== "AWS::EC2::SecurityGroupIngress" || network.resources.has(declaration.logicalId)) return [];
    const owner = child(declaration.properties, "GroupId");
    const isOfGroup = owner?.kind === "intrinsic" && namesIn(owner).includes(logicalId);
    return isOfGroup && declaration.properties?.kind === "map" ? [declaration.properties] : [];
  });
  return [...inside, ...apart];
}

/** The maps in a list, in the branches of `Fn::If`, too. */
function mapsIn(node: Node | undefined): readonly MapNode[] {
  if (node?.kind === "map") return [node];
  if (node?.kind === "list") return node.items.flatMap(mapsIn);
  return node?.kind === "intrinsic" ? mapsIn(node.argument) : [];
}

function isForPorts(rule: MapNode, { protocol, range }: IngressPorts): boolean {
  const text = (name: string): string | undefined => scalarText(child(rule, name));
  const isSame = parseProtocol(text("IpProtocol") ?? "") === parseProtocol(protocol);
  return isSame && (range === undefined || (text("FromPort") === String(range[0]) && text("ToPort") === String(range[1])));
}

/** The standalone rules that a group has. */
const standaloneOf = (network: Network, group: SecurityGroup) =>
  [...network.standaloneRules.values()].filter(
    (rule) => rule.direction === "ingress" && rule.group?.logicalId === group.resource.logicalId && !rule.resource.declaration.bindings,
  );

/**
 * A rule inside the group makes the group wait for its source: not where that waits for the group, or may not exist.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
 */
function isInline(network: Network, { group, sources }: NewIngress): boolean {
  const { logicalId, declaration } = group.resource;
  const isFree = sources.every(
    (source) =>
      conditionsOf(group, source).every((condition) => condition === declaration.condition) &&
      source.resource?.logicalId !== logicalId &&
      !(source.resource && network.order.isAfter(source.resource.logicalId, logicalId)),
  );
  const node = ingressOf(group);
  return isFree && (node ? node.kind === "list" || node.kind === "map" : standaloneOf(network, group).length === 0);
}

function inline(network: Network, { group, ports, sources }: NewIngress): readonly TextEdit[] | undefined {
  const { document } = network.template;
  const node = ingressOf(group);
  const items = node?.kind === "list" ? node.items : node ? [node] : [];
  const sample = items.findLast((item) => item.kind === "map");
  const rules = sources.flatMap((source) => ports.map((one): Source => ({ map: ruleEntries(one, source, sample) })));
  if (!node) return insertProperty(document, group.resource.entry, "SecurityGroupIngress", rules);
  if (node.kind === "map") return replaceValue(document, node, [{ node }, ...rules]);
  if (items.length === 0) return replaceValue(document, node, rules);
  const edits = rules.map((rule) => appendItem(document, node, rule));
  return edits.every((edit) => edit !== undefined) ? edits.flat() : undefined;
}

function standalone(network: Network, { group, ports, sources }: NewIngress, taken: Set<string>): readonly TextEdit[] | undefined {
  const { resource } = group;
  const siblings = standaloneOf(network, group);
  const sibling = siblings.at(-1)?.resource ?? resource;
  const sample = sibling === resource ? undefined : sibling.declaration.properties;
  const edits: TextEdit[] = [];
  for (const source of sources) {
    for (const one of ports) {
      const logicalId = freshLogicalId(taken, `${resource.logicalId}From${source.name}${ports.length > 1 ? (one.range?.[0] ?? "") : ""}`);
      taken.add(logicalId);
      const properties: Source = {
        map: [
          ["GroupId", groupId(child(sample, "GroupId"), resource)],
          ...ruleEntries(one, source, sample?.kind === "map" ? sample : undefined),
        ],
      };
      const [condition] = conditionsOf(group, source);
      const made = insertResource(network.template.document, sibling.entry, logicalId, "AWS::EC2::SecurityGroupIngress", properties, {
        condition,
      });
      if (!made) return undefined;
      edits.push(...made);
    }
  }
  return edits;
}

/** As the group's other rules write it. */
const groupId = (sample: Node | undefined, { logicalId }: Resource): Source =>
  isRef(sample) ? { ref: logicalId } : { getAtt: [logicalId, "GroupId"] };

const isRef = (node: Node | undefined): boolean => node?.kind === "intrinsic" && node.name === "Ref";

/** The conditions that a rule of its own would need: it can have one. */
const conditionsOf = (group: SecurityGroup, { resource, over }: IngressSource): readonly string[] => [
  ...new Set([group.resource, resource, over].flatMap((one) => one?.declaration.condition ?? [])),
];

const sourceProperties = ["CidrIp", "CidrIpv6", "SourceSecurityGroupId", "SourceSecurityGroupName", "SourcePrefixListId"];

/** The properties of a rule, in the order of another one. */
function ruleEntries(
  { protocol, range, written }: IngressPorts,
  source: IngressSource,
  sample: MapNode | undefined,
): readonly (readonly [string, Source])[] {
  const entries: readonly (readonly [string, Source])[] = [
    ["IpProtocol", protocol],
    ...(range
      ? ([
          ["FromPort", written?.[0] ?? range[0]],
          ["ToPort", written?.[1] ?? range[1]],
        ] as const)
      : []),
    [source.property, source.asRef && isRef(child(sample, source.property)) ? source.asRef : source.value],
  ];
  const keys = sample?.entries.map((entry) => (sourceProperties.includes(entry.key.text) ? "source" : entry.key.text)) ?? [];
  const place = ([name]: readonly [string, Source]): number => {
    const index = keys.indexOf(sourceProperties.includes(name) ? "source" : name);
    return index < 0 ? keys.length : index;
  };
  return [...entries].sort((a, b) => place(a) - place(b));
}
