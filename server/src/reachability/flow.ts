/**
 * What is asked about: the addresses at the two ends of a flow, its protocol and its ports, and how blocks of a template relate to
 * them. Knows no resource.
 */
import { type AddressSet, addressSet, everything4, everything6, intersect, isEmpty, isSubset, subtract } from "../cidr/address-set.ts";
import { type Cidr, formatAddress, formatCidr, type IpVersion, isCidr, parseCidr } from "../cidr/cidr.ts";
import { allPorts, type PortSet, ports } from "../cidr/port-set.ts";
import { icmp, icmpv6, tcp, udp } from "../cidr/protocol.ts";
import { rfc1918, sharedAddressSpace } from "../cidr/reserved.ts";
import { icmpMessages } from "../cidr/traffic-set.ts";
import { valueIdentity } from "../template/value.ts";
import type { CidrField } from "../network/resource.ts";

/** "yes", "no", or not decided by the template. */
export type Answer = "yes" | "no" | "unknown";

/** The addresses of one end. */
export interface Addresses {
  readonly set: AddressSet;
  /** "each": every one of them is meant; "one": one of them, which the template does not say. */
  readonly quantifier: "each" | "one";
  /** Identities of blocks that are not known, but hold all of them for certain. */
  readonly inside: readonly string[];
  /** Identities of blocks that hold none of them for certain. */
  readonly apart?: readonly string[];
}

export const each = (set: AddressSet): Addresses => ({ set, quantifier: "each", inside: [] });
export const one = (set: AddressSet, inside: readonly string[] = []): Addresses => ({ set, quantifier: "one", inside });

/** Whether the addresses lie in a set: "unknown" where one of them is meant and some lie in it. */
export function isWithin({ set, quantifier }: Addresses, block: AddressSet): Answer {
  if (isSubset(set, block)) return "yes";
  return quantifier === "one" && !isEmpty(intersect(set, block)) ? "unknown" : "no";
}

/** Whether the addresses lie in the block that a property states. */
export function isWithinField(addresses: Addresses, field: CidrField): Answer {
  if (field.value.kind === "known") return isWithin(addresses, blockSet(field.value.value));
  const identity = valueIdentity(field.text);
  return addresses.inside.includes(identity) ? "yes" : addresses.apart?.includes(identity) ? "no" : "unknown";
}

const sets = new WeakMap<Cidr, AddressSet>();

/** The addresses of one block; made once for each. */
export function blockSet(cidr: Cidr): AddressSet {
  const ready = sets.get(cidr) ?? addressSet([cidr]);
  sets.set(cidr, ready);
  return ready;
}

/** Packets in one direction. */
export interface Packet {
  readonly version: IpVersion;
  /** 0 to 255, or -1 for all. */
  readonly protocol: number;
  /** Destination ports; for ICMP messages as `icmpMessages` numbers them; all of them for protocols without. */
  readonly ports: PortSet;
  readonly source: Addresses;
  readonly destination: Addresses;
}

/** Ports that clients use, as the practical allowance of AWS has them: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports */
const ephemeralPorts: PortSet = ports(1024, 65_535);

/** ICMP echo request and echo reply, by version: type and code. */
const echo = {
  4: { request: icmpMessages(8, 0), reply: icmpMessages(0, 0) },
  6: { request: icmpMessages(128, 0), reply: icmpMessages(129, 0) },
};

/** What a question asks about, as packets from the source: of TCP and UDP one port or, without, all. */
export function request(version: IpVersion, protocol: number, port: number | undefined, source: Addresses, destination: Addresses): Packet {
  const isEcho = protocol === icmp || protocol === icmpv6;
  const asked = isEcho ? echo[version].request : port === undefined ? allPorts : ports(port, port);
  return { version, protocol: isEcho ? (version === 4 ? icmp : icmpv6) : protocol, ports: asked, source, destination };
}

/** The packets of the answer: ends exchanged, to the ports that clients use. */
export function replyTo({ version, protocol, source, destination }: Packet): Packet {
  const isEcho = protocol === icmp || protocol === icmpv6;
  const asked = isEcho ? echo[version].reply : protocol === tcp || protocol === udp ? ephemeralPorts : allPorts;
  return { version, protocol, ports: asked, source: destination, destination: source };
}

/** IPv4 addresses that no host of the internet has. */
const notInternet = addressSet([
  ...rfc1918,
  sharedAddressSpace,
  ...["169.254.0.0/16", "0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3"].flatMap(blockOf),
]);

function blockOf(text: string): readonly Cidr[] {
  const parsed = parseCidr(text);
  return isCidr(parsed) ? [parsed] : [];
}

/** Every public IPv4 address. */
const internet4: AddressSet = subtract(everything4, notInternet);

/** Every IPv6 address that is not for private use, nor for IPv4 hosts behind a NAT gateway (NAT64). */
const internet6: AddressSet = subtract(everything6, addressSet(["fc00::/7", "fe80::/10", "ff00::/8", "64:ff9b::/96"].flatMap(blockOf)));

/** All public addresses of one version. */
export const internetOf = (version: IpVersion): AddressSet => (version === 4 ? internet4 : internet6);

/**
 * The set cut along the blocks, so that each part lies in the same ones of them. Nothing is cut where that would make more than
 * `limit` parts.
 */
export function cutAlong(set: AddressSet, blocks: readonly Cidr[], limit: number): readonly AddressSet[] {
  let parts: readonly AddressSet[] = [set];
  for (const block of blocks) {
    const inBlock = blockSet(block);
    if (isEmpty(intersect(set, inBlock)) || isSubset(set, inBlock)) continue;
    parts = parts.flatMap((part) => [intersect(part, inBlock), subtract(part, inBlock)].filter((one) => !isEmpty(one)));
    if (parts.length > limit) return [set];
  }
  return parts;
}

/** A block in words: a single address without its prefix length. */
export const blockInWords = (cidr: Cidr): string => (cidr.first === cidr.last ? formatAddress(cidr.version, cidr.first) : formatCidr(cidr));
