/** The address blocks of VPCs as sets. Does not know blocks that IPAM or Amazon allocates. */
import { type AddressSet, addressSet, isEmpty, subtract } from "../cidr/address-set.ts";
import type { IpVersion } from "../cidr/cidr.ts";
import { rfc1918, sharedAddressSpace } from "../cidr/reserved.ts";
import type { Network } from "../network/network.ts";
import { cidrsOf, vpcIdentity } from "../network/topology.ts";
import { internetOf } from "./flow.ts";

/** Addresses that a VPC usually has. */
export const privateAddressSet: AddressSet = addressSet([...rfc1918, sharedAddressSpace]);

const cacheOf = (): Map<string, AddressSet | undefined> => new Map();

/** All blocks of a VPC (an identity) of one version; undefined where one of them is not known, or there is none. */
export function blocksOfVersion(network: Network, vpc: string | undefined, version: IpVersion): AddressSet | undefined {
  if (vpc === undefined) return undefined;
  const cache = network.once(cacheOf);
  const key = `${version} ${vpc}`;
  if (!cache.has(key)) cache.set(key, readBlocks(network, vpc, version));
  return cache.get(key);
}

function readBlocks(network: Network, vpc: string, version: IpVersion): AddressSet | undefined {
  const blocks = network.topology.blocksOf(vpc);
  const set = addressSet(cidrsOf(blocks.known, version));
  return (version === 4 ? blocks.isIpv4Complete : blocks.isIpv6Complete) && !isEmpty(set) ? set : undefined;
}

/** The blocks of a VPC that are known, of one version. */
export const knownBlocks = (network: Network, vpc: string, version: IpVersion): AddressSet =>
  addressSet(cidrsOf(network.topology.blocksOf(vpc).known, version));

/** Public addresses of one version that no VPC of the template has: a VPC may have a public block. */
export const publicHosts = (network: Network, version: IpVersion): AddressSet => network.once(version === 4 ? publicHosts4 : publicHosts6);

const publicHosts4 = (network: Network): AddressSet => outsideVpcs(network, 4);
const publicHosts6 = (network: Network): AddressSet => outsideVpcs(network, 6);

const outsideVpcs = (network: Network, version: IpVersion): AddressSet =>
  [...network.vpcs.keys()].reduce((rest, id) => subtract(rest, knownBlocks(network, vpcIdentity(id), version)), internetOf(version));
