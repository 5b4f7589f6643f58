/** The arithmetic of CloudFormation's Fn::Cidr. Knows nothing of templates. */
import { addressBits, type Cidr, cidrOf } from "./cidr.ts";

export interface SplitBlocks {
  /** In address order, from the base of the split block. */
  readonly blocks: readonly Cidr[];
}

export interface SplitProblem {
  /** `count`: not a whole number of 1 to 256. `host-bits`: not a whole number of 1 to 32 or 128. `overflow`: so many blocks do not fit. */
  readonly problem: "count" | "host-bits" | "overflow";
  /** How many blocks of that size the block holds, however many were asked for; 2^53 - 1 stands for more. 0 where one is larger than the block, or for bad host bits. */
  readonly fits: number;
}

/**
 * Splits off the first `count` blocks with `hostBits` host bits each, that is with prefix length 32 - `hostBits` (IPv6: 128 - `hostBits`).
 * Host bits of the base are dropped. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html
 */
export function splitCidr(block: Cidr, count: number, hostBits: number): SplitBlocks | SplitProblem {
  const bits = addressBits(block.version);
  if (!isWholeIn(hostBits, 1, bits)) return { problem: "host-bits", fits: 0 };
  const prefixLength = bits - hostBits;
  const fits = Math.min(prefixLength < block.prefixLength ? 0 : 2 ** (prefixLength - block.prefixLength), Number.MAX_SAFE_INTEGER);
  if (!isWholeIn(count, 1, 256)) return { problem: "count", fits };
  if (count > fits) return { problem: "overflow", fits };
  const size = 1n << BigInt(hostBits);
  return { blocks: Array.from({ length: count }, (_, index) => cidrOf(block.version, block.first + BigInt(index) * size, prefixLength)) };
}

const isWholeIn = (value: number, low: number, high: number): boolean => Number.isInteger(value) && value >= low && value <= high;
