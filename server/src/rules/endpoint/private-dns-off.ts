import type { Network } from "../../network/network.ts";
import { keyOf, known, knownValue } from "../../network/resource.ts";
import { isSameLink } from "../../network/topology.ts";
import { awsService, type VpcEndpoint } from "../../network/vpc-endpoint.ts";
import { insertProperty } from "../../template/edits.ts";
import { namesIn, visitIntrinsics } from "../../template/template.ts";
import { dnsGap } from "../dns/vpc-attributes.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";
import { hasPlainType, isGiven } from "./kind.ts";

export default defineRule({
  id: "endpoint/private-dns-off",
  consequence: "advice",
  summary: "An interface endpoint of an AWS service states whether it has private DNS.",
  why: `CloudFormation leaves private DNS off where \`PrivateDnsEnabled\` is absent; the console turns it on. Without it the service's ordinary name, which every SDK
calls, still resolves to public addresses: calls pass the endpoint by, or fail where there is no way out.`,
  silentWhen: [
    "the template says `PrivateDnsEnabled: false`",
    "another resource or an output uses the endpoint, as for records in a hosted zone of its own",
    "another endpoint of the service may have private DNS in the VPC",
    "the service is one that is often used by endpoint names: S3, DynamoDB, API Gateway, IoT and others",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html",
  isFixable: true,
  *check(network) {
    const named = network.vpcEndpoints.size > 0 ? namedIds(network) : new Set<string>();
    for (const endpoint of network.vpcEndpoints.values()) {
      const { resource, type } = endpoint;
      const service = awsService(endpoint.serviceName);
      if (type !== "Interface" || endpoint.privateDns || !isGiven(endpoint.subnets)) continue;
      if (service === undefined || byEndpointName.test(service) || network.isOpen || resource.mayGainProperties) continue;
      if (named.has(resource.logicalId) || hasRival(network, endpoint, service)) continue;
      const { logicalId } = resource;
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} has no private DNS: the ordinary name of ${service} will not lead to it, only the endpoint's own names will.`,
        fixes: turnOnFix(network, endpoint),
        assumesDefaults: assumedDefaults(knownValue(endpoint.typeField), knownValue(endpoint.serviceName)),
      };
    }
  },
});

/** Services without private DNS, or with reasons not to have it: their clients name the endpoint. */
const byEndpointName =
  /^(?:s3|dynamodb|execute-api|iot|transfer|storagegateway|backup-gateway|datasync|email-smtp|appstream|workspaces|airflow|mgn|drs|codeartifact|cassandra|sagemaker|notebook|studio|grafana|aps)/;

/** The logical ids that resources and outputs name. */
function namedIds(network: Network): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const resource of network.resources.values()) for (const reference of resource.references()) ids.add(reference.logicalId);
  for (const { value } of network.template.outputs) {
    visitIntrinsics(value, (intrinsic) => {
      for (const name of namesIn(intrinsic)) ids.add(name);
    });
  }
  return ids;
}

const hasRival = (network: Network, endpoint: VpcEndpoint, service: string): boolean =>
  [...network.vpcEndpoints.values()].some(
    (other) =>
      other !== endpoint &&
      isSameLink(other.vpc, endpoint.vpc) &&
      (awsService(other.serviceName) ?? service) === service &&
      other.privateDns !== undefined &&
      known(other.privateDns) !== false,
  );

/** Not where the VPC cannot have private DNS as it is, nor where a second endpoint would conflict. */
function turnOnFix(network: Network, endpoint: VpcEndpoint): readonly Fix[] {
  const { resource, serviceName, vpc } = endpoint;
  const declared = network.vpcs.get(vpc?.logicalId ?? "");
  const others = [...network.vpcEndpoints.values()].filter(
    (other) => other !== endpoint && isSameLink(other.vpc, vpc) && awsService(other.serviceName) === awsService(serviceName),
  );
  if (!hasPlainType(endpoint) || others.length > 0 || (declared && dnsGap(network, declared, true))) return [];
  return [
    {
      title: `Add PrivateDnsEnabled: true to ${resource.logicalId}`,
      preferred: true,
      safe: false,
      edits: () => insertProperty(network.template.document, resource.entry, "PrivateDnsEnabled", true),
    },
  ];
}
