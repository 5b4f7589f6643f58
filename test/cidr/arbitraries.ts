/** Random addresses and blocks for the laws of this folder. */
import fc from "fast-check";
import { type Cidr, cidrOf, parseCidr } from "../../server/src/cidr/cidr.ts";

/** Reads a block that the test knows to be right. */
export function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if ("problem" in parsed) throw new Error(`${text} ${parsed.problem}`);
  return parsed;
}

/** Any block, host bits and all. */
export const anyCidr: fc.Arbitrary<Cidr> = fc.oneof(
  fc.tuple(fc.bigInt(0n, 2n ** 32n - 1n), fc.nat(32)).map(([address, length]) => cidrOf(4, address, length)),
  fc.tuple(fc.bigInt(0n, 2n ** 128n - 1n), fc.nat(128)).map(([address, length]) => cidrOf(6, address, length)),
);

/** Blocks in 10.0.0.0/27 and 2001:db8::/123: so few addresses that they can be listed, so that laws are checked against sets. */
export const smallCidr: fc.Arbitrary<Cidr> = fc
  .tuple(fc.constantFrom(4 as const, 6 as const), fc.nat(31), fc.integer({ min: 0, max: 5 }))
  .map(([version, host, hostBits]) => cidrOf(version, smallBase[version] + BigInt(host), (version === 4 ? 32 : 128) - hostBits));

export const smallBase = { 4: 10n << 24n, 6: 0x20010db8n << 96n };

/** The addresses of a small block as strings that can be compared. */
export function addressesOf(block: Cidr): string[] {
  const addresses: string[] = [];
  for (let value = block.first; value <= block.last; value++) addresses.push(`${block.version}:${value}`);
  return addresses;
}
