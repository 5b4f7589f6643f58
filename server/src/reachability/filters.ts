/** What security groups and network ACLs stop, as blockers with what would open them. */
import { toCidrs } from "../cidr/address-set.ts";
import { type Cidr, cidrOf } from "../cidr/cidr.ts";
import { allPorts, type PortSet, toRanges } from "../cidr/port-set.ts";
import { allProtocols, formatProtocol, icmp, icmpv6, tcp, udp } from "../cidr/protocol.ts";
import type { Network } from "../network/network.ts";
import type { Subnet } from "../network/subnet.ts";
import type { AclVerdict, Direction } from "./acl.ts";
import { blockInWords, type Packet } from "./flow.ts";
import { admit, type Admission, type Membership, type Peer, representative } from "./groups.ts";
import { type Blocker, blocked, hop, type Identity, nothing, type Passage } from "./passage.ts";
import type { Station } from "./station.ts";

/** "tcp 443", "udp on all ports", "icmp", "all traffic". */
function trafficInWords(protocol: number, ports: PortSet): string {
  if (protocol === allProtocols) return "all traffic";
  const name = formatProtocol(protocol);
  if (protocol === icmp || protocol === icmpv6 || ports.length === 0) return name;
  if (ports === allPorts) return protocol === tcp || protocol === udp ? `${name} on all ports` : name;
  const ranges = toRanges(ports).map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
  return ranges[0] === "0-65535" ? `${name} on all ports` : `${name} ${ranges.join(", ")}`;
}

/** The smallest block that holds all of a set's addresses of a version; the whole of IPv4 or IPv6 for a wide one. */
function coverOf(packet: Packet, side: "source" | "destination"): Cidr {
  const cidrs = toCidrs(packet[side].set).filter((cidr) => cidr.version === packet.version);
  const [only, second] = cidrs;
  if (only && !second) return only;
  return cidrOf(packet.version, 0n, 0);
}

/** What a network ACL drops. */
export function aclBlocker(verdict: AclVerdict, subnet: Subnet, direction: Direction, packet: Packet): Blocker {
  const words = trafficInWords(packet.protocol, packet.ports);
  const peer = direction === "ingress" ? "source" : "destination";
  const cidr = coverOf(packet, peer);
  const far = direction === "ingress" ? `from ${blockInWords(cidr)} into` : `to ${blockInWords(cidr)} out of`;
  const resource = verdict.acl ?? verdict.entry?.resource ?? subnet.resource;
  const why = verdict.entry ? `: ${verdict.entry.resource.logicalId} denies it` : ": no entry allows it";
  return {
    code: "SUBNET_ACL_RESTRICTION",
    resource,
    message: `${resource.logicalId} does not let ${words} ${far} ${subnet.resource.logicalId}${why}.`,
    opening: verdict.acl
      ? { kind: "acl-entry", acl: verdict.acl, direction, protocol: packet.protocol, ports: packet.ports, cidr }
      : undefined,
  };
}

/** The groups of an interface, asked about packets from or to the other end. */
export function passGroups(
  network: Network,
  station: Station,
  direction: "ingress" | "egress",
  packet: Packet,
  other: Station | undefined,
  identity: Identity,
): Passage {
  const { membership, owner } = station;
  if (!membership) return nothing;
  const addresses = direction === "ingress" ? packet.source : packet.destination;
  // Outbound rules know the groups of the same VPC and of peered ones, not those behind a transit gateway.
  // https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
  const keeps = identity.kind === "kept" && other?.membership !== undefined;
  const peer: Peer = { addresses, membership: keeps ? other.membership : undefined, owner: other?.owner.logicalId };
  const found = admit(network, membership, direction, packet, peer);
  if (found.answer === "yes")
    return hop(
      found.rule?.resource ?? representative(membership) ?? owner,
      "security group",
      admittedWords(found, membership, direction, owner.logicalId),
    );
  if (found.answer === "unknown") {
    const unknowns = found.unknowns.map((one) => (one.logicalId === undefined ? { ...one, logicalId: owner.logicalId } : one));
    return { ...nothing, unknowns };
  }
  if (!keeps && other?.membership && identity.kind !== "kept") {
    const wouldBe = admit(network, membership, direction, packet, { addresses, membership: other.membership });
    if (wouldBe.answer === "yes" && direction === "ingress") return blocked(identityBlocker(identity, station, membership));
  }
  return blocked(groupBlocker(station, membership, direction, packet, other, keeps, found));
}

function admittedWords({ rule }: Admission, membership: Membership, direction: "ingress" | "egress", owner: string): string {
  const group = representative(membership)?.logicalId;
  const way = direction === "ingress" ? `in to ${owner}` : `out of ${owner}`;
  if (!rule) return group === undefined ? `the VPC's default one lets everything ${way}` : `lets everything ${way}`;
  return rule.isInline || group === undefined ? `lets the packets ${way}` : `lets the packets ${way} (a rule of ${group})`;
}

function identityBlocker(identity: Exclude<Identity, { readonly kind: "kept" }>, station: Station, membership: Membership): Blocker {
  const group = representative(membership) ?? station.owner;
  if (identity.kind === "unsupported")
    return {
      code: "SG_REFERENCING_SUPPORT",
      resource: identity.at,
      message: `${group.logicalId} admits the other end by its security group only, which ${identity.at.logicalId} does not carry over.`,
    };
  return {
    code: "SG_REFERENCES_NOT_PRESERVED",
    resource: group,
    message: `${group.logicalId} admits the other end by its security group only, which is not seen behind ${identity.at.logicalId}.`,
  };
}

function groupBlocker(
  station: Station,
  membership: Membership,
  direction: "ingress" | "egress",
  packet: Packet,
  other: Station | undefined,
  keepsGroups: boolean,
  found: Admission,
): Blocker {
  const { owner } = station;
  const group = representative(membership);
  const resource = group ?? owner;
  const side = direction === "ingress" ? "source" : "destination";
  const far = other && other.kind !== "address" ? other.owner.logicalId : blockInWords(coverOf(packet, side));
  const words = trafficInWords(packet.protocol, packet.ports);
  const who = group ? group.logicalId : `The default security group of ${owner.logicalId}`;
  const why = found.hasNoRules ? `: it has no ${direction === "ingress" ? "inbound" : "outbound"} rules` : "";
  const message =
    direction === "ingress"
      ? `${who} does not admit ${words} from ${far} to ${owner.logicalId}${why}.`
      : `${who} does not let ${words} from ${owner.logicalId} out to ${far}${why}.`;
  const peerGroup = keepsGroups ? other?.membership?.groups.find((one) => one.kind === "declared") : undefined;
  const peer = peerGroup?.kind === "declared" && direction === "ingress" ? { group: peerGroup.link } : { cidr: coverOf(packet, side) };
  return {
    code: found.hasNoRules && group ? "SG_HAS_NO_RULES" : "ENI_SG_RULES_MISMATCH",
    resource,
    message,
    opening: group && { kind: "group-rule", group, direction, protocol: packet.protocol, ports: packet.ports, peer },
  };
}
