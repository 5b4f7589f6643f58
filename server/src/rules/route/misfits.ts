/** Associations of a subnet of one VPC with a route table of another, and the VPCs that are in doubt for such a fault. Writes no messages. */
import { isOutsideItsVpc } from "../../network/address-space.ts";
import { isAllowedSize } from "../../network/block-size.ts";
import type { Network } from "../../network/network.ts";
import { known, type Link } from "../../network/resource.ts";
import type { RouteTable, SubnetRouteTableAssociation } from "../../network/route-table.ts";
import type { Subnet } from "../../network/subnet.ts";
import { vpcIdentity } from "../../network/topology.ts";
import { compareTerms } from "../../template/value.ts";

/** An association of a subnet and a table of two VPCs. */
export interface Misfit {
  readonly association: SubnetRouteTableAssociation;
  readonly subnet: Subnet;
  readonly table: RouteTable;
  /** The VPC of the subnet, and that of the table. */
  readonly from: Link;
  readonly to: Link;
}

/** Undefined where subnet and table are in one VPC, or may be. */
export function misfitOf(network: Network, association: SubnetRouteTableAssociation): Misfit | undefined {
  const subnet = network.subnets.get(association.subnet?.logicalId ?? "");
  const table = network.routeTables.get(association.table?.logicalId ?? "");
  if (!subnet?.vpc || !table?.vpc || compareTerms(subnet.vpc.term, table.vpc.term) !== "different") return undefined;
  // The subnet is in the wrong VPC then, and fails itself: cidr/subnet-outside-vpc.
  if (isOutsideItsVpc(network, subnet)) return undefined;
  return { association, subnet, table, from: subnet.vpc, to: table.vpc };
}

/** Whether all subnets of the table are in other VPCs than the table: then the table's VPC is the fault, and is reported. */
export function isTableMisplaced(network: Network, table: string): boolean {
  const own = [...network.subnetRouteTableAssociations.values()].filter((association) => association.table?.logicalId === table);
  return own.length > 0 && own.every((association) => misfitOf(network, association) !== undefined);
}

/** Whether subnet and table of the association are in two VPCs for certain. */
export const isOtherVpc = (network: Network, association: SubnetRouteTableAssociation): boolean =>
  misfitOf(network, association) !== undefined;

/**
 * Whether a subnet of the VPC has a table of another one, a table of it a subnet of another one, a subnet lies outside of it, or AWS
 * refuses its block: what is in the VPC, or where the VPC is, is in doubt then, and reported.
 */
export const isMixedUp = (network: Network, vpc: Link): boolean => network.once(mixedUp).has(vpc.identity);

const mixedUp = (network: Network): ReadonlySet<string> =>
  new Set([
    ...[...network.subnetRouteTableAssociations.values()].flatMap((association) => {
      const misfit = misfitOf(network, association);
      return misfit ? [misfit.from.identity, misfit.to.identity] : [];
    }),
    ...[...network.subnets.values()].flatMap((subnet) => (subnet.vpc && isOutsideItsVpc(network, subnet) ? [subnet.vpc.identity] : [])),
    ...[...network.vpcs.values()].flatMap(({ cidr, resource }) => {
      const block = known(cidr);
      return block && !isAllowedSize(block) ? [vpcIdentity(resource.logicalId)] : [];
    }),
  ]);
