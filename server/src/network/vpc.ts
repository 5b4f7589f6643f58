/**
 * `AWS::EC2::VPC` and `AWS::EC2::VPCCidrBlock`: a VPC with its address blocks and DNS attributes. Does not know blocks that
 * IPAM or Amazon allocate at deployment.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html
 */
import { booleanField, type CidrField, cidrField, type Field, type Link, link, type Resource } from "./resource.ts";

export const vpcReads = {
  "AWS::EC2::VPC": ["CidrBlock", "Ipv4IpamPoolId", "Ipv4NetmaskLength", "EnableDnsSupport", "EnableDnsHostnames"],
  "AWS::EC2::VPCCidrBlock": ["VpcId", "CidrBlock", "Ipv4IpamPoolId", "AmazonProvidedIpv6CidrBlock", "Ipv6CidrBlock", "Ipv6NetmaskLength"],
} as const;

export interface Vpc {
  readonly resource: Resource;
  /** The primary IPv4 block; undefined where IPAM allocates it. */
  readonly cidr: CidrField | undefined;
  /** Whether IPAM allocates the primary block. */
  readonly isAllocated: boolean;
  /** Absent means true: https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html */
  readonly dnsSupport: Field<boolean> | undefined;
  /** Absent means false in a VPC that a template makes. */
  readonly dnsHostnames: Field<boolean> | undefined;
}

/** A block that is added to a VPC after its creation. */
export interface VpcCidrBlock {
  readonly resource: Resource;
  readonly vpc: Link | undefined;
  /** The IPv4 or IPv6 block where the template states one. */
  readonly cidr: CidrField | undefined;
  readonly isIpv6: boolean;
}

export function readVpc(resource: Resource): Vpc {
  return {
    resource,
    cidr: cidrField(resource, "CidrBlock"),
    isAllocated: resource.get("Ipv4IpamPoolId") !== undefined,
    dnsSupport: booleanField(resource, "EnableDnsSupport"),
    dnsHostnames: booleanField(resource, "EnableDnsHostnames"),
  };
}

export function readVpcCidrBlock(resource: Resource): VpcCidrBlock {
  const ipv4 = cidrField(resource, "CidrBlock");
  return {
    resource,
    vpc: link(resource, "VpcId"),
    cidr: ipv4 ?? cidrField(resource, "Ipv6CidrBlock"),
    isIpv6: ipv4 === undefined && resource.get("Ipv4IpamPoolId") === undefined,
  };
}
