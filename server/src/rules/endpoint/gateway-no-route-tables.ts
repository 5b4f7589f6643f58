import type { Network } from "../../network/network.ts";
import { keyOf, knownValue } from "../../network/resource.ts";
import { isSameLink } from "../../network/topology.ts";
import { awsService, hasGatewayEndpoints, type VpcEndpoint } from "../../network/vpc-endpoint.ts";
import { insertProperty, replaceValue } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";
import { listed } from "../wording.ts";
import { hasPlainType, interfaceProperties, isNone } from "./kind.ts";

export default defineRule({
  id: "endpoint/gateway-no-route-tables",
  consequence: "traffic",
  summary: "A gateway endpoint names the route tables that lead to it.",
  why: `A gateway endpoint works by a route that AWS adds to each table in \`RouteTableIds\`. Without tables no packet goes there: subnets with a way out
keep using it, those without cannot reach the service at all.`,
  silentWhen: [
    "the tables, the type or the service are not known",
    "the endpoint is exported, or handed to another stack or a custom resource, which may add tables",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
  isFixable: true,
  *check(network) {
    for (const endpoint of network.vpcEndpoints.values()) {
      const { resource, type } = endpoint;
      const service = awsService(endpoint.serviceName);
      if (type !== "Gateway" || service === undefined || !hasGatewayEndpoints(service) || !isNone(endpoint.routeTables)) continue;
      if (interfaceProperties(endpoint).length > 0 || network.mayGainEntries(resource.logicalId)) continue;
      const { logicalId } = resource;
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} is a gateway endpoint without RouteTableIds: nothing will be routed to ${service} through it.`,
        fixes: tablesFix(network, endpoint, service),
        assumesDefaults: assumedDefaults(knownValue(endpoint.typeField), knownValue(endpoint.serviceName)),
      };
    }
  },
});

/** All tables of the VPC that exist wherever the endpoint does, unless another endpoint of the service may have them. */
function tablesFix(network: Network, endpoint: VpcEndpoint, service: string): readonly Fix[] {
  const { resource, vpc } = endpoint;
  const { declaration, logicalId } = resource;
  const rival = [...network.vpcEndpoints.values()].some(
    (other) => other !== endpoint && isSameLink(other.vpc, vpc) && (awsService(other.serviceName) ?? service) === service,
  );
  const tables = network.topology.tablesIn(vpc?.identity ?? "").map((table) => table.resource);
  const isPlain = tables.every(
    (table) =>
      table.declaration.bindings === undefined &&
      (table.declaration.condition === undefined || table.declaration.condition === declaration.condition) &&
      !network.order.isAfter(table.logicalId, logicalId),
  );
  const written = child(declaration.properties, "RouteTableIds");
  if (rival || tables.length === 0 || !isPlain || !hasPlainType(endpoint) || (written && written.kind !== "list")) return [];
  const value = tables.map((table) => ({ ref: table.logicalId }));
  const { document } = network.template;
  return [
    {
      title: `Add ${listed(tables.map((table) => table.logicalId))} to RouteTableIds of ${logicalId}`,
      preferred: true,
      safe: false,
      edits: () => (written ? replaceValue(document, written, value) : insertProperty(document, resource.entry, "RouteTableIds", value)),
    },
  ];
}
