/** Which rules of a security group say the same as others, or less, by sets of traffic. Knows no severity and writes no messages. */
import { addressSet, everything4 } from "../../cidr/address-set.ts";
import { contains } from "../../cidr/cidr.ts";
import { allProtocols, icmp, icmpv6, tcp, udp } from "../../cidr/protocol.ts";
import { isEmpty, isSubset, traffic, type TrafficSet } from "../../cidr/traffic-set.ts";
import { portsOf } from "../../network/admission.ts";
import type { Network } from "../../network/network.ts";
import { known, knownValue } from "../../network/resource.ts";
import type { SecurityGroupRule } from "../../network/security-group.ts";
import { groupBy, vpcIdentity } from "../../network/topology.ts";
import { removeItem } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { namesIn, visitIntrinsics } from "../../template/template.ts";
import { valueIdentity } from "../../template/value.ts";
import { assumedDefaults, type Fix } from "../rule.ts";
import { removeResourceFix } from "../remove-resource.ts";
import { packetsLabel, peerLabel, rulesIn } from "./each-rule.ts";

/** A rule with what it lets through, where that is certain. */
export interface Permission {
  readonly rule: SecurityGroupRule;
  /** For a block the addresses; for another other end all of them stand for its members. */
  readonly set: TrafficSet;
  /** What kind of other end: rules with different ones have nothing in common. */
  readonly end: string;
}

/** The permissions of each group and direction, in document order. */
export function permissionsByGroup(network: Network): readonly (readonly Permission[])[] {
  const order = new Map([...network.resources.keys()].map((logicalId, index) => [logicalId, index]));
  const place = ({ rule }: Permission): number => order.get(rule.resource.logicalId) ?? order.size;
  const permissions = rulesIn(network).flatMap((rule) => permissionOf(rule) ?? []);
  const groups = groupBy(permissions, ({ rule }) => {
    const group = rule.isInline ? vpcIdentity(rule.resource.logicalId) : rule.group?.identity;
    return group === undefined ? undefined : `${rule.direction} ${group}`;
  });
  return [...groups.values()].map((all) => [...all].sort((a, b) => place(a) - place(b)));
}

/** Undefined where the protocol, the ports or the other end are not certain. */
function permissionOf(rule: SecurityGroupRule): Permission | undefined {
  const { protocolNumber, cidr, peerGroup, prefixList } = rule;
  const ends = [cidr, peerGroup, prefixList].filter((end) => end !== undefined);
  if (protocolNumber === undefined || ends.length !== 1) return undefined;
  const hasPorts = [tcp, udp, icmp, icmpv6].includes(protocolNumber);
  const ports = hasPorts ? portsOf(rule) : undefined;
  if (hasPorts && !ports) return undefined;
  const block = knownValue(cidr);
  // A block that is not known is the same only as itself.
  const end = block
    ? "block"
    : cidr
      ? `block ${cidr.path.endsWith("6")} ${valueIdentity(cidr.text)}`
      : `other ${peerGroup?.identity ?? ""} ${prefixList?.identity ?? ""}`;
  const set = traffic(protocolNumber, block ? addressSet([block.value]) : everything4, ports);
  return isEmpty(set) ? undefined : { rule, set, end };
}

/** Whether `wider` lets through whatever `narrower` does. */
export const includes = (wider: Permission, narrower: Permission): boolean =>
  wider.end === narrower.end && mayInclude(wider.rule, narrower.rule) && isSubset(narrower.set, wider.set);

/** What is quickly told, because every rule of a group is compared with every other. */
function mayInclude(wider: SecurityGroupRule, narrower: SecurityGroupRule): boolean {
  const [outer, inner] = [known(wider.cidr), known(narrower.cidr)];
  const isProtocol = wider.protocolNumber === allProtocols || wider.protocolNumber === narrower.protocolNumber;
  return isProtocol && (outer === undefined || inner === undefined || contains(outer, inner));
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
