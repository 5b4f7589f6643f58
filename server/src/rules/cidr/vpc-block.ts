/** The blocks of VPCs, primary and added. Judges nothing but their size. */
import type { Cidr } from "../../cidr/cidr.ts";
import { type OwnedBlock, statedBlocks } from "../../network/address-space.ts";
import { isAllowedSize } from "../../network/block-size.ts";
import type { Network } from "../../network/network.ts";
import { type CidrField, type Resource, knownValue } from "../../network/resource.ts";
import type { Known } from "../../template/value.ts";

export interface VpcBlock {
  readonly resource: Resource;
  readonly field: CidrField;
  readonly value: Known<Cidr>;
  /** Whether the block is added to a VPC by a resource of its own. */
  readonly isAdded: boolean;
}

/** Without blocks of a size that AWS refuses: they have a rule of their own. */
export function vpcBlocks(network: Network): readonly VpcBlock[] {
  const all = [...network.vpcs.values(), ...network.vpcCidrBlocks.values()];
  return all.flatMap(({ resource, cidr }) => {
    const value = knownValue(cidr);
    if (!cidr || value?.value.version !== 4 || !isAllowedSize(value.value)) return [];
    return [{ resource, field: cidr, value, isAdded: network.vpcCidrBlocks.has(resource.logicalId) }];
  });
}

/** The stated blocks, the primary first, of each VPC that the template adds a block to: its own, or one of another stack. */
export function blocksOfLargerVpcs(network: Network): readonly (readonly OwnedBlock[])[] {
  const vpcs = new Set([...network.vpcCidrBlocks.values()].flatMap(({ vpc }) => vpc?.identity || []));
  return [...vpcs].map((vpc) => statedBlocks(network, vpc));
}
