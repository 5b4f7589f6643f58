/** Which subnet an association was meant for that names one which is associated already. Knows no text. */
import type { Network } from "../../network/network.ts";
import type { SubnetRouteTableAssociation } from "../../network/route-table.ts";
import type { Subnet } from "../../network/subnet.ts";

/** The only subnet without an association in the VPC of the association's table; undefined where there is none, or several. */
export function leftOutBy(network: Network, association: SubnetRouteTableAssociation): Subnet | undefined {
  const vpc = network.routeTables.get(association.table?.logicalId ?? "")?.vpc?.identity ?? "";
  const associations = [...network.subnetRouteTableAssociations.values()];
  if (associations.some(({ subnet }) => !network.subnets.has(subnet?.logicalId ?? ""))) return undefined;
  const associated = new Set(associations.map(({ subnet }) => subnet?.logicalId));
  const [subnet, second] = network.topology.subnetsIn(vpc).filter(({ resource }) => !associated.has(resource.logicalId));
  return second ? undefined : subnet;
}
