import { formatCidr, overlaps } from "../../cidr/cidr.ts";
import { type OwnedBlock, unknownIdentity } from "../../network/address-space.ts";
import { known } from "../../network/resource.ts";
import { assumedDefaults, defineRule, type Finding } from "../rule.ts";
import { sourcePlaces } from "./literal.ts";
import { blocksOfLargerVpcs } from "./vpc-block.ts";

export default defineRule({
  id: "cidr/secondary-overlap",
  consequence: "deploy-fail",
  summary: "A block that is added to a VPC must not overlap the VPC's other blocks.",
  why: `An \`AWS::EC2::VPCCidrBlock\` makes a VPC larger: its addresses must be new ones. EC2 refuses a block that shares addresses with
the primary block or with one that was added before.`,
  silentWhen: [
    "a block is known at deployment only (two with one and the same unknown value are reported)",
    "the blocks belong to different VPCs, or cannot exist together because of their conditions",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
  isFixable: false,
  *check(network) {
    for (const blocks of blocksOfLargerVpcs(network)) {
      for (const [index, later] of blocks.entries()) {
        const earlier = blocks.slice(0, index).filter((block) => isConflict(block, later));
        const finding = overlapOf(later, earlier);
        if (finding) yield finding;
      }
    }
  },
});

function isConflict(a: OwnedBlock, b: OwnedBlock): boolean {
  const first = known(a.field);
  const second = known(b.field);
  if (first && second) return overlaps(first, second);
  const identity = unknownIdentity(a.field);
  return identity !== undefined && identity === unknownIdentity(b.field);
}

function overlapOf(later: OwnedBlock, earlier: readonly OwnedBlock[]): Finding | undefined {
  const [first] = earlier;
  if (!first) return undefined;
  const { logicalId } = later.resource;
  const other = first.resource.logicalId;
  const cidr = known(later.field);
  const otherCidr = known(first.field);
  const said =
    cidr && otherCidr
      ? `${logicalId} (${formatCidr(cidr)}) overlaps ${other} (${formatCidr(otherCidr)})`
      : `${logicalId} has the same block as ${other}, whatever it is`;
  return {
    at: later.field.node,
    logicalId,
    about: [logicalId, other],
    message: `${said}: CloudFormation will fail to add it to the VPC.`,
    related: [
      ...earlier.map(({ resource, field }) => {
        const block = known(field);
        return { at: field.node, message: `${resource.logicalId} has ${block ? formatCidr(block) : "the same block"}.` };
      }),
      ...sourcePlaces(later.field),
    ],
    assumesDefaults: assumedDefaults(later.field.value, first.field.value),
  };
}
