import { blockKey, formatCidr, overlaps } from "../../cidr/cidr.ts";
import { allProtocols, formatProtocol, tcp, udp } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import type { NetworkAclEntry } from "../../network/network-acl.ts";
import { type CidrField, known, knownValue, type Resource } from "../../network/resource.ts";
import type { Route } from "../../network/route-table.ts";
import type { SecurityGroup, SecurityGroupRule } from "../../network/security-group.ts";
import { groupBy, vpcIdentity } from "../../network/topology.ts";
import { parameterIn } from "../../reachability/passage.ts";
import { stationsOf } from "../../reachability/station.ts";
import type { Place } from "../../template/node.ts";
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
    for (const alike of admissions(network).values()) {
      for (const [index, admission] of alike.entries()) {
        const finding = findingOf(network, admission, alike.slice(index + 1));
        if (!finding) continue;
        yield finding;
        break;
      }
    }
  },
});

/** A rule of a group, and whom it admits. */
interface Admission {
  readonly group: SecurityGroup;
  readonly rule: SecurityGroupRule;
  readonly source: Source;
}

/** Those with one cause together: nothing leads from one VPC to the other, or what a group and its source have to do with each other. */
function admissions(network: Network): ReadonlyMap<string, readonly Admission[]> {
  const all: Admission[] = [];
  for (const group of network.securityGroups.values()) {
    if (membersOf(network, group).length === 0 || isKnownElsewhere(network, group.resource.logicalId)) continue;
    for (const rule of network.topology.rulesOf(group, "ingress").rules) {
      const source = sourceOf(network, group, rule);
      if (source) all.push({ group, rule, source });
    }
  }
  return groupBy(all, ({ group, source }) =>
    source.isEachAlike ? `${source.vpc} ${group.vpc?.identity}` : `${group.resource.logicalId} ${source.logicalId}`,
  );
}

/** Who is admitted. */
interface Source {
  readonly name: string;
  readonly logicalId: string;
  /** An identity. */
  readonly vpc: string | undefined;
  /** Ends of a trace. */
  readonly ends: readonly string[];
  /** No table of theirs has a route to the group's VPC: what is so for one of them and one member is so for all. */
  readonly isEachAlike: boolean;
}

/** Undefined where nothing can be in the way, so that nothing need be traced, or where others may be meant. */
function sourceOf(network: Network, group: SecurityGroup, rule: SecurityGroupRule): Source | undefined {
  const isFiltered = network.once(filteredVpcs).has(group.vpc?.identity ?? "");
  const peer = network.securityGroups.get(rule.peerGroup?.logicalId ?? "");
  if (peer) {
    const letsAllOut = network.topology.rulesOf(peer, "egress").rules.length === 0;
    const isNear = peer.vpc?.identity === group.vpc?.identity && letsAllOut && !isFiltered;
    const { logicalId } = peer.resource;
    if (peer === group || isNear || isKnownElsewhere(network, logicalId)) return undefined;
    return {
      name: logicalId,
      logicalId,
      vpc: peer.vpc?.identity,
      ends: membersOf(network, peer).filter((id) => startsConnections(network, id)),
      isEachAlike: hasNoRoute(network, peer.vpc?.identity, group.vpc?.identity),
    };
  }
  const block = known(rule.cidr);
  if (!block || block.prefixLength === 0) return undefined;
  const found = network.once(declaredBlocks).get(blockKey(block));
  const own = group.vpc?.identity;
  if (!found || own === undefined || (found.vpc === own && (network.vpcs.has(found.logicalId) || !isFiltered))) return undefined;
  const { logicalId, vpc } = found;
  const isEachAlike = hasNoRoute(network, vpc, own);
  const [sample] = isEachAlike && vpc !== undefined && network.vpcs.has(logicalId) ? network.topology.subnetsIn(vpc) : [];
  return { name: `${logicalId} (${formatCidr(block)})`, logicalId, vpc, ends: [sample?.resource.logicalId ?? logicalId], isEachAlike };
}

/** VPCs (by identity) with a subnet whose network ACL does not let everything through by an entry of its own. */
function filteredVpcs(network: Network): ReadonlySet<string> {
  const entries = groupBy(network.networkAclEntries.values(), ({ acl }) => acl?.logicalId);
  const letsAll = (entry: NetworkAclEntry): boolean =>
    known(entry.action)?.toLowerCase() === "allow" && known(entry.protocol) === allProtocols && known(entry.cidr)?.prefixLength === 0;
  const isOpen = (acl: string | undefined): boolean => {
    const own = entries.get(acl ?? "") ?? [];
    const areAllows = own.every(({ action }) => known(action)?.toLowerCase() === "allow");
    const isFor = (entry: NetworkAclEntry, egress: boolean): boolean => (entry.egress ? known(entry.egress) : false) === egress;
    return areAllows && [false, true].every((egress) => own.some((entry) => letsAll(entry) && isFor(entry, egress)));
  };
  const filtered = [...network.subnetNetworkAclAssociations.values()].filter(({ acl }) => !isOpen(acl?.logicalId));
  return new Set(filtered.flatMap(({ subnet }) => network.subnets.get(subnet?.logicalId ?? "")?.vpc?.identity ?? []));
}

