import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressSet, toCidrs } from "../../server/src/cidr/address-set.ts";
import { formatCidr } from "../../server/src/cidr/cidr.ts";
import { allPorts, ports, toRanges } from "../../server/src/cidr/port-set.ts";
import { parseProtocol } from "../../server/src/cidr/protocol.ts";
import {
  equal,
  everything,
  icmpMessages,
  intersect,
  isEmpty,
  isSubset,
  nothing,
  subtract,
  type TrafficSet,
  toBoxes,
  traffic,
  union,
} from "../../server/src/cidr/traffic-set.ts";
import { addressesOf, cidr, smallCidr } from "./arbitraries.ts";

const rule = (protocol: string, from: number, to: number, ...blocks: string[]) =>
  traffic(parseProtocol(protocol) ?? Number.NaN, addressSet(blocks.map(cidr)), ports(from, to));

describe("what one rule implies", () => {
  test.each([
    ["a port of a range", rule("tcp", 443, 443, "10.0.0.0/16"), rule("tcp", 0, 1023, "10.0.0.0/16"), true],
    ["a smaller block", rule("tcp", 443, 443, "10.0.1.0/24"), rule("tcp", 443, 443, "0.0.0.0/0"), true],
    ["TCP of all protocols", rule("tcp", 22, 22, "10.0.0.0/16"), rule("-1", -1, -1, "10.0.0.0/16"), true],
    ["a name and its number", rule("6", 22, 22, "10.0.0.0/16"), rule("tcp", 22, 22, "10.0.0.9/16"), true],
    ["UDP is not TCP", rule("udp", 53, 53, "10.0.0.0/16"), rule("tcp", 53, 53, "10.0.0.0/16"), false],
    ["IPv6 is not IPv4", rule("tcp", 443, 443, "::/0"), rule("tcp", 443, 443, "0.0.0.0/0"), false],
    ["a wider range", rule("tcp", 80, 443, "10.0.0.0/16"), rule("tcp", 80, 80, "10.0.0.0/16"), false],
    ["ports of GRE do not count", rule("47", 0, 65_535, "10.0.0.0/16"), rule("47", 5, 5, "10.0.0.0/16"), true],
    ["nothing is in all", nothing, rule("tcp", 1, 1, "10.0.0.0/16"), true],
    ["all is in the whole", rule("-1", 0, 0, "0.0.0.0/0", "::/0"), everything, true],
    ["the whole is not in IPv4", everything, rule("-1", 0, 0, "0.0.0.0/0"), false],
  ])("%s", (_, inner, outer, implied) => {
    expect(isSubset(inner, outer)).toBe(implied);
  });

  test("two rules together may cover what neither does alone", () => {
    const lower = rule("tcp", 0, 1023, "10.0.0.0/17", "10.0.128.0/18");
    const upper = rule("tcp", 1000, 65_535, "10.0.128.0/17", "10.0.0.0/17");
    const wanted = rule("tcp", 443, 8080, "10.0.0.0/17");
    expect([isSubset(wanted, lower), isSubset(wanted, upper), isSubset(wanted, union(lower, upper))]).toEqual([false, false, true]);
  });

  test("all protocols one by one are all protocols", () => {
    const each = Array.from({ length: 256 }, (_, protocol) => rule(String(protocol), 0, 65_535, "10.0.0.0/16")).reduce(union, nothing);
    expect(equal(each, rule("all", 0, 0, "10.0.0.0/16"))).toBe(true);
    expect(toBoxes(each)).toHaveLength(1);
  });

  test("what is left, as boxes", () => {
    const left = subtract(rule("tcp", 20, 25, "10.0.0.0/24"), rule("tcp", 22, 22, "10.0.0.0/25"));
    const written = toBoxes(left).map(({ protocols, ports: range, addresses }) => [protocols, range, toCidrs(addresses).map(formatCidr)]);
    expect(written).toEqual([
      [{ from: 6, to: 6 }, { from: 20, to: 21 }, ["10.0.0.0/24"]],
      [{ from: 6, to: 6 }, { from: 22, to: 22 }, ["10.0.0.128/25"]],
      [{ from: 6, to: 6 }, { from: 23, to: 25 }, ["10.0.0.0/24"]],
    ]);
  });

  test("a gap between two ranges stays a gap", () => {
    const both = union(rule("tcp", 80, 80, "10.0.0.0/16"), rule("tcp", 443, 443, "10.0.0.0/16"));
    expect(isSubset(rule("tcp", 100, 100, "10.0.0.0/16"), both)).toBe(false);
    const around = union(rule("5", 0, 0, "10.0.0.0/16"), rule("tcp", 0, 65_535, "10.0.0.0/16"));
    expect(toBoxes(around).map(({ protocols }) => protocols)).toEqual([{ from: 5, to: 6 }]);
    const apart = union(rule("5", 0, 0, "10.0.0.0/16"), rule("7", 0, 0, "10.0.0.0/16"));
    expect(isSubset(rule("tcp", 22, 22, "10.0.0.0/16"), apart)).toBe(false);
  });

  test("no such protocol, no ports, no addresses: no traffic", () => {
    const someAddresses = addressSet([cidr("10.0.0.0/16")]);
    for (const protocol of [-2, 256, 1.5, Number.NaN]) expect(isEmpty(traffic(protocol, someAddresses))).toBe(true);
    expect(isEmpty(rule("tcp", 2, 1, "10.0.0.0/16"))).toBe(true);
    expect(isEmpty(rule("tcp", 1, 1))).toBe(true);
  });
});

