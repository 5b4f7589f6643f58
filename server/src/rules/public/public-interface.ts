/** Interfaces that get a public IPv4 address when an instance starts. Does not know addresses that launch templates ask for. */
import type { NetworkInterface } from "../../network/instance.ts";
import type { Network } from "../../network/network.ts";
import { knownValue } from "../../network/resource.ts";
import type { Subnet } from "../../network/subnet.ts";
import { assumedDefaults } from "../rule.ts";

export interface PublicInterface {
  readonly networkInterface: NetworkInterface;
  readonly subnet: Subnet;
  /** Whether the interface asks for the address itself; else the subnet gives it. */
  readonly isOwnWish: boolean;
  readonly assumesDefaults: readonly string[];
}

/**
 * Of the instances in document order, in subnets of this template.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html
 */
export function publicInterfaces(network: Network): readonly PublicInterface[] {
  return [...network.instances.values()].flatMap(({ interfaces, resource }) =>
    interfaces.flatMap((one): readonly PublicInterface[] => {
      const subnet = network.subnets.get(one.subnet?.logicalId ?? "");
      if (!subnet || one.networkInterface || resource.mayGainProperties) return [];
      const own = knownValue(one.associatePublicIp);
      if (own?.value) return [{ networkInterface: one, subnet, isOwnWish: true, assumesDefaults: own.assumesDefaults }];
      const given = knownValue(subnet.mapPublicIpOnLaunch);
      // With several interfaces none gets an address by itself; a launch template may refuse it.
      const isOther = one.associatePublicIp || interfaces.length > 1 || resource.get("LaunchTemplate") !== undefined;
      return given?.value && !isOther ? [{ networkInterface: one, subnet, isOwnWish: false, assumesDefaults: assumedDefaults(given) }] : [];
    }),
  );
}
