import { type Cidr, contains, formatCidr, type IpVersion, overlaps } from "../../cidr/cidr.ts";
import { type AddressSpace, addressSpace, type OwnedBlock, statedBlocks, subnetCidr } from "../../network/address-space.ts";
import { isAllowedSize } from "../../network/block-size.ts";
import { cidrProperties } from "../../network/cidr-properties.ts";
import { isForeignStack } from "../../network/foreign-stack.ts";
import { type Network } from "../../network/network.ts";
import { known, knownValue } from "../../network/resource.ts";
import type { Subnet } from "../../network/subnet.ts";
import { cidrsOf, groupBy, vpcIdentity } from "../../network/topology.ts";
import { replaceValue } from "../../template/edits.ts";
import { namesIn, visitIntrinsics } from "../../template/template.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";
import { listed } from "../wording.ts";
import { ownLiteral, sourcePlaces } from "./literal.ts";

export default defineRule({
  id: "cidr/subnet-outside-vpc",
  consequence: "deploy-fail",
  summary: "A subnet must lie inside one block of its VPC.",
  why: `A subnet is a part of one of its VPC's address blocks: the primary one, or one that an \`AWS::EC2::VPCCidrBlock\` adds. EC2
refuses a subnet whose block is, even in part, outside of all of them.`,
  awsError: "InvalidSubnet.Range: The CIDR '10.0.1.0/24' is invalid.",
  silentWhen: [
    "a block of the VPC is known at deployment only, or IPAM or Amazon allocates it",
    "the VPC is given by a parameter or another stack",
    "a nested stack or custom resource that gets the VPC may add a block before the subnet is made",
    "the subnet's block is larger than any subnet's may be: that is another finding",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
  isFixable: true,
  *check(network) {
    const space = addressSpace(network);
    const outside = [...network.subnets.values()].flatMap((subnet) => {
      const finding = checkSubnet(network, space, subnet, 4);
      return finding ? [{ subnet, finding }] : [];
    });
    for (const group of groupBy(outside, ({ subnet }) => subnet.vpc?.identity).values()) {
      const whole = wholeVpc(network, group);
      if (whole) yield whole;
      else for (const { finding } of group) yield finding;
    }
    for (const subnet of network.subnets.values()) {
      const finding = checkSubnet(network, space, subnet, 6);
      if (finding) yield finding;
    }
  },
});

interface Outside {
  readonly subnet: Subnet;
  readonly finding: Finding;
}

/** The one block of a VPC that contains none of its subnets: one fault, most likely of the VPC. Undefined for a single subnet. */
function wholeVpc(network: Network, outside: readonly Outside[]): Finding | undefined {
  const vpc = outside[0]?.subnet.vpc;
  const [block, second] = vpc ? statedBlocks(network, vpc.identity).filter(({ field }) => known(field)?.version === 4) : [];
  const cidr = block && known(block.field);
  if (!vpc || !block || second || !cidr || outside.length < 2 || network.topology.subnetsIn(vpc.identity).length > outside.length)
    return undefined;
  const { logicalId } = block.resource;
  const names = outside.map(({ subnet }) => subnet.resource.logicalId);
  return {
    at: block.field.node,
    logicalId,
    about: [logicalId, block.field.path],
    message: `${logicalId} (${formatCidr(cidr)}) contains none of its subnets (${listed(names)}): CloudFormation will fail to create them.`,
    related: [
      ...outside.map(({ subnet, finding }) => {
        const own = known(subnet.cidr);
        return { at: finding.at, message: `${subnet.resource.logicalId} has ${own ? formatCidr(own) : "a block"}.` };
      }),
      ...sourcePlaces(block.field),
    ],
    assumesDefaults: [...new Set(outside.flatMap(({ finding }) => finding.assumesDefaults ?? []))],
  };
}

function checkSubnet(network: Network, space: AddressSpace, subnet: Subnet, version: IpVersion): Finding | undefined {
  const field = subnetCidr(subnet, version);
  const value = knownValue(field);
  const vpc = network.vpcs.get(subnet.vpc?.logicalId ?? "");
  if (!field || value?.value.version !== version || !isAllowedSize(value.value) || !vpc || !subnet.vpc) return undefined;
  const complete = network.topology.blocksOf(subnet.vpc.identity);
  if (!(version === 4 ? complete.isIpv4Complete : complete.isIpv6Complete)) return undefined;
  const blocks = statedBlocks(network, subnet.vpc.identity).filter((block) => known(block.field)?.version === version);
  const cidrs = blocks.flatMap((block) => known(block.field) ?? []);
  // A VPC without IPv6, or with a block that AWS refuses, is a defect of the VPC.
  if (cidrs.length === 0 || cidrs.some((cidr) => contains(cidr, value.value) || (!isAllowedSize(cidr) && overlaps(cidr, value.value))))
    return undefined;
  if (mayGainBlock(network, subnet)) return undefined;
  const { logicalId } = subnet.resource;
  return {
    at: field.node,
    logicalId,
    about: [logicalId, field.path],
    message: `${logicalId} (${formatCidr(value.value)}) is not inside ${vpc.resource.logicalId} (${cidrs.map(formatCidr).join(", ")}): CloudFormation will fail to create it.`,
    related: [...blocks.map(placeOf), ...sourcePlaces(field)],
    // Costly, and asked for once in all scenarios.
    get fixes() {
      return moveFix(network, space, subnet, version);
    },
    assumesDefaults: assumedDefaults(value, subnet.vpc.term, ...blocks.map((block) => knownValue(block.field))),
  };
}

const placeOf = ({ resource, field }: OwnedBlock): { readonly at: OwnedBlock["field"]["node"]; readonly message: string } => {
  const cidr: Cidr | undefined = known(field);
  return { at: field.node, message: `${resource.logicalId} has ${cidr ? formatCidr(cidr) : "a block"}.` };
};

/** Whether something that knows the VPC, and that the subnet waits for, may add a block that this template does not show. */
function mayGainBlock(network: Network, subnet: Subnet): boolean {
  const { logicalId } = subnet.resource;
  for (const other of network.resources.values()) {
    if (!isForeignStack(other.type) || !network.order.isAfter(logicalId, other.logicalId)) continue;
    let getsVpc = false;
    visitIntrinsics(other.declaration.properties, (intrinsic) => {
      getsVpc ||= namesIn(intrinsic).some((name) => name === subnet.vpc?.logicalId);
    });
    if (getsVpc) return true;
  }
  return false;
}

function moveFix(network: Network, space: AddressSpace, subnet: Subnet, version: IpVersion): readonly Fix[] {
  const field = subnetCidr(subnet, version);
  const literal = field ? ownLiteral(subnet.resource, field) : undefined;
  // A block of another VPC of the template: it may as well be the VPC that is the wrong one.
  const free = literal && !isInAnotherVpc(network, subnet, version) ? space.freeBlockFor(subnet, version) : undefined;
  if (!literal || !free || isNamedElsewhere(network, subnet, version, free)) return [];
  const block = formatCidr(free);
  const title = `Move ${subnet.resource.logicalId} to ${block}, the next free block of ${subnet.vpc?.logicalId ?? "its VPC"}`;
  return [{ title, preferred: true, safe: false, edits: () => replaceValue(network.template.document, literal, block) }];
}

function isInAnotherVpc(network: Network, subnet: Subnet, version: IpVersion): boolean {
  const cidr = known(subnetCidr(subnet, version));
  return [...network.vpcs.keys()].some((logicalId) => {
    const identity = vpcIdentity(logicalId);
    const blocks = identity === subnet.vpc?.identity ? [] : cidrsOf(network.topology.blocksOf(identity).known, version);
    return cidr !== undefined && blocks.some((block) => contains(block, cidr));
  });
}

/** Whether a route or a rule means the block as it is, and would not mean the new one. */
function isNamedElsewhere(network: Network, subnet: Subnet, version: IpVersion, free: Cidr): boolean {
  const cidr = known(subnetCidr(subnet, version));
  return cidrProperties(network).some(({ owner, field }) => {
    const named = known(field);
    if (owner === "vpc" || owner === "subnet" || !cidr || !named) return false;
    return overlaps(named, cidr) && !contains(named, free);
  });
}
