/**
 * `AWS::EC2::Subnet`, and its associations with route tables and network ACLs. Does not know blocks that IPAM allocates, nor
 * the zone that AWS picks where none is given.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnet.html
 */
import { booleanField, type CidrField, cidrField, type Field, type Link, link, type Resource, textField } from "./resource.ts";

export const subnetReads = {
  "AWS::EC2::Subnet": [
    "VpcId",
    "CidrBlock",
    "Ipv6CidrBlock",
    "AvailabilityZone",
    "AvailabilityZoneId",
    "MapPublicIpOnLaunch",
    "OutpostArn",
  ],
} as const;

export interface Subnet {
  readonly resource: Resource;
  readonly vpc: Link | undefined;
  readonly cidr: CidrField | undefined;
  readonly ipv6Cidr: CidrField | undefined;
  /** A zone name or zone id. Absent: AWS picks one. */
  readonly availabilityZone: Field<string> | undefined;
  /** Absent means false. */
  readonly mapPublicIpOnLaunch: Field<boolean> | undefined;
}

export function readSubnet(resource: Resource): Subnet {
  return {
    resource,
    vpc: link(resource, "VpcId"),
    cidr: cidrField(resource, "CidrBlock"),
    ipv6Cidr: cidrField(resource, "Ipv6CidrBlock"),
    availabilityZone: textField(resource, "AvailabilityZone") ?? textField(resource, "AvailabilityZoneId"),
    mapPublicIpOnLaunch: booleanField(resource, "MapPublicIpOnLaunch"),
  };
}
