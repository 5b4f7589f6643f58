import { keyOf, type Link } from "../../network/resource.ts";
import type { Network } from "../../network/network.ts";
import type { VpcEndpointService } from "../../network/vpc-endpoint.ts";
import { defineRule, type Finding } from "../rule.ts";

export default defineRule({
  id: "endpoint-service/lb-type",
  consequence: "deploy-fail",
  summary: "An endpoint service stands on Network Load Balancers or on Gateway Load Balancers.",
  why: `\`NetworkLoadBalancerArns\` takes Network Load Balancers, \`GatewayLoadBalancerArns\` Gateway Load Balancers, and a service has one kind of the two. An
Application Load Balancer can be the target of a Network Load Balancer that has the service.`,
  awsError: "InvalidNetworkLoadBalancerArn",
  silentWhen: ["the load balancer or its type is not known"],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html",
  isFixable: false,
  *check(network) {
    for (const service of network.vpcEndpointServices.values()) {
      yield* wrongBalancers(network, service, service.networkLoadBalancers.links, "network");
      yield* wrongBalancers(network, service, service.gatewayLoadBalancers.links, "gateway");
      const finding = wrongCount(service);
      if (finding && !network.isOpen) yield finding;
    }
  },
});

const names: Readonly<Record<string, string>> = {
  application: "an Application Load Balancer",
  network: "a Network Load Balancer",
  gateway: "a Gateway Load Balancer",
};

function* wrongBalancers(
  network: Network,
  { resource: { logicalId } }: VpcEndpointService,
  links: readonly Link[],
  wanted: "network" | "gateway",
): Iterable<Finding> {
  const property = wanted === "network" ? "NetworkLoadBalancerArns" : "GatewayLoadBalancerArns";
  for (const link of links) {
    const balancer = network.loadBalancers.get(link.logicalId ?? "");
    const name = names[balancer?.type ?? ""];
    if (!balancer || !name || balancer.type === wanted) continue;
    yield {
      at: link.node,
      logicalId,
      about: [logicalId, balancer.resource.logicalId],
      message: `${logicalId} names ${balancer.resource.logicalId} in ${property}, but that is ${name}: CloudFormation will fail to create the endpoint service.`,
      related: [{ at: keyOf(balancer.resource), message: `${balancer.resource.logicalId} is ${name}.` }],
    };
  }
}

function wrongCount({ resource, networkLoadBalancers, gatewayLoadBalancers }: VpcEndpointService): Finding | undefined {
  if (!networkLoadBalancers.isComplete || !gatewayLoadBalancers.isComplete) return undefined;
  const hasNetwork = networkLoadBalancers.links.length > 0;
  if (hasNetwork !== gatewayLoadBalancers.links.length > 0) return undefined;
  const { logicalId } = resource;
  const has = hasNetwork ? "both Network and Gateway Load Balancers, but takes one kind only" : "no load balancer";
  return {
    at: keyOf(resource),
    logicalId,
    about: [logicalId],
    message: `${logicalId} has ${has}: CloudFormation will fail to create it.`,
  };
}
