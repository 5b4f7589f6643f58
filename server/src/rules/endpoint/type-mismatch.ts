import type { Network } from "../../network/network.ts";
import { keyOf, known, knownValue } from "../../network/resource.ts";
import { awsService, type VpcEndpoint } from "../../network/vpc-endpoint.ts";
import { dnsGap } from "../dns/vpc-attributes.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";
import { listed } from "../wording.ts";
import { hasPlainType, interfaceProperties, isGiven, isMeantAsInterface, typesOfService } from "./kind.ts";
import { setType } from "./set-type.ts";

export default defineRule({
  id: "endpoint/type-mismatch",
  consequence: "deploy-fail",
  summary: "The type of a VPC endpoint must be one that its service has.",
  why: `Without \`VpcEndpointType\` an endpoint is of type \`Gateway\`. Only Amazon S3 and DynamoDB have gateway endpoints; every other AWS service, and
an endpoint service on a Network Load Balancer, needs \`VpcEndpointType: Interface\`, one on a Gateway Load Balancer \`GatewayLoadBalancer\`.`,
  awsError: "Endpoint type (Gateway) does not match available service types ([Interface]).",
  silentWhen: [
    "the type is not known",
    "the service is not known, and the properties are not those of an interface endpoint",
    "the endpoint leads to a resource configuration or a service network",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html",
  isFixable: true,
  *check(network) {
    // What a loop repeats stands in one place.
    const places = new Set<unknown>();
    for (const endpoint of network.vpcEndpoints.values()) {
      const finding = checkEndpoint(network, endpoint);
      if (!finding || places.has(finding.at)) continue;
      places.add(finding.at);
      yield finding;
    }
  },
});

function checkEndpoint(network: Network, endpoint: VpcEndpoint): Finding | undefined {
  const { type, typeField, resource } = endpoint;
  if (type !== "Gateway" && type !== "Interface" && type !== "GatewayLoadBalancer") return undefined;
  const types = typesOfService(network, endpoint);
  const isWrong = types !== undefined && !types.includes(type);
  if (!isWrong && !isMeantAsInterface(endpoint)) return undefined;
  const { logicalId } = resource;
  const [wanted = "Interface"] = isWrong && types.length === 1 ? types : ["Interface"];
  const service = awsService(endpoint.serviceName);
  const stated = typeField ? `is of type ${type}` : "has no VpcEndpointType and so is of type Gateway";
  const but = isWrong
    ? `${service ?? "its service"} has endpoints of type ${listed(types, "or")} only`
    : `has ${listed(interfaceProperties(endpoint))}, which only an interface endpoint takes`;
  const [only] = isWrong && types.length > 1 ? [] : [wanted];
  return {
    at: typeField?.node ?? keyOf(resource),
    logicalId,
    about: [logicalId],
    message: `${logicalId} ${stated}, but ${but}: CloudFormation will fail to create it.`,
    fixes: only ? typeFix(network, endpoint, only) : [],
    assumesDefaults: assumedDefaults(knownValue(typeField), ...(isWrong ? [knownValue(endpoint.serviceName)] : [])),
  };
}

/** Only where the endpoint has what the other type asks for. */
function typeFix(network: Network, endpoint: VpcEndpoint, type: string): readonly Fix[] {
  const { subnets, securityGroups, serviceName } = endpoint;
  const vpc = network.vpcs.get(endpoint.vpc?.logicalId ?? "");
  const isReady =
    type === "Interface"
      ? isGiven(subnets) && isGiven(securityGroups) && !(known(endpoint.privateDns) === true && vpc && dnsGap(network, vpc, true))
      : subnets.isComplete && subnets.links.length === 1 && securityGroups.links.length === 0 && known(endpoint.privateDns) !== true;
  const isPlain = hasPlainType(endpoint) && assumedDefaults(knownValue(serviceName)).length === 0;
  if (!isReady || !isPlain || endpoint.routeTables.links.length > 0 || !endpoint.routeTables.isComplete) return [];
  return [setType(network, endpoint, type)];
}
