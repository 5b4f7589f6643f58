import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Cidr, cidrOf, contains, formatCidr, overlaps, sizeOf } from "../../server/src/cidr/cidr.ts";
import { freeAddresses, freeBlocks, nextFreeBlock } from "../../server/src/cidr/free-space.ts";
import { addressesOf, cidr, smallCidr } from "./arbitraries.ts";

const blocks = (...texts: string[]) => texts.map(cidr);

describe("freeBlocks", () => {
  test("between subnets", () => {
    expect(freeBlocks(blocks("10.0.0.0/16"), blocks("10.0.0.0/24", "10.0.1.0/24", "10.0.128.0/17")).map(formatCidr)).toEqual([
      "10.0.2.0/23",
      "10.0.4.0/22",
      "10.0.8.0/21",
      "10.0.16.0/20",
      "10.0.32.0/19",
      "10.0.64.0/18",
    ]);
  });

  test("neighbouring blocks of a VPC are not joined", () => {
    expect(freeBlocks(blocks("10.0.128.0/17", "2001:db8::/56", "10.0.0.0/17"), []).map(formatCidr)).toEqual([
      "10.0.0.0/17",
      "10.0.128.0/17",
      "2001:db8::/56",
    ]);
  });

  const some = fc.array(smallCidr, { maxLength: 6 });

  test("are apart from what is taken and from each other, and with it make up the whole", () => {
    fc.assert(
      fc.property(some, some, (within, taken) => {
        const free = freeBlocks(within, taken);
        const freeList = free.flatMap(addressesOf);
        const whole = new Set(within.flatMap(addressesOf));
        const used = new Set(taken.flatMap(addressesOf));
        expect(new Set(freeList).size).toBe(freeList.length);
        expect(new Set(freeList)).toEqual(new Set([...whole].filter((address) => !used.has(address))));
        expect(freeAddresses(within, taken)).toBe(BigInt(freeList.length));
        expect(free.every((block) => within.some((outer) => contains(outer, block)))).toBe(true);
      }),
    );
  });

  test("are as large as can be", () => {
    fc.assert(
      fc.property(some, some, (within, taken) => {
        for (const block of freeBlocks(within, taken)) {
          const wider = cidrOf(block.version, block.first, block.prefixLength - 1);
          const fits = within.some((outer) => contains(outer, wider)) && !taken.some((other) => overlaps(other, wider));
          expect(fits).toBe(false);
        }
      }),
    );
  });
});

describe("nextFreeBlock", () => {
  const next = (within: string[], taken: string[], length: number, after?: string) => {
    const found = nextFreeBlock(blocks(...within), blocks(...taken), length, after === undefined ? undefined : cidr(after));
    return found && formatCidr(found);
  };

  test.each<[string, string[], string[], number, string | undefined, string | undefined]>([
    ["the start of an empty VPC", ["10.0.0.0/16"], [], 24, undefined, "10.0.0.0/24"],
    ["the wished place where it is free", ["10.0.0.0/16"], ["10.0.0.0/24"], 24, "10.0.5.0/24", "10.0.5.0/24"],
    ["the next one where it is taken", ["10.0.0.0/16"], ["10.0.0.0/24", "10.0.1.0/24"], 24, "10.0.1.0/24", "10.0.2.0/24"],
    ["aligned after a smaller one", ["10.0.0.0/16"], ["10.0.0.0/26"], 24, undefined, "10.0.1.0/24"],
    ["from the start where nothing is free after", ["10.0.0.0/16"], ["10.0.128.0/17"], 24, "10.0.200.0/24", "10.0.0.0/24"],
    ["aligned at or after a smaller wish", ["10.0.0.0/16"], [], 24, "10.0.1.64/26", "10.0.2.0/24"],
    ["the whole VPC", ["10.0.0.0/16"], [], 16, undefined, "10.0.0.0/16"],
    ["none where it is full", ["10.0.0.0/24"], ["10.0.0.0/25", "10.0.0.128/25"], 28, undefined, undefined],
    ["none where all that is free is too small", ["10.0.0.0/24"], ["10.0.0.0/25"], 24, undefined, undefined],
    ["none larger than the VPC", ["10.0.0.0/16"], [], 15, undefined, undefined],
    ["the primary block first", ["192.168.0.0/24", "100.64.0.0/16"], [], 26, undefined, "192.168.0.0/26"],
    [
      "another block when the first is full",
      ["192.168.0.0/24", "100.64.0.0/16"],
      ["192.168.0.0/24"],
      26,
      "192.168.0.0/26",
      "100.64.0.0/26",
    ],
    ["the wish's own block before others", ["10.0.0.0/24", "10.1.0.0/24"], ["10.1.0.128/25"], 26, "10.1.0.192/26", "10.1.0.0/26"],
    ["from the start where the wish lies outside", ["10.0.0.0/16"], [], 24, "10.9.0.0/24", "10.0.0.0/24"],
    ["of the wish's version", ["10.0.0.0/16", "2001:db8::/56"], [], 64, "2001:db8::/64", "2001:db8::/64"],
    ["of the first block's version", ["10.0.0.0/16", "2001:db8::/56"], [], 64, undefined, undefined],
    ["nothing in nothing", [], [], 24, undefined, undefined],
  ])("%s", (_, within, taken, length, after, expected) => {
    expect(next(within, taken, length, after)).toBe(expected);
  });

  test("finds a block exactly where one is, and the first one", () => {
    const inputs = fc.tuple(
      fc.array(smallCidr, { maxLength: 6 }),
      fc.integer({ min: 27, max: 32 }),
      fc.option(fc.nat(31), { nil: undefined }),
    );
    fc.assert(
      fc.property(inputs, ([taken, length, wish]) => {
        const within = cidr("10.0.0.0/27");
        const after = wish === undefined ? undefined : cidr(`10.0.0.${wish}/32`);
        const free: Cidr[] = [];
        for (let host = 0; host < 32; host += 2 ** (32 - length)) {
          const candidate = cidr(`10.0.0.${host}/${length}`);
          if (!taken.some((other) => overlaps(other, candidate))) free.push(candidate);
        }
        const expected = free.find((block) => block.first >= (after?.first ?? 0n)) ?? free[0];
        const found = nextFreeBlock([within], taken, length, after);
        expect(found && formatCidr(found)).toBe(expected && formatCidr(expected));
        if (found) expect(sizeOf(found)).toBe(BigInt(2 ** (32 - length)));
      }),
      { numRuns: 500 },
    );
  });
});
