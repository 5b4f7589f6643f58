/** Which rules of a security group say the same as others, or less, by sets of traffic. Knows no severity and writes no messages. */
import { addressSet, everything4 } from "../../cidr/address-set.ts";
import { blockKey, contains } from "../../cidr/cidr.ts";
import { allProtocols, hasPorts } from "../../cidr/protocol.ts";
import type { PortSet } from "../../cidr/port-set.ts";
import { isSubset, traffic, type TrafficSet } from "../../cidr/traffic-set.ts";
import { portsOf } from "../../network/admission.ts";
import type { Network } from "../../network/network.ts";
import { known, knownValue, type Resource } from "../../network/resource.ts";
import type { SecurityGroup, SecurityGroupRule } from "../../network/security-group.ts";
import { groupBy, vpcIdentity } from "../../network/topology.ts";
import { removeItem } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { namesIn, visitIntrinsics } from "../../template/template.ts";
import { valueIdentity } from "../../template/value.ts";
import { assumedDefaults, type Fix } from "../rule.ts";
import { removeResourceFix } from "../remove-resource.ts";
import { packetsLabel, peerLabel } from "./each-rule.ts";

/** A rule with what it lets through, where that is certain. */
export interface Permission {
  readonly rule: SecurityGroupRule;
  /** For a block the addresses; for another other end all of them stand for its members. Made when it is first asked for. */
  readonly set: () => TrafficSet;
  /** Of TCP, UDP and ICMP; undefined for protocols without ports. */
  readonly ports: PortSet | undefined;
  /** What kind of other end: rules with different ones have nothing in common. */
  readonly end: string;
  /** Equal for rules that let the same through. */
  readonly key: string;
}

/** What the rules of one group and direction have in common. */
interface Repeats {
  /** A rule that a wider one includes. */
  readonly implied: readonly (readonly [narrower: Permission, wider: Permission])[];
  /** A rule that says what an earlier one says. */
  readonly duplicates: readonly (readonly [later: Permission, first: Permission])[];
}

/** Of every group and direction, in document order. */
export const repeatsIn = (network: Network): readonly Repeats[] => network.once(findRepeats);

/** Groups without rules of their own elsewhere are compared once for as long as their text stays. */
function findRepeats(network: Network): readonly Repeats[] {
  const standalone = groupBy(network.standaloneRules.values(), (rule) => rule.group?.identity);
  const inline = [...network.securityGroups.values()].flatMap((group) => {
    const { resource } = group;
    if (standalone.has(vpcIdentity(resource.logicalId))) return [];
    const kept = network.ofResource(resource, nothingYet);
    kept.repeats ??= inlineRepeats(group);
    return [kept.repeats];
  });
  return [...inline, ...[...standalone.entries()].flatMap(([group, rules]) => mixedRepeats(network, group, rules))];
}

/** What is kept of a group for as long as its text stays. */
interface Kept {
  repeats: Repeats | undefined;
  readonly permissions: Map<"ingress" | "egress", readonly Permission[]>;
}

const nothingYet = (_resource: Resource): Kept => ({ repeats: undefined, permissions: new Map() });

/** The certain ones among the rules of one direction that a resource states. */
function permissionsOf(
  network: Network,
  resource: Resource,
  direction: "ingress" | "egress",
  rules: readonly SecurityGroupRule[],
): readonly Permission[] {
  const { permissions } = network.ofResource(resource, nothingYet);
  const ready = permissions.get(direction) ?? certain(rules);
  permissions.set(direction, ready);
  return ready;
}

const inlineRepeats = ({ ingress, egress }: SecurityGroup): Repeats =>
  joined([repeatsAmong(certain(ingress)), repeatsAmong(certain(egress))]);

const certain = (rules: readonly SecurityGroupRule[]): readonly Permission[] => rules.flatMap((rule) => permissionOf(rule) ?? []);

/** Of a group (an identity) with standalone rules. */
function mixedRepeats(network: Network, group: string, standalone: readonly SecurityGroupRule[]): readonly Repeats[] {
  const order = network.once(documentOrder);
  const place = ({ rule }: Permission): number => order.get(rule.resource.logicalId) ?? order.size;
  const own = network.securityGroups.get(logicalIdOf(group));
  return (["ingress", "egress"] as const).map((direction) => {
    const others = standalone.flatMap((rule) =>
      rule.direction === direction ? permissionsOf(network, rule.resource, direction, [rule]) : [],
    );
    const inline = own ? permissionsOf(network, own.resource, direction, own[direction]) : [];
    return repeatsAmong([...inline, ...others].sort((a, b) => place(a) - place(b)));
  });
}

/** The logical id in the identity of a reference. */
const logicalIdOf = (identity: string): string => /^\$\{([A-Za-z0-9]+)\}$/.exec(identity)?.[1] ?? "";

const documentOrder = (network: Network): ReadonlyMap<string, number> =>
  new Map([...network.resources.keys()].map((logicalId, index) => [logicalId, index]));

const joined = (all: readonly Repeats[]): Repeats => ({
  implied: all.flatMap(({ implied }) => implied),
  duplicates: all.flatMap(({ duplicates }) => duplicates),
});

function repeatsAmong(permissions: readonly Permission[]): Repeats {
  const firsts = new Map<string, Permission>();
  for (const permission of permissions) if (!firsts.has(permission.key)) firsts.set(permission.key, permission);
  return {
    implied: permissions.flatMap((narrower) => {
      const wider = permissions.find((other) => other.key !== narrower.key && includes(other, narrower));
      return wider ? [[narrower, wider] as const] : [];
    }),
    duplicates: permissions.flatMap((later) => {
      const first = firsts.get(later.key);
      return first && first !== later ? [[later, first] as const] : [];
    }),
  };
}

