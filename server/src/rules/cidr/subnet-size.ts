import { type Cidr, cidrOf, contains, formatCidr, overlaps } from "../../cidr/cidr.ts";
import { type AddressSpace, addressSpace } from "../../network/address-space.ts";
import { isAllowedSize, smallestBlock } from "../../network/block-size.ts";
import type { Network } from "../../network/network.ts";
import { knownValue } from "../../network/resource.ts";
import type { Subnet } from "../../network/subnet.ts";
import { cidrsOf } from "../../network/topology.ts";
import { replaceValue } from "../../template/edits.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";
import { ownLiteral, sourcePlaces } from "./literal.ts";

export default defineRule({
  id: "cidr/subnet-size",
  consequence: "deploy-fail",
  summary: "An IPv4 block of a subnet must be between /16 and /28.",
  why: `A subnet's IPv4 block has between 65,536 addresses (/16) and 16 addresses (/28), of which AWS keeps five for itself. EC2
refuses larger and smaller blocks.`,
  awsError: "InvalidSubnet.Range: The CIDR '10.0.0.0/30' is invalid.",
  silentWhen: ["the block is known at deployment only, or IPAM allocates it", "the block is IPv6"],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
  isFixable: true,
  *check(network) {
    const space = addressSpace(network);
    for (const subnet of network.subnets.values()) {
      const finding = checkSubnet(network, space, subnet);
      if (finding) yield finding;
    }
  },
});

function checkSubnet(network: Network, space: AddressSpace, subnet: Subnet): Finding | undefined {
  const field = subnet.cidr;
  const value = knownValue(field);
  if (!field || !value || value.value.version !== 4 || isAllowedSize(value.value)) return undefined;
  const { logicalId } = subnet.resource;
  return {
    at: field.node,
    logicalId,
    about: [logicalId],
    message: `${logicalId} has a /${value.value.prefixLength} block (${formatCidr(value.value)}), but a subnet's IPv4 block is between /16 and /28: CloudFormation will fail to create it.`,
    related: sourcePlaces(field),
    // Costly, and asked for once in all scenarios.
    get fixes() {
      return sizeFix(network, space, subnet, value.value);
    },
    assumesDefaults: assumedDefaults(value),
  };
}

/** The smallest block that AWS takes in place of one that is too small, where it is free. */
function sizeFix(network: Network, space: AddressSpace, subnet: Subnet, cidr: Cidr): readonly Fix[] {
  const literal = subnet.cidr ? ownLiteral(subnet.resource, subnet.cidr) : undefined;
  if (!literal || cidr.prefixLength <= smallestBlock) return [];
  const wished = cidrOf(4, cidr.first, smallestBlock);
  const taken = space.takenFor(subnet, 4);
  const within = cidrsOf(network.topology.blocksOf(subnet.vpc?.identity ?? "").known, 4);
  if (!taken || taken.some((other) => overlaps(other, wished)) || !within.some((block) => contains(block, wished))) return [];
  const block = formatCidr(wished);
  return [
    { title: `Make it ${block}`, preferred: false, safe: false, edits: () => replaceValue(network.template.document, literal, block) },
  ];
}
