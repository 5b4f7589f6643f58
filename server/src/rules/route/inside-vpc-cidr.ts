import { type Cidr, contains, formatCidr, overlaps, sameBlock } from "../../cidr/cidr.ts";
import type { Network } from "../../network/network.ts";
import { known, knownValue } from "../../network/resource.ts";
import type { Route, RouteTarget } from "../../network/route-table.ts";
import { cidrsOf } from "../../network/topology.ts";
import { assumedDefaults, defineRule } from "../rule.ts";
import { isTableMisplaced } from "./misfits.ts";

/** Targets that a route for the whole of a subnet may have. */
const middleboxes: ReadonlySet<RouteTarget> = new Set([
  "NatGatewayId",
  "NetworkInterfaceId",
  "InstanceId",
  "VpcEndpointId",
  "LocalGatewayId",
]);

export default defineRule({
  id: "route/inside-vpc-cidr",
  consequence: "deploy-fail",
  summary: "A route for addresses of its own VPC is allowed only for a whole subnet, to a middlebox.",
  why: `The local route of the VPC delivers to all its addresses. A route that is as specific or more specific is accepted only if its destination is
exactly the block of a subnet and its target a NAT gateway, a network interface, an instance, or the endpoint of a Gateway Load Balancer or Network Firewall.`,
  awsError:
    "The destination CIDR block … is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.",
  silentWhen: [
    "the table's VPC is not in the template",
    "the block of a subnet is not known",
    "the VPCs of a peering connection overlap: that is the cause then",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
  isFixable: false,
  *check(network) {
    for (const route of network.routes.values()) {
      const table = network.routeTables.get(route.table?.logicalId ?? "");
      const destination = known(route.destination);
      if (!table?.vpc || !destination || !route.destination || isTableMisplaced(network, table.resource.logicalId)) continue;
      const field = network.topology.blocksOf(table.vpc.identity).known.find((one) => {
        const block = known(one);
        return block !== undefined && contains(block, destination);
      });
      const block = known(field);
      if (!field || !block || isAllowed(network, route, destination, table.vpc.identity, sameBlock(block, destination))) continue;
      const { logicalId } = route.resource;
      const vpc = table.vpc.logicalId ?? "its VPC";
      yield {
        at: route.destination.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} routes ${formatCidr(destination)}, which is inside ${vpc} (${formatCidr(block)}): CloudFormation will fail to create it.`,
        related: [{ at: field.node, message: `${vpc} has ${formatCidr(block)}: its local route delivers there.` }],
        assumesDefaults: assumedDefaults(knownValue(route.destination), knownValue(field)),
      };
    }
  },
});

function isAllowed(network: Network, route: Route, destination: Cidr, vpc: string, isWholeBlock: boolean): boolean {
  const [target] = route.targets;
  // Without a target, or with several, the shape of the route is the cause.
  if (!target || route.targets.length > 1) return true;
  if (target.property === "VpcPeeringConnectionId") return isOverlappingPeering(network, target.link.logicalId);
  if (!middleboxes.has(target.property)) return false;
  const isEdge = [...network.gatewayRouteTableAssociations.values()].some((one) => one.table?.identity === route.table?.identity);
  if (isEdge && isWholeBlock) return true;
  return network.topology.subnetsIn(vpc).some((subnet) => {
    const field = destination.version === 4 ? subnet.cidr : subnet.ipv6Cidr;
    const cidr = known(field);
    return (field !== undefined && cidr === undefined) || (cidr !== undefined && sameBlock(cidr, destination));
  });
}

function isOverlappingPeering(network: Network, logicalId: string | undefined): boolean {
  const peering = network.peerings.get(logicalId ?? "");
  if (!peering?.vpc || !peering.peerVpc) return false;
  const [a, b] = [peering.vpc, peering.peerVpc].map((vpc) => cidrsOf(network.topology.blocksOf(vpc.identity).known, 4));
  return (a ?? []).some((one) => (b ?? []).some((other) => overlaps(one, other)));
}
