import { describe, expect, test } from "vitest";
import { overlaps } from "../../server/src/cidr/cidr.ts";
import { isPrivate, rangeFamily, rfc1918, secondaryRestriction, sharedAddressSpace, vpcForbidden } from "../../server/src/cidr/reserved.ts";
import { cidr } from "./arbitraries.ts";

describe("rangeFamily and isPrivate", () => {
  test.each([
    ["10.0.0.0/8", "10/8", true],
    ["10.200.0.0/16", "10/8", true],
    ["172.16.0.0/16", "172.16/12", true],
    ["172.31.255.0/24", "172.16/12", true],
    ["172.32.0.0/16", "public", false],
    ["192.168.1.0/24", "192.168/16", true],
    ["192.169.0.0/16", "public", false],
    ["198.19.4.0/24", "198.19/16", true],
    ["198.18.0.0/16", "public", false],
    ["100.64.0.0/16", "100.64/10", true],
    ["100.127.255.0/24", "100.64/10", true],
    ["100.128.0.0/16", "public", false],
    ["20.20.0.0/16", "public", false],
    ["8.0.0.0/6", "public", false],
    ["fd00:1234::/48", "public", true],
    ["2001:db8::/32", "public", false],
  ])("%s is %s", (text, family, privately) => {
    expect([rangeFamily(cidr(text)), isPrivate(cidr(text))]).toEqual([family, privately]);
  });

  test("the lists", () => {
    expect(rfc1918.map(rangeFamily)).toEqual(["10/8", "172.16/12", "192.168/16"]);
    expect(rangeFamily(sharedAddressSpace)).toBe("100.64/10");
    const forbidden = (text: string) => vpcForbidden.some((block) => overlaps(block, cidr(text)));
    expect(["0.1.0.0/16", "127.0.0.0/16", "169.254.0.0/16", "230.0.0.0/16"].map(forbidden)).toEqual([true, true, true, true]);
    expect(["1.0.0.0/16", "126.0.0.0/16", "169.253.0.0/16", "223.0.0.0/16", "240.0.0.0/16"].some(forbidden)).toBe(false);
  });
});

describe("secondaryRestriction", () => {
  const why = (existing: readonly string[], candidate: string) => secondaryRestriction(existing.map(cidr), cidr(candidate));

  test.each([
    ["10.0.0.0/16", "192.168.0.0/16", "a VPC that has a block from 10.0.0.0/8 (10.0.0.0/16) can get no block from 192.168.0.0/16"],
    ["10.0.0.0/16", "172.20.0.0/16", "a VPC that has a block from 10.0.0.0/8 (10.0.0.0/16) can get no block from 172.16.0.0/12"],
    ["10.0.0.0/16", "198.19.1.0/24", "a VPC that has a block from 10.0.0.0/8 (10.0.0.0/16) can get no block from 198.19.0.0/16"],
    ["10.1.0.0/16", "10.0.0.0/16", "a VPC that has a block from 10.0.0.0/15 (10.1.0.0/16) can get no block from 10.0.0.0/16"],
    ["10.0.0.0/24", "10.0.1.0/24", "a VPC that has a block from 10.0.0.0/15 (10.0.0.0/24) can get no block from 10.0.0.0/16"],
    ["172.16.0.0/16", "10.0.0.0/16", "a VPC that has a block from 172.16.0.0/12 (172.16.0.0/16) can get no block from 10.0.0.0/8"],
    ["172.16.0.0/16", "172.31.0.0/20", "a VPC that has a block from 172.16.0.0/12 (172.16.0.0/16) can get no block from 172.31.0.0/16"],
    ["192.168.0.0/16", "10.0.0.0/16", "a VPC that has a block from 192.168.0.0/16 (192.168.0.0/16) can get no block from 10.0.0.0/8"],
    ["198.19.0.0/20", "10.0.0.0/16", "a VPC that has a block from 198.19.0.0/16 (198.19.0.0/20) can get no block from 10.0.0.0/8"],
    ["20.20.0.0/16", "10.0.0.0/16", "a VPC that has the public primary block 20.20.0.0/16 can get no block from 10.0.0.0/8"],
    ["20.20.0.0/16", "198.19.0.0/16", "a VPC that has the public primary block 20.20.0.0/16 can get no block from 198.19.0.0/16"],
    ["100.64.0.0/16", "192.168.0.0/16", "a VPC that has a block from 100.64.0.0/10 (100.64.0.0/16) can get no block from 192.168.0.0/16"],
  ])("%s refuses %s", (primary, candidate, clause) => {
    expect(why([primary], candidate)).toBe(clause);
  });

  test.each([
    ["10.0.0.0/16", "10.1.0.0/16"],
    ["10.5.0.0/16", "10.0.0.0/16"],
    ["10.0.0.0/16", "100.64.0.0/16"],
    ["10.0.0.0/16", "20.20.0.0/16"],
    ["172.16.0.0/16", "172.17.0.0/16"],
    ["172.16.0.0/16", "100.64.0.0/16"],
    ["192.168.0.0/20", "192.168.16.0/20"],
    ["198.19.0.0/20", "100.64.0.0/16"],
    ["198.19.0.0/20", "198.19.16.0/20"],
    ["20.20.0.0/16", "20.21.0.0/16"],
    ["20.20.0.0/16", "100.64.0.0/16"],
    ["100.64.0.0/16", "100.65.0.0/16"],
    ["10.0.0.0/16", "fd00::/56"],
  ])("%s takes %s", (primary, candidate) => {
    expect(why([primary], candidate)).toBeUndefined();
  });

  test("a public or 100.64 block counts only as the primary", () => {
    expect(why(["10.0.0.0/16", "100.64.0.0/16", "20.20.0.0/16"], "10.2.0.0/16")).toBeUndefined();
  });

  test("a secondary block from 10.0.0.0/15 counts", () => {
    expect(why(["10.5.0.0/16", "10.1.0.0/16"], "10.0.0.0/16")).toContain("10.0.0.0/15 (10.1.0.0/16)");
  });

  test("IPv6 blocks and an empty VPC refuse nothing", () => {
    expect(why(["2001:db8::/56"], "10.0.0.0/16")).toBeUndefined();
    expect(why([], "10.0.0.0/16")).toBeUndefined();
  });
});