describe("icmpMessages", () => {
  test.each([
    [-1, -1, [{ from: 0, to: 65_535 }]],
    [-1, 3, [{ from: 0, to: 65_535 }]],
    [8, -1, [{ from: 2048, to: 2303 }]],
    [3, 4, [{ from: 772, to: 772 }]],
    [255, 255, [{ from: 65_535, to: 65_535 }]],
    [256, 0, []],
    [8, -2, []],
    [8, 0.5, []],
  ])("type %d, code %d", (type, code, expected) => {
    expect(toRanges(icmpMessages(type, code))).toEqual(expected);
  });

  test("echo requests are among all ICMP, not among its replies", () => {
    const somewhere = addressSet([cidr("10.0.0.0/16")]);
    const echo = traffic(1, somewhere, icmpMessages(8, 0));
    expect(isSubset(echo, traffic(1, somewhere))).toBe(true);
    expect(isSubset(echo, traffic(1, somewhere, icmpMessages(0, -1)))).toBe(false);
    expect(isSubset(echo, traffic(58, somewhere))).toBe(false);
  });
});

describe("laws", () => {
  const someTraffic = fc
    .tuple(fc.constantFrom(-1, 5, 6, 17, 1), fc.array(smallCidr, { maxLength: 2 }), fc.nat(3), fc.nat(3))
    .map(([protocol, blocks, from, to]) => traffic(protocol, addressSet(blocks), ports(from, to)));
  const set = fc.array(someTraffic, { maxLength: 3 }).map((parts) => parts.reduce(union, nothing));

  /** A few protocols and ports stand for all: `someTraffic` changes nowhere between two of them. */
  function listed(traffics: TrafficSet): Set<string> {
    const found = new Set<string>();
    for (const { protocols, ports: range, addresses } of toBoxes(traffics)) {
      const values = toCidrs(addresses).flatMap(addressesOf);
      for (const protocol of [0, 1, 4, 5, 6, 7, 17, 255].filter((number) => protocols.from <= number && number <= protocols.to)) {
        for (const port of [0, 1, 2, 3, 4, 65_535].filter((number) => range.from <= number && number <= range.to)) {
          for (const value of values) found.add(`${protocol} ${port} ${value}`);
        }
      }
    }
    return found;
  }

  test("agree with sets of single packets", () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const [inA, inB] = [listed(a), listed(b)];
        expect(listed(union(a, b))).toEqual(new Set([...inA, ...inB]));
        expect(listed(intersect(a, b))).toEqual(new Set([...inA].filter((packet) => inB.has(packet))));
        expect(listed(subtract(a, b))).toEqual(new Set([...inA].filter((packet) => !inB.has(packet))));
        expect(isSubset(a, b)).toBe([...inA].every((packet) => inB.has(packet)));
        expect(equal(a, b)).toBe(isSubset(a, b) && isSubset(b, a));
        expect(isEmpty(a)).toBe(inA.size === 0);
      }),
    );
  });

  test("commutative, associative, distributive, De Morgan, and one form for one set", () => {
    const complement = (traffics: TrafficSet) => subtract(everything, traffics);
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        expect(union(a, b)).toEqual(union(b, a));
        expect(intersect(a, b)).toEqual(intersect(b, a));
        expect(union(a, union(b, c))).toEqual(union(union(a, b), c));
        expect(intersect(a, union(b, c))).toEqual(union(intersect(a, b), intersect(a, c)));
        expect(complement(union(a, b))).toEqual(intersect(complement(a), complement(b)));
        expect(complement(intersect(a, b))).toEqual(union(complement(a), complement(b)));
        expect(complement(complement(a))).toEqual(a);
      }),
    );
  });

  test("boxes are apart and make up the set", () => {
    fc.assert(
      fc.property(set, (a) => {
        const boxes = toBoxes(a).map(({ protocols, ports: range, addresses }) => [
          { start: protocols.from, end: protocols.to + 1, value: [{ start: range.from, end: range.to + 1, value: addresses }] },
        ]);
        expect(boxes.reduce<TrafficSet>(union, nothing)).toEqual(a);
        boxes.forEach((one, index) => expect(boxes.slice(index + 1).every((other) => isEmpty(intersect(one, other)))).toBe(true));
      }),
    );
  });

  test("the ports of traffic without a port set are all", () => {
    expect(equal(traffic(6, addressSet([])), nothing)).toBe(true);
    expect(toBoxes(traffic(6, addressSet([cidr("::/0")])))).toMatchObject([{ ports: { from: allPorts[0], to: 65_535 } }]);
  });
});
