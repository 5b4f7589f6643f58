import fc from "fast-check";
import { IPv4 } from "ip-num";
import { describe, expect, test } from "vitest";
import {
  cidrOf,
  contains,
  containsAddress,
  formatAddress,
  formatCidr,
  fromRange,
  hasHostBits,
  isCidr,
  overlaps,
  parseAddress,
  parseCidr,
  sameBlock,
  sizeOf,
  usableAddresses,
} from "../../server/src/cidr/cidr.ts";
import { addressesOf, anyCidr, cidr, smallCidr } from "./arbitraries.ts";

describe("parseCidr refuses", () => {
  test.each([
    ["", "is empty"],
    ["/16", "has no address before the slash"],
    ["10.0.0.0", "has no prefix length"],
    ["10.0.0.0/", "has no prefix length after the slash"],
    ["10.0.0.0.0/16", "has five octets"],
    ["1.2.3.4.5/8", "has five octets"],
    ["10.0.0/16", "has three octets"],
    ["10/8", "has one octet"],
    ["10.0.0./16", "has an empty octet"],
    ["10..0.0/16", "has an empty octet"],
    [".10.0.0.0/16", "has an empty octet"],
    ["10.0.0.0/99", "has the prefix length 99, which is larger than 32"],
    ["10.0.0.0/33", "has the prefix length 33, which is larger than 32"],
    ["10.0.0.0/99999999999999999999999", "has the prefix length 99999999999999999999…, which is larger than 32"],
    ["::/129", "has the prefix length 129, which is larger than 128"],
    ["999.1.1.1/24", "has the octet 999, which is larger than 255"],
    ["10.0.256.0/24", "has the octet 256, which is larger than 255"],
    ["10.0.00.0/24", "has the octet 00, which has a leading zero"],
    ["010.0.0.0/24", "has the octet 010, which has a leading zero"],
    ["10.0.0.x/24", "has the octet x, which is not a number"],
    ["10.0.0.-1/24", "has the octet -1, which is not a number"],
    ["10.0.0.1e1/24", "has the octet 1e1, which is not a number"],
    ["10.0.0.٣/24", "has the octet ٣, which is not a number"],
    ["10.0.0.0/1.5", "has the prefix length 1.5, which is not a whole number"],
    ["10.0.0.0/+8", "has the prefix length +8, which is not a whole number"],
    ["10.0.0.0/-8", "has the prefix length -8, which is not a whole number"],
    ["10.0.0.0/0x8", "has the prefix length 0x8, which is not a whole number"],
    ["10.0.0.0/08", "has the prefix length 08, which has a leading zero"],
    ["10.0.0.0/255.255.0.0", "has the netmask 255.255.0.0 instead of a prefix length"],
    ["10.0.0.0/16/8", "has more than one slash"],
    [" 10.0.0.0/16", "contains white space"],
    ["10.0.0.0 /16", "contains white space"],
    ["10.0.0.0/16 ", "contains white space"],
    ["10.0.0.0/16\n", "contains white space"],
    ["VpcCidr", "is not an IPv4 or IPv6 address"],
    ["sg-0123", "is not an IPv4 or IPv6 address"],
    ["2001:db8::1::/64", 'has "::" more than once'],
    [":::/64", 'has "::" more than once'],
    ["2001:db8/32", "has two groups instead of eight"],
    ["1:2:3:4:5:6:7:8:9/64", "has nine groups instead of eight"],
    ["1:2:3:4:5:6:7:1.2.3.4/64", "has nine groups instead of eight"],
    ["1::2:3:4:5:6:7:8/64", 'has eight groups besides "::"'],
    ["12345::/16", "has the group 12345, which is longer than four digits"],
    ["2001:dg8::/32", "has the group dg8, which is not hexadecimal"],
    ["fe80::1%eth0/64", "has a zone index"],
    ["::ffff:1.2.3/96", "ends in an IPv4 address that has three octets"],
    ["::1.2.3.400/96", "ends in an IPv4 address that has the octet 400, which is larger than 255"],
    [":1::2/64", "is not an IPv6 address"],
    ["1.2.3.4::/64", "has the group 1.2.3.4, which is not hexadecimal"],
  ])("%j: %s", (text, problem) => {
    expect(parseCidr(text)).toEqual({ problem });
  });

  test("a hostile text, quickly and with a short message", () => {
    for (const text of [":".repeat(100_000), "1.".repeat(100_000), `10.0.0.${"9".repeat(100_000)}/8`, "1:".repeat(100_000)]) {
      const parsed = parseCidr(text);
      expect("problem" in parsed && parsed.problem.length < 100).toBe(true);
    }
  });
});

