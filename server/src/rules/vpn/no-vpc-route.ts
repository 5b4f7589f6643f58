import type { Network } from "../../network/network.ts";
import { servingTables } from "../../network/peering-routes.ts";
import { keyOf, type Resource } from "../../network/resource.ts";
import { type RouteTable, targetOf } from "../../network/route-table.ts";
import { freshLogicalId, insertResource } from "../../template/edits.ts";
import { isDeclared } from "../declared.ts";
import { defineRule, type Fix } from "../rule.ts";
import { servesDirectConnect, vpnAttachments } from "./gateways.ts";

export default defineRule({
  id: "vpn/no-vpc-route",
  consequence: "traffic",
  summary: "A VPC with a VPN connection routes to its virtual private gateway.",
  why: "A virtual private gateway puts no routes into the VPC's tables unless route propagation is switched on for them. Without propagation and without a static route the subnets have no way to the other side.",
  silentWhen: [
    "a table of the VPC is exported or handed to another stack",
    "a propagation or route names a table or gateway that is not known",
    "Direct Connect uses the gateway",
    "none of the VPC's subnets has a route table in the template",
  ],
  reference: "https://docs.aws.amazon.com/vpn/latest/s2svpn/SetUpVPNConnections.html",
  isFixable: true,
  *check(network) {
    const propagations = [...network.routePropagations.values()];
    const isUnknown = propagations.some(
      (one) =>
        !one.tables.isComplete ||
        one.vpnGateway?.logicalId === undefined ||
        one.tables.links.some((table) => table.logicalId === undefined),
    );
    if (isUnknown || [...network.routes.values()].some((route) => !network.routeTables.has(route.table?.logicalId ?? ""))) return;
    for (const connection of network.vpnConnections.values()) {
      const gateway = connection.vpnGateway?.logicalId ?? "";
      if (!network.vpnGateways.has(gateway) || servesDirectConnect(network, gateway)) continue;
      for (const attachment of vpnAttachments(network, gateway) ?? []) {
        const vpc = attachment.vpc;
        if (!vpc || !network.vpcs.has(vpc.logicalId ?? "")) continue;
        const tables = servingTables(network, vpc);
        const all = network.topology.tablesIn(vpc.identity);
        if (
          tables.length === 0 ||
          all.some((table) => network.mayGainEntries(table.resource.logicalId) || leadsThere(network, table, gateway))
        )
          continue;
        const { logicalId } = connection.resource;
        yield {
          at: keyOf(connection.resource),
          logicalId,
          about: [logicalId, vpc.identity],
          message: `${logicalId} ends at ${gateway}, but no route table of ${vpc.logicalId} gets a route to it: no packet of ${vpc.logicalId} will go to the other side.`,
          related: tables.map((table) => ({
            at: keyOf(table.resource),
            message: `${table.resource.logicalId} has no route to ${gateway}.`,
          })),
          fixes: propagationFix(network, gateway, attachment.resource, tables),
        };
      }
    }
  },
});

/** By propagation or by a static route. */
function leadsThere(network: Network, table: RouteTable, gateway: string): boolean {
  const { logicalId } = table.resource;
  const isPropagated = [...network.routePropagations.values()].some(
    (one) => one.vpnGateway?.logicalId === gateway && one.tables.links.some((link) => link.logicalId === logicalId),
  );
  // A gateway that is not known may be this one.
  return (
    isPropagated ||
    network.topology.routesOf(logicalId).some((route) => {
      const target = targetOf(route, "GatewayId");
      return target !== undefined && (target.logicalId === gateway || target.logicalId === undefined);
    })
  );
}

function propagationFix(network: Network, gateway: string, attachment: Resource, tables: readonly RouteTable[]): readonly Fix[] {
  const parts = [
    attachment,
    ...tables.map((table) => table.resource),
    ...[network.vpnGateways.get(gateway)?.resource].flatMap((one) => one ?? []),
  ];
  const conditions = new Set(parts.flatMap((part) => part.declaration.condition ?? []));
  if (
    conditions.size > 1 ||
    parts.some((part) => part.declaration.bindings) ||
    isDeclared(network, "AWS::EC2::VPNGatewayRoutePropagation", gateway)
  )
    return [];
  const logicalId = freshLogicalId(new Set(network.template.resources.keys()), `${gateway}RoutePropagation`);
  const properties = {
    map: [
      ["RouteTableIds", tables.map((table) => ({ ref: table.resource.logicalId }))],
      ["VpnGatewayId", { ref: gateway }],
    ] as const,
  };
  return [
    {
      title: `Propagate the routes of ${gateway} to ${tables.map((table) => table.resource.logicalId).join(", ")}`,
      preferred: true,
      safe: false,
      edits: () =>
        insertResource(network.template.document, attachment.entry, logicalId, "AWS::EC2::VPNGatewayRoutePropagation", properties, {
          condition: [...conditions][0],
          dependsOn: [attachment.logicalId],
        }),
    },
  ];
}
