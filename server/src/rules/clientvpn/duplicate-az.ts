import { keyOf } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
import { compareZones } from "../../network/zone.ts";
import { compareTerms } from "../../template/value.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "clientvpn/duplicate-az",
  consequence: "deploy-fail",
  summary: "A Client VPN endpoint has one target network in each Availability Zone, all of one VPC.",
  why: "EC2 accepts one associated subnet for each zone, and all of them must be in the same VPC.",
  awsError: "InvalidClientVpnSubnetId.DuplicateAz",
  silentWhen: ["the zone of a subnet is not known", "the associations exist under conditions that exclude each other"],
  reference: "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-target.html",
  isFixable: false,
  *check(network) {
    const groups = groupBy(network.clientVpnAssociations.values(), (association) => association.endpoint?.identity);
    for (const associations of groups.values()) {
      for (const [index, association] of associations.entries()) {
        const subnet = network.subnets.get(association.subnet?.logicalId ?? "");
        if (!subnet) continue;
        for (const earlier of associations.slice(0, index)) {
          const other = network.subnets.get(earlier.subnet?.logicalId ?? "");
          if (!other) continue;
          const isOtherVpc = subnet.vpc && other.vpc && compareTerms(subnet.vpc.term, other.vpc.term) === "different";
          if (!isOtherVpc && compareZones(other, subnet) !== "same") continue;
          const { logicalId } = association.resource;
          const where = isOtherVpc ? `in ${subnet.vpc?.logicalId} and not in the same VPC` : "in the same Availability Zone";
          yield {
            at: keyOf(association.resource),
            logicalId,
            about: [logicalId, earlier.resource.logicalId],
            message: `${logicalId} associates ${subnet.resource.logicalId}, which is ${where} as ${other.resource.logicalId} of ${earlier.resource.logicalId}: CloudFormation will fail to create the second association.`,
            related: [{ at: keyOf(earlier.resource), message: `${other.resource.logicalId} is associated here.` }],
          };
          break;
        }
      }
    }
  },
});
