import type { Network } from "../../network/network.ts";
import { keyOf, known, knownValue } from "../../network/resource.ts";
import { awsService, hasGatewayEndpoints, type VpcEndpoint } from "../../network/vpc-endpoint.ts";
import { child } from "../../template/node.ts";
import { removePropertyFix } from "../remove-property.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";
import { hasPlainType, interfaceProperties, isGiven, isMeantAsInterface, leadsToLattice, typesOfService } from "./kind.ts";
import { setType } from "./set-type.ts";

export default defineRule({
  id: "endpoint/gateway-properties",
  consequence: "deploy-fail",
  summary: "A gateway endpoint has route tables; an interface endpoint has subnets and security groups.",
  why: `A gateway endpoint is a target in route tables: it has no network interface, and so neither subnets nor security groups nor private DNS. An interface
endpoint is a network interface in subnets, and has no route tables. The endpoint of a Gateway Load Balancer passes packets on to the
appliances: it has a subnet, and no security groups.`,
  silentWhen: [
    "the type is not known",
    "a property is empty, or private DNS is false",
    "the type itself is the mistake (endpoint/type-mismatch, lattice/endpoint-shape)",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html",
  isFixable: true,
  *check(network) {
    for (const endpoint of network.vpcEndpoints.values()) {
      const { resource, type } = endpoint;
      const types = typesOfService(network, endpoint);
      if (type === undefined || (types && !types.includes(type)) || isMeantAsInterface(endpoint) || leadsToLattice(endpoint)) continue;
      const { logicalId } = resource;
      for (const property of wrongProperties(endpoint, type)) {
        yield {
          at: child(resource.declaration.properties, property) ?? keyOf(resource),
          logicalId,
          about: [logicalId, property],
          message: `${logicalId} is of type ${type}, which takes no ${property}: CloudFormation ${isDocumented(type, property) ? "will" : "may"} fail to create it.`,
          ...(isDocumented(type, property) ? {} : { consequence: "deploy-race" as const }),
          related: endpoint.typeField ? [{ at: endpoint.typeField.node, message: `${logicalId} is of type ${type}.` }] : [],
          fixes: fixesOf(network, endpoint, property),
          assumesDefaults: assumedDefaults(
            knownValue(endpoint.typeField),
            property === "PrivateDnsEnabled" ? knownValue(endpoint.privateDns) : undefined,
          ),
        };
      }
    }
  },
});

function wrongProperties(endpoint: VpcEndpoint, type: string): readonly string[] {
  if (type === "Gateway") return interfaceProperties(endpoint);
  return [
    ...((type === "Interface" || type === "GatewayLoadBalancer") && isGiven(endpoint.routeTables) ? ["RouteTableIds"] : []),
    ...(type === "GatewayLoadBalancer" && isGiven(endpoint.securityGroups) ? ["SecurityGroupIds"] : []),
  ];
}

/** What AWS does about private DNS of a gateway endpoint, or about security groups where packets are only passed on, is not documented. */
const isDocumented = (type: string, property: string): boolean =>
  property !== "PrivateDnsEnabled" && !(type === "GatewayLoadBalancer" && property === "SecurityGroupIds");

/** An endpoint of Amazon S3 or DynamoDB with route tables and no subnets is meant to be a gateway endpoint. */
function fixesOf(network: Network, endpoint: VpcEndpoint, property: string): readonly Fix[] {
  const { resource, typeField, subnets } = endpoint;
  if (!hasPlainType(endpoint)) return [];
  if (property !== "RouteTableIds" || subnets.links.length > 0) return removePropertyFix(network, resource, property, true);
  const isMeantAsGateway =
    hasGatewayEndpoints(awsService(endpoint.serviceName) ?? "") &&
    subnets.isComplete &&
    endpoint.securityGroups.isComplete &&
    endpoint.securityGroups.links.length === 0 &&
    (endpoint.privateDns === undefined || known(endpoint.privateDns) === false);
  if (!typeField || !isMeantAsGateway) return [];
  return [setType(network, endpoint, "Gateway")];
}
