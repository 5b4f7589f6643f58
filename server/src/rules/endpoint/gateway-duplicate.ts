import type { Network } from "../../network/network.ts";
import { keyOf, knownValue, type Link } from "../../network/resource.ts";
import { awsService, hasGatewayEndpoints, type VpcEndpoint } from "../../network/vpc-endpoint.ts";
import { removeItem } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { removeResourceFix } from "../remove-resource.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";

export default defineRule({
  id: "endpoint/gateway-duplicate",
  consequence: "deploy-fail",
  summary: "A route table leads to one gateway endpoint of a service.",
  why: "A gateway endpoint adds a route to the service's prefix list to each of its route tables. A table can have one such route, so a second endpoint of the service cannot use it.",
  awsError: "route table rtb-… already has a route with destination-prefix-list-id pl-…",
  silentWhen: ["a service or a table is not known", "the endpoints exist under conditions that exclude each other"],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
  isFixable: true,
  *check(network) {
    const earlier: { readonly endpoint: VpcEndpoint; readonly service: string }[] = [];
    for (const endpoint of network.vpcEndpoints.values()) {
      const service = awsService(endpoint.serviceName);
      if (endpoint.type !== "Gateway" || service === undefined || !hasGatewayEndpoints(service)) continue;
      const { logicalId } = endpoint.resource;
      const mayUse = earlier.filter((other) => other.service === service);
      for (const table of endpoint.routeTables.links) {
        const first = mayUse.find((other) => other.endpoint.routeTables.links.some((own) => own.identity === table.identity));
        if (!first) continue;
        const { resource } = first.endpoint;
        yield {
          at: table.node,
          logicalId,
          about: [logicalId, table.identity],
          message: `${table.logicalId ?? "A route table"} of ${logicalId} is also one of ${resource.logicalId}, and a table leads to one endpoint of ${service} only: CloudFormation will fail to create the second endpoint.`,
          related: [{ at: keyOf(resource), message: "The first endpoint that uses the table." }],
          fixes: dropTableFix(network, endpoint, table),
          assumesDefaults: assumedDefaults(
            knownValue(endpoint.serviceName),
            knownValue(first.endpoint.serviceName),
            knownValue(endpoint.typeField),
            knownValue(first.endpoint.typeField),
          ),
        };
      }
      earlier.push({ endpoint, service });
    }
  },
});

/** The last table goes with its endpoint. */
function dropTableFix(network: Network, { resource, routeTables }: VpcEndpoint, table: Link): readonly Fix[] {
  if (resource.declaration.bindings) return [];
  if (routeTables.links.length === 1) return removeResourceFix(network, resource.logicalId, false);
  const list = child(resource.declaration.properties, "RouteTableIds");
  const index = list?.kind === "list" ? list.items.indexOf(table.node) : -1;
  if (!list || index < 0) return [];
  return [
    {
      title: `Remove ${table.logicalId ?? "the route table"} from RouteTableIds of ${resource.logicalId}`,
      preferred: true,
      safe: false,
      edits: () => removeItem(network.template.document, list, index),
    },
  ];
}
