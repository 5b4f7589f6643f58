/**
 * Security groups and their rules, inline and standalone, in one shape. Does not know who is a member of a group, nor groups of
 * other stacks.
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
import { parseProtocol } from "../cidr/protocol.ts";
import {
  type CidrField,
  cidrField,
  type Field,
  integerField,
  type Link,
  link,
  type Resource,
  type Shape,
  shapes,
  textField,
} from "./resource.ts";

const ruleProperties = ["IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6"] as const;

export const securityGroupReads = {
  "AWS::EC2::SecurityGroup": ["VpcId", "SecurityGroupIngress", "SecurityGroupEgress"],
  "AWS::EC2::SecurityGroupIngress": [
    "GroupId",
    "GroupName",
    ...ruleProperties,
    "SourceSecurityGroupId",
    "SourceSecurityGroupName",
    "SourcePrefixListId",
  ],
  "AWS::EC2::SecurityGroupEgress": ["GroupId", ...ruleProperties, "DestinationSecurityGroupId", "DestinationPrefixListId"],
} as const;

export interface SecurityGroup {
  readonly resource: Resource;
  readonly vpc: Link | undefined;
  readonly ingress: readonly SecurityGroupRule[];
  readonly egress: readonly SecurityGroupRule[];
  /** False where a rule list is (partly) known at deployment only. */
  readonly isIngressComplete: boolean;
  readonly isEgressComplete: boolean;
}

/** One rule. Its ports: for ICMP `fromPort` is the type and `toPort` the code. */
export interface SecurityGroupRule {
  readonly direction: "ingress" | "egress";
  /** The security group for an inline rule, the rule's own resource for a standalone one. */
  readonly resource: Resource;
  readonly isInline: boolean;
  readonly shape: Shape;
  /** The group that a standalone rule belongs to. */
  readonly group: Link | undefined;
  readonly protocol: Field<string> | undefined;
  /** Number of the protocol, -1 for all; undefined where it is unknown or no protocol. */
  readonly protocolNumber: number | undefined;
  readonly fromPort: Field<number> | undefined;
  readonly toPort: Field<number> | undefined;
  /** Source (ingress) or destination (egress): at most one is given in a valid rule. */
  readonly cidr: CidrField | undefined;
  readonly peerGroup: Link | undefined;
  readonly prefixList: Link | undefined;
}

export function readSecurityGroup(resource: Resource): SecurityGroup {
  const ingress = shapes(resource, "SecurityGroupIngress");
  const egress = shapes(resource, "SecurityGroupEgress");
  return {
    resource,
    vpc: link(resource, "VpcId"),
    ingress: ingress.shapes.map((shape) => readRule(resource, shape, "ingress", true)),
    egress: egress.shapes.map((shape) => readRule(resource, shape, "egress", true)),
    isIngressComplete: ingress.isComplete,
    isEgressComplete: egress.isComplete,
  };
}

/** `AWS::EC2::SecurityGroupIngress` and `AWS::EC2::SecurityGroupEgress`. */
export const readStandaloneRule = (resource: Resource): SecurityGroupRule =>
  readRule(resource, resource, resource.type === "AWS::EC2::SecurityGroupIngress" ? "ingress" : "egress", false);

/** The properties that name the group or the prefix list at the other end; a group by its id before its name. */
export const endProperties = (direction: "ingress" | "egress") =>
  direction === "ingress"
    ? ({ peerGroup: ["SourceSecurityGroupId", "SourceSecurityGroupName"], prefixList: "SourcePrefixListId" } as const)
    : ({ peerGroup: ["DestinationSecurityGroupId"], prefixList: "DestinationPrefixListId" } as const);

function readRule(resource: Resource, shape: Shape, direction: "ingress" | "egress", isInline: boolean): SecurityGroupRule {
  const protocol = textField(shape, "IpProtocol");
  const ends = endProperties(direction);
  return {
    direction,
    resource,
    isInline,
    shape,
    group: isInline ? undefined : (link(shape, "GroupId") ?? (direction === "ingress" ? link(shape, "GroupName") : undefined)),
    protocol,
    protocolNumber: protocol?.value.kind === "known" ? parseProtocol(protocol.value.value) : undefined,
    fromPort: integerField(shape, "FromPort"),
    toPort: integerField(shape, "ToPort"),
    cidr: cidrField(shape, "CidrIp") ?? cidrField(shape, "CidrIpv6"),
    peerGroup: ends.peerGroup.map((name) => link(shape, name)).find((peer) => peer !== undefined),
    prefixList: link(shape, ends.prefixList),
  };
}
