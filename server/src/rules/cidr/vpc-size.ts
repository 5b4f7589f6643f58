import { type Cidr, cidrOf, contains, formatCidr, overlaps } from "../../cidr/cidr.ts";
import { isAllowedSize, largestBlock, smallestBlock, statedBlocks } from "../../network/address-space.ts";
import type { Network } from "../../network/network.ts";
import { type CidrField, knownValue, type Resource } from "../../network/resource.ts";
import { cidrsOf, vpcIdentity } from "../../network/topology.ts";
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
    for (const { resource, cidr } of network.vpcs.values()) {
      const finding = checkBlock(network, resource, cidr, vpcIdentity(resource.logicalId), `${resource.logicalId} has`);
      if (finding) yield finding;
    }
    for (const { resource, cidr, vpc } of network.vpcCidrBlocks.values()) {
      const finding = checkBlock(network, resource, cidr, vpc?.identity, `${resource.logicalId} is`);
      if (finding) yield finding;
    }
  },
});

function checkBlock(
  network: Network,
  resource: Resource,
  field: CidrField | undefined,
  vpc: string | undefined,
  subject: string,
): Finding | undefined {
  const value = knownValue(field);
  if (!field || !value || value.value.version !== 4 || isAllowedSize(value.value)) return undefined;
  const { logicalId } = resource;
  const text = field.text.kind === "known" ? field.text.value : "";
  return {
    at: field.node,
    logicalId,
    about: [logicalId],
    message: `${subject} a /${value.value.prefixLength} block (${formatCidr(value.value)}), but a VPC's block is between /16 and /28: CloudFormation will fail to create it.`,
    related: sourcePlaces(field, text),
    fixes: sizeFix(network, resource, field, value.value, vpc, text),
    assumesDefaults: assumedDefaults(value),
  };
}

/** The nearest size at the same place, where no subnet falls out and nothing else is run into. */
function sizeFix(
  network: Network,
  resource: Resource,
  field: CidrField,
  cidr: Cidr,
  vpc: string | undefined,
  text: string,
): readonly Fix[] {
  const literal = ownLiteral(resource, field, text);
  if (!literal || vpc === undefined) return [];
  const wished = cidrOf(4, cidr.first, cidr.prefixLength < largestBlock ? largestBlock : smallestBlock);
  const subnets = cidrsOf(
    network.topology.subnetsIn(vpc).flatMap((subnet) => subnet.cidr ?? []),
    4,
  );
  if (subnets.some((subnet) => contains(cidr, subnet) && !contains(wished, subnet))) return [];
  const others = cidrsOf(
    statedBlocks(network, vpc).flatMap((block) => (block.field === field ? [] : [block.field])),
    4,
  );
  if (others.some((other) => overlaps(other, wished))) return [];
  const block = formatCidr(wished);
  return [
    { title: `Make it ${block}`, preferred: false, safe: false, edits: () => replaceValue(network.template.document, literal, block) },
  ];
}