interface Owner {
  readonly logicalId: string;
  readonly vpc: string | undefined;
}

/** The VPCs and subnets that are the only ones with a block; of a VPC and its subnet the VPC. */
function declaredBlocks(network: Network): ReadonlyMap<string, Owner | undefined> {
  const blocks = new Map<string, Owner | undefined>();
  const add = (field: CidrField | undefined, owner: Owner): void => {
    const cidr = known(field);
    if (!cidr) return;
    const key = blockKey(cidr);
    if (!blocks.has(key)) blocks.set(key, owner);
    else if (blocks.get(key)?.vpc !== owner.vpc) blocks.set(key, undefined);
  };
  for (const { resource, cidr } of network.vpcs.values())
    add(cidr, { logicalId: resource.logicalId, vpc: vpcIdentity(resource.logicalId) });
  for (const { resource, cidr, vpc } of network.subnets.values()) add(cidr, { logicalId: resource.logicalId, vpc: vpc?.identity });
  return blocks;
}

/** Whether nothing in the tables of a VPC (an identity) leads to the blocks of another one. */
function hasNoRoute(network: Network, from: string | undefined, to: string | undefined): boolean {
  if (from === undefined || to === undefined || from === to || network.routePropagations.size > 0) return false;
  const answers = network.once(routeAnswers);
  const ready = answers.get(`${from} ${to}`) ?? searchRoutes(network, from, to);
  answers.set(`${from} ${to}`, ready);
  return ready;
}

const routeAnswers = (): Map<string, boolean> => new Map();

function searchRoutes(network: Network, from: string, to: string): boolean {
  const { known: blocks, isIpv4Complete } = network.topology.blocksOf(to);
  const cidrs = blocks.flatMap((field) => known(field) ?? []);
  return (
    isIpv4Complete &&
    network.topology.tablesIn(from).every(({ resource: { logicalId } }) => {
      const isHarmless = ({ destination, targets }: Route): boolean => {
        const cidr = known(destination);
        const leadsOut = targets.every(
          ({ property, link }) => property === "NatGatewayId" || network.internetGateways.has(link.logicalId ?? ""),
        );
        return leadsOut || (cidr !== undefined && !cidrs.some((block) => overlaps(block, cidr)));
      };
      return !network.mayGainEntries(logicalId) && network.topology.routesOf(logicalId).every(isHarmless);
    })
  );
}

/** Others may become members of it, or do with it what this template does not show. */
const isKnownElsewhere = (network: Network, logicalId: string): boolean =>
  network.mayGainEntries(logicalId) || network.once(outputIds).has(logicalId);

/** Endpoints, databases and caches only answer. */
const startsConnections = (network: Network, logicalId: string): boolean =>
  !/^AWS::(?:EC2::VPCEndpoint|EFS::|RDS::|DocDB::|Neptune::|ElastiCache::|Redshift::|OpenSearchService::|Elasticsearch::)/.test(
    network.resources.get(logicalId)?.type ?? "",
  );

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

function findingOf(network: Network, { group, rule, source }: Admission, others: readonly Admission[]): Finding | undefined {
  const { logicalId } = group.resource;
  const targets = membersOf(network, group);
  const { protocolNumber: protocol } = rule;
  if (
    protocol === undefined ||
    (!source.isEachAlike && targets.length * source.ends.length > maxPairs) ||
    isKnownElsewhere(network, logicalId)
  )
    return undefined;
  const first = protocol === tcp || protocol === udp ? known(rule.fromPort) : undefined;
  if ((protocol === tcp || protocol === udp) && (first === undefined || first < 0)) return undefined;
  const isOnePort = first !== undefined && first === known(rule.toPort);
  let shown: { readonly cut: CutOff; readonly to: string } | undefined;
  const [most, all] = source.isEachAlike ? [1, 1] : [source.ends.length, targets.length];
  for (const from of source.ends.slice(0, most)) {
    for (const to of targets.slice(0, all)) {
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
  const same = source.isEachAlike ? others : [];
  return {
    at: placeOf(rule),
    logicalId: rule.resource.logicalId,
    about: source.isEachAlike ? [source.vpc, group.vpc?.identity].map(nameIn) : [logicalId, source.logicalId],
    message: causeAndEffect(shown.cut, `${source.name} will not get to ${shown.to}, although ${logicalId} admits ${words} from there`),
    ...parts,
    related: [
      ...(parts.related ?? []),
      ...same.map((other) => ({ at: placeOf(other.rule), message: `${other.group.resource.logicalId} admits ${other.source.name}, too.` })),
    ],
    assumesDefaults: assumedDefaults(parts, knownValue(rule.fromPort), knownValue(rule.toPort), knownValue(rule.cidr)),
  };
}

/** The logical id in the identity of a VPC of the template. */
const nameIn = (identity: string | undefined): string => parameterIn(identity) ?? identity ?? "";

const placeOf = ({ peerGroup, cidr, shape }: SecurityGroupRule): Place => peerGroup?.node ?? cidr?.node ?? shape.node;
