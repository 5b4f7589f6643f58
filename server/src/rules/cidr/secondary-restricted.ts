import { type Cidr, formatCidr, overlaps } from "../../cidr/cidr.ts";
import { rangeFamily, secondaryRestriction } from "../../cidr/reserved.ts";
import type { OwnedBlock } from "../../network/address-space.ts";
import { isAllowedSize } from "../../network/block-size.ts";
import type { Network } from "../../network/network.ts";
import { known, knownValue } from "../../network/resource.ts";
import { assumedDefaults, defineRule, type Finding } from "../rule.ts";
import { sourcePlaces } from "./literal.ts";
import { blocksOfLargerVpcs } from "./vpc-block.ts";

export default defineRule({
  id: "cidr/secondary-restricted",
  consequence: "deploy-fail",
  summary: "A block that is added to a VPC must be from a range that goes with the VPC's other blocks.",
  why: `AWS does not let a VPC mix all ranges. With a block from 10.0.0.0/8 there can be none from 172.16.0.0/12 or 192.168.0.0/16, and so
on for the other private ranges; to a VPC whose primary block is public or from 100.64.0.0/10 no private block can be added. A block
from the same private range, a public one, or one from 100.64.0.0/10 is always possible.`,
  awsError:
    "InvalidVpc.Range: The CIDR '192.168.0.0/16' is restricted. Use a CIDR from the same private address range as the current VPC CIDR, or use a publicly-routable CIDR.",
  silentWhen: [
    "the block, or the block that it does not go with, is known at deployment only",
    "the blocks overlap or have a size that AWS refuses: those are other findings",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
  isFixable: false,
  *check(network) {
    for (const blocks of blocksOfLargerVpcs(network)) {
      for (const [index, block] of blocks.entries()) {
        const finding = network.vpcCidrBlocks.has(block.resource.logicalId) ? checkBlock(network, blocks, index) : undefined;
        if (finding) yield finding;
      }
    }
  },
});

function checkBlock(network: Network, blocks: readonly OwnedBlock[], index: number): Finding | undefined {
  const candidate = blocks[index];
  const cidr = candidate && known(candidate.field);
  if (!candidate || cidr?.version !== 4 || !isAllowedSize(cidr)) return undefined;
  const others = blocks.filter((block) => block !== candidate);
  if (others.some((block) => overlapsKnown(block, cidr))) return undefined;
  for (const [at, other] of blocks.entries()) {
    const restriction = other === candidate ? undefined : restrictionBy(network, other, at < index, candidate, cidr);
    if (restriction !== undefined) return findingOf(candidate, cidr, other, restriction);
  }
  return undefined;
}

function overlapsKnown(block: OwnedBlock, cidr: Cidr): boolean {
  const other = known(block.field);
  return other !== undefined && overlaps(other, cidr);
}

/** Why `other` keeps the candidate out. `isFirst`: of two that keep each other out the later one in the template is reported. */
function restrictionBy(network: Network, other: OwnedBlock, isFirst: boolean, candidate: OwnedBlock, cidr: Cidr): string | undefined {
  const existing = known(other.field);
  if (!existing || !isAllowedSize(existing)) return undefined;
  if (!network.vpcCidrBlocks.has(other.resource.logicalId)) return secondaryRestriction([existing], cidr);
  // Public and shared ranges keep others out as primary blocks only.
  const family = rangeFamily(existing);
  if (family === "public" || family === "100.64/10") return undefined;
  if (network.order.isAfter(other.resource.logicalId, candidate.resource.logicalId)) return undefined;
  const restriction = secondaryRestriction([existing], cidr);
  if (restriction === undefined || network.order.isAfter(candidate.resource.logicalId, other.resource.logicalId)) return restriction;
  return isFirst && secondaryRestriction([cidr], existing) !== undefined ? restriction : undefined;
}

function findingOf(candidate: OwnedBlock, cidr: Cidr, other: OwnedBlock, restriction: string): Finding {
  const { logicalId } = candidate.resource;
  return {
    at: candidate.field.node,
    logicalId,
    about: [logicalId, other.resource.logicalId],
    message: `${logicalId} (${formatCidr(cidr)}) is not allowed, because ${restriction}: CloudFormation will fail to create it.`,
    related: [
      { at: other.field.node, message: `${other.resource.logicalId} has the block that keeps it out.` },
      ...sourcePlaces(candidate.field),
    ],
    assumesDefaults: assumedDefaults(knownValue(candidate.field), knownValue(other.field)),
  };
}
