/** The address blocks of VPCs as sets. Does not know blocks that IPAM or Amazon allocates. */
import { type AddressSet, addressSet, isEmpty } from "../cidr/address-set.ts";
import type { IpVersion } from "../cidr/cidr.ts";
import { rfc1918, sharedAddressSpace } from "../cidr/reserved.ts";
import type { Network } from "../network/network.ts";
import { cidrsOf } from "../network/topology.ts";

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
