/** Which subnet an association was meant for that names one which is associated already. Knows no text. */
import type { Network } from "../../network/network.ts";
import type { SubnetRouteTableAssociation } from "../../network/route-table.ts";
import { effectiveTable } from "../../network/routing.ts";
import type { Subnet } from "../../network/subnet.ts";
import { groupBy } from "../../network/topology.ts";

/** Associations of subnets that are associated earlier in the text. */
export const repeatedAssociations = (network: Network): readonly SubnetRouteTableAssociation[] =>
  [...groupBy(network.subnetRouteTableAssociations.values(), ({ subnet }) => subnet?.identity).values()].flatMap(([, ...later]) => later);

/** The only subnet without a table in the VPC of the association's table; undefined where there is none, or several. */
export function leftOutBy(network: Network, association: SubnetRouteTableAssociation): Subnet | undefined {
  const vpc = network.routeTables.get(association.table?.logicalId ?? "")?.vpc?.identity ?? "";
  const [subnet, second] = network.topology.subnetsIn(vpc).filter((one) => effectiveTable(network, one).kind === "main");
  return second ? undefined : subnet;
}

/** Whether the subnet has no table because an association names another subnet instead. */
export const isLeftOut = (network: Network, subnet: Subnet): boolean =>
  repeatedAssociations(network).some((association) => leftOutBy(network, association) === subnet);
