/** What type of VPC endpoint a service asks for, and what of an endpoint speaks for which type. Writes no messages. */
import type { Network } from "../../network/network.ts";
import { known, type Links } from "../../network/resource.ts";
import { awsService, hasGatewayEndpoints, ownServiceId, type VpcEndpoint } from "../../network/vpc-endpoint.ts";
import { child } from "../../template/node.ts";
import { valueIdentity } from "../../template/value.ts";

/** The types that the service has endpoints of; undefined where that is unknown. */
export function typesOfService(network: Network, { serviceName }: VpcEndpoint): readonly string[] | undefined {
  const service = awsService(serviceName);
  if (service !== undefined) return hasGatewayEndpoints(service) ? ["Gateway", "Interface"] : ["Interface"];
  const own = network.vpcEndpointServices.get(ownServiceId(serviceName) ?? "");
  if (own && own.gatewayLoadBalancers.isComplete && own.networkLoadBalancers.isComplete) {
    const isGateway = own.gatewayLoadBalancers.links.length > 0;
    const isRightType = [...own.gatewayLoadBalancers.links, ...own.networkLoadBalancers.links].every(({ logicalId }) => {
      const type = network.loadBalancers.get(logicalId ?? "")?.type;
      return type === undefined || type === (isGateway ? "gateway" : "network");
    });
    // With a load balancer of another type the service itself is at fault (endpoint-service/lb-type).
    if (isRightType && isGateway !== own.networkLoadBalancers.links.length > 0) return [isGateway ? "GatewayLoadBalancer" : "Interface"];
  }
  const isOwn = serviceName && valueIdentity(serviceName.value).startsWith("com.amazonaws.vpce.");
  return isOwn ? ["Interface", "GatewayLoadBalancer"] : undefined;
}

export const isGiven = (links: Links): boolean => links.isComplete && links.links.length > 0;

/** None, and none can come: the template says so. */
export const isNone = (links: Links): boolean => links.isComplete && links.links.length === 0;

/** The properties that only endpoints with network interfaces take, of those that the endpoint has for certain. */
export const interfaceProperties = (endpoint: VpcEndpoint): readonly string[] => [
  ...(isGiven(endpoint.subnets) ? ["SubnetIds"] : []),
  ...(isGiven(endpoint.securityGroups) ? ["SecurityGroupIds"] : []),
  ...(known(endpoint.privateDns) === true ? ["PrivateDnsEnabled"] : []),
];

/** It is of type `Gateway`, but written like one of type `Interface`: it has subnets or security groups and no route tables. */
export const isMeantAsInterface = (endpoint: VpcEndpoint): boolean =>
  endpoint.type === "Gateway" &&
  isNone(endpoint.routeTables) &&
  !leadsToLattice(endpoint) &&
  (isGiven(endpoint.subnets) || isGiven(endpoint.securityGroups));

/** Its type is written as a literal, or not at all: a change of it, or because of it, is right in every scenario. */
export function hasPlainType({ resource }: VpcEndpoint): boolean {
  const { properties, bindings } = resource.declaration;
  return bindings === undefined && child(properties, "VpcEndpointType")?.kind !== "intrinsic" && !resource.mayGainProperties;
}

/** It names a resource configuration or a service network. */
export const leadsToLattice = ({ resourceConfiguration, serviceNetwork }: VpcEndpoint): boolean =>
  resourceConfiguration !== undefined || serviceNetwork !== undefined;
