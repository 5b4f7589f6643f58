import { containsAddress, parseAddress } from "../../cidr/cidr.ts";
import { rfc1918, sharedAddressSpace } from "../../cidr/reserved.ts";
import { knownValue } from "../../network/resource.ts";
import { assumedDefaults, defineRule } from "../rule.ts";

export default defineRule({
  id: "lattice/ip-not-private",
  consequence: "deploy-fail",
  summary: "A resource configuration leads to a private IPv4 address.",
  why: "The address of a resource must be in 10.0.0.0/8, 100.64.0.0/10, 172.16.0.0/12 or 192.168.0.0/16: public addresses are refused. Use a domain name for a resource on the internet.",
  silentWhen: ["the address is not known", "it is an IPv6 address"],
  reference: "https://docs.aws.amazon.com/vpc-lattice/latest/ug/resource-configuration.html",
  isFixable: false,
  *check(network) {
    for (const { resource, ip } of network.resourceConfigurations.values()) {
      const value = knownValue(ip);
      const address = value && parseAddress(value.value.trim());
      if (!ip || !address || "problem" in address || address.version !== 4) continue;
      if ([...rfc1918, sharedAddressSpace].some((block) => containsAddress(block, address))) continue;
      const { logicalId } = resource;
      yield {
        at: ip.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} leads to ${value.value.trim()}, which is not a private address: CloudFormation will fail to create it.`,
        related: value.origins.flatMap((origin) => (origin === ip.node ? [] : [{ at: origin, message: "The address comes from here." }])),
        assumesDefaults: assumedDefaults(value),
      };
    }
  },
});
