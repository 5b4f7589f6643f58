/** Which subnet an association was meant for that names one which is associated already. Knows no text. */
import type { Network } from "../../network/network.ts";
import type { SubnetRouteTableAssociation } from "../../network/route-table.ts";
import type { Subnet } from "../../network/subnet.ts";

/** The subnets without an association in the VPC of the association's table; none where an association names one that is not known. */
export function leftOutBy(network: Network, association: SubnetRouteTableAssociation): readonly Subnet[] {
  const vpc = network.routeTables.get(association.table?.logicalId ?? "")?.vpc?.identity ?? "";
  const associations = [...network.subnetRouteTableAssociations.values()];
  if (associations.some(({ subnet }) => !network.subnets.has(subnet?.logicalId ?? ""))) return [];
  const associated = new Set(associations.map(({ subnet }) => subnet?.logicalId));
  return network.topology.subnetsIn(vpc).filter(({ resource }) => !associated.has(resource.logicalId));
}
