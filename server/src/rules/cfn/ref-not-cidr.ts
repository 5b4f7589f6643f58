import { cidrProperties, type CidrProperty } from "../../network/cidr-properties.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, type Resource } from "../../network/resource.ts";
import { replaceValue } from "../../template/edits.ts";
import type { Node } from "../../template/node.ts";
import { isShared, type Source } from "../../template/source.ts";
import { visitIntrinsics } from "../../template/template.ts";
import type { Term, Value } from "../../template/value.ts";
import { defineRule, type Finding, type Fix } from "../rule.ts";

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
    // What a loop writes several times stands in one place.
    const places = new Set<unknown>();
    for (const property of cidrProperties(network)) {
      const finding = checkProperty(network, property);
      if (!finding || places.has(finding.at)) continue;
      places.add(finding.at);
      yield finding;
    }
  },
});

function checkProperty(network: Network, property: CidrProperty): Finding | undefined {
  const { field, name, resource } = property;
  if (field.node.kind === "scalar") return undefined;
  const { logicalId } = resource;
  const whole = idAt(network, field.text, field.node);
  const part = whole ? undefined : firstCidrBase(network, property);
  const id = whole ?? part;
  if (!id) return undefined;
  const said = part ? `is cut out of the id of ${id.what}, which is not a CIDR block` : `is the id of ${id.what} and not a CIDR block`;
  return {
    at: id.node,
    logicalId,
    about: [logicalId, field.path],
    message: `${name} of ${logicalId} ${said}: CloudFormation will fail to create it.`,
    related: [{ at: keyOf(id.named), message: `${id.named.logicalId} stands here.` }],
    fixes: fixesOf(network, property, id),
  };
}

/** An id where a block belongs. */
interface MisplacedId {
  readonly named: Resource;
  /** "the VPC Vpc". */
  readonly what: string;
  readonly node: Node;
}

function idAt(network: Network, value: Value<unknown> | Term, node: Node): MisplacedId | undefined {
  if (value.kind !== "reference" || value.attribute !== "Ref") return undefined;
  const named = network.resources.get(value.logicalId);
  const what = named && ids[named.type];
  return named && what !== undefined ? { named, what: `${what} ${named.logicalId}`, node } : undefined;
}

/** The id that a `Fn::Cidr` in the property is to cut blocks out of. */
function firstCidrBase(network: Network, { field, resource }: CidrProperty): MisplacedId | undefined {
  let found: MisplacedId | undefined;
  visitIntrinsics(field.node, (intrinsic) => {
    const [base] = intrinsic.name === "Fn::Cidr" && intrinsic.argument.kind === "list" ? intrinsic.argument.items : [];
    if (base) found ??= idAt(network, network.evaluator.evaluate(base, resource.declaration.bindings), base);
  });
  return found;
}

const ids: Readonly<Record<string, string>> = {
  "AWS::EC2::VPC": "the VPC",
  "AWS::EC2::Subnet": "the subnet",
  "AWS::EC2::VPCCidrBlock": "the association",
};

function fixesOf(
  network: Network,
  { version, resource }: CidrProperty,
  { named: { logicalId: named, type }, node }: MisplacedId,
): readonly Fix[] {
  // The block of an association is no attribute of it.
  if (type === "AWS::EC2::VPCCidrBlock" || resource.declaration.bindings || isShared(node)) return [];
  const blocks: Source = { getAtt: [named, "Ipv6CidrBlocks"] };
  const value: Source = version === 4 ? { getAtt: [named, "CidrBlock"] } : { select: [0, blocks] };
  const title = version === 4 ? `Use the attribute CidrBlock of ${named}` : `Use the first of the Ipv6CidrBlocks of ${named}`;
  return [{ title, preferred: true, safe: false, edits: () => replaceValue(network.template.document, node, value) }];
}
