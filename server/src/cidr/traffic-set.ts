/**
 * Immutable sets of traffic: protocol x port x address on one side. They prove that a rule of a security group or an entry of a network
 * ACL is repeated, implied or shadowed by others. Knows neither groups nor ACLs.
 */
import * as addresses from "./address-set.ts";
import type { AddressSet } from "./address-set.ts";
import { fromIntervals, intervalsOf } from "./interval-set.ts";
import { allPorts, noPorts, type PortRange, type PortSet } from "./port-set.ts";
import { allProtocols, hasPorts } from "./protocol.ts";
import { mergeSteps, type StepFunction, stepValues, type Values } from "./step-function.ts";

/** For each protocol 0 to 255 and each port the addresses. Equal sets have equal content. */
export type TrafficSet = StepFunction<StepFunction<AddressSet>>;

/** A part of a traffic set: each protocol of the range with each of the ports and each of the addresses. */
export interface TrafficBox {
  /** Protocol numbers, both included. */
  readonly protocols: PortRange;
  /** Ports, or ICMP types and codes as `icmpMessages` numbers them; 0 to 65535 for protocols without. */
  readonly ports: PortRange;
  readonly addresses: AddressSet;
}

const addressValues: Values<AddressSet> = { empty: addresses.nothing, isEmpty: addresses.isEmpty, equal: addresses.equal };
const portValues = stepValues(addressValues);
const trafficValues = stepValues(portValues);

export const nothing: TrafficSet = [];

/** All traffic of both IP versions. */
export const everything: TrafficSet = traffic(allProtocols, addresses.everything);

/**
 * Traffic of one protocol (0 to 255, -1 for all; empty for any other number). `ports` counts only for TCP, UDP, ICMP (see `icmpMessages`) and
 * ICMPv6: AWS ignores it for the others and for -1, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
export function traffic(protocol: number, addressSet: AddressSet, portSet: PortSet = allPorts): TrafficSet {
  const all = protocol === allProtocols;
  if (!all && !(Number.isInteger(protocol) && protocol >= 0 && protocol <= 255)) return nothing;
  const counted = hasPorts(protocol) ? portSet : allPorts;
  if (addresses.isEmpty(addressSet) || counted.length === 0) return nothing;
  const value = intervalsOf(counted).map(([start, end]) => ({ start, end, value: addressSet }));
  return [{ start: all ? 0 : protocol, end: all ? 256 : protocol + 1, value }];
}

/**
 * ICMP messages as ports: type x 256 + code. -1 is every type or every code; every code follows from every type. Empty for numbers that
 * are not -1 to 255.
 */
export function icmpMessages(type: number, code: number): PortSet {
  const isWhole = (number: number) => Number.isInteger(number) && number >= -1 && number <= 255;
  if (!isWhole(type) || !isWhole(code)) return noPorts;
  if (type === -1) return allPorts;
  return fromIntervals([code === -1 ? [type * 256, type * 256 + 256] : [type * 256 + code, type * 256 + code + 1]]);
}

export const union = (a: TrafficSet, b: TrafficSet): TrafficSet => merge(a, b, addresses.union);

export const intersect = (a: TrafficSet, b: TrafficSet): TrafficSet => merge(a, b, addresses.intersect);

/** What is in `a` and not in `b`. */
export const subtract = (a: TrafficSet, b: TrafficSet): TrafficSet => merge(a, b, addresses.subtract);

export const isEmpty = (set: TrafficSet): boolean => set.length === 0;

/** Whether all traffic of `inner` is in `outer`. */
export const isSubset = (inner: TrafficSet, outer: TrafficSet): boolean => isEmpty(subtract(inner, outer));

export const equal = (a: TrafficSet, b: TrafficSet): boolean => trafficValues.equal(a, b);

/** The set cut into boxes that have nothing in common, by protocol, then by port. */
export const toBoxes = (set: TrafficSet): TrafficBox[] =>
  set.flatMap((protocol) =>
    protocol.value.map((port) => ({
      protocols: { from: protocol.start, to: protocol.end - 1 },
      ports: { from: port.start, to: port.end - 1 },
      addresses: port.value,
    })),
  );

function merge(a: TrafficSet, b: TrafficSet, ofAddresses: (a: AddressSet, b: AddressSet) => AddressSet): TrafficSet {
  return mergeSteps(portValues, a, b, (x, y) => mergeSteps(addressValues, x, y, ofAddresses));
}
