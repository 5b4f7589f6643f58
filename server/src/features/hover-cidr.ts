/** The hover of a CIDR: its range, its size, whose it is, and what is free around it. */
import { type Cidr, contains, formatAddress, formatCidr, hasHostBits, sameBlock, sizeOf, usableAddresses } from "../cidr/cidr.ts";
import { freeAddresses, freeBlocks } from "../cidr/free-space.ts";
import type { Network } from "../network/network.ts";
import { known } from "../network/resource.ts";
import { cidrsOf, vpcIdentity } from "../network/topology.ts";
import { code, count, group, paragraphs, sentenceList } from "./markdown.ts";

/** `written` is the text as it stands, where that is a literal. */
export function cidrHover(network: Network, cidr: Cidr, written: string | undefined): string {
  const range = `${formatAddress(cidr.version, cidr.first)} – ${formatAddress(cidr.version, cidr.last)}`;
  const canonical = hasHostBits(cidr)
    ? `${code(written ?? formatCidr(cidr))} means ${code(formatCidr(cidr))}: AWS drops the bits behind the prefix.`
    : undefined;
  return paragraphs([
    `**${formatCidr(cidr)}** · ${range} · ${count(sizeOf(cidr), "address", "addresses")}`,
    canonical,
    ...ownersOf(network, cidr),
  ]);
}

/** Who has the block, or what lies around it. */
function ownersOf(network: Network, cidr: Cidr): readonly string[] {
  const subnets = [...network.subnets.values()].filter((subnet) =>
    [subnet.cidr, subnet.ipv6Cidr].some((field) => isSame(known(field), cidr)),
  );
  const lines: string[] = subnets.map(
    (subnet) =>
      `Subnet ${code(subnet.resource.logicalId)}: ${count(usableAddresses(cidr), "usable address", "usable addresses")} (AWS keeps five in each subnet).`,
  );
  for (const vpc of network.vpcs.values()) {
    const { logicalId } = vpc.resource;
    const blocks = cidrsOf(network.topology.blocksOf(vpcIdentity(logicalId)).known, cidr.version);
    const around = blocks.find((block) => contains(block, cidr));
    if (around) {
      if (!sameBlock(around, cidr)) lines.push(`Inside ${code(formatCidr(around))} of VPC ${code(logicalId)}.`);
      else lines.push(`A block of VPC ${code(logicalId)}.`);
      if (cidr.version === 4) lines.push(freeSpaceWords(network, logicalId));
    } else if (blocks.some((block) => contains(cidr, block))) {
      lines.push(`Holds the block of VPC ${code(logicalId)}.`);
    }
  }
  return lines;
}

const isSame = (a: Cidr | undefined, b: Cidr): boolean => a !== undefined && sameBlock(a, b);

/** The IPv4 addresses of a VPC, as far as they are known. */
export interface AddressRoom {
  readonly blocks: readonly Cidr[];
  /** Blocks of its subnets. */
  readonly taken: readonly Cidr[];
  /** How many subnets have an IPv4 block that is not known. */
  readonly unknown: number;
  /** False where the VPC may have other blocks. */
  readonly isComplete: boolean;
  /** How many addresses the blocks have. */
  readonly total: bigint;
}

/** Of a VPC that the template declares. */
export function addressRoom(network: Network, vpc: string): AddressRoom {
  const identity = vpcIdentity(vpc);
  const { known: fields, isIpv4Complete } = network.topology.blocksOf(identity);
  const blocks = cidrsOf(fields, 4);
  const subnets = network.topology.subnetsIn(identity);
  const taken = cidrsOf(
    subnets.flatMap((subnet) => subnet.cidr ?? []),
    4,
  );
  // A subnet that states an IPv6 block only has no other; one that states none gets its blocks from IPAM.
  const unknown = subnets.filter(({ cidr, ipv6Cidr }) => (cidr ? known(cidr) === undefined : ipv6Cidr === undefined)).length;
  return { blocks, taken, unknown, isComplete: isIpv4Complete, total: blocks.reduce((sum, block) => sum + sizeOf(block), 0n) };
}

/** "Free in `Vpc`: 65,024 of 65,536 addresses; the largest free blocks are …". Only IPv4. */
export function freeSpaceWords(network: Network, vpc: string): string {
  const { blocks, taken, unknown, isComplete, total } = addressRoom(network, vpc);
  const free = freeBlocks(blocks, taken);
  const largest = [...free].sort((a, b) => a.prefixLength - b.prefixLength).slice(0, 4);
  const open =
    unknown > 0 ? `; ${count(unknown, "subnet")} with a block that is not known here ${unknown === 1 ? "is" : "are"} not counted` : "";
  const partial = isComplete ? "" : "; the VPC may have blocks that are not known here";
  const listed = largest.length > 0 ? `; largest free: ${sentenceList(largest.map((block) => code(formatCidr(block))))}` : "";
  return `Free in ${code(vpc)}: ${group(freeAddresses(blocks, taken))} of ${count(total, "address", "addresses")}${listed}${open}${partial}.`;
}
