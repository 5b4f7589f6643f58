import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contains, formatCidr, overlaps } from "../../server/src/cidr/cidr.ts";
import { splitCidr } from "../../server/src/cidr/fn-cidr.ts";
import { anyCidr, cidr } from "./arbitraries.ts";

function split(text: string, count: number, hostBits: number): unknown {
  const result = splitCidr(cidr(text), count, hostBits);
  return "blocks" in result ? result.blocks.map(formatCidr) : result;
}

describe("splitCidr", () => {
  test("AWS's example: six blocks of /27 from a /24", () => {
    expect(split("192.168.0.0/24", 6, 5)).toEqual([
      "192.168.0.0/27",
      "192.168.0.32/27",
      "192.168.0.64/27",
      "192.168.0.96/27",
      "192.168.0.128/27",
      "192.168.0.160/27",
    ]);
  });

  test("AWS's example: 256 blocks of /64 from the /56 of a VPC", () => {
    const blocks = split("2001:db8:1234:1a00::/56", 256, 64);
    expect(blocks).toHaveLength(256);
    expect(blocks).toMatchObject({ 0: "2001:db8:1234:1a00::/64", 1: "2001:db8:1234:1a01::/64", 255: "2001:db8:1234:1aff::/64" });
  });

  test("drops the host bits of the base", () => {
    expect(split("10.0.3.7/16", 2, 8)).toEqual(["10.0.0.0/24", "10.0.1.0/24"]);
  });

  test.each([
    ["the block itself", "10.0.0.0/24", 1, 8, ["10.0.0.0/24"]],
    ["everything", "0.0.0.0/0", 1, 32, ["0.0.0.0/0"]],
    ["one more than fits", "10.0.0.0/24", 5, 6, { problem: "overflow", fits: 4 }],
    ["a prefix length in place of host bits", "10.0.0.0/16", 4, 24, { problem: "overflow", fits: 0 }],
    ["a whole IPv6 block", "::/0", 257, 1, { problem: "count", fits: Number.MAX_SAFE_INTEGER }],
    ["no block", "10.0.0.0/16", 0, 8, { problem: "count", fits: 256 }],
    ["257 blocks", "10.0.0.0/16", 257, 7, { problem: "count", fits: 512 }],
    ["half a block", "10.0.0.0/16", 1.5, 8, { problem: "count", fits: 256 }],
    ["no number", "10.0.0.0/16", Number.NaN, 8, { problem: "count", fits: 256 }],
    ["no host bit", "10.0.0.0/16", 1, 0, { problem: "host-bits", fits: 0 }],
    ["33 host bits in IPv4", "10.0.0.0/16", 1, 33, { problem: "host-bits", fits: 0 }],
    ["129 host bits in IPv6", "::/0", 1, 129, { problem: "host-bits", fits: 0 }],
    ["negative host bits", "10.0.0.0/16", 1, -8, { problem: "host-bits", fits: 0 }],
  ])("%s", (_, text, count, hostBits, expected) => {
    expect(split(text, count, hostBits)).toEqual(expected);
  });

  test("gives blocks that lie in the base, in order and apart, or says that they do not fit", () => {
    fc.assert(
      fc.property(anyCidr, fc.integer({ min: 1, max: 256 }), fc.integer({ min: 1, max: 32 }), (block, count, hostBits) => {
        const result = splitCidr(block, count, hostBits);
        const size = 1n << BigInt(hostBits);
        expect("blocks" in result).toBe(BigInt(count) * size <= block.last - block.first + 1n);
        if (!("blocks" in result)) return;
        expect(result.blocks).toHaveLength(count);
        expect(result.blocks[0]?.first).toBe(block.first);
        result.blocks.forEach((part, index) => {
          const before = result.blocks[index - 1];
          expect(contains(block, part)).toBe(true);
          if (before) expect([overlaps(before, part), part.first - before.first]).toEqual([false, size]);
        });
      }),
    );
  });
});
