import { type Cidr, formatCidr, overlaps } from "../../cidr/cidr.ts";
import { type OwnedBlock, statedBlocks, unknownIdentity } from "../../network/address-space.ts";
import { isAllowedSize } from "../../network/block-size.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, known, type Link } from "../../network/resource.ts";
import type { VpcPeering } from "../../network/vpc-peering.ts";
import { assumedDefaults, defineRule, type Finding } from "../rule.ts";

export default defineRule({
  id: "peering/overlapping-cidr",
  consequence: "deploy-fail",
  summary: "Two VPCs with a peering connection between them must have no address in common.",
  why: `AWS makes no peering connection between VPCs whose blocks overlap, be it only a secondary or IPv6 block that nobody means to
use over it: the connection goes to the state \`failed\`. Give one of the VPCs other blocks, or connect single services with
AWS PrivateLink, or both VPCs through a transit gateway with private NAT.`,
  awsError: "VpcPeeringConnection failed to stabilize",
  silentWhen: [
    "a VPC is given by a parameter or another stack",
    "the overlapping blocks are known at deployment only (two with one and the same unknown value are reported)",
    "both sides are the same VPC: that is another finding",
    "a block is of a size that AWS refuses: `cidr/vpc-size`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
  isFixable: false,
  *check(network) {
    for (const peering of network.peerings.values()) {
      const finding = checkPeering(network, peering);
      if (finding) yield finding;
    }
  },
});

function checkPeering(network: Network, peering: VpcPeering): Finding | undefined {
  const { vpc, peerVpc, resource } = peering;
  if (!vpc?.identity || !peerVpc?.identity || vpc.identity === peerVpc.identity) return undefined;
  const pair = conflictOf(statedBlocks(network, vpc.identity), statedBlocks(network, peerVpc.identity));
  if (!pair) return undefined;
  const [own, peer] = pair;
  const { logicalId } = resource;
  // An added block may find the connection there already, and is refused in its place.
  const isPrimary = pair.every(({ block }) => network.vpcs.has(block.resource.logicalId));
  const names = [nameOf(vpc, own), nameOf(peerVpc, peer)] as const;
  const said =
    own.cidr && peer.cidr
      ? `${names[0]} (${formatCidr(own.cidr)}) and ${names[1]} (${formatCidr(peer.cidr)}), which overlap`
      : `${names[0]} and ${names[1]}, which have the same block`;
  return {
    at: keyOf(resource),
    logicalId,
    about: [logicalId, own.block.resource.logicalId, peer.block.resource.logicalId],
    message: `${logicalId} connects ${said}: CloudFormation will fail to create ${isPrimary ? "it" : "it, or the block that comes later"}.`,
    related: [own, peer].map(({ block, cidr }) => ({
      at: block.field.node,
      message: `${block.resource.logicalId} has ${cidr ? formatCidr(cidr) : "the same block"}.`,
    })),
    assumesDefaults: assumedDefaults(vpc.term, peerVpc.term, own.block.field.value, peer.block.field.value),
  };
}

interface Side {
  readonly block: OwnedBlock;
  readonly cidr: Cidr | undefined;
}

const nameOf = (vpc: Link, { block }: Side): string => vpc.logicalId ?? `the VPC of ${block.resource.logicalId}`;

/** A block of a refused size is a fault of its own: cidr/vpc-size. */
const isCreatable = ({ field }: OwnedBlock): boolean => {
  const cidr = known(field);
  return cidr === undefined || isAllowedSize(cidr);
};

/** The first block of each side that the other one has, too, in whole or in part. */
function conflictOf(own: readonly OwnedBlock[], peer: readonly OwnedBlock[]): readonly [Side, Side] | undefined {
  for (const block of own.filter(isCreatable)) {
    const cidr = known(block.field);
    for (const other of peer.filter(isCreatable)) {
      const otherCidr = known(other.field);
      const identity = unknownIdentity(block.field);
      const isSame = identity !== undefined && identity === unknownIdentity(other.field);
      if (isSame || (cidr && otherCidr && overlaps(cidr, otherCidr)))
        return [
          { block, cidr },
          { block: other, cidr: otherCidr },
        ];
    }
  }
  return undefined;
}
