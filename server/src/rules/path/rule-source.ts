import { formatCidr, sameBlock } from "../../cidr/cidr.ts";
import { allProtocols, formatProtocol, tcp, udp } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import { known, knownValue, type Resource } from "../../network/resource.ts";
import type { SecurityGroup, SecurityGroupRule } from "../../network/security-group.ts";
import { vpcIdentity } from "../../network/topology.ts";
import { stationsOf } from "../../reachability/station.ts";
import { assumedDefaults, defineRule, type Finding } from "../rule.ts";
import { causeAndEffect, type CutOff, cutOff, isWhateverPort, outputIds, pathParts } from "./cut-off.ts";

export default defineRule({
  id: "path/rule-source",
  consequence: "traffic",
  summary: "Those whom a security group rule admits must have a way to what the group guards.",
  why: `A rule that admits another security group, or the block of another VPC, is written so that they can connect. They cannot where their own group lets
nothing out, where a network ACL drops the packets or the answers, or where no peering connection or transit gateway, with routes on both sides, joins the VPCs: the
rule then only looks as if the way were open.`,
  silentWhen: [
    "any of those who are admitted reaches anything that the group guards, or it is not known",
    "either group has no members in this template, or is exported, an output, or handed to another stack",
    "the rule is for a block that is not exactly that of a VPC or subnet of this template",
    "the rule is for several ports, and what is in the way is for some of them only",
    "each thing in the way has a finding of its own",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  isFixable: true,
  *check(network) {
    for (const group of network.securityGroups.values()) {
      for (const rule of network.topology.rulesOf(group, "ingress").rules) {
        const source = sourceOf(network, group, rule);
        const finding = source && findingOf(network, group, rule, source);
        if (finding) yield finding;
      }
    }
  },
});

/** Who is admitted. */
interface Source {
  readonly name: string;
  readonly logicalId: string;
  /** Ends of a trace. */
  readonly ends: readonly string[];
}

/** Undefined where nothing can be in the way, so that nothing need be traced, or where others may be meant. */
function sourceOf(network: Network, group: SecurityGroup, rule: SecurityGroupRule): Source | undefined {
  const hasEntries = network.networkAclEntries.size > 0;
  const peer = network.securityGroups.get(rule.peerGroup?.logicalId ?? "");
  if (peer) {
    const letsAllOut = network.topology.rulesOf(peer, "egress").rules.length === 0;
    const isNear = peer.vpc?.identity === group.vpc?.identity && letsAllOut && !hasEntries;
    const { logicalId } = peer.resource;
    if (peer === group || isNear || isKnownElsewhere(network, logicalId)) return undefined;
    return { name: logicalId, logicalId, ends: membersOf(network, peer) };
  }
  const block = known(rule.cidr);
  if (!block || block.prefixLength === 0) return undefined;
  const isBlock = (cidr: typeof block | undefined): boolean => cidr !== undefined && sameBlock(cidr, block);
  const vpcs = [...network.vpcs.values()].filter(({ cidr }) => isBlock(known(cidr)));
  const subnets = [...network.subnets.values()].filter(({ cidr }) => isBlock(known(cidr)));
  const [found, second] = vpcs.length > 0 ? vpcs : subnets;
  const own = group.vpc?.identity;
  if (!found || second || own === undefined) return undefined;
  const { logicalId } = found.resource;
  const isOwn = vpcs.length > 0 ? vpcIdentity(logicalId) === own : network.subnets.get(logicalId)?.vpc?.identity === own;
  if (isOwn && (vpcs.length > 0 || !hasEntries)) return undefined;
  return { name: `${logicalId} (${formatCidr(block)})`, logicalId, ends: [formatCidr(block)] };
}

/** Others may become members of it, or do with it what this template does not show. */
const isKnownElsewhere = (network: Network, logicalId: string): boolean =>
  network.mayGainEntries(logicalId) || network.once(outputIds).has(logicalId);

const membersOf = (network: Network, group: SecurityGroup): readonly string[] => network.once(allMembers).get(group) ?? [];

/** What has an interface in each group. */
function allMembers(network: Network): ReadonlyMap<SecurityGroup, readonly string[]> {
  const members = new Map<SecurityGroup, readonly string[]>();
  const owners: readonly Resource[] = [...network.workloads.values()].filter((one) => one.holdsAddress).map(({ resource }) => resource);
  for (const { logicalId } of owners) {
    const groups = (stationsOf(network, logicalId) ?? []).flatMap(({ membership }) => membership?.groups ?? []);
    for (const group of new Set(groups.flatMap((one) => (one.kind === "declared" ? [one.group] : [])))) {
      members.set(group, [...(members.get(group) ?? []), logicalId]);
    }
  }
  return members;
}

/** More pairs than these are not looked at: a rule that far-reaching is about something else. */
const maxPairs = 100;

function findingOf(network: Network, group: SecurityGroup, rule: SecurityGroupRule, source: Source): Finding | undefined {
  const { logicalId } = group.resource;
  const targets = membersOf(network, group);
  const { protocolNumber: protocol } = rule;
  if (protocol === undefined || targets.length * source.ends.length > maxPairs || isKnownElsewhere(network, logicalId)) return undefined;
  const first = protocol === tcp || protocol === udp ? known(rule.fromPort) : undefined;
  if ((protocol === tcp || protocol === udp) && (first === undefined || first < 0)) return undefined;
  const isOnePort = first !== undefined && first === known(rule.toPort);
  let shown: { readonly cut: CutOff; readonly to: string } | undefined;
  for (const from of source.ends) {
    for (const to of targets) {
      if (from === to) return undefined;
      const cut = cutOff(network, { from, to, protocol, port: first });
      if (!cut || cut.from || cut.to || (!isOnePort && !isWhateverPort(cut))) return undefined;
      shown ??= { cut, to };
    }
  }
  if (!shown) return undefined;
  const parts = pathParts(network, shown.cut);
  const last = known(rule.toPort);
  const ports = first === undefined ? "" : isOnePort ? ` ${first}` : ` ${first}-${last ?? ""}`;
  const words = `${protocol === allProtocols ? "all traffic" : formatProtocol(protocol)}${ports}`;
  return {
    at: rule.peerGroup?.node ?? rule.cidr?.node ?? rule.shape.node,
    logicalId: rule.resource.logicalId,
    about: [logicalId, source.logicalId],
    message: causeAndEffect(shown.cut, `${source.name} will not get to ${shown.to}, although ${logicalId} admits ${words} from there`),
    ...parts,
    assumesDefaults: assumedDefaults(parts, knownValue(rule.fromPort), knownValue(rule.toPort), knownValue(rule.cidr)),
  };
}
