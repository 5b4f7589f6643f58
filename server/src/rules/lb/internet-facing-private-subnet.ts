import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import type { NoInternetRoute } from "../../network/routing.ts";
import type { Subnet } from "../../network/subnet.ts";
import { groupBy } from "../../network/topology.ts";
import { internetAttachments, isZonalPublic } from "../nat/zonal.ts";
import { assumedDefaults, defineRule, type Finding } from "../rule.ts";
import { listed } from "../wording.ts";
import { type ClosedSubnet, closedSubnets, type InternetFacing, internalFix, internetFacing } from "./internet-facing.ts";

export default defineRule({
  id: "lb/internet-facing-private-subnet",
  consequence: "traffic",
  summary: "An internet-facing load balancer stands in subnets with a route to an internet gateway.",
  why: `The nodes of an internet-facing load balancer answer clients by the route table of their own subnets. In a subnet without a route to an internet
gateway the answers do not get out: the stack is created, and the load balancer cannot be reached there.`,
  silentWhen: [
    "the subnet, its table or a route in it is made elsewhere",
    "the default route leads to a transit gateway, a firewall or another middlebox",
    "an endpoint service or a VPC link of Amazon API Gateway stands before it: its clients do not come over the internet",
    "the VPC has no internet gateway: that is `lb/internet-facing-no-igw`",
    "a NAT gateway needs the same route: that is `nat/in-private-subnet`",
    "the subnet uses the main route table while others have tables of their own: that is `route/subnet-implicit-main`",
    "a public NAT gateway stands in the subnet: `nat/in-private-subnet`, `nat/self-route`",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html",
  isFixable: true,
  *check(network) {
    const closed = internetFacing(network).flatMap((balancer): readonly Closed[] => {
      const subnets = closedSubnets(network, balancer);
      if (subnets.length === 0 || internetAttachments(network, balancer.vpc)?.length === 0) return [];
      return isCauseOfNat(network, subnets) ? [] : [{ balancer, subnets }];
    });
    // Load balancers whose subnets share the tables: the same lack, said once.
    const causes = groupBy(closed, ({ subnets }) =>
      [...new Set(subnets.map(({ way }) => way.table?.resource.logicalId ?? ""))].sort().join(" "),
    );
    for (const [first, ...others] of causes.values()) if (first) yield findingOf(network, first, others);
  },
});

interface Closed {
  readonly balancer: InternetFacing;
  readonly subnets: readonly ClosedSubnet[];
}

function findingOf(network: Network, first: Closed, others: readonly Closed[]): Finding {
  const all = [first, ...others];
  const subnets = [...new Map(all.flatMap((one) => one.subnets).map((one) => [one.subnet.resource.logicalId, one])).values()];
  const { logicalId } = first.balancer.resource;
  const names = listed(all.map(({ balancer }) => balancer.resource.logicalId));
  const [are, them] = others.length > 0 ? ["are", "them"] : ["is", "it"];
  return {
    at: first.subnets[0]?.node ?? keyOf(first.balancer.resource),
    logicalId,
    about: [logicalId],
    message: `${names} ${are} internet-facing, but ${listed(subnets.map(({ subnet }) => subnet.resource.logicalId))} ${subnets.length > 1 ? "have" : "has"} no route to an internet gateway: clients on the internet will not reach ${them} there.`,
    related: [
      ...others.map(({ balancer }) => ({ at: keyOf(balancer.resource), message: `${balancer.resource.logicalId} stands there, too.` })),
      ...subnets.map(({ subnet, way }) => ({ at: keyOf(way.table?.resource ?? subnet.resource), message: explain(subnet, way) })),
    ],
    fixes: internalFix(
      network,
      all.map(({ balancer }) => balancer.resource),
    ),
    assumesDefaults: assumedDefaults(...all.map(({ balancer }) => balancer)),
  };
}

/** Whether a NAT gateway needs the same route in each of the tables, or stands in the subnet: that is nat/in-private-subnet's or nat/self-route's. */
function isCauseOfNat(network: Network, subnets: readonly ClosedSubnet[]): boolean {
  const publicNats = [...network.natGateways.values()].filter(isZonalPublic).map((nat) => nat.subnet?.logicalId);
  return subnets.every(({ subnet, way }) => {
    if (publicNats.includes(subnet.resource.logicalId)) return true;
    const users = way.table ? network.topology.subnetsOf(way.table.resource.logicalId) : [];
    return way.exit === undefined && users.some((user) => publicNats.includes(user.resource.logicalId));
  });
}

function explain({ resource }: Subnet, { table, exit }: NoInternetRoute): string {
  const target = exit?.targets[0]?.link.logicalId;
  const leads = target ? `, whose default route leads to ${target}` : "";
  return `${resource.logicalId} uses ${table?.resource.logicalId ?? "the main route table"}${leads}.`;
}
