/** Immutable sets of ports. Knows neither protocols nor addresses. */
import { combine, fromIntervals, inBoth, inEither, inFirstOnly, type IntervalSet, intervalsOf, sameNumbers } from "./interval-set.ts";

/** Whole numbers of 0 to 65535. Equal sets have equal content. */
export type PortSet = IntervalSet<number>;

/** Both ends are in the range. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

const lastPort = 65_535;

export const noPorts: PortSet = [];

export const allPorts: PortSet = [0, lastPort + 1];

/** The ports `from` to `to`, both included. What lies outside 0 to 65535 is left out; empty where `from` is after `to` or one is no whole number. */
export function ports(from: number, to: number): PortSet {
  if (!Number.isInteger(from) || !Number.isInteger(to)) return noPorts;
  return fromIntervals([[Math.max(from, 0), Math.min(to, lastPort) + 1]]);
}

export const union = (a: PortSet, b: PortSet): PortSet => combine(a, b, inEither);

export const intersect = (a: PortSet, b: PortSet): PortSet => combine(a, b, inBoth);

/** What is in `a` and not in `b`. */
export const subtract = (a: PortSet, b: PortSet): PortSet => combine(a, b, inFirstOnly);

export const isEmpty = (set: PortSet): boolean => set.length === 0;

/** Whether every port of `inner` is in `outer`. */
export const isSubset = (inner: PortSet, outer: PortSet): boolean => isEmpty(subtract(inner, outer));

export const equal = (a: PortSet, b: PortSet): boolean => sameNumbers(a, b);

/** The fewest ranges, in order. */
export const toRanges = (set: PortSet): PortRange[] => intervalsOf(set).map(([start, end]) => ({ from: start, to: end - 1 }));
