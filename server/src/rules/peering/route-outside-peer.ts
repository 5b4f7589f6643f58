import { type Cidr, contains, formatCidr } from "../../cidr/cidr.ts";
import type { Network } from "../../network/network.ts";
import { type PeeringSide, routesOver, sidesOf } from "../../network/peering-routes.ts";
import { keyOf, known, knownValue } from "../../network/resource.ts";
import { type Route, targetOf } from "../../network/route-table.ts";
import { cidrsOf } from "../../network/topology.ts";
import { replaceValue } from "../../template/edits.ts";
import { isShared } from "../../template/source.ts";
import { isMixedUp, isTableMisplaced } from "../route/misfits.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";

export default defineRule({
  id: "peering/route-outside-peer",
  consequence: "traffic",
  summary: "A route over a peering connection must lead to addresses of the other VPC.",
  why: `A peering connection delivers only to addresses of the VPC at its other end. It is not transitive and has no edge-to-edge routing:
packets for a third VPC, for on-premises networks or for the internet are dropped, even where the other VPC has a way there.`,
  silentWhen: [
    "a block of the other VPC is not known",
    "the destination is inside the own VPC (route/inside-vpc-cidr)",
    "the destination is a larger block that holds the other VPC's addresses: advice only, and the default route has a rule of its own",
    "what is in one of the VPCs, or its block, is a fault of its own: `route/association-other-vpc`, `cidr/subnet-outside-vpc`, `cidr/vpc-size`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
  isFixable: true,
  *check(network) {
    for (const peering of network.peerings.values()) {
      for (const side of sidesOf(network, peering)) {
        for (const route of routesOver(network, peering)) {
          const table = network.routeTables.get(route.table?.logicalId ?? "");
          if (table?.vpc?.identity !== side.vpc.identity || isTableMisplaced(network, table.resource.logicalId)) continue;
          const finding = checkRoute(network, side, route);
          if (finding) yield finding;
        }
      }
    }
  },
});

function checkRoute(network: Network, side: PeeringSide, route: Route): Finding | undefined {
  const destination = known(route.destination);
  const { peerVpc } = side;
  if (!destination || !route.destination || !peerVpc || isMixedUp(network, side.peer)) return undefined;
  const blocks = network.topology.blocksOf(side.peer.identity);
  if (!(destination.version === 4 ? blocks.isIpv4Complete : blocks.isIpv6Complete)) return undefined;
  const peerBlocks = cidrsOf(blocks.known, destination.version);
  // A default route is nat/via-peering-or-vgw's.
  if (destination.prefixLength === 0 || peerBlocks.some((block) => contains(block, destination))) return undefined;
  // Addresses of the own VPC are route/inside-vpc-cidr's: such a route is not even created.
  const ownBlocks = cidrsOf(network.topology.blocksOf(side.vpc.identity).known, destination.version);
  if (ownBlocks.some((block) => contains(block, destination))) return undefined;
  const covers = peerBlocks.some((block) => contains(destination, block));
  const { logicalId } = route.resource;
  const peer = peerVpc.resource.logicalId;
  const has = peerBlocks.length > 0 ? `has ${peerBlocks.map(formatCidr).join(", ")}` : `has no IPv${destination.version} addresses`;
  return {
    at: route.destination.node,
    logicalId,
    about: [logicalId, side.peering.resource.logicalId],
    ...(covers ? { consequence: "advice" as const } : {}),
    message: messageOf(logicalId, formatCidr(destination), side.peering.resource.logicalId, `${peer}, which ${has}`, covers),
    related: [{ at: keyOf(peerVpc.resource), message: `${peer} ${has}.` }],
    fixes: connectionFix(network, side, route, destination) ?? destinationFix(network, side, route, destination),
    assumesDefaults: assumedDefaults(knownValue(route.destination), ...blocks.known.map(knownValue)),
  };
}

function messageOf(route: string, destination: string, peering: string, peer: string, covers: boolean): string {
  if (covers)
    return `${route} sends ${destination} over ${peering}, more than the addresses of ${peer}: packets to the rest will be dropped.`;
  return `${route} sends ${destination} over ${peering}, but that is outside of ${peer}: the packets will be dropped.`;
}

/** The connection to the VPC that has the destination; undefined where there is none. */
function connectionFix(network: Network, side: PeeringSide, route: Route, destination: Cidr): readonly Fix[] | undefined {
  const right = [...network.peerings.values()]
    .flatMap((peering) => sidesOf(network, peering))
    .find(
      ({ vpc, peer }) =>
        vpc.identity === side.vpc.identity &&
        cidrsOf(network.topology.blocksOf(peer.identity).known, destination.version).some((block) => contains(block, destination)),
    );
  if (!right) return undefined;
  const { resource } = right.peering;
  const target = targetOf(route, "VpcPeeringConnectionId");
  const exists = resource.declaration.condition === undefined || resource.declaration.condition === route.resource.declaration.condition;
  // Without another route over it, the connection that the route leaves would be the one without.
  const isLast = !routesOver(network, side.peering).some(
    (other) => other !== route && network.routeTables.get(other.table?.logicalId ?? "")?.vpc?.identity === side.vpc.identity,
  );
  if (!target || isLast || isShared(target.node) || !exists || route.resource.declaration.bindings || resource.declaration.bindings)
    return [];
  return [
    {
      title: `Lead over ${resource.logicalId} instead`,
      preferred: true,
      safe: false,
      edits: () => replaceValue(network.template.document, target.node, { ref: resource.logicalId }),
    },
  ];
}

/** The peer's only block of that family as the destination, unless the table has that route already. */
function destinationFix(network: Network, side: PeeringSide, route: Route, destination: Cidr): readonly Fix[] {
  const { peerVpc } = side;
  const [block, second] = cidrsOf(network.topology.blocksOf(side.peer.identity).known, destination.version);
  const node = route.destination?.node;
  if (!peerVpc || !block || second || destination.version === 6 || !node || node.shared || route.resource.declaration.bindings) return [];
  const siblings = network.topology.routesOf(route.table?.logicalId ?? "");
  const taken = siblings.some((sibling) => {
    const other = known(sibling.destination);
    return (
      sibling !== route && (sibling.destination === undefined || other === undefined || (contains(block, other) && contains(other, block)))
    );
  });
  if (taken) return [];
  const peer = peerVpc.resource.logicalId;
  return [
    {
      title: `Send ${peer}'s block (${formatCidr(block)}) instead`,
      preferred: false,
      safe: false,
      edits: () => replaceValue(network.template.document, node, { getAtt: [peer, "CidrBlock"] }),
    },
  ];
}