/** Undefined where the protocol, the ports or the other end are not certain. */
function permissionOf(rule: SecurityGroupRule): Permission | undefined {
  const { protocolNumber, cidr, peerGroup, prefixList } = rule;
  const ends = [cidr, peerGroup, prefixList].filter((end) => end !== undefined);
  if (protocolNumber === undefined || ends.length !== 1) return undefined;
  const ports = hasPorts(protocolNumber) ? portsOf(rule) : undefined;
  if (hasPorts(protocolNumber) && !ports) return undefined;
  const block = knownValue(cidr);
  // A block that is not known is the same only as itself.
  const end = block
    ? "block"
    : cidr
      ? `block ${cidr.path.endsWith("6")} ${valueIdentity(cidr.text)}`
      : `other ${peerGroup?.identity ?? ""} ${prefixList?.identity ?? ""}`;
  if (!Number.isInteger(protocolNumber) || protocolNumber < allProtocols || protocolNumber > 255 || ports?.length === 0) return undefined;
  let made: TrafficSet | undefined;
  const set = (): TrafficSet => {
    made ??= traffic(protocolNumber, block ? addressSet([block.value]) : everything4, ports);
    return made;
  };
  const key = [end, block ? blockKey(block.value) : "", protocolNumber, ...(ports ?? [])].join(" ");
  return { rule, set, ports, end, key };
}

/** Whether `wider` lets through whatever `narrower` does. */
const includes = (wider: Permission, narrower: Permission): boolean => mayInclude(wider, narrower) && isSubset(narrower.set(), wider.set());

/** What is quickly told, because every rule of a group is compared with every other. */
function mayInclude(wider: Permission, narrower: Permission): boolean {
  if (wider.end !== narrower.end || !spans(wider.ports, narrower.ports)) return false;
  const { protocolNumber, cidr } = wider.rule;
  if (protocolNumber !== allProtocols && protocolNumber !== narrower.rule.protocolNumber) return false;
  const [outer, inner] = [known(cidr), known(narrower.rule.cidr)];
  return outer === undefined || inner === undefined || contains(outer, inner);
}

/** Whether the lowest and the highest port of `inner` lie within those of `outer`. */
function spans(outer: PortSet | undefined, inner: PortSet | undefined): boolean {
  if (!outer || !inner) return true;
  return (outer[0] ?? 0) <= (inner[0] ?? 0) && (inner.at(-1) ?? 0) <= (outer.at(-1) ?? 0);
}

/** Parameters whose defaults the comparison hangs on. */
export const comparedDefaults = (...permissions: readonly Permission[]): readonly string[] => [
  ...new Set(
    permissions.flatMap(({ rule }) => [
      ...assumedDefaults(knownValue(rule.protocol), knownValue(rule.fromPort), knownValue(rule.toPort), knownValue(rule.cidr)),
      ...(rule.peerGroup?.term.assumesDefaults ?? []),
      ...(rule.prefixList?.term.assumesDefaults ?? []),
    ]),
  ),
];

/** Removes a rule, where what makes it needless exists in every scenario in which it does, and says the same there. */
export function removalOf(network: Network, needless: SecurityGroupRule, kept: SecurityGroupRule, preferred: boolean): readonly Fix[] {
  if (!isFixed(network, needless) || !isFixed(network, kept) || !staysWith(network, needless, kept)) return [];
  const { document } = network.template;
  const title = `Remove the rule for ${packetsLabel(needless)}${peerLabel(needless)}`;
  if (!needless.isInline) return removeResourceFix(network, needless.resource.logicalId, true).map((fix) => ({ ...fix, preferred }));
  const list = child(
    needless.resource.declaration.properties,
    needless.direction === "ingress" ? "SecurityGroupIngress" : "SecurityGroupEgress",
  );
  const index = list?.kind === "list" ? list.items.indexOf(needless.shape.node) : -1;
  if (!list || index < 0) return [];
  return [{ title, preferred, safe: true, edits: () => removeItem(document, list, index) }];
}

/** Whether its text means the same in every scenario: literals, and references to resources. */
function isFixed(network: Network, rule: SecurityGroupRule): boolean {
  if (rule.resource.declaration.bindings !== undefined) return false;
  let fixed = true;
  visitIntrinsics(rule.shape.node, (intrinsic) => {
    const names = namesIn(intrinsic);
    fixed &&= names.length > 0 && names.every((name) => isStable(network, name));
  });
  return fixed;
}

const isStable = (network: Network, name: string): boolean =>
  name.startsWith("AWS::") ||
  ["AWS::EC2::SecurityGroup", "AWS::EC2::PrefixList"].includes(network.template.resources.get(name)?.type ?? "");

/** Whether `kept` exists wherever `needless` does. */
function staysWith(network: Network, needless: SecurityGroupRule, kept: SecurityGroupRule): boolean {
  const { condition } = kept.resource.declaration;
  if (kept.isInline) {
    const list = child(kept.resource.declaration.properties, kept.direction === "ingress" ? "SecurityGroupIngress" : "SecurityGroupEgress");
    return list === kept.shape.node || (list?.kind === "list" && list.items.includes(kept.shape.node));
  }
  const group = needless.isInline ? needless.resource : network.resources.get(needless.group?.logicalId ?? "");
  return condition === undefined || condition === needless.resource.declaration.condition || condition === group?.declaration.condition;
}
