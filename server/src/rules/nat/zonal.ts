/** What the rules about NAT gateways share: which kind one is. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html */
import type { GatewayAttachment } from "../../network/internet-gateway.ts";
import type { NatGateway } from "../../network/nat-gateway.ts";
import type { Network } from "../../network/network.ts";
import { known, type Link } from "../../network/resource.ts";
import { targetOf } from "../../network/route-table.ts";

/** Zonal (in a subnet) and public, for certain. A regional NAT gateway needs neither a subnet nor an address. */
export function isZonalPublic(nat: NatGateway): boolean {
  const connectivity = nat.connectivity ? known(nat.connectivity) : "public";
  const mode = nat.availabilityMode ? known(nat.availabilityMode) : "zonal";
  return connectivity === "public" && mode === "zonal";
}

/** The VPC of the NAT gateway's subnet. */
export const vpcOf = (network: Network, nat: NatGateway): Link | undefined => network.subnets.get(nat.subnet?.logicalId ?? "")?.vpc;

/**
 * Attachments of internet gateways to a VPC of this template; undefined where one may be made elsewhere, or where the lack of one has
 * a finding of its own.
 */
export function internetAttachments(network: Network, vpc: Link): readonly GatewayAttachment[] | undefined {
  if (!network.vpcs.has(vpc.logicalId ?? "") || network.isOpen || network.isHandedToStack(vpc.logicalId ?? "")) return undefined;
  const all = [...network.gatewayAttachments.values()].filter((attachment) => attachment.internetGateway);
  if (all.some((attachment) => attachment.vpc?.logicalId === undefined)) return undefined;
  const own = all.filter((attachment) => attachment.vpc?.identity === vpc.identity);
  return own.length === 0 && isMeantToBeAttached(network, vpc) ? undefined : own;
}

/** An attachment without a gateway (igw/attachment-gateway-count), or a route to a gateway that is not attached to this VPC. */
function isMeantToBeAttached(network: Network, vpc: Link): boolean {
  const isEmpty = network.topology.attachmentsOf(vpc.identity).some((one) => !one.internetGateway && !one.vpnGateway);
  const routes = network.topology.tablesIn(vpc.identity).flatMap((table) => network.topology.routesOf(table.resource.logicalId));
  return isEmpty || routes.some((route) => network.internetGateways.has(targetOf(route, "GatewayId")?.logicalId ?? ""));
}
