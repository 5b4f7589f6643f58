import { keyOf } from "../../network/resource.ts";
import { targetOf } from "../../network/route-table.ts";
import { groupBy } from "../../network/topology.ts";
import { isMeantAsInterface, typesOfService } from "../endpoint/kind.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "route/vpce-target-not-gwlb",
  consequence: "deploy-fail",
  summary: "A route can lead to the endpoint of a Gateway Load Balancer only.",
  why: `Packets can be routed through an endpoint only where a Gateway Load Balancer (or Network Firewall) takes them. A gateway endpoint adds its routes by
itself to the tables in its \`RouteTableIds\`; an interface endpoint is reached by its addresses, without a route.`,
  silentWhen: [
    "the endpoint or its type is not known",
    "the id is that of a Network Firewall endpoint",
    "the endpoint's service is on a Gateway Load Balancer, or its properties are those of another type: its type is wrong (endpoint/type-mismatch)",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html",
  isFixable: false,
  *check(network) {
    const byEndpoint = groupBy(network.routes.values(), (route) => targetOf(route, "VpcEndpointId")?.logicalId);
    for (const [id, [route, ...others]] of byEndpoint) {
      const target = route && targetOf(route, "VpcEndpointId");
      const endpoint = network.vpcEndpoints.get(id);
      if (!target || !endpoint?.type || endpoint.type === "GatewayLoadBalancer" || endpoint.resource.mayGainProperties) continue;
      // The route is right and the endpoint's type is not: endpoint/type-mismatch.
      if (typesOfService(network, endpoint)?.join() === "GatewayLoadBalancer" || isMeantAsInterface(endpoint)) continue;
      const { logicalId } = route.resource;
      const name = endpoint.resource.logicalId;
      yield {
        at: target.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} leads to ${name}, an endpoint of type ${endpoint.type}, but only one of type GatewayLoadBalancer can be a route's target: CloudFormation will fail to create it.`,
        // The same endpoint in other routes: said once.
        related: [
          { at: keyOf(endpoint.resource), message: `${name} is of type ${endpoint.type}.` },
          ...others.map(({ resource }) => ({ at: keyOf(resource), message: `${resource.logicalId} leads there too.` })),
        ],
      };
    }
  },
});
