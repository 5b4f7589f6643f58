import { overlaps } from "../../cidr/cidr.ts";
import { admission, type Guard, partyOfVpc } from "../../network/admission.ts";
import { guardOfResource } from "../../network/guard.ts";
import type { Network } from "../../network/network.ts";
import { type PeeringSide, routesOver, samePair, sidesOf } from "../../network/peering-routes.ts";
import { keyOf, known } from "../../network/resource.ts";
import type { Route } from "../../network/route-table.ts";
import type { SecurityGroup } from "../../network/security-group.ts";
import type { Subnet } from "../../network/subnet.ts";
import { placements, type Workload } from "../../network/workload.ts";
import { namesIn, visitIntrinsics } from "../../template/template.ts";
import { addIngress, canAddIngress, fromVpc, type NewIngress } from "../add-ingress.ts";
import { isMixedUp } from "../route/misfits.ts";
import { isForeign } from "../sg/membership.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";
import { listed } from "../wording.ts";
import { openedPorts } from "./opened-ports.ts";

export default defineRule({
  id: "peering/sg-closed",
  consequence: "traffic",
  summary: "Some security group behind a peering connection must admit the other VPC.",
  why: `Routes on both sides of a VPC peering connection say that packets are meant to cross it. They arrive only where a security group
admits them, by an address range that holds addresses of the other VPC or by one of the other VPC's groups. Where no group on either side
does, no connection can be opened over the peering connection in either direction, although all routes are there.`,
  silentWhen: [
    "a group on one of the sides admits anything at all from the other VPC: traffic in one direction only may be meant so",
    "only one VPC has a route to the other, or one of the VPCs is made by another stack",
    "one of the sides has nothing in the routed subnets, or something whose security groups are not known",
    "a group, one of its rules, or a block of one of the VPCs is known at deployment only",
    "a routed subnet is exported or handed to another stack, which may put something there",
    "what is in one of the VPCs, or its block, is a fault of its own: `route/association-other-vpc`, `cidr/subnet-outside-vpc`, `cidr/vpc-size`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html",
  isFixable: true,
  *check(network) {
    for (const peering of network.peerings.values()) {
      const same = samePair(network, peering);
      if (same[0] !== peering) continue;
      const routes = same.flatMap((one) => routesOver(network, one));
      // A route in a table of another stack may lead to subnets of another stack.
      if (routes.some((route) => !network.routeTables.has(route.table?.logicalId ?? ""))) continue;
      const [first, second] = sidesOf(network, peering).map((side) => shutSide(network, side, routes));
      if (first && second) yield findingOf(network, first, second);
    }
  },
});

/** A side on which nothing is admitted from the other one. */
interface ShutSide {
  readonly side: PeeringSide;
  readonly groups: readonly SecurityGroup[];
  readonly assumesDefaults: readonly string[];
}

function shutSide(network: Network, side: PeeringSide, routes: readonly Route[]): ShutSide | undefined {
  if (!side.ownVpc || !side.peerVpc || isMixedUp(network, side.vpc)) return undefined;
  const subnets = routedSubnets(network, side, routes);
  if (!subnets || subnets.some(({ resource }) => network.mayGainEntries(resource.logicalId))) return undefined;
  const ids = new Set(subnets.map(({ resource }) => resource.logicalId));
  if (holdsUnmodelled(network, ids) || mayHoldOthers(network)) return undefined;
  const workloads = [...new Set([...ids].flatMap((id) => network.topology.workloadsIn(id)))];
  const guards = workloads.map(({ resource }) => guardOfResource(network, resource));
  if (guards.length === 0 || guards.some((guard) => !guard.isComplete)) return undefined;
  const groups = [...new Set(guards.flatMap((guard) => guard.groups))];
  // A group of another VPC is a fault of its own: sg/vpc-mismatch.
  if (groups.some((group) => isForeign(network, group))) return undefined;
  const party = partyOfVpc(network, side.peer.identity);
  const guard: Guard = { groups, isComplete: true };
  if (admission(network, guard, "ingress", "any", party).verdict !== "no") return undefined;
  const sources = groups.flatMap((group) => network.topology.rulesOf(group, "ingress").rules.map((rule) => rule.cidr));
  const blocks = network.topology.blocksOf(side.peer.identity).known;
  const assumesDefaults = assumedDefaults(
    ...[...sources, ...blocks].flatMap((field) => (field?.value.kind === "known" ? [field.value] : [])),
  );
  return { side, groups, assumesDefaults };
}

/** Subnets whose table sends some of the peer's addresses over the connection; undefined where that is not certain. */
function routedSubnets(network: Network, side: PeeringSide, routes: readonly Route[]): readonly Subnet[] | undefined {
  const { topology } = network;
  const blocks = topology.blocksOf(side.peer.identity).known;
  const tables = new Set<string>();
  const unknownTables = new Set<string>();
  for (const route of routes) {
    const table = network.routeTables.get(route.table?.logicalId ?? "");
    if (table?.vpc?.identity !== side.vpc.identity) continue;
    const destination = known(route.destination);
    if (!destination) {
      unknownTables.add(table.resource.logicalId);
      continue;
    }
    const leadsThere = blocks.some((block) => {
      const cidr = known(block);
      return cidr !== undefined && overlaps(cidr, destination);
    });
    if (leadsThere) tables.add(table.resource.logicalId);
  }
  if ([...unknownTables].some((table) => !tables.has(table))) return undefined;
  const associations = [...network.subnetRouteTableAssociations.values()].filter(({ table }) => tables.has(table?.logicalId ?? ""));
  if (associations.some(({ subnet }) => !network.subnets.has(subnet?.logicalId ?? ""))) return undefined;
  return [...tables].flatMap((table) => topology.subnetsOf(table));
}

/** Types that name subnets and hold no address there that a security group would guard. */
const addressless = new Set([
  "AWS::EC2::SubnetRouteTableAssociation",
  "AWS::EC2::SubnetNetworkAclAssociation",
  "AWS::EC2::SubnetCidrBlock",
  "AWS::EC2::NatGateway",
  "AWS::EC2::TransitGatewayAttachment",
  "AWS::EC2::TransitGatewayVpcAttachment",
  "AWS::EC2::FlowLog",
  "AWS::EC2::Subnet",
]);

/** Whether something of a type that the model does not know sits in one of the subnets. */
function holdsUnmodelled(network: Network, subnets: ReadonlySet<string>): boolean {
  return [...network.resources.values()].some(({ type, declaration }) => {
    if (addressless.has(type) || type in placements) return false;
    let names = false;
    visitIntrinsics(declaration.properties, (intrinsic) => {
      names ||= namesIn(intrinsic).some((name) => subnets.has(name));
    });
    return names;
  });
}

/** Whether something may sit in any subnet: its subnets are put together in a way that is known at deployment only. */
function mayHoldOthers(network: Network): boolean {
  const isOpen = ({ holdsAddress, subnets }: Workload): boolean =>
    holdsAddress &&
    (!subnets.isComplete ||
      subnets.links.some(
        ({ logicalId, identity }) => logicalId === undefined && [...network.subnets.keys()].some((id) => identity.includes(id)),
      ));
  return network.isOpen || [...network.workloads.values()].some(isOpen);
}

function findingOf(network: Network, first: ShutSide, second: ShutSide): Finding {
  const { resource } = first.side.peering;
  const [own, peer] = [first, second].map(({ side }) => side.ownVpc?.resource.logicalId ?? "");
  const fix = openFix(network, [first, second]);
  return {
    at: keyOf(resource),
    logicalId: resource.logicalId,
    about: [resource.logicalId],
    message: `No security group in the subnets that route over ${resource.logicalId} admits anything from the other VPC: connections between ${own} and ${peer} will time out.`,
    related: [first, second].flatMap(({ side, groups }) =>
      groups.map((group) => ({
        at: keyOf(group.resource),
        message: `${group.resource.logicalId} admits nothing from ${side.peerVpc?.resource.logicalId ?? ""}.`,
      })),
    ),
    fixes: fix ? [fix] : [],
    assumesDefaults: assumedDefaults(first, second),
  };
}

/** Opens what each group opens already. */
function openFix(network: Network, shut: readonly ShutSide[]): Fix | undefined {
  const additions = shut.flatMap(({ side, groups }) => {
    const { peerVpc, peering } = side;
    if (!peerVpc) return [];
    return groups.flatMap((group): readonly NewIngress[] => {
      const ports = openedPorts(network, group);
      return ports.length > 0 ? [{ group, ports, sources: [fromVpc(peerVpc, peering.resource)] }] : [];
    });
  });
  if (additions.length === 0 || additions.some((addition) => !canAddIngress(network, addition))) return undefined;
  const groups = listed(additions.map(({ group }) => group.resource.logicalId));
  return {
    title: `Allow the other VPC what ${groups} ${additions.length === 1 ? "opens" : "open"} already`,
    preferred: true,
    safe: false,
    edits: () => addIngress(network, additions),
  };
}
