import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import { type NoInternetRoute, withoutInternetRoute } from "../../network/routing.ts";
import type { Subnet } from "../../network/subnet.ts";
import { internetAttachments } from "../nat/zonal.ts";
import { isDeclared } from "../declared.ts";
import { defineRule } from "../rule.ts";
import { listed } from "../wording.ts";
import { type InternetFacing, internalFix, internetFacing } from "./internet-facing.ts";

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
    "the subnet uses the main route table while others have tables of their own: that is `route/subnet-implicit-main`",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html",
  isFixable: true,
  *check(network) {
    for (const balancer of internetFacing(network)) {
      if (internetAttachments(network, balancer.vpc)?.length === 0) continue;
      const closed = closedSubnets(network, balancer);
      const [first] = closed;
      if (!first) continue;
      const { logicalId } = balancer.resource;
      if (privateOffers.some((type) => isDeclared(network, type, logicalId))) continue;
      yield {
        at: first.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} is internet-facing, but ${listed(closed.map(({ subnet }) => subnet.resource.logicalId))} ${closed.length > 1 ? "have" : "has"} no route to an internet gateway: clients on the internet will not reach it there.`,
        related: closed.map(({ subnet, way }) => ({ at: keyOf(way.table?.resource ?? subnet.resource), message: explain(subnet, way) })),
        fixes: internalFix(network, balancer.resource),
        assumesDefaults: balancer.assumesDefaults,
      };
    }
  },
});

/** What brings clients to a Network Load Balancer without the internet. */
const privateOffers = ["AWS::EC2::VPCEndpointService", "AWS::ApiGateway::VpcLink"];

function closedSubnets(network: Network, { subnets, resource }: InternetFacing) {
  return subnets.links.flatMap((link) => {
    const subnet = network.subnets.get(link.logicalId ?? "");
    const way = subnet && withoutInternetRoute(network, subnet);
    return way && !(way.table === undefined && isImplicitMain(network, subnet) && network.loadBalancers.has(resource.logicalId))
      ? [{ subnet, way, node: link.node }]
      : [];
  });
}

/** Another subnet of the VPC has a table of its own: that the association is missing is the cause. */
const isImplicitMain = (network: Network, subnet: Subnet): boolean =>
  network.topology.tablesIn(subnet.vpc?.identity ?? "").some((table) => network.topology.subnetsOf(table.resource.logicalId).length > 0);

function explain({ resource }: Subnet, { table, exit }: NoInternetRoute): string {
  const target = exit?.targets[0]?.link.logicalId;
  const leads = target ? `, whose default route leads to ${target}` : "";
  return `${resource.logicalId} uses ${table?.resource.logicalId ?? "the main route table"}${leads}.`;
}
