import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Cidr, overlaps } from "../../server/src/cidr/cidr.ts";
import { overlappingPairs } from "../../server/src/cidr/overlaps.ts";
import { anyCidr, cidr, smallCidr } from "./arbitraries.ts";

const named = (...texts: string[]) => texts.map((text) => ({ cidr: cidr(text), item: text }));
const numbered = (blocks: readonly Cidr[]) => blocks.map((block, item) => ({ cidr: block, item }));

describe("overlappingPairs", () => {
  test("pairs stand in the order of the input", () => {
    expect(overlappingPairs(named("10.0.9.0/24", "10.0.1.0/24", "10.0.0.0/16", "10.1.0.0/16", "10.0.1.128/25"))).toEqual([
      ["10.0.9.0/24", "10.0.0.0/16"],
      ["10.0.1.0/24", "10.0.0.0/16"],
      ["10.0.1.0/24", "10.0.1.128/25"],
      ["10.0.0.0/16", "10.0.1.128/25"],
    ]);
  });

  test("neighbours and blocks of different versions are apart", () => {
    expect(overlappingPairs(named("10.0.0.0/24", "10.0.1.0/24", "::/0", "0.0.0.0/0"))).toEqual([
      ["10.0.0.0/24", "0.0.0.0/0"],
      ["10.0.1.0/24", "0.0.0.0/0"],
    ]);
  });

  test("what differs in host bits only is the same block", () => {
    expect(overlappingPairs(named("10.0.0.9/24", "10.0.0.200/24"))).toEqual([["10.0.0.9/24", "10.0.0.200/24"]]);
  });

  test("agrees with two nested loops", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(smallCidr, anyCidr), { maxLength: 12 }), (blocks) => {
        const expected: [number, number][] = [];
        blocks.forEach((a, i) => blocks.forEach((b, j) => i < j && overlaps(a, b) && expected.push([i, j])));
        expect(overlappingPairs(numbered(blocks))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test("a limit bounds what a hostile input costs", () => {
    const same = numbered(Array.from({ length: 3000 }, () => cidr("10.0.0.0/16")));
    expect(overlappingPairs(same, 100)).toHaveLength(100);
    expect(overlappingPairs(same.slice(0, 5), 10)).toHaveLength(10);
    expect(overlappingPairs(same.slice(0, 5), 0)).toEqual([]);
  });
});
