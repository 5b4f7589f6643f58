/** What is said of subnets that stand in one Availability Zone where a service wants two. Does not know which service. */
import type { Network } from "../network/network.ts";
import { keyOf, type Links, type Resource } from "../network/resource.ts";
import { lacksSecondZone } from "../network/zone.ts";
import type { Place } from "../template/node.ts";
import type { RelatedPlace } from "./rule.ts";

export interface OneZone {
  readonly at: Place;
  /** "has one subnet, A", "has subnets in one Availability Zone only (A, B)". */
  readonly clause: string;
  readonly related: readonly RelatedPlace[];
}

/** Undefined where the subnets that `resource` names may be in two zones, or are not all known. */
export function oneZoneOnly(network: Network, resource: Resource, subnets: Links): OneZone | undefined {
  if (resource.mayGainProperties || !lacksSecondZone(network, subnets)) return undefined;
  const names = [...new Set(subnets.links.map((link) => link.logicalId ?? ""))];
  const isOne = names.length === 1;
  return {
    at: subnets.links[0]?.node ?? keyOf(resource),
    clause: isOne ? `has one subnet, ${names.join("")}` : `has subnets in one Availability Zone only (${names.join(", ")})`,
    related: names.flatMap((name) => {
      const subnet = network.subnets.get(name);
      return subnet ? [{ at: keyOf(subnet.resource), message: isOne ? `${name} is its only subnet.` : `${name} is in that zone.` }] : [];
    }),
  };
}
