import { cidrProperties, type CidrProperty } from "../../network/cidr-properties.ts";
import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import { replaceValue } from "../../template/edits.ts";
import { isShared, type Source } from "../../template/source.ts";
import { defineRule, type Fix } from "../rule.ts";

export default defineRule({
  id: "cfn/ref-not-cidr",
  consequence: "deploy-fail",
  summary: "A property for a CIDR block is not given the id of a resource.",
  why: `\`Ref\` of a VPC or a subnet is its id, \`vpc-…\` or \`subnet-…\`, and \`Ref\` of a VPCCidrBlock that of an association. None of them
is a block of addresses. The attribute \`CidrBlock\` of a VPC or a subnet is its IPv4 block; \`Ipv6CidrBlocks\` are its IPv6 blocks.`,
  awsError: "InvalidParameterValue: CIDR block vpc-… is malformed",
  silentWhen: ["the value is a parameter, an import or an attribute that is known at deployment only"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html",
  isFixable: true,
  *check(network) {
    for (const property of cidrProperties(network)) {
      const { field, name, resource } = property;
      const term = field.text;
      if (term.kind !== "reference" || term.attribute !== "Ref") continue;
      const named = network.resources.get(term.logicalId);
      const what = named && ids[named.type];
      if (!named || what === undefined) continue;
      const { logicalId } = resource;
      yield {
        at: field.node,
        logicalId,
        about: [logicalId, field.path],
        message: `${name} of ${logicalId} is the id of ${what} ${named.logicalId} and no CIDR block: CloudFormation will fail to create it.`,
        related: [{ at: keyOf(named), message: `${named.logicalId} stands here.` }],
        fixes: fixesOf(network, property, named.logicalId, named.type),
      };
    }
  },
});

const ids: Readonly<Record<string, string>> = {
  "AWS::EC2::VPC": "the VPC",
  "AWS::EC2::Subnet": "the subnet",
  "AWS::EC2::VPCCidrBlock": "the association",
};

function fixesOf(network: Network, { field, version, resource }: CidrProperty, named: string, type: string): readonly Fix[] {
  // The block of an association is no attribute of it.
  if (type === "AWS::EC2::VPCCidrBlock" || resource.declaration.bindings || isShared(field.node)) return [];
  const blocks: Source = { getAtt: [named, "Ipv6CidrBlocks"] };
  const value: Source = version === 4 ? { getAtt: [named, "CidrBlock"] } : { select: [0, blocks] };
  const title = version === 4 ? `Use the attribute CidrBlock of ${named}` : `Use the first of the Ipv6CidrBlocks of ${named}`;
  return [{ title, preferred: true, safe: false, edits: () => replaceValue(network.template.document, field.node, value) }];
}
