import { keyOf } from "../../network/resource.ts";
import { defineRule } from "../rule.ts";
import { isAssociated, isOtherVpc, memberships } from "./membership.ts";

export default defineRule({
  id: "sg/vpc-mismatch",
  consequence: "deploy-fail",
  summary: "A resource uses security groups of the VPC that its subnets are in.",
  why: `An interface takes only groups of its own VPC. A group of another VPC is refused when the instance, load balancer, function
or database is created, even where the two VPCs are peered.`,
  awsError: "InvalidParameter: Security group sg-… and subnet subnet-… belong to different networks",
  silentWhen: [
    "it is not certain that the two VPCs differ",
    "a subnet is not declared in the template",
    "a SecurityGroupVpcAssociation lends the group to other VPCs",
    "the resource is a VPC endpoint (endpoint/other-vpc-member)",
    "a subnet lies outside of its VPC, whose block or `VpcId` is the fault then: `cidr/subnet-outside-vpc`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
  isFixable: false,
  *check(network) {
    const seen = new Set<string>();
    for (const { group, named, by, user, vpcs } of memberships(network)) {
      const { vpc } = group;
      if (network.vpcEndpoints.has(by.logicalId)) continue;
      const about = [by.logicalId, group.resource.logicalId, ...(user === by ? [] : [user.logicalId])];
      if (!vpc || !vpcs.every((one) => isOtherVpc(one, vpc)) || isAssociated(network, group) || seen.has(about.join(" "))) continue;
      seen.add(about.join(" "));
      const nameOf = (id: string | undefined): string => (id === undefined ? "another VPC" : id);
      yield {
        at: named.node,
        logicalId: by.logicalId,
        about,
        message: `${user.logicalId} is in ${nameOf(vpcs[0]?.logicalId)}, but its security group ${group.resource.logicalId} is in ${nameOf(vpc.logicalId)}: CloudFormation will fail to create ${user.logicalId}.`,
        related: [{ at: keyOf(group.resource), message: `${group.resource.logicalId} is in ${nameOf(vpc.logicalId)}.` }],
        assumesDefaults: [...new Set([...vpc.term.assumesDefaults, ...vpcs.flatMap((one) => one.term.assumesDefaults)])],
      };
    }
  },
});
