/** Free blocks between taken ones. Knows blocks only, not which of them are subnets. */
import { addressSet, countAddresses, subtract, toCidrs } from "./address-set.ts";
import { addressBits, type Cidr, cidrOf, contains, containsAddress, overlaps, sameBlock } from "./cidr.ts";

/**
 * The largest blocks of `within` that are free of `taken`, in address order, IPv4 first. No block spans two of `within`,
 * because a subnet lies in one block of its VPC, even where two blocks are neighbours.
 */
export function freeBlocks(within: readonly Cidr[], taken: readonly Cidr[]): Cidr[] {
  return outermost(within)
    .sort((a, b) => a.version - b.version || (a.first < b.first ? -1 : 1))
    .flatMap((block) => freeIn(block, taken));
}

/**
 * A free aligned block of that length: the first one at or after the start of `preferAfter` in the block of `within` that holds it, else the
 * first of that block, else the first of the other blocks of `within` as they come (the primary block of a VPC should be the first).
 * Only blocks of the version of `preferAfter`, or else of the first of `within`, are looked at. Undefined where no such block is free.
 */
export function nextFreeBlock(within: readonly Cidr[], taken: readonly Cidr[], prefixLength: number, preferAfter?: Cidr): Cidr | undefined {
  const version = (preferAfter ?? within[0])?.version;
  if (version === undefined || !(prefixLength >= 0 && prefixLength <= addressBits(version))) return undefined;
  const blocks = outermost(within).filter((block) => block.version === version);
  const wished = preferAfter && { version, value: preferAfter.first };
  const home = wished && blocks.find((block) => containsAddress(block, wished));
  const after = wished && home && firstFit(freeIn(home, taken), prefixLength, wished.value);
  return (
    after ??
    firstFit(
      (home ? [home, ...blocks] : blocks).flatMap((block) => freeIn(block, taken)),
      prefixLength,
      0n,
    )
  );
}

/** How many addresses of `within` are free. */
export const freeAddresses = (within: readonly Cidr[], taken: readonly Cidr[]): bigint =>
  countAddresses(subtract(addressSet(within), addressSet(taken)));

/** The blocks that lie in no other one, in their order. */
function outermost(blocks: readonly Cidr[]): Cidr[] {
  return blocks.filter(
    (block, index) => !blocks.some((other, place) => (sameBlock(other, block) ? place < index : contains(other, block))),
  );
}

function freeIn(block: Cidr, taken: readonly Cidr[]): Cidr[] {
  const inside = taken.filter((other) => overlaps(block, other));
  return toCidrs(subtract(addressSet([block]), addressSet(inside)));
}

/** The first block of that length at or after `wished` in one of the free blocks, which come in address order. */
function firstFit(free: readonly Cidr[], prefixLength: number, wished: bigint): Cidr | undefined {
  for (const { version, first, last, prefixLength: freeLength } of free) {
    if (freeLength > prefixLength || last < wished) continue;
    const start = first > wished ? first : wished;
    const candidate = cidrOf(version, start, prefixLength);
    if (candidate.first >= start) return candidate;
    if (candidate.last < last) return cidrOf(version, candidate.last + 1n, prefixLength);
  }
  return undefined;
}
