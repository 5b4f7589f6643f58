/**
 * Half-typed text: blocks that do not parse, and entries of `Resources` that are not yet resources. Knows which resources such text
 * names; does not guess what it will become.
 */
import type { Evaluator } from "../template/evaluate.ts";
import { type Block, brokenBlocks, child, isNull, type Node, type Place } from "../template/node.ts";
import { networkReads } from "./families.ts";
import { entriesOf, isLoopKey, type ResourceDeclaration, type Template } from "../template/template.ts";

/** The types of the network's resources, and what of them has been typed when the last characters are not there yet. */
const types = new Set(networkReads.keys());
const halfTypes = new Set([...types].flatMap((type) => Array.from(type, (_, end) => type.slice(0, end))));

/**
 * What a resource of the type belongs to, or is for, by property: while it is being typed and does not name one of them, it may be
 * about any.
 */
const belongings: Readonly<Record<string, readonly string[]>> = {
  "AWS::EC2::Route": ["RouteTableId"],
  "AWS::EC2::SubnetRouteTableAssociation": ["SubnetId", "RouteTableId"],
  "AWS::EC2::GatewayRouteTableAssociation": ["GatewayId", "RouteTableId"],
  "AWS::EC2::VPCGatewayAttachment": ["VpcId"],
  "AWS::EC2::VPCCidrBlock": ["VpcId"],
  "AWS::EC2::VPNGatewayRoutePropagation": ["RouteTableIds", "VpnGatewayId"],
  "AWS::EC2::SecurityGroupIngress": ["GroupId"],
  "AWS::EC2::SecurityGroupEgress": ["GroupId"],
  "AWS::EC2::NetworkAclEntry": ["NetworkAclId"],
  "AWS::EC2::SubnetNetworkAclAssociation": ["SubnetId", "NetworkAclId"],
  "AWS::EC2::VPCPeeringConnection": ["VpcId", "PeerVpcId"],
  "AWS::EC2::VPCEndpoint": ["VpcId"],
  "AWS::EC2::TransitGatewayAttachment": ["VpcId", "TransitGatewayId"],
  "AWS::EC2::TransitGatewayVpcAttachment": ["VpcId", "TransitGatewayId"],
  "AWS::EC2::TransitGatewayRoute": ["TransitGatewayRouteTableId", "TransitGatewayAttachmentId"],
  "AWS::EC2::TransitGatewayRouteTableAssociation": ["TransitGatewayRouteTableId", "TransitGatewayAttachmentId"],
  "AWS::EC2::TransitGatewayRouteTablePropagation": ["TransitGatewayRouteTableId", "TransitGatewayAttachmentId"],
};

/** Whether the resource's own text is not whole: it does not parse, or a value is missing. */
export const isHalfTyped = (broken: ReadonlySet<Block>, { entry, lacksValue }: ResourceDeclaration): boolean =>
  lacksValue || broken.has(entry.key.block);

/** Whether the type may be half of one that the network knows. */
export const isHalfType = (type: string): boolean => halfTypes.has(type) && !types.has(type);

/** Whether the text may come to be a resource of this scenario, but is none yet: its type or its condition is half-typed. */
export const isNotYet = (template: Template, evaluator: Evaluator, declaration: ResourceDeclaration): boolean =>
  isHalfType(declaration.type) || hasUnreadCondition(template, evaluator, declaration);

/**
 * Whether a resource hangs on a condition that half-typed text leaves undecided: one that is not declared (yet), that says nothing
 * (yet), or that is made of such. Whether the resource exists nobody knows; counted as existing it would collide with those of the
 * opposite condition.
 */
function hasUnreadCondition(template: Template, evaluator: Evaluator, declaration: ResourceDeclaration): boolean {
  const name = declaration.condition;
  if (name === undefined) return false;
  // JSON is one block, so that a fault anywhere says nothing of its conditions.
  const declared = template.document.format === "yaml" ? template.conditions.get(name) : undefined;
  if (declared && template.document.problems.some((problem) => problem.block === declared.key.block)) return true;
  if (evaluator.condition(name) !== undefined) return false;
  return !template.conditions.has(name) || [...template.conditions.values()].some(({ value }) => value.kind === "scalar");
}

/** Logical ids, declared or not, that half-typed text names: a resource in it may lead to them, belong to them or wait for them. */
function namesInUnreadText(template: Template, evaluator: Evaluator, broken: ReadonlySet<Block>): ReadonlySet<string> {
  const texts = [...broken].map((block) => block.text);
  for (const { key, value } of entriesOf(child(template.document.root, "Resources"))) {
    if (broken.has(key.block) || isLoopKey(key) || key.text.startsWith("Fn::Transform")) continue;
    const declaration = template.resources.get(key.text);
    if (!declaration || declaration.lacksValue || isNotYet(template, evaluator, declaration)) texts.push(key.text, textAt(value));
  }
  return new Set(texts.flatMap((text) => text.match(/[A-Za-z0-9]+/g) ?? []));
}

/**
 * Whether half-typed text may be about a resource: it names it, it is the resource's own, or it does not say yet what it is about.
 * `resources` are those of the scenario.
 */
export function halfTypedAbout(
  template: Template,
  evaluator: Evaluator,
  resources: ReadonlyMap<string, { readonly declaration: ResourceDeclaration }>,
): (logicalId: string) => boolean {
  const broken = brokenBlocks(template.document);
  const unfinished = [...resources.values()].map(({ declaration }) => declaration).filter((one) => isHalfTyped(broken, one));
  const isAboutAny = unfinished.some(({ type, properties }) => (belongings[type] ?? []).some((name) => isMissing(child(properties, name))));
  if (isAboutAny) return () => true;
  const names = namesInUnreadText(template, evaluator, broken);
  const own = new Set(unfinished.map(({ logicalId }) => logicalId));
  return (logicalId) => names.has(logicalId) || own.has(logicalId);
}

const isMissing = (node: Node | undefined): boolean => node === undefined || isNull(node);

const textAt = ({ block, span }: Place): string => block.text.slice(span.start, span.end);
