import { keyOf } from "../../network/resource.ts";
import { repeatedZones } from "../../network/zone.ts";
import { defineRule } from "../rule.ts";
import { dropSubnetFix } from "../drop-subnet.ts";
import { strandedSubnets } from "./az-not-covered.ts";

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
    for (const attachment of network.transitGatewayAttachments.values()) {
      const { resource, subnets } = attachment;
      // Where another zone has none, one of the two was most likely meant for it: removal is no answer then.
      const isMeantForOther = strandedSubnets(network, attachment).length > 0;
      for (const [first, again] of repeatedZones(network, subnets.links)) {
        const { logicalId } = resource;
        const subnet = network.subnets.get(first.logicalId ?? "");
        yield {
          at: again.node,
          logicalId,
          about: [logicalId, again.identity],
          message: `${logicalId} names ${again.logicalId ?? "a subnet"} and ${first.logicalId ?? "another"} in the same Availability Zone: CloudFormation will fail to create it.`,
          related: subnet ? [{ at: keyOf(subnet.resource), message: `${subnet.resource.logicalId} is in that zone, too.` }] : [],
          fixes: isMeantForOther ? [] : dropSubnetFix(network, resource, "SubnetIds", again),
        };
      }
    }
  },
});