describe("parseCidr reads", () => {
  test.each([
    ["10.0.0.0/16", "10.0.0.0/16"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["255.255.255.255/32", "255.255.255.255/32"],
    ["100.68.0.18/18", "100.68.0.0/18"],
    ["::/0", "::/0"],
    ["2001:DB8::/32", "2001:db8::/32"],
    ["2001:0db8:0000:0000:0000:0000:0000:0001/128", "2001:db8::1/128"],
    ["2001:db8::ffff/64", "2001:db8::/64"],
    ["64:ff9b::1.2.3.4/128", "64:ff9b::102:304/128"],
    ["1:2:3:4:5:6:1.2.3.4/128", "1:2:3:4:5:6:102:304/128"],
    ["1:2:3:4:5:6:7::/128", "1:2:3:4:5:6:7:0/128"],
  ])("%s as %s", (text, canonical) => {
    expect(formatCidr(cidr(text))).toBe(canonical);
  });

  test("keeps the written address beside the block", () => {
    const block = cidr("10.0.0.5/16");
    expect(block).toEqual({ version: 4, address: 0x0a000005n, prefixLength: 16, first: 0x0a000000n, last: 0x0a00ffffn });
    expect(hasHostBits(block)).toBe(true);
    expect(hasHostBits(cidr("10.0.0.0/16"))).toBe(false);
  });

  test("what it writes", () => {
    fc.assert(
      fc.property(anyCidr, (block) => {
        const read = cidr(formatCidr(block));
        expect(sameBlock(read, block)).toBe(true);
        expect(hasHostBits(read)).toBe(false);
        expect(formatCidr(read)).toBe(formatCidr(block));
      }),
    );
  });

  test("exactly the IPv4 addresses that ip-num reads", () => {
    const part = fc.oneof(fc.constantFrom("", "0", "00", "01", "255", "256", "1e1", "+1", "-1", " 1", "0x1", "x"), fc.nat(300).map(String));
    fc.assert(
      fc.property(fc.array(part, { minLength: 3, maxLength: 5 }), (parts) => {
        const text = parts.join(".");
        let expected: bigint | undefined;
        try {
          expected = new IPv4(text).value;
        } catch {}
        const parsed = parseAddress(text);
        expect("problem" in parsed ? undefined : parsed.value).toBe(expected);
      }),
    );
  });

  test("exactly the IPv6 addresses that a reader by groups reads", () => {
    const group = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom("0", "db8", "FFFF", "1") },
      fc.constantFrom("", "", "12345", "g", "1.2.3.4", "1.2.3"),
    );
    fc.assert(
      fc.property(fc.array(group, { minLength: 2, maxLength: 10 }), (groups) => {
        const text = groups.join(":");
        const parsed = parseAddress(text);
        expect("problem" in parsed ? undefined : parsed.value).toBe(ipv6ByGroups(text));
      }),
      { numRuns: 2000 },
    );
  });
});

