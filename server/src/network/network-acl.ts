/**
 * Network ACLs, their entries and associations. Does not know the default network ACL's entries when they are edited elsewhere.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 */
import {
  booleanField,
  type CidrField,
  cidrField,
  type Field,
  integerField,
  type Link,
  link,
  type Resource,
  shape,
  textField,
} from "./resource.ts";

export const networkAclReads = {
  "AWS::EC2::NetworkAcl": ["VpcId"],
  "AWS::EC2::NetworkAclEntry": [
    "NetworkAclId",
    "RuleNumber",
    "Protocol",
    "RuleAction",
    "Egress",
    "CidrBlock",
    "Ipv6CidrBlock",
    "PortRange",
    "Icmp",
  ],
  "AWS::EC2::SubnetNetworkAclAssociation": ["SubnetId", "NetworkAclId"],
} as const;

export interface NetworkAcl {
  readonly resource: Resource;
  readonly vpc: Link | undefined;
}

export interface NetworkAclEntry {
  readonly resource: Resource;
  readonly acl: Link | undefined;
  /** 1 to 32766; the lowest number that matches decides. */
  readonly ruleNumber: Field<number> | undefined;
  /** A protocol number; -1 is all. */
  readonly protocol: Field<number> | undefined;
  readonly action: Field<string> | undefined;
  /** Absent means ingress. */
  readonly egress: Field<boolean> | undefined;
  readonly cidr: CidrField | undefined;
  readonly fromPort: Field<number> | undefined;
  readonly toPort: Field<number> | undefined;
  /** For ICMP; -1 is all. */
  readonly icmpType: Field<number> | undefined;
  readonly icmpCode: Field<number> | undefined;
}

export interface SubnetNetworkAclAssociation {
  readonly resource: Resource;
  readonly subnet: Link | undefined;
  readonly acl: Link | undefined;
}

export const readNetworkAcl = (resource: Resource): NetworkAcl => ({ resource, vpc: link(resource, "VpcId") });

export function readNetworkAclEntry(resource: Resource): NetworkAclEntry {
  const ports = shape(resource, "PortRange");
  const icmp = shape(resource, "Icmp");
  return {
    resource,
    acl: link(resource, "NetworkAclId"),
    ruleNumber: integerField(resource, "RuleNumber"),
    protocol: integerField(resource, "Protocol"),
    action: textField(resource, "RuleAction"),
    egress: booleanField(resource, "Egress"),
    cidr: cidrField(resource, "CidrBlock") ?? cidrField(resource, "Ipv6CidrBlock"),
    fromPort: ports && integerField(ports, "From"),
    toPort: ports && integerField(ports, "To"),
    icmpType: icmp && integerField(icmp, "Type"),
    icmpCode: icmp && integerField(icmp, "Code"),
  };
}

export const readSubnetNetworkAclAssociation = (resource: Resource): SubnetNetworkAclAssociation => ({
  resource,
  subnet: link(resource, "SubnetId"),
  acl: link(resource, "NetworkAclId"),
});
