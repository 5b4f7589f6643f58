import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
import { setEntry } from "../../template/edits.ts";
import { defineRule, type Fix } from "../rule.ts";
import { type Membership, strangersIn } from "./membership.ts";

export default defineRule({
  id: "sg/vpc-missing",
  consequence: "deploy-fail",
  summary: "A security group for something in a VPC of the template names that VPC.",
  why: `Without \`VpcId\` a security group is made in the default VPC of the Region, or not at all where there is none. An interface takes
only groups of its own VPC, and a VPC that the template makes is never the default one.`,
  awsError:
    "InvalidParameter: Security group sg-… and subnet subnet-… belong to different networks; VPCIdNotSpecified: No default VPC for this user",
  silentWhen: [
    "the subnets are in a VPC that the template does not make: it may be the default one",
    "a SecurityGroupVpcAssociation lends the group to other VPCs",
    "a macro may add properties",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html",
  isFixable: true,
  *check(network) {
    for (const uses of groupBy(strangersIn(network), ({ group }) => group.resource.logicalId).values()) {
      const [first] = uses;
      const vpc = first?.vpcs[0]?.logicalId;
      if (!first || vpc === undefined) continue;
      const { logicalId } = first.group.resource;
      yield {
        at: keyOf(first.group.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} names no VpcId and will be in the default VPC, but ${first.user.logicalId} is in ${vpc}: CloudFormation will fail to create ${first.user.logicalId}.`,
        related: uses.map(({ named, by }) => ({ at: named.node, message: `${by.logicalId} uses it here.` })),
        fixes: fixesOf(network, uses, vpc),
      };
    }
  },
});

function fixesOf(network: Network, uses: readonly Membership[], vpc: string): readonly Fix[] {
  const group = uses[0]?.group.resource;
  const { properties, bindings, condition } = group?.declaration ?? {};
  const owner = network.template.resources.get(vpc);
  const isOneVpc = uses.every((use) => use.vpcs.every((one) => one.logicalId === vpc));
  const isThere = owner?.bindings === undefined && (owner?.condition === undefined || owner.condition === condition);
  if (!group || properties?.kind !== "map" || bindings || !isOneVpc || !isThere || network.order.isAfter(vpc, group.logicalId)) return [];
  // The key may be there with AWS::NoValue.
  if (properties.entries.some((entry) => entry.key.text === "VpcId")) return [];
  return [
    {
      title: `Add VpcId: ${vpc}`,
      preferred: true,
      safe: false,
      edits: () => setEntry(network.template.document, properties, "VpcId", { ref: vpc }, { after: "GroupDescription" }),
    },
  ];
}