function ipv6ByGroups(text: string): bigint | undefined {
  const dotted = /^(.*:)1\.2\.3\.4$/.exec(text)?.[1];
  const halves = (dotted === undefined ? text : `${dotted}102:304`).split("::").map((half) => (half === "" ? [] : half.split(":")));
  const [left = [], right] = halves;
  const groups = [...left, ...(right ?? [])];
  if (halves.length > 2 || !groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  if (right === undefined ? groups.length !== 8 : groups.length > 7) return undefined;
  const zeros = Array<string>(8 - groups.length).fill("0");
  return [...left, ...zeros, ...(right ?? [])].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

describe("formatAddress follows RFC 5952", () => {
  test.each([
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["1:0:0:0:0:0:0:0", "1::"],
    ["2001:DB8::A", "2001:db8::a"],
  ])("%s as %s", (text, expected) => {
    const address = parseAddress(text);
    expect("problem" in address ? address.problem : formatAddress(address.version, address.value)).toBe(expected);
  });
});

describe("relations", () => {
  test("agree with the sets of addresses", () => {
    fc.assert(
      fc.property(smallCidr, smallCidr, (a, b) => {
        const inA = new Set(addressesOf(a));
        const listB = addressesOf(b);
        expect(overlaps(a, b)).toBe(listB.some((address) => inA.has(address)));
        expect(overlaps(b, a)).toBe(overlaps(a, b));
        expect(contains(a, b)).toBe(listB.every((address) => inA.has(address)));
        expect(sameBlock(a, b)).toBe(contains(a, b) && contains(b, a));
        expect(sizeOf(a)).toBe(BigInt(inA.size));
        expect(containsAddress(a, { version: b.version, value: b.address })).toBe(inA.has(`${b.version}:${b.address}`));
      }),
      { numRuns: 500 },
    );
  });

  test("IPv4 and IPv6 never overlap", () => {
    expect(overlaps(cidr("0.0.0.0/0"), cidr("::/0"))).toBe(false);
    expect(contains(cidr("::/0"), cidr("0.0.0.0/0"))).toBe(false);
  });
});

describe("sizes", () => {
  test.each([
    ["10.0.0.0/24", 251n],
    ["10.0.0.0/28", 11n],
    ["10.0.0.0/16", 65_531n],
    ["10.0.0.0/29", 3n],
    ["10.0.0.0/30", 0n],
    ["10.0.0.0/32", 0n],
    ["2001:db8::/64", 2n ** 64n - 5n],
  ])("%s has %s usable addresses", (text, usable) => {
    expect(usableAddresses(cidr(text))).toBe(usable);
  });
});

describe("making blocks", () => {
  test("cidrOf refuses what no block is", () => {
    for (const length of [-1, 33, 1.5, Number.NaN]) expect(() => cidrOf(4, 0n, length)).toThrow(RangeError);
    for (const address of [-1n, 1n << 32n]) expect(() => cidrOf(4, address, 32)).toThrow(RangeError);
  });

  test("fromRange gives the fewest blocks", () => {
    const of = (first: bigint, last: bigint) => fromRange(4, first, last).map(formatCidr);
    expect(of(0n, 2n ** 32n - 1n)).toEqual(["0.0.0.0/0"]);
    expect(of(1n, 6n)).toEqual(["0.0.0.1/32", "0.0.0.2/31", "0.0.0.4/31", "0.0.0.6/32"]);
    expect(of(2n, 1n)).toEqual([]);
    expect(fromRange(6, 0n, 2n ** 128n - 1n).map(formatCidr)).toEqual(["::/0"]);
  });

  test("fromRange covers exactly the range, with no two blocks that could be one", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 300n), fc.bigInt(0n, 300n), (start, length) => {
        const blocks = fromRange(4, start, start + length);
        const covered = blocks.flatMap(addressesOf);
        expect(covered).toEqual(Array.from({ length: Number(length) + 1 }, (_, n) => `4:${start + BigInt(n)}`));
        const formatted = new Set(blocks.map(formatCidr));
        expect(blocks.every((block) => !formatted.has(formatCidr(cidrOf(4, block.first ^ sizeOf(block), block.prefixLength))))).toBe(true);
      }),
    );
  });
});

test("isCidr tells a block from a problem", () => {
  expect(isCidr(parseCidr("10.0.0.0/16"))).toBe(true);
  expect(isCidr(parseCidr("10.0.0.0"))).toBe(false);
});
