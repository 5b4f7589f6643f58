/** Whose the addresses are that a route leads to: of a peer, of a VPC, of a subnet. Knows the template's own networks only. */
import { contains, overlaps } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import { sidesOf } from "../network/peering-routes.ts";
import { known } from "../network/resource.ts";
import { type Route, targetOf } from "../network/route-table.ts";
import { cidrsOf, vpcIdentity } from "../network/topology.ts";

/** A route of a route table, or of a transit gateway's, which has no VPC. */
export type RoutedBlock = Pick<Route, "destination" | "table" | "targets">;

/** More owners than these are counted. */
const mostNamed = 3;

/** "peer VpcTwo", "peer subnet App", "VPC Vpc", "subnet Data", "VPCs A, B". Undefined for a default route, and where nobody here has the addresses. */
export function ownersOf(network: Network, route: RoutedBlock): string | undefined {
  const cidr = known(route.destination);
  if (!cidr || cidr.prefixLength === 0) return undefined;
  const own = network.routeTables.get(route.table?.logicalId ?? "")?.vpc?.identity;
  const subnets = [...network.subnets.values()].filter((subnet) => {
    const block = known(cidr.version === 4 ? subnet.cidr : subnet.ipv6Cidr);
    return block !== undefined && contains(block, cidr);
  });
  const vpcs = [...network.vpcs.keys()].filter((vpc) =>
    cidrsOf(network.topology.blocksOf(vpcIdentity(vpc)).known, cidr.version).some((block) => overlaps(block, cidr)),
  );
  const peer = peerOf(network, route, own);
  const subnetsOf = (vpc: string): readonly string[] =>
    subnets.filter((one) => one.vpc?.logicalId === vpc).map((one) => one.resource.logicalId);
  if (peer !== undefined) {
    const [only, second] = subnetsOf(peer);
    if (!vpcs.includes(peer)) return undefined;
    return only === undefined || second !== undefined ? `peer ${peer}` : `peer subnet ${only}`;
  }
  // A route through a middlebox may be for a subnet of the own VPC; all other routes lead out of it.
  const far = vpcs.filter((vpc) => vpcIdentity(vpc) !== own);
  const chosen = far.length > 0 ? far : vpcs;
  const inside = chosen.flatMap(subnetsOf);
  if (inside.length > 0) return named("subnet", inside);
  return chosen.length > 0 ? named("VPC", chosen) : undefined;
}

function named(what: string, ids: readonly string[]): string {
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : "";
  return `${what}${ids.length > 1 ? "s" : ""} ${ids.slice(0, mostNamed).join(", ")}${more}`;
}

/** The logical id of the VPC at the other end of the route's peering connection. */
function peerOf(network: Network, route: RoutedBlock, own: string | undefined): string | undefined {
  const peering = network.peerings.get(targetOf(route, "VpcPeeringConnectionId")?.logicalId ?? "");
  const side = peering && sidesOf(network, peering).find((one) => one.vpc.identity === own);
  return side?.peerVpc?.resource.logicalId;
}
