import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  allPorts,
  equal,
  intersect,
  isEmpty,
  isSubset,
  noPorts,
  type PortSet,
  ports,
  subtract,
  toRanges,
  union,
} from "../../server/src/cidr/port-set.ts";

const listed = (set: PortSet) =>
  new Set(toRanges(set).flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, n) => from + n)));

const range = fc.tuple(fc.nat(20), fc.nat(20));
const set = fc.array(range, { maxLength: 4 }).map((ranges) => ranges.map(([from, to]) => ports(from, to)).reduce(union, noPorts));

describe("port sets", () => {
  test.each([
    [80, 80, [{ from: 80, to: 80 }]],
    [0, 65_535, [{ from: 0, to: 65_535 }]],
    [-1, 70_000, [{ from: 0, to: 65_535 }]],
    [90, 80, []],
    [70_000, 70_001, []],
    [-5, -1, []],
    [Number.NaN, 80, []],
    [1.5, 80, []],
  ])("ports(%d, %d)", (from, to, expected) => {
    expect(toRanges(ports(from, to))).toEqual(expected);
  });

  test("neighbours become one range", () => {
    expect(toRanges(union(ports(443, 443), ports(440, 442)))).toEqual([{ from: 440, to: 443 }]);
    expect(toRanges(subtract(allPorts, ports(22, 22)))).toEqual([
      { from: 0, to: 21 },
      { from: 23, to: 65_535 },
    ]);
  });

  test("agree with sets of single ports", () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const [inA, inB] = [listed(a), listed(b)];
        expect(listed(union(a, b))).toEqual(new Set([...inA, ...inB]));
        expect(listed(intersect(a, b))).toEqual(new Set([...inA].filter((port) => inB.has(port))));
        expect(listed(subtract(a, b))).toEqual(new Set([...inA].filter((port) => !inB.has(port))));
        expect(isSubset(a, b)).toBe([...inA].every((port) => inB.has(port)));
        expect(equal(a, b)).toBe(isSubset(a, b) && isSubset(b, a));
        expect(isEmpty(a)).toBe(inA.size === 0);
      }),
    );
  });

  test("obey De Morgan's laws", () => {
    const complement = (ofSet: PortSet) => subtract(allPorts, ofSet);
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(complement(union(a, b))).toEqual(intersect(complement(a), complement(b)));
        expect(complement(intersect(a, b))).toEqual(union(complement(a), complement(b)));
      }),
    );
  });
});
