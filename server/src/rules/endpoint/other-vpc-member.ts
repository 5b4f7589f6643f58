import { isOutsideItsVpc } from "../../network/address-space.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, type Link, type Resource } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
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
    "a subnet lies outside of its VPC, whose block or `VpcId` is the fault then: `cidr/subnet-outside-vpc`",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html",
  isFixable: false,
  *check(network) {
    for (const endpoint of network.vpcEndpoints.values()) {
      const { resource, vpc } = endpoint;
      if (!vpc) continue;
      const strangers = membersOf(network, endpoint).filter(
        ([, member, memberVpc]) => memberVpc && compareTerms(memberVpc.term, vpc.term) === "different" && !isSharedGroup(network, member),
      );
      // Several members of one other VPC have one cause, the endpoint's VpcId: said once.
      for (const [first, ...others] of groupBy(strangers, ([, , memberVpc]) => memberVpc?.identity).values()) {
        if (!first) continue;
        const [link, member, memberVpc] = first;
        const { logicalId } = resource;
        const where = memberVpc?.logicalId ?? "another VPC";
        yield {
          at: link.node,
          logicalId,
          about: [logicalId, member.logicalId],
          message: `${logicalId} of ${vpc.logicalId ?? "one VPC"} names ${member.logicalId}, which belongs to ${where}: CloudFormation will fail to create it.`,
          related: [member, ...others.map(([, other]) => other)].map((one) => ({
            at: keyOf(one),
            message: `${one.logicalId} belongs to ${where}.`,
          })),
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
    // A subnet that lies outside of its VPC is a fault of its own: cidr/subnet-outside-vpc.
    ...members(subnets.links, network.subnets).filter(([{ logicalId }]) => {
      const subnet = network.subnets.get(logicalId ?? "");
      return subnet && !isOutsideItsVpc(network, subnet);
    }),
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
