import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import type { Subnet } from "../../network/subnet.ts";
import { vpcIdentity } from "../../network/topology.ts";
import type { Vpc } from "../../network/vpc.ts";
import { addDependsOn, freshLogicalId, insertResource } from "../../template/edits.ts";
import { valueIdentity } from "../../template/value.ts";
import { isDeclared } from "../declared.ts";
import { defineRule, type Fix } from "../rule.ts";
import { listed } from "../wording.ts";

export default defineRule({
  id: "cidr/subnet-ipv6-without-vpc-ipv6",
  consequence: "deploy-fail",
  summary: "A subnet with an IPv6 block needs a VPC with one.",
  why: `A subnet's IPv6 block is a part of the VPC's, and a VPC has none until an \`AWS::EC2::VPCCidrBlock\` adds it. Without one, EC2 refuses the subnet, and
\`Fn::Select\` finds nothing in \`Ipv6CidrBlocks\` of the VPC.`,
  awsError: "Template error: Fn::Select cannot select nonexistent value at index 0",
  silentWhen: [
    "the VPC is not in the template",
    "an added block may be for this VPC, or a nested stack or custom resource gets the VPC and may add one",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpccidrblock.html",
  isFixable: true,
  *check(network) {
    for (const vpc of network.vpcs.values()) {
      const [first, ...others] = network.topology.subnetsIn(vpcIdentity(vpc.resource.logicalId)).filter((subnet) => subnet.ipv6Cidr);
      if (!first?.ipv6Cidr || mayHaveIpv6(network, vpc)) continue;
      const { logicalId } = vpc.resource;
      const names = listed([first, ...others].map(({ resource }) => resource.logicalId));
      yield {
        at: first.ipv6Cidr.node,
        logicalId: first.resource.logicalId,
        about: [logicalId],
        message: `${names} ${others.length === 0 ? "has an IPv6 block" : "have IPv6 blocks"}, but ${logicalId} has none: CloudFormation will fail to create ${others.length === 0 ? "it" : "them"}.`,
        related: [
          { at: keyOf(vpc.resource), message: `No AWS::EC2::VPCCidrBlock adds an IPv6 block to ${logicalId}.` },
          ...others.flatMap(({ ipv6Cidr }) =>
            ipv6Cidr ? [{ at: ipv6Cidr.node, message: "Another block that it would be a part of." }] : [],
          ),
        ],
        fixes: addBlockFix(network, vpc),
      };
    }
  },
});

function mayHaveIpv6(network: Network, { resource }: Vpc): boolean {
  const { logicalId } = resource;
  return (
    network.isOpen ||
    network.isHandedToStack(logicalId) ||
    [...network.vpcCidrBlocks.values()].some(
      (block) => (block.vpc?.logicalId === undefined || block.vpc.logicalId === logicalId) && (block.isIpv6 || block.cidr === undefined),
    )
  );
}

/** An Amazon-provided block, which all subnets of the VPC that take their blocks from it wait for. */
function addBlockFix(network: Network, { resource }: Vpc): readonly Fix[] {
  const { logicalId } = resource;
  const subnets = network.topology.subnetsIn(vpcIdentity(logicalId)).filter((subnet) => subnet.ipv6Cidr);
  const takesFromVpc = ({ ipv6Cidr }: Subnet): boolean =>
    ipv6Cidr !== undefined && valueIdentity(ipv6Cidr.value).includes(`\${${logicalId}.Ipv6CidrBlocks}`);
  const isLooped = [resource, ...subnets.map((subnet) => subnet.resource)].some((one) => one.declaration.bindings);
  if (isLooped || !subnets.every(takesFromVpc) || isDeclared(network, "AWS::EC2::VPCCidrBlock", logicalId)) return [];
  return [
    {
      title: `Add an IPv6 block provided by Amazon to ${logicalId}`,
      preferred: true,
      safe: false,
      edits: () => {
        const { document } = network.template;
        const block = freshLogicalId(new Set(network.template.resources.keys()), `${logicalId}Ipv6Block`);
        const properties = {
          map: [
            ["VpcId", { ref: logicalId }],
            ["AmazonProvidedIpv6CidrBlock", true],
          ] as const,
        };
        const { condition } = resource.declaration;
        const edits = [
          insertResource(document, resource.entry, block, "AWS::EC2::VPCCidrBlock", properties, { condition }),
          ...subnets.map((subnet) => addDependsOn(document, subnet.resource.entry, block)),
        ];
        return edits.includes(undefined) ? undefined : edits.flatMap((one) => one ?? []);
      },
    },
  ];
}
