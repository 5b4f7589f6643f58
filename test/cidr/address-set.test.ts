import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AddressSet,
  addressSet,
  countAddresses,
  equal,
  everything,
  everything4,
  everything6,
  intersect,
  isEmpty,
  isSubset,
  nothing,
  subtract,
  toCidrs,
  union,
} from "../../server/src/cidr/address-set.ts";
import { formatCidr } from "../../server/src/cidr/cidr.ts";
import { addressesOf, anyCidr, cidr, smallCidr } from "./arbitraries.ts";

const of = (...texts: string[]) => addressSet(texts.map(cidr));
const written = (set: AddressSet) => toCidrs(set).map(formatCidr);
const listed = (set: AddressSet) => new Set(toCidrs(set).flatMap(addressesOf));

const small = fc.array(smallCidr, { maxLength: 5 });
const wide = fc.array(anyCidr, { maxLength: 5 }).map(addressSet);

describe("address sets", () => {
  test("are one set however they are written", () => {
    expect(equal(of("10.0.0.0/25", "10.0.0.128/25", "10.0.0.7/32"), of("10.0.0.9/24"))).toBe(true);
    expect(written(of("10.0.0.128/25", "::/0", "10.0.0.0/25"))).toEqual(["10.0.0.0/24", "::/0"]);
  });

  test("taking out a block leaves the rest in the fewest blocks", () => {
    expect(written(subtract(of("10.0.0.0/24"), of("10.0.0.64/26")))).toEqual(["10.0.0.0/26", "10.0.0.128/25"]);
  });

  test("the whole", () => {
    expect(written(everything4)).toEqual(["0.0.0.0/0"]);
    expect(written(everything6)).toEqual(["::/0"]);
    expect(equal(union(everything4, everything6), everything)).toBe(true);
    expect(isEmpty(intersect(everything4, everything6))).toBe(true);
    expect(countAddresses(everything)).toBe(2n ** 32n + 2n ** 128n);
    expect(isEmpty(nothing)).toBe(true);
    expect(isEmpty(everything6)).toBe(false);
  });

  test("agree with sets of single addresses", () => {
    fc.assert(
      fc.property(small, small, (listA, listB) => {
        const [a, b] = [addressSet(listA), addressSet(listB)];
        const [inA, inB] = [new Set(listA.flatMap(addressesOf)), new Set(listB.flatMap(addressesOf))];
        expect(listed(a)).toEqual(inA);
        expect(listed(union(a, b))).toEqual(new Set([...inA, ...inB]));
        expect(listed(intersect(a, b))).toEqual(new Set([...inA].filter((address) => inB.has(address))));
        expect(listed(subtract(a, b))).toEqual(new Set([...inA].filter((address) => !inB.has(address))));
        expect(isSubset(a, b)).toBe([...inA].every((address) => inB.has(address)));
        expect(equal(a, b)).toBe(inA.size === inB.size && [...inA].every((address) => inB.has(address)));
        expect(isEmpty(a)).toBe(inA.size === 0);
        expect(countAddresses(a)).toBe(BigInt(inA.size));
      }),
      { numRuns: 300 },
    );
  });

  test("obey the laws of sets", () => {
    const complement = (set: AddressSet) => subtract(everything, set);
    fc.assert(
      fc.property(wide, wide, wide, (a, b, c) => {
        expect(union(a, b)).toEqual(union(b, a));
        expect(intersect(a, b)).toEqual(intersect(b, a));
        expect(union(a, union(b, c))).toEqual(union(union(a, b), c));
        expect(intersect(a, intersect(b, c))).toEqual(intersect(intersect(a, b), c));
        expect(intersect(a, union(b, c))).toEqual(union(intersect(a, b), intersect(a, c)));
        expect(union(a, intersect(b, c))).toEqual(intersect(union(a, b), union(a, c)));
        expect(complement(union(a, b))).toEqual(intersect(complement(a), complement(b)));
        expect(complement(intersect(a, b))).toEqual(union(complement(a), complement(b)));
        expect(complement(complement(a))).toEqual(a);
        expect(addressSet(toCidrs(a))).toEqual(a);
      }),
    );
  });
});
