import { type Cidr, cidrOf, contains, formatCidr, overlaps } from "../../cidr/cidr.ts";
import { type AddressSpace, addressSpace, type OwnedBlock, statedBlocks } from "../../network/address-space.ts";
import { isAllowedSize, largestBlock, smallestBlock } from "../../network/block-size.ts";
import { vpcForbidden } from "../../cidr/reserved.ts";
import type { Network } from "../../network/network.ts";
import { known, knownValue } from "../../network/resource.ts";
import { vpcIdentity } from "../../network/topology.ts";
import { replaceValue } from "../../template/edits.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";
import { ownLiteral, sourcePlaces } from "./literal.ts";

export default defineRule({
  id: "cidr/vpc-size",
  consequence: "deploy-fail",
  summary: "An IPv4 block of a VPC must be between /16 and /28.",
  why: `A VPC's IPv4 blocks, the primary one and those added later, have between 65,536 addresses (/16) and 16 addresses (/28).
EC2 refuses larger and smaller ones. Where 65,536 addresses are too few, a VPC can have several blocks.`,
  awsError: "InvalidVpc.Range: The CIDR '10.0.0.0/8' is invalid.",
  silentWhen: ["the block is known at deployment only, or IPAM allocates it", "the block is IPv6"],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
  isFixable: true,
  *check(network) {
    const space = addressSpace(network);
    for (const { resource, cidr } of network.vpcs.values()) {
      const finding = cidr && checkBlock(network, space, { resource, field: cidr }, vpcIdentity(resource.logicalId));
      if (finding) yield finding;
    }
    for (const { resource, cidr, vpc } of network.vpcCidrBlocks.values()) {
      const finding = cidr && checkBlock(network, space, { resource, field: cidr }, vpc?.identity);
      if (finding) yield finding;
    }
  },
});

function checkBlock(network: Network, space: AddressSpace, block: OwnedBlock, vpc: string | undefined): Finding | undefined {
  const { resource, field } = block;
  const value = knownValue(field);
  if (!value || value.value.version !== 4 || isAllowedSize(value.value)) return undefined;
  const { logicalId } = resource;
  const verb = network.vpcs.has(logicalId) ? "has" : "is";
  return {
    at: field.node,
    logicalId,
    about: [logicalId],
    message: `${logicalId} ${verb} a /${value.value.prefixLength} block (${formatCidr(value.value)}), but a VPC's block is between /16 and /28: CloudFormation will fail to create it.`,
    related: sourcePlaces(field),
    // Costly, and asked for once in all scenarios.
    get fixes() {
      return sizeFix(network, space, block, value.value, vpc);
    },
    assumesDefaults: assumedDefaults(value),
  };
}

/** The nearest size at the same place, where no subnet falls out and no other block is run into. */
function sizeFix(
  network: Network,
  space: AddressSpace,
  { resource, field }: OwnedBlock,
  cidr: Cidr,
  vpc: string | undefined,
): readonly Fix[] {
  const literal = ownLiteral(resource, field);
  if (!literal || vpc === undefined) return [];
  const wished = cidrOf(4, cidr.first, cidr.prefixLength < largestBlock ? largestBlock : smallestBlock);
  const subnets = network.topology.subnetsIn(vpc).flatMap((subnet) => known(subnet.cidr) ?? []);
  if ([...subnets, ...space.statedIn(cidr)].some((block) => contains(cidr, block) && !contains(wished, block))) return [];
  const others = statedBlocks(network, vpc).flatMap((block) => (block.field === field ? [] : (known(block.field) ?? [])));
  // A range that no VPC may have is a mistake of another kind.
  if ([...others, ...vpcForbidden].some((other) => overlaps(other, wished))) return [];
  const text = formatCidr(wished);
  return [{ title: `Make it ${text}`, preferred: false, safe: false, edits: () => replaceValue(network.template.document, literal, text) }];
}
