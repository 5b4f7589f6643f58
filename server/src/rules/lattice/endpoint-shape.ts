import type { Network } from "../../network/network.ts";
import { keyOf, known, knownValue, type Link } from "../../network/resource.ts";
import type { VpcEndpoint } from "../../network/vpc-endpoint.ts";
import { dnsGap } from "../dns/vpc-attributes.ts";
import { hasPlainType, isGiven, isNone } from "../endpoint/kind.ts";
import { setType } from "../endpoint/set-type.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";

export default defineRule({
  id: "lattice/endpoint-shape",
  consequence: "deploy-fail",
  summary: "An endpoint of type Resource names a resource configuration, one of type ServiceNetwork a service network.",
  why: `\`VpcEndpointType: Resource\` goes with \`ResourceConfigurationArn\`, \`ServiceNetwork\` with \`ServiceNetworkArn\`, every other type with \`ServiceName\`. Without
\`VpcEndpointType\` an endpoint is a gateway endpoint, whatever else it names.`,
  silentWhen: ["the type is not known", "a macro may add the property"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html",
  isFixable: true,
  *check(network) {
    for (const endpoint of network.vpcEndpoints.values()) {
      if (endpoint.type === undefined) continue;
      const targets = [
        ["Resource", "ResourceConfigurationArn", endpoint.resourceConfiguration],
        ["ServiceNetwork", "ServiceNetworkArn", endpoint.serviceNetwork],
      ] as const;
      // Where it names what another type takes, that is the mistake, and what its own type lacks follows from it.
      const [foreign] = targets.filter(([type, , target]) => target && endpoint.type !== type);
      const own = targets.find(([type]) => endpoint.type === type);
      const finding = foreign ? wrongType(network, endpoint, foreign[1], foreign[0]) : own && checkOwn(endpoint, own[1], own[2]);
      if (finding) yield finding;
    }
  },
});

/** An endpoint that says it is of the type. */
function checkOwn(endpoint: VpcEndpoint, property: string, target: Link | undefined): Finding | undefined {
  const { resource, type, serviceName } = endpoint;
  const { logicalId } = resource;
  const assumesDefaults = assumedDefaults(knownValue(endpoint.typeField));
  if (!target) {
    return {
      at: keyOf(resource),
      logicalId,
      about: [logicalId, property],
      message: `${logicalId} is of type ${type}, but has no ${property}: CloudFormation will fail to create it.`,
      assumesDefaults,
    };
  }
  return serviceName
    ? {
        at: serviceName.node,
        logicalId,
        about: [logicalId, "ServiceName"],
        consequence: "deploy-race",
        message: `${logicalId} is of type ${type}, which takes no ServiceName: CloudFormation may fail to create it.`,
        assumesDefaults,
      }
    : undefined;
}

function wrongType(network: Network, endpoint: VpcEndpoint, property: string, type: string): Finding {
  const { resource, typeField } = endpoint;
  const { logicalId } = resource;
  const stated = typeField ? `is of type ${endpoint.type}` : "has no VpcEndpointType and so is of type Gateway";
  return {
    at: typeField?.node ?? keyOf(resource),
    logicalId,
    about: [logicalId, property],
    message: `${logicalId} ${stated}, but only an endpoint of type ${type} takes ${property}: CloudFormation will fail to create it.`,
    fixes: typeFix(network, endpoint, type),
    assumesDefaults: assumedDefaults(knownValue(typeField)),
  };
}

/** Only where the endpoint is otherwise one of the type. */
function typeFix(network: Network, endpoint: VpcEndpoint, type: string): readonly Fix[] {
  const { serviceName, resourceConfiguration, serviceNetwork } = endpoint;
  const vpc = network.vpcs.get(endpoint.vpc?.logicalId ?? "");
  const isAmbiguous = serviceName !== undefined || (resourceConfiguration !== undefined && serviceNetwork !== undefined);
  const lacksDns = vpc !== undefined && known(endpoint.privateDns) === true && dnsGap(network, vpc, true) !== undefined;
  const isReady = isNone(endpoint.routeTables) && isGiven(endpoint.subnets) && isGiven(endpoint.securityGroups);
  if (isAmbiguous || lacksDns || !isReady || !hasPlainType(endpoint)) return [];
  return [setType(network, endpoint, type)];
}
