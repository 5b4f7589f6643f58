/** What is said of subnets that stand in one Availability Zone where a service wants two. Does not know which service. */
import type { Network } from "../network/network.ts";
import { keyOf, type Links, type Resource } from "../network/resource.ts";
import { lacksSecondZone } from "../network/zone.ts";
import type { Finding } from "./rule.ts";

/**
 * One finding where the subnets that `resource` names are in one zone for certain; none where some of them are not known. `need`: "a DB
 * subnet group must cover two zones".
 */
export function oneZoneOnly(network: Network, resource: Resource, subnets: Links, need: string): readonly Finding[] {
  if (resource.mayGainProperties || !lacksSecondZone(network, subnets)) return [];
  const { logicalId } = resource;
  const names = [...new Set(subnets.links.map((link) => link.logicalId ?? ""))];
  const isOne = names.length === 1;
  const clause = isOne ? `has one subnet, ${names.join("")}` : `has subnets in one Availability Zone only (${names.join(", ")})`;
  const related = names.flatMap((name) => {
    const subnet = network.subnets.get(name);
    return subnet ? [{ at: keyOf(subnet.resource), message: isOne ? `${name} is its only subnet.` : `${name} is in that zone.` }] : [];
  });
  return [
    {
      at: subnets.links[0]?.node ?? keyOf(resource),
      logicalId,
      about: [logicalId],
      message: `${logicalId} ${clause}, but ${need}: CloudFormation will fail to create it.`,
      related,
    },
  ];
}
