import { type Cidr, contains, formatCidr } from "../../cidr/cidr.ts";
import type { Network } from "../../network/network.ts";
import { type CidrField, known, knownValue } from "../../network/resource.ts";
import type { Subnet } from "../../network/subnet.ts";
import { isSameLink } from "../../network/topology.ts";
import type { VpcCidrBlock } from "../../network/vpc.ts";
import { valueIdentity } from "../../template/value.ts";
import { assumedDefaults, defineRule, type Finding } from "../rule.ts";
import { missingOrder } from "./order.ts";

export default defineRule({
  id: "depends/subnet-secondary-cidr",
  consequence: "deploy-race",
  summary: "A subnet in a secondary block must wait until the block is added to the VPC.",
  why: `\`AWS::EC2::VPCCidrBlock\` adds a block to a VPC that exists already. A subnet refers to the VPC only, so CloudFormation may create
it before its block is there: EC2 then refuses the subnet's range. With \`Fn::GetAtt Vpc.Ipv6CidrBlocks\` the list may still be empty, and
\`Fn::Select\` fails.`,
  awsError: "InvalidSubnet.Range, or Template error: Fn::Select cannot select nonexistent value at index 0",
  silentWhen: [
    "the block or the range of the subnet is not known",
    "the subnet also lies in the primary block",
    "the block is added in another stack",
    "a reference or DependsOn orders the two at any distance",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html",
  isFixable: true,
  *check(network) {
    for (const subnet of network.subnets.values()) {
      // One finding for each subnet and block, even where both families of addresses come from it.
      yield* checkRange(network, subnet, subnet.cidr);
      yield* checkRange(network, subnet, subnet.ipv6Cidr);
      yield* checkAllocated(network, subnet);
    }
  },
});

/** A range that the template states lies in the one block of the VPC that contains it: blocks of a VPC do not overlap. */
function* checkRange(network: Network, subnet: Subnet, field: CidrField | undefined): Iterable<Finding> {
  const cidr = knownValue(field);
  const vpc = network.vpcs.get(subnet.vpc?.logicalId ?? "");
  if (!field || !cidr || holds(vpc?.cidr, cidr.value)) return;
  const blocks = [...network.vpcCidrBlocks.values()].filter((block) => isSameLink(block.vpc, subnet.vpc) && holds(block.cidr, cidr.value));
  const [block] = blocks;
  if (!block || isAfterAny(network, subnet, blocks)) return;
  const subject = `${subnet.resource.logicalId} (${formatCidr(cidr.value)})`;
  const finding = report(
    network,
    subnet,
    block,
    `${subject} may be created before ${block.resource.logicalId} adds its block to the VPC: CloudFormation may fail to create it.`,
  );
  if (finding) yield { ...finding, assumesDefaults: assumedDefaults(cidr, knownValue(block.cidr)) };
}

/** A range out of the blocks that Amazon or a pool gave to the VPC: the list is empty until one of them is added. */
function* checkAllocated(network: Network, subnet: Subnet): Iterable<Finding> {
  const source = subnet.ipv6Cidr && /\$\{(\w+)\.Ipv6CidrBlocks\}/.exec(valueIdentity(subnet.ipv6Cidr.value))?.[1];
  const blocks = [...network.vpcCidrBlocks.values()].filter((block) => block.isIpv6 && block.vpc?.logicalId === source);
  const [block] = blocks;
  if (!source || !block || isAfterAny(network, subnet, blocks)) return;
  const { logicalId } = subnet.resource;
  const finding = report(
    network,
    subnet,
    block,
    `${logicalId} takes its IPv6 range from ${source}, but may be created before ${block.resource.logicalId} adds one: CloudFormation may fail to create it.`,
  );
  if (finding) yield finding;
}

const holds = (block: CidrField | undefined, cidr: Cidr): boolean => {
  const outer = known(block);
  return outer !== undefined && contains(outer, cidr);
};

const isAfterAny = (network: Network, subnet: Subnet, blocks: readonly VpcCidrBlock[]): boolean =>
  blocks.some((block) => network.order.isAfter(subnet.resource.logicalId, block.resource.logicalId));

const report = (network: Network, subnet: Subnet, block: VpcCidrBlock, message: string): Finding | undefined =>
  missingOrder(network, subnet.resource, block.resource, message, `${block.resource.logicalId} adds the block.`);
