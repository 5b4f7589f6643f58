import { containsAddress, formatCidr } from "../../cidr/cidr.ts";
import { knownValue } from "../../network/resource.ts";
import { privateAddresses } from "../../network/private-addresses.ts";
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
    "the block is one that no subnet can have: that is `cidr/subnet-size`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
  isFixable: false,
  *check(network) {
    for (const { resource, subnet: link, field, address } of privateAddresses(network)) {
      const subnet = network.subnets.get(link?.logicalId ?? "");
      const block = knownValue(subnet?.cidr);
      if (!subnet?.cidr || !address || block?.value.version !== 4 || containsAddress(block.value, address)) continue;
      // The block is wrong, not the address: cidr/subnet-size.
      if (block.value.prefixLength < 16 || block.value.prefixLength > 28) continue;
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
