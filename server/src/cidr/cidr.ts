/** IPv4 and IPv6 addresses and CIDR blocks: reading, writing, arithmetic. Knows nothing of VPCs, save how many addresses AWS keeps in a subnet. */
import { IPv6 } from "ip-num";
import { explainAddress, explainPrefixLength } from "./cidr-problem.ts";

export type IpVersion = 4 | 6;

export interface Address {
  readonly version: IpVersion;
  readonly value: bigint;
}

export interface Cidr {
  readonly version: IpVersion;
  /** The address as written: `10.0.0.5/16` has 10.0.0.5 here and 10.0.0.0 in `first`. */
  readonly address: bigint;
  /** 0 to 32 or 128. */
  readonly prefixLength: number;
  /** The network address: the lowest one of the block. */
  readonly first: bigint;
  /** The highest address of the block (inclusive). */
  readonly last: bigint;
}

/** `problem` is a predicate about the text: "has five octets", "has no prefix length". One sentence is the text, a space and the problem. */
export interface CidrProblem {
  readonly problem: string;
}

/** Number of bits of an address: 32 or 128. */
export const addressBits = (version: IpVersion): 32 | 128 => (version === 4 ? 32 : 128);

/** Reads `10.0.0.0/16` or `2001:db8::/32`. Strict: no spaces, no leading zeros, no netmask, no zone index. Host bits are allowed: see `hasHostBits`. */
export function parseCidr(text: string): Cidr | CidrProblem {
  const slash = text.indexOf("/");
  if (slash === 0) return { problem: "has no address before the slash" };
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if ("problem" in address) return address;
  if (slash < 0) return { problem: "has no prefix length" };
  const length = text.slice(slash + 1);
  const bits = addressBits(address.version);
  const prefixLength = /^(?:0|[1-9][0-9]{0,2})$/.test(length) ? Number(length) : Number.NaN;
  if (!(prefixLength <= bits)) return { problem: explainPrefixLength(length, bits) };
  return block(address.version, address.value, prefixLength);
}

/** Tells the two results of `parseCidr` apart. */
export const isCidr = (parsed: Cidr | CidrProblem): parsed is Cidr => !("problem" in parsed);

/** Reads one address without a prefix length. */
export function parseAddress(text: string): Address | CidrProblem {
  const version = text.includes(":") ? 6 : 4;
  const value = version === 4 ? ipv4Value(text) : ipv6Value(text);
  return value === undefined ? { problem: explainAddress(text) } : { version, value };
}

/** The block of that length in which `address` lies. Throws for a prefix length that the version does not have: that is our fault. */
export function cidrOf(version: IpVersion, address: bigint, prefixLength: number): Cidr {
  const bits = addressBits(version);
  if (!Number.isInteger(prefixLength) || prefixLength < 0 || prefixLength > bits) throw new RangeError(`prefix length ${prefixLength}`);
  if (address < 0n || address >> BigInt(bits) !== 0n) throw new RangeError(`address ${address} of IPv${version}`);
  return block(version, address, prefixLength);
}

/** The fewest blocks that cover exactly the addresses `first` to `last` (inclusive), in order. Empty where `first` is after `last`. */
export function fromRange(version: IpVersion, first: bigint, last: bigint): Cidr[] {
  const blocks: Cidr[] = [];
  const bits = addressBits(version);
  let next = first;
  while (next <= last) {
    let prefixLength = bits;
    while (prefixLength > 0) {
      const wider = block(version, next, prefixLength - 1);
      if (wider.first !== next || wider.last > last) break;
      prefixLength--;
    }
    const found = cidrOf(version, next, prefixLength);
    blocks.push(found);
    next = found.last + 1n;
  }
  return blocks;
}

/** Whether the written address is not the network address. AWS drops such bits, https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const hasHostBits = (cidr: Cidr): boolean => cidr.address !== cidr.first;

/** Whether the two have an address in common. Blocks of different versions never have. */
export const overlaps = (a: Cidr, b: Cidr): boolean => a.version === b.version && a.first <= b.last && b.first <= a.last;

/** Whether every address of `inner` is in `outer`; a block contains itself. */
export const contains = (outer: Cidr, inner: Cidr): boolean =>
  outer.version === inner.version && outer.first <= inner.first && inner.last <= outer.last;

export const containsAddress = (cidr: Cidr, address: Address): boolean =>
  cidr.version === address.version && cidr.first <= address.value && address.value <= cidr.last;

/** Whether the two are the same addresses, however they are written. */
export const sameBlock = (a: Cidr, b: Cidr): boolean => a.version === b.version && a.first === b.first && a.prefixLength === b.prefixLength;

/** Number of addresses. */
export const sizeOf = (cidr: Cidr): bigint => cidr.last - cidr.first + 1n;

/**
 * Number of addresses that a subnet with this block can give away: AWS keeps the first four and the last one, in IPv4 and in IPv6.
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 */
export function usableAddresses(cidr: Cidr): bigint {
  const size = sizeOf(cidr);
  return size > 5n ? size - 5n : 0n;
}

/** Equal for equal blocks; cheaper than their text. */
export const blockKey = ({ version, first, prefixLength }: Cidr): string => `${version} ${first.toString(36)}/${prefixLength}`;

/** In canonical form: the network address and the prefix length. */
export const formatCidr = (cidr: Cidr): string => `${formatAddress(cidr.version, cidr.first)}/${cidr.prefixLength}`;

/** Dotted decimals, or IPv6 as RFC 5952 recommends (lower case, the longest run of zeros shortened), without embedded IPv4. */
export function formatAddress(version: IpVersion, value: bigint): string {
  if (version === 4) {
    const number = Number(value);
    return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join(".");
  }
  const groups: string[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(((value >> shift) & 0xffffn).toString(16));
  const { start, length } = longestZeros(groups);
  if (length < 2) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}

function longestZeros(groups: readonly string[]): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (let end = 0; end < groups.length; end++) {
    if (groups[end] !== "0") start = end + 1;
    else if (end + 1 - start > longest.length) longest = { start, length: end + 1 - start };
  }
  return longest;
}

function block(version: IpVersion, address: bigint, prefixLength: number): Cidr {
  const hostBits = BigInt(addressBits(version) - prefixLength);
  const first = (address >> hostBits) << hostBits;
  return { version, address, prefixLength, first, last: first + (1n << hostBits) - 1n };
}

function ipv4Value(text: string): bigint | undefined {
  const octets = text.split(".", 5);
  if (octets.length !== 4) return undefined;
  let value = 0;
  for (const octet of octets) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(octet) || Number(octet) > 255) return undefined;
    value = value * 256 + Number(octet);
  }
  return BigInt(value);
}

/** The longest spelling of an IPv6 address: eight groups of four digits, the last two as an IPv4 address. */
const longestIpv6 = 45;

function ipv6Value(text: string): bigint | undefined {
  if (text.length > longestIpv6 || text.includes("%")) return undefined;
  try {
    return IPv6.fromString(text).value;
  } catch {
    return undefined;
  }
}
