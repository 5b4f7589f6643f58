/**
 * Network ACLs as filters at the border of a subnet: stateless, in order, both directions. Three-valued. Knows the default ACL as AWS
 * makes it; does not know ACLs of other stacks.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
 */
import { formatCidr } from "../cidr/cidr.ts";
import { allPorts, intersect, isEmpty, type PortSet, ports, subtract } from "../cidr/port-set.ts";
import { allProtocols, icmp, icmpv6, tcp, udp } from "../cidr/protocol.ts";
import * as traffic from "../cidr/traffic-set.ts";
import type { NetworkAcl, NetworkAclEntry } from "../network/network-acl.ts";
import type { Network } from "../network/network.ts";
import { type Field, known, type Resource } from "../network/resource.ts";
import type { Subnet } from "../network/subnet.ts";
import { valueIdentity } from "../template/value.ts";
import { type Addresses, type Answer, isWithinField, type Packet } from "./flow.ts";
import { parameterIn, type Unknown } from "./passage.ts";

export type Direction = "ingress" | "egress";

/** The ACL of a subnet. */
export type SubnetAcl =
  | { readonly kind: "declared"; readonly acl: NetworkAcl }
  /** The VPC's own, with the entries that the template adds; `vpc` is an identity. */
  | { readonly kind: "default"; readonly vpc: string | undefined }
  /** The association is made elsewhere, or names what is not known. */
  | { readonly kind: "foreign" };

interface AclIndex {
  readonly bySubnet: ReadonlyMap<string, SubnetAcl>;
  readonly hasStrays: boolean;
  readonly entries: ReadonlyMap<string, readonly NetworkAclEntry[]>;
}

const indexOf = (network: Network): AclIndex => {
  const bySubnet = new Map<string, SubnetAcl>();
  let hasStrays = false;
  for (const { subnet, acl } of network.subnetNetworkAclAssociations.values()) {
    if (subnet?.logicalId === undefined) {
      // A subnet of another stack is none of this template's.
      hasStrays ||= subnet?.term.kind === "reference";
      continue;
    }
    const declared = network.networkAcls.get(acl?.logicalId ?? "");
    const vpc = acl?.term.kind === "reference" && acl.term.attribute === "DefaultNetworkAcl" ? `\${${acl.term.logicalId}}` : undefined;
    bySubnet.set(subnet.logicalId, declared ? { kind: "declared", acl: declared } : vpc ? { kind: "default", vpc } : { kind: "foreign" });
  }
  const entries = new Map<string, NetworkAclEntry[]>();
  for (const entry of network.networkAclEntries.values()) {
    const term = entry.acl?.term;
    const key =
      entry.acl?.logicalId ??
      (term?.kind === "reference" && term.attribute === "DefaultNetworkAcl" ? `default \${${term.logicalId}}` : undefined);
    if (key !== undefined) entries.set(key, [...(entries.get(key) ?? []), entry]);
  }
  return { bySubnet, hasStrays, entries };
};

/** The ACL that guards a subnet. */
function aclOf(network: Network, subnet: Subnet): SubnetAcl {
  const { bySubnet, hasStrays } = network.once(indexOf);
  const found = bySubnet.get(subnet.resource.logicalId);
  if (found) return found;
  return hasStrays || network.isHalfTypedAbout(subnet.resource.logicalId)
    ? { kind: "foreign" }
    : { kind: "default", vpc: subnet.vpc?.identity };
}

/** What an ACL does with packets. */
export interface AclVerdict {
  readonly answer: Answer;
  /** The ACL; undefined for a default one. */
  readonly acl: Resource | undefined;
  /** The entry that drops them; undefined where none lets them through. */
  readonly entry: NetworkAclEntry | undefined;
  readonly unknowns: readonly Unknown[];
}

/** Whether packets get into (ingress, by their source) or out of (egress, by their destination) a subnet. */
export function passAcl(network: Network, subnet: Subnet, direction: Direction, packet: Packet): AclVerdict {
  const acl = aclOf(network, subnet);
  const peer = direction === "ingress" ? packet.source : packet.destination;
  if (acl.kind === "foreign") {
    const message = `Which network ACL guards ${subnet.resource.logicalId} is not in the template.`;
    return { answer: "unknown", acl: undefined, entry: undefined, unknowns: [{ logicalId: subnet.resource.logicalId, message }] };
  }
  const { entries } = network.once(indexOf);
  if (acl.kind === "default") {
    const added = entries.get(`default ${acl.vpc}`) ?? [];
    return {
      ...decide(
        added.filter((entry) => (known(entry.ruleNumber) ?? 0) < 100),
        direction,
        packet,
        peer,
        "allow",
      ),
      acl: undefined,
    };
  }
  const { resource } = acl.acl;
  const found = decide(entries.get(resource.logicalId) ?? [], direction, packet, peer, "deny");
  if (found.answer === "no" && !found.entry && network.mayGainEntries(resource.logicalId)) {
    const message = `${resource.logicalId} may have entries that are not in the template.`;
    return { answer: "unknown", acl: resource, entry: undefined, unknowns: [{ logicalId: resource.logicalId, message }] };
  }
  return { ...found, acl: resource };
}

