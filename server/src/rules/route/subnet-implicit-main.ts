import type { Network } from "../../network/network.ts";
import { keyOf, known, type Link, type Resource } from "../../network/resource.ts";
import { type RouteTable, targetOf } from "../../network/route-table.ts";
import { effectiveTable } from "../../network/routing.ts";
import type { Subnet } from "../../network/subnet.ts";
import { vpcIdentity } from "../../network/topology.ts";
import { freshLogicalId, insertResource } from "../../template/edits.ts";
import { isDeclared, isGivenOut } from "../declared.ts";
import { defineRule, type Fix } from "../rule.ts";

export default defineRule({
  id: "route/subnet-implicit-main",
  consequence: "traffic",
  summary: "A subnet is associated with a route table of its own.",
  why: `A subnet without an association uses the VPC's main route table. In a VPC that a template makes, that table has local routes only, and CloudFormation
cannot add others to it: the subnet has no way to the internet, to peers or on premises.`,
  silentWhen: [
    "the VPC has no table that serves a subnet or has routes, or tables that serve none are outputs or handed to another stack",
    "an association names a subnet that is not known",
    "an association names another subnet than can be meant: `route/association-duplicate`, `route/association-other-vpc`",
    "nothing suggests that the subnet needs a way out: advice only, for it may be isolated on purpose",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
  isFixable: true,
  *check(network) {
    for (const subnet of network.subnets.values()) {
      const { vpc, resource } = subnet;
      if (!vpc || effectiveTable(network, subnet).kind !== "main") continue;
      const tables = tablesToUse(network, vpc);
      if (tables.length === 0) continue;
      const reason = publicReason(network, subnet);
      const { logicalId } = resource;
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        ...(reason === undefined ? { consequence: "advice" as const } : {}),
        message: reason
          ? `${logicalId} ${reason}, but is associated with no route table and uses the main one of ${vpc.logicalId}, which has local routes only: nothing will reach the internet.`
          : `${logicalId} is associated with no route table: it uses the main one of ${vpc.logicalId}, which has local routes only.`,
        fixes:
          resource.declaration.bindings || isDeclared(network, "AWS::EC2::SubnetRouteTableAssociation", logicalId)
            ? []
            : tables
                .filter(({ resource: { logicalId: table } }) =>
                  reason === undefined ? !leadsBack(network, table, logicalId) : isPublicTable(network, table),
                )
                .slice(0, 3)
                .map((table) => associateFix(network, resource, table.resource, reason !== undefined)),
      };
    }
  },
});

/** The tables of the VPC that serve subnets; where none does, those that have routes, serve no gateway, and are used by this template alone. */
export function tablesToUse(network: Network, vpc: Link): readonly RouteTable[] {
  const { tablesIn, subnetsOf, routesOf } = network.topology;
  const tables = tablesIn(vpc.identity);
  const serving = tables.filter((table) => subnetsOf(table.resource.logicalId).length > 0);
  if (serving.length > 0) return serving;
  const edges = new Set([...network.gatewayRouteTableAssociations.values()].map(({ table }) => table?.identity));
  const unused = tables.filter(({ resource }) => routesOf(resource.logicalId).length > 0 && !edges.has(vpcIdentity(resource.logicalId)));
  const mayServe = unused.some(({ resource: { logicalId } }) => network.mayGainEntries(logicalId) || isGivenOut(network, logicalId));
  return mayServe ? [] : unused;
}

/** Whether a route of the table leads to a NAT gateway that stands in the subnet. */
const leadsBack = (network: Network, table: string, subnet: string): boolean =>
  network.topology
    .routesOf(table)
    .some((route) => network.natGateways.get(targetOf(route, "NatGatewayId")?.logicalId ?? "")?.subnet?.logicalId === subnet);

/** What shows that the subnet is meant to be public. */
export function publicReason(network: Network, subnet: Subnet): string | undefined {
  if (known(subnet.mapPublicIpOnLaunch) === true) return "gives its hosts public addresses";
  const { logicalId } = subnet.resource;
  const balancer = [...network.loadBalancers.values()].find(
    (one) => one.scheme === "internet-facing" && one.subnets.links.some((link) => link.logicalId === logicalId),
  );
  if (balancer) return `holds the internet-facing ${balancer.resource.logicalId}`;
  const instance = [...network.instances.values()].find((one) =>
    one.interfaces.some((each) => each.subnet?.logicalId === logicalId && known(each.associatePublicIp) === true),
  );
  return instance && `holds ${instance.resource.logicalId} with a public address`;
}

const isPublicTable = (network: Network, table: string): boolean =>
  network.topology.routesOf(table).some((route) => {
    const gateway = targetOf(route, "GatewayId");
    return known(route.destination)?.prefixLength === 0 && network.internetGateways.has(gateway?.logicalId ?? "");
  });

function associateFix(network: Network, subnet: Resource, table: Resource, isPreferred: boolean): Fix {
  return {
    title: `Associate ${subnet.logicalId} with ${table.logicalId}`,
    preferred: isPreferred,
    safe: false,
    edits: () => {
      const conditions = new Set([subnet, table].flatMap((part) => part.declaration.condition ?? []));
      if (conditions.size > 1) return undefined;
      const logicalId = freshLogicalId(new Set(network.template.resources.keys()), `${subnet.logicalId}RouteTableAssociation`);
      const properties = {
        map: [
          ["SubnetId", { ref: subnet.logicalId }],
          ["RouteTableId", { ref: table.logicalId }],
        ] as const,
      };
      return insertResource(network.template.document, subnet.entry, logicalId, "AWS::EC2::SubnetRouteTableAssociation", properties, {
        condition: [...conditions][0],
      });
    },
  };
}
