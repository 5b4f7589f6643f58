import { keyOf } from "../../network/resource.ts";
import { repeatedZones } from "../../network/zone.ts";
import { defineRule } from "../rule.ts";
import { dropSubnetFix } from "../drop-subnet.ts";

export default defineRule({
  id: "tgw/duplicate-az",
  consequence: "deploy-fail",
  summary: "A transit gateway attachment has one subnet in each Availability Zone.",
  why: "The transit gateway places one network interface in each zone of the attachment and accepts one subnet for it. Other subnets of the zone reach it through their route tables.",
  awsError: "DuplicateSubnetsInSameZone",
  silentWhen: ["the zone of a subnet is not known", "two zones are given by different parameters"],
  reference: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
  isFixable: true,
  *check(network) {
    for (const { resource, subnets } of network.transitGatewayAttachments.values()) {
      for (const [first, again] of repeatedZones(network, subnets.links)) {
        const { logicalId } = resource;
        const subnet = network.subnets.get(first.logicalId ?? "");
        yield {
          at: again.node,
          logicalId,
          about: [logicalId, again.identity],
          message: `${logicalId} names ${again.logicalId ?? "a subnet"} and ${first.logicalId ?? "another"} in the same Availability Zone: CloudFormation will fail to create it.`,
          related: subnet ? [{ at: keyOf(subnet.resource), message: `${subnet.resource.logicalId} is in that zone, too.` }] : [],
          fixes: dropSubnetFix(network, resource, "SubnetIds", again),
        };
      }
    }
  },
});