/** Entry after entry: what none of them decides is decided by `otherwise`. */
function decide(
  entries: readonly NetworkAclEntry[],
  direction: Direction,
  packet: Packet,
  peer: Addresses,
  otherwise: "allow" | "deny",
): Omit<AclVerdict, "acl"> {
  const doubtful: NetworkAclEntry[] = [];
  let left: PortSet = packet.ports;
  let allowedParts: traffic.TrafficSet = traffic.nothing;
  for (const entry of inOrder(entries)) {
    const isOfDirection = directionIs(entry, direction);
    if (isOfDirection === "no") continue;
    const part = packet.protocol === allProtocols && isOfDirection === "yes" ? partOf(entry, peer) : traffic.nothing;
    if (known(entry.action)?.toLowerCase() === "allow") allowedParts = traffic.union(allowedParts, part);
    else if (part.length > 0 && traffic.isSubset(part, allowedParts)) continue;
    const hit = isOfDirection === "yes" ? matches(entry, packet, left, peer) : { answer: "unknown" as const, ports: left };
    if (hit.answer === "no" || isEmpty(hit.ports)) continue;
    const action = known(entry.action)?.toLowerCase();
    const isAllow = action === "allow";
    if (hit.answer === "unknown" || (action !== "allow" && action !== "deny")) {
      doubtful.push(entry);
      continue;
    }
    if (!isAllow) return verdict("no", doubtful, entry);
    left = subtract(left, hit.ports);
    if (isEmpty(left)) return verdict("yes", doubtful, undefined);
  }
  return verdict(otherwise === "allow" ? "yes" : "no", doubtful, undefined);
}

/** What the entries say together, unless one of the doubtful ones may say the opposite. */
function verdict(answer: "yes" | "no", doubtful: readonly NetworkAclEntry[], entry: NetworkAclEntry | undefined): Omit<AclVerdict, "acl"> {
  const harmless = answer === "yes" ? "allow" : "deny";
  const isOpen = doubtful.some(({ action }) => known(action)?.toLowerCase() !== harmless);
  return { answer: isOpen ? "unknown" : answer, entry, unknowns: doubtful.map(doubtOf) };
}

/** Why it is not known whether an entry is for the packets. */
function doubtOf(entry: NetworkAclEntry): Unknown {
  const { logicalId } = entry.resource;
  const fields = [entry.cidr, entry.protocol, entry.ruleNumber, entry.action, entry.egress, entry.fromPort, entry.toPort];
  const open = fields.flatMap((field) => (field && field.value.kind !== "known" ? [field.value] : []));
  const name = open.flatMap((value) => parameterIn(valueIdentity(value)) ?? [])[0];
  if (name !== undefined)
    return { logicalId: name, message: `Whether ${logicalId} is for the packets hangs on ${name}, whose value is not known.` };
  const [cidr] = open.length === 0 ? [known(entry.cidr)] : [];
  const why = cidr ? `an address that is not in the template: ${formatCidr(cidr)} may hold it` : "a value that is not known";
  return { logicalId, message: `Whether ${logicalId} is for the packets hangs on ${why}.` };
}

/** By rule number; those without a known one first, because they may come before any other. */
const inOrder = (entries: readonly NetworkAclEntry[]): readonly NetworkAclEntry[] =>
  [...entries].sort((a, b) => (known(a.ruleNumber) ?? 0) - (known(b.ruleNumber) ?? 0));

function directionIs(entry: NetworkAclEntry, direction: Direction): Answer {
  const egress = entry.egress ? known(entry.egress) : false;
  if (egress === undefined) return "unknown";
  return egress === (direction === "egress") ? "yes" : "no";
}

/** Which of the ports an entry decides, and whether it is for the protocol and all of the addresses. */
function matches(
  entry: NetworkAclEntry,
  packet: Packet,
  left: PortSet,
  peer: Addresses,
): { readonly answer: Answer; readonly ports: PortSet } {
  const protocol = known(entry.protocol);
  const address: Answer = entry.cidr ? isWithinField(peer, entry.cidr) : "unknown";
  if (
    address === "no" ||
    (protocol !== undefined && protocol !== allProtocols && packet.protocol !== allProtocols && protocol !== packet.protocol)
  )
    return { answer: "no", ports: left };
  if (protocol === undefined || known(entry.ruleNumber) === undefined) return { answer: "unknown", ports: left };
  if (packet.protocol === allProtocols && protocol !== allProtocols) {
    // Of all traffic an entry for one protocol decides a part: an allowing one is not enough, a denying one is too much.
    return known(entry.action)?.toLowerCase() === "deny" ? { answer: address, ports: left } : { answer: "no", ports: left };
  }
  const own = protocol === allProtocols ? allPorts : portsOfEntry(entry, protocol);
  return own ? { answer: address, ports: intersect(left, own) } : { answer: "unknown", ports: left };
}

/** What an entry for one protocol decides of all traffic, where it is for all of the addresses. */
function partOf(entry: NetworkAclEntry, peer: Addresses): traffic.TrafficSet {
  const protocol = known(entry.protocol);
  const isCertain = known(entry.ruleNumber) !== undefined && entry.cidr && isWithinField(peer, entry.cidr) === "yes";
  const own = protocol === undefined || protocol === allProtocols || !isCertain ? undefined : portsOfEntry(entry, protocol);
  return protocol !== undefined && own ? traffic.traffic(protocol, peer.set, own) : traffic.nothing;
}

/** The ports (or ICMP messages) of an entry; undefined where they are not known. */
function portsOfEntry(entry: NetworkAclEntry, protocol: number): PortSet | undefined {
  const range = (from: Field<number> | undefined, to: Field<number> | undefined, make: (from: number, to: number) => PortSet) => {
    const [first, last] = [known(from), known(to)];
    return first === undefined || last === undefined ? undefined : make(first, last);
  };
  if (protocol === tcp || protocol === udp) return range(entry.fromPort, entry.toPort, ports);
  if (protocol === icmp || protocol === icmpv6) return range(entry.icmpType, entry.icmpCode, traffic.icmpMessages);
  return allPorts;
}
