import type { Network } from "../../network/network.ts";
import { keyOf, type Link, type Resource } from "../../network/resource.ts";
import type { VpcEndpoint } from "../../network/vpc-endpoint.ts";
import { compareTerms } from "../../template/value.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "endpoint/other-vpc-member",
  consequence: "deploy-fail",
  summary: "The subnets, security groups and route tables of a VPC endpoint are those of its VPC.",
  why: "An endpoint belongs to one VPC. Subnets, security groups and route tables of another VPC cannot be used with it, even where the two VPCs are connected.",
  silentWhen: [
    "the two VPCs may be the same",
    "the subnet, group or table is not in the template",
    "an `AWS::EC2::SecurityGroupVpcAssociation` brings the group to other VPCs",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html",
  isFixable: false,
  *check(network) {
    for (const endpoint of network.vpcEndpoints.values()) {
      const { resource, vpc } = endpoint;
      if (!vpc) continue;
      for (const [link, member, memberVpc] of membersOf(network, endpoint)) {
        if (!memberVpc || compareTerms(memberVpc.term, vpc.term) !== "different") continue;
        if (isSharedGroup(network, member)) continue;
        const { logicalId } = resource;
        const where = memberVpc.logicalId ?? "another VPC";
        yield {
          at: link.node,
          logicalId,
          about: [logicalId, member.logicalId],
          message: `${logicalId} of ${vpc.logicalId ?? "one VPC"} names ${member.logicalId}, which belongs to ${where}: CloudFormation will fail to create it.`,
          related: [{ at: keyOf(member), message: `${member.logicalId} belongs to ${where}.` }],
        };
      }
    }
  },
});

type Member = readonly [link: Link, resource: Resource, vpc: Link | undefined];

function membersOf(network: Network, { subnets, securityGroups, routeTables }: VpcEndpoint): readonly Member[] {
  const members = (
    links: readonly Link[],
    declared: ReadonlyMap<string, { readonly resource: Resource; readonly vpc: Link | undefined }>,
  ): readonly Member[] =>
    links.flatMap((link) => {
      const member = declared.get(link.logicalId ?? "");
      return member ? [[link, member.resource, member.vpc] as const] : [];
    });
  return [
    ...members(subnets.links, network.subnets),
    ...members(securityGroups.links, network.securityGroups),
    ...members(routeTables.links, network.routeTables),
  ];
}

/** Whether the template brings the group to other VPCs. */
const isSharedGroup = (network: Network, { logicalId }: Resource): boolean =>
  [...network.resources.values()].some(
    ({ type, references }) =>
      type === "AWS::EC2::SecurityGroupVpcAssociation" && references().some((reference) => reference.logicalId === logicalId),
  );
