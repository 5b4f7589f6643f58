import { keyOf, known, knownValue } from "../../network/resource.ts";
import { dropSubnetFix } from "../drop-subnet.ts";
import { removePropertyFix } from "../remove-property.ts";
import { assumedDefaults, defineRule } from "../rule.ts";
import { isNone, typesOfService } from "./kind.ts";

export default defineRule({
  id: "endpoint/gwlb-subnets",
  consequence: "deploy-fail",
  summary: "A Gateway Load Balancer endpoint has exactly one subnet, and no private DNS.",
  why: "A Gateway Load Balancer endpoint is one network interface in one subnet, to which route tables lead; a second zone needs a second endpoint. It has no DNS names.",
  silentWhen: ["the type or the subnets are not known"],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html",
  isFixable: true,
  *check(network) {
    for (const endpoint of network.vpcEndpoints.values()) {
      const { resource, type, typeField, subnets, privateDns } = endpoint;
      if (type !== "GatewayLoadBalancer" || typesOfService(network, endpoint)?.includes(type) === false) continue;
      const { logicalId } = resource;
      const [, second] = subnets.links;
      if (subnets.isComplete && second) {
        yield {
          at: second.node,
          logicalId,
          about: [logicalId, "SubnetIds"],
          message: `${logicalId} is a Gateway Load Balancer endpoint with ${subnets.links.length} subnets, but it can have one only: CloudFormation will fail to create it.`,
          fixes: subnets.links.length === 2 ? dropSubnetFix(network, resource, "SubnetIds", second) : [],
          assumesDefaults: assumedDefaults(knownValue(typeField)),
        };
      } else if (isNone(subnets) && !network.mayGainEntries(logicalId)) {
        yield {
          at: keyOf(resource),
          logicalId,
          about: [logicalId, "SubnetIds"],
          consequence: "traffic",
          message: `${logicalId} is a Gateway Load Balancer endpoint without a subnet: nothing can be routed to it.`,
          assumesDefaults: assumedDefaults(knownValue(typeField)),
        };
      }
      if (privateDns && known(privateDns) === true) {
        yield {
          at: privateDns.node,
          logicalId,
          about: [logicalId, "PrivateDnsEnabled"],
          consequence: "deploy-race",
          message: `${logicalId} is a Gateway Load Balancer endpoint, which has no private DNS: CloudFormation may fail to create it.`,
          fixes: removePropertyFix(network, resource, "PrivateDnsEnabled", true),
          assumesDefaults: assumedDefaults(knownValue(typeField), knownValue(privateDns)),
        };
      }
    }
  },
});
