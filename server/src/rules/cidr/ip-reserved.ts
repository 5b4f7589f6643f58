import { type Address, type Cidr, containsAddress, formatAddress, formatCidr } from "../../cidr/cidr.ts";
import type { Network } from "../../network/network.ts";
import { type PrivateAddress, privateAddresses } from "../../network/private-addresses.ts";
import { knownValue, type Link } from "../../network/resource.ts";
import { replaceValue } from "../../template/edits.ts";
import { isShared } from "../../template/source.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";

/** At the start of a subnet: the network address, the router, the DNS server, and one for later. */
const keptAtStart = 4n;

export default defineRule({
  id: "cidr/ip-reserved",
  consequence: "deploy-fail",
  summary: "A private address is none of the five that AWS keeps in every subnet.",
  why: `AWS keeps the first four addresses of every subnet (the network address, the router, the DNS server, and one for later use) and the last one. Nothing
can have them.`,
  silentWhen: ["the subnet is made in another stack", "the address or the subnet's block is not known"],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
  isFixable: true,
  *check(network) {
    const all = privateAddresses(network);
    for (const one of all) {
      const subnet = network.subnets.get(one.subnet?.logicalId ?? "");
      const block = knownValue(subnet?.cidr);
      if (!subnet?.cidr || !one.subnet || !one.address || block?.value.version !== 4) continue;
      if (!containsAddress(block.value, one.address) || !isKept(block.value, one.address)) continue;
      const { logicalId } = one.resource;
      const which = one.address.value === block.value.last ? "the last address" : "one of the first four addresses";
      yield {
        at: one.field.node,
        logicalId,
        about: [logicalId, one.field.path],
        message: `${logicalId} asks for ${formatAddress(4, one.address.value)}, ${which} of ${subnet.resource.logicalId} (${formatCidr(block.value)}), which AWS keeps for itself: CloudFormation will fail to create it.`,
        related: [{ at: subnet.cidr.node, message: `${subnet.resource.logicalId} has ${formatCidr(block.value)}.` }],
        fixes: nextFreeFix(network, one, one.subnet, block.value, all),
        assumesDefaults: assumedDefaults(knownValue(one.field), block),
      };
    }
  },
});

const isKept = (block: Cidr, { value }: Address): boolean => value < block.first + keptAtStart || value === block.last;

/** The lowest address that nothing of the template asks for. None where another one is not known. */
function nextFreeFix(
  network: Network,
  { field, resource }: PrivateAddress,
  subnet: Link,
  block: Cidr,
  all: readonly PrivateAddress[],
): readonly Fix[] {
  const { node } = field;
  const others = all.filter((one) => one.subnet?.identity === subnet.identity && one.field !== field);
  if (node.kind !== "scalar" || isShared(node) || resource.declaration.bindings || others.some((one) => !one.address)) return [];
  const taken = new Set(others.map((one) => one.address?.value));
  let free = block.first + keptAtStart;
  while (taken.has(free)) free++;
  if (free >= block.last) return [];
  const text = formatAddress(4, free);
  return [
    {
      title: `Ask for ${text}, the first address that is free in the template`,
      preferred: true,
      safe: false,
      edits: () => replaceValue(network.template.document, node, text),
    },
  ];
}
