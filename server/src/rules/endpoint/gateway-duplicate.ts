import type { Network } from "../../network/network.ts";
import { keyOf, knownValue, type Link } from "../../network/resource.ts";
import { awsService, hasGatewayEndpoints, type VpcEndpoint } from "../../network/vpc-endpoint.ts";
import { removeItem } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { removeResourceFix } from "../remove-resource.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";
import { listed } from "../wording.ts";

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
      for (const other of earlier) {
        const shared = other.service === service ? sharedTables(endpoint, other.endpoint) : [];
        const [table] = shared;
        if (!table) continue;
        const { resource } = other.endpoint;
        const ids = shared.flatMap((one) => one.logicalId ?? []);
        const names = ids.length === shared.length ? listed(ids) : shared.length === 1 ? "A route table" : `${shared.length} route tables`;
        yield {
          at: table.node,
          logicalId,
          about: [logicalId, resource.logicalId],
          message: `${names} of ${logicalId} ${shared.length === 1 ? "is also one" : "are also some"} of ${resource.logicalId}, and a table leads to one endpoint of ${service} only: CloudFormation will fail to create the second endpoint.`,
          related: [{ at: keyOf(resource), message: `The first endpoint that uses the table${shared.length === 1 ? "" : "s"}.` }],
          fixes: dropTablesFix(network, endpoint, shared),
          assumesDefaults: assumedDefaults(
            knownValue(endpoint.serviceName),
            knownValue(other.endpoint.serviceName),
            knownValue(endpoint.typeField),
            knownValue(other.endpoint.typeField),
          ),
        };
        break;
      }
      earlier.push({ endpoint, service });
    }
  },
});

/** The tables of an endpoint that another one has as well, each once. */
const sharedTables = (endpoint: VpcEndpoint, other: VpcEndpoint): readonly Link[] =>
  endpoint.routeTables.links.filter(
    (table, index, all) =>
      all.findIndex((one) => one.identity === table.identity) === index &&
      other.routeTables.links.some((own) => own.identity === table.identity),
  );

/** One table is taken out; where all are shared, the endpoint goes with them. */
function dropTablesFix(network: Network, { resource, routeTables }: VpcEndpoint, shared: readonly Link[]): readonly Fix[] {
  if (resource.declaration.bindings) return [];
  if (routeTables.links.length === shared.length) return removeResourceFix(network, resource.logicalId, false);
  const list = child(resource.declaration.properties, "RouteTableIds");
  const [table, second] = shared;
  const index = list?.kind === "list" && table ? list.items.indexOf(table.node) : -1;
  // A fix takes the finding away: with several tables shared that is left to the author.
  if (!list || index < 0 || second) return [];
  return [
    {
      title: `Remove ${table?.logicalId ?? "the route table"} from RouteTableIds of ${resource.logicalId}`,
      preferred: true,
      safe: false,
      edits: () => removeItem(network.template.document, list, index),
    },
  ];
}
