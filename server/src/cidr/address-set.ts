/** Immutable sets of IPv4 and IPv6 addresses. Knows nothing of ports and protocols. */
import { type Cidr, fromRange, type IpVersion } from "./cidr.ts";
import { combine, fromIntervals, inBoth, inEither, inFirstOnly, type IntervalSet, intervalsOf, sameNumbers } from "./interval-set.ts";

/** Addresses of both versions. Equal sets have equal content. */
export interface AddressSet {
  readonly v4: IntervalSet<bigint>;
  readonly v6: IntervalSet<bigint>;
}

/** All addresses of the blocks. */
export function addressSet(cidrs: readonly Cidr[]): AddressSet {
  return { v4: ofVersion(cidrs, 4), v6: ofVersion(cidrs, 6) };
}

export const nothing: AddressSet = { v4: [], v6: [] };

/** 0.0.0.0/0 */
export const everything4: AddressSet = { v4: [0n, 1n << 32n], v6: [] };

/** ::/0 */
export const everything6: AddressSet = { v4: [], v6: [0n, 1n << 128n] };

/** Every address of both versions. */
export const everything: AddressSet = { v4: everything4.v4, v6: everything6.v6 };

export const union = (a: AddressSet, b: AddressSet): AddressSet => both(a, b, inEither);

export const intersect = (a: AddressSet, b: AddressSet): AddressSet => both(a, b, inBoth);

/** What is in `a` and not in `b`. */
export const subtract = (a: AddressSet, b: AddressSet): AddressSet => both(a, b, inFirstOnly);

export const isEmpty = (set: AddressSet): boolean => set.v4.length === 0 && set.v6.length === 0;

/** Whether every address of `inner` is in `outer`. */
export const isSubset = (inner: AddressSet, outer: AddressSet): boolean => isEmpty(subtract(inner, outer));

export const equal = (a: AddressSet, b: AddressSet): boolean => sameNumbers(a.v4, b.v4) && sameNumbers(a.v6, b.v6);

/** How many addresses of both versions. */
export const countAddresses = (set: AddressSet): bigint =>
  [...intervalsOf(set.v4), ...intervalsOf(set.v6)].reduce((sum, [start, end]) => sum + end - start, 0n);

/** The fewest blocks that cover exactly the set, in order, IPv4 first. */
export const toCidrs = (set: AddressSet): Cidr[] => [
  ...intervalsOf(set.v4).flatMap(([start, end]) => fromRange(4, start, end - 1n)),
  ...intervalsOf(set.v6).flatMap(([start, end]) => fromRange(6, start, end - 1n)),
];

function ofVersion(cidrs: readonly Cidr[], version: IpVersion): IntervalSet<bigint> {
  return fromIntervals(cidrs.filter((cidr) => cidr.version === version).map((cidr) => [cidr.first, cidr.last + 1n] as const));
}

function both(a: AddressSet, b: AddressSet, keep: (inA: boolean, inB: boolean) => boolean): AddressSet {
  return { v4: combine(a.v4, b.v4, keep), v6: combine(a.v6, b.v6, keep) };
}
