import { type Cidr, contains, containsAddress, formatCidr, overlaps } from "../../cidr/cidr.ts";
import type { Network } from "../../network/network.ts";
import { privateAddresses } from "../../network/private-addresses.ts";
import { known, knownValue } from "../../network/resource.ts";
import type { Subnet } from "../../network/subnet.ts";
import { cidrsOf } from "../../network/topology.ts";
import { assumedDefaults, defineRule } from "../rule.ts";

export default defineRule({
  id: "cidr/ip-not-in-subnet",
  consequence: "deploy-fail",
  summary: "A private address lies in the block of its subnet.",
  why: `An instance, a network interface, a NAT gateway, a load balancer or a resolver endpoint can ask for a certain private address. It must be one of the
addresses of the subnet that it stands in.`,
  silentWhen: [
    "the subnet is made in another stack",
    "the address or the subnet's block is not known",
    "the block is one that the subnet cannot have: that is `cidr/subnet-size`, `cidr/subnet-outside-vpc` or `cidr/subnet-overlap`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
  isFixable: false,
  *check(network) {
    for (const { resource, subnet: link, field, address } of privateAddresses(network)) {
      const subnet = network.subnets.get(link?.logicalId ?? "");
      const block = knownValue(subnet?.cidr);
      if (!subnet?.cidr || !address || block?.value.version !== 4 || containsAddress(block.value, address)) continue;
      // The block is wrong, not the address: cidr/subnet-size, cidr/subnet-outside-vpc, cidr/subnet-overlap.
      if (block.value.prefixLength < 16 || block.value.prefixLength > 28 || isMisplaced(network, subnet, block.value)) continue;
      const { logicalId } = resource;
      const value = knownValue(field);
      yield {
        at: field.node,
        logicalId,
        about: [logicalId, field.path],
        message: `${logicalId} asks for ${value?.value}, which is not in ${subnet.resource.logicalId} (${formatCidr(block.value)}): CloudFormation will fail to create it.`,
        related: [{ at: subnet.cidr.node, message: `${subnet.resource.logicalId} has ${formatCidr(block.value)}.` }],
        assumesDefaults: assumedDefaults(value, block),
      };
    }
  },
});

/** Outside of its VPC, or over a sibling: the address was meant for the block that the subnet should have. */
function isMisplaced(network: Network, subnet: Subnet, block: Cidr): boolean {
  if (!subnet.vpc) return false;
  const blocks = network.topology.blocksOf(subnet.vpc.identity);
  const isOutside = blocks.isIpv4Complete && !cidrsOf(blocks.known, 4).some((one) => contains(one, block));
  const siblings = network.topology.subnetsIn(subnet.vpc.identity).filter((one) => one !== subnet);
  return isOutside || siblings.some((one) => overlapsKnown(known(one.cidr), block));
}

const overlapsKnown = (one: Cidr | undefined, other: Cidr): boolean => one?.version === 4 && overlaps(one, other);
