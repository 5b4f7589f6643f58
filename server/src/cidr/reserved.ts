/** Address ranges that have a meaning in a VPC, and which of them may stand together in one. Knows blocks, not resources. */
import { type Cidr, contains, formatCidr, isCidr, overlaps, parseCidr } from "./cidr.ts";

/** Private IPv4 ranges, RFC 1918. */
export const rfc1918: readonly Cidr[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(wellKnown);

/** Shared address space, RFC 6598: allowed in a VPC, often as the secondary block for pods. */
export const sharedAddressSpace: Cidr = wellKnown("100.64.0.0/10");

/** Allowed in a VPC, with restrictions of its own. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const benchmarkRange: Cidr = wellKnown("198.19.0.0/16");

/** Ranges that no VPC may use. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const vpcForbidden: readonly Cidr[] = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4"].map(wellKnown);

/** Unique local IPv6 addresses, RFC 4193. */
const uniqueLocal: Cidr = wellKnown("fc00::/7");

export type RangeFamily = "10/8" | "172.16/12" | "192.168/16" | "198.19/16" | "100.64/10" | "public";

type PrivateFamily = Exclude<RangeFamily, "public">;

const families: Readonly<Record<PrivateFamily, Cidr>> = {
  "10/8": wellKnown("10.0.0.0/8"),
  "172.16/12": wellKnown("172.16.0.0/12"),
  "192.168/16": wellKnown("192.168.0.0/16"),
  "198.19/16": benchmarkRange,
  "100.64/10": sharedAddressSpace,
};

const privateFamilies = ["10/8", "172.16/12", "192.168/16", "198.19/16", "100.64/10"] as const;

/** The range of AWS's table of VPC blocks in which the whole block lies. "public" for every other IPv4 block and for IPv6. */
export const rangeFamily = (cidr: Cidr): RangeFamily => privateFamilies.find((family) => contains(families[family], cidr)) ?? "public";

/** Whether all its addresses are meant for private use: RFC 1918, 100.64.0.0/10, 198.19.0.0/16, or IPv6 unique local. */
export const isPrivate = (cidr: Cidr): boolean => rangeFamily(cidr) !== "public" || contains(uniqueLocal, cidr);

/** What a VPC with a block from the key's range may not get. "public" and "100.64/10" count for the primary block only. */
const refused: Readonly<Record<RangeFamily, readonly Cidr[]>> = {
  "10/8": [families["172.16/12"], families["192.168/16"], benchmarkRange],
  "172.16/12": [families["10/8"], families["192.168/16"], wellKnown("172.31.0.0/16"), benchmarkRange],
  "192.168/16": [families["10/8"], families["172.16/12"], benchmarkRange],
  "198.19/16": rfc1918,
  "100.64/10": [...rfc1918, benchmarkRange],
  public: [...rfc1918, benchmarkRange],
};

const firstOfTen = wellKnown("10.0.0.0/16");
const firstTwoOfTen = wellKnown("10.0.0.0/15");

/**
 * Why AWS refuses to add the IPv4 block `candidate` to a VPC that has `existing`, as a clause without a full stop; undefined where it does not.
 * `existing` is the primary block followed by those that are known to be added before the candidate. Overlaps, sizes and forbidden ranges
 * are other questions. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html (IPv4 CIDR block association restrictions)
 */
export function secondaryRestriction(existing: readonly Cidr[], candidate: Cidr): string | undefined {
  for (const [index, block] of existing.entries()) {
    const family = rangeFamily(block);
    if (block.version !== 4 || (index > 0 && (family === "public" || family === "100.64/10"))) continue;
    const range = refused[family].find((found) => overlaps(found, candidate));
    if (range) return `a VPC that has ${originOf(block, family)} can get no block from ${formatCidr(range)}`;
    if (overlaps(firstTwoOfTen, block) && overlaps(firstOfTen, candidate)) {
      return `a VPC that has a block from ${formatCidr(firstTwoOfTen)} (${formatCidr(block)}) can get no block from ${formatCidr(firstOfTen)}`;
    }
  }
  return undefined;
}

function originOf(block: Cidr, family: RangeFamily): string {
  if (family === "public") return `the public primary block ${formatCidr(block)}`;
  return `a block from ${formatCidr(families[family])} (${formatCidr(block)})`;
}

function wellKnown(text: string): Cidr {
  const parsed = parseCidr(text);
  if (!isCidr(parsed)) throw new Error(`${text} ${parsed.problem}`);
  return parsed;
}
