import { keyOf, knownValue } from "../../network/resource.ts";
import { repeatedZones } from "../../network/zone.ts";
import { dropSubnetFix } from "../drop-subnet.ts";
import { assumedDefaults, defineRule } from "../rule.ts";

export default defineRule({
  id: "endpoint/duplicate-az",
  consequence: "deploy-fail",
  summary: "A VPC endpoint has one subnet in each Availability Zone.",
  why: "AWS places one network interface of an endpoint in each zone and accepts one subnet for it. That interface serves every subnet of the VPC.",
  awsError: "DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of subnet-….",
  silentWhen: ["the zone of a subnet is not known", "two zones are given by different parameters", "the type of the endpoint is not known"],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
  isFixable: true,
  *check(network) {
    for (const { resource, type, typeField, subnets } of network.vpcEndpoints.values()) {
      if (type !== "Interface" && type !== "Resource" && type !== "ServiceNetwork") continue;
      for (const [first, again] of repeatedZones(network, subnets.links)) {
        const { logicalId } = resource;
        const subnet = network.subnets.get(first.logicalId ?? "");
        const name = again.logicalId ?? "a subnet";
        const isSame = first.identity === again.identity;
        yield {
          at: again.node,
          logicalId,
          about: [logicalId, again.identity],
          message: `${logicalId} names ${isSame ? `${name} twice` : `${name} and ${first.logicalId ?? "another"} in the same Availability Zone`}: CloudFormation will fail to create it.`,
          related: subnet && !isSame ? [{ at: keyOf(subnet.resource), message: `${subnet.resource.logicalId} is in that zone, too.` }] : [],
          fixes: dropSubnetFix(network, resource, "SubnetIds", again),
          assumesDefaults: assumedDefaults(knownValue(typeField)),
        };
      }
    }
  },
});
