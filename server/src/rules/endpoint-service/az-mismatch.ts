import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import type { Subnet } from "../../network/subnet.ts";
import { ownServiceId, type VpcEndpointService } from "../../network/vpc-endpoint.ts";
import { compareZones } from "../../network/zone.ts";
import { dropSubnetFix } from "../drop-subnet.ts";
import { defineRule } from "../rule.ts";
import { listed } from "../wording.ts";

export default defineRule({
  id: "endpoint-service/az-mismatch",
  consequence: "deploy-fail",
  summary: "An endpoint has subnets in zones in which the endpoint service's load balancers stand.",
  why: "An endpoint service is offered in the Availability Zones of its load balancers. An endpoint in a subnet of another zone is refused.",
  awsError: "The VPC endpoint service … does not support the availability zone of the subnet: subnet-…",
  silentWhen: ["the endpoint service or one of its load balancers is not in the template", "the zone of a subnet is not known"],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html",
  isFixable: true,
  *check(network) {
    for (const { resource, serviceName, subnets } of network.vpcEndpoints.values()) {
      const service = network.vpcEndpointServices.get(ownServiceId(serviceName) ?? "");
      const offered = service && subnetsOf(network, service);
      if (!service || !offered || offered.length === 0) continue;
      for (const link of subnets.links) {
        const subnet = network.subnets.get(link.logicalId ?? "");
        if (!subnet || !offered.every((other) => compareZones(subnet, other) === "different")) continue;
        const { logicalId } = resource;
        const balancers = balancersOf(service).map((one) => one.logicalId ?? "");
        yield {
          at: link.node,
          logicalId,
          about: [logicalId, subnet.resource.logicalId],
          message: `${logicalId} names ${subnet.resource.logicalId}, but ${listed(balancers)} of ${service.resource.logicalId} ${balancers.length === 1 ? "has" : "have"} no subnet in that Availability Zone: CloudFormation will fail to create the endpoint.`,
          related: offered.map((other) => ({
            at: keyOf(other.resource),
            message: `${other.resource.logicalId} of the load balancer is in another zone.`,
          })),
          fixes: subnets.links.length > 1 ? dropSubnetFix(network, resource, "SubnetIds", link) : [],
        };
      }
    }
  },
});

const balancersOf = ({ networkLoadBalancers, gatewayLoadBalancers }: VpcEndpointService) => [
  ...networkLoadBalancers.links,
  ...gatewayLoadBalancers.links,
];

/** The subnets of all load balancers of the service; undefined where one is not known. */
function subnetsOf(network: Network, service: VpcEndpointService): readonly Subnet[] | undefined {
  if (!service.networkLoadBalancers.isComplete || !service.gatewayLoadBalancers.isComplete) return undefined;
  const found: Subnet[] = [];
  for (const link of balancersOf(service)) {
    const subnets = network.loadBalancers.get(link.logicalId ?? "")?.subnets;
    if (!subnets?.isComplete) return undefined;
    for (const id of subnets.links) {
      const subnet = network.subnets.get(id.logicalId ?? "");
      if (!subnet) return undefined;
      found.push(subnet);
    }
  }
  return found;
}
