/**
 * NAT gateways and Elastic IP addresses. Does not know addresses: they are allocated at deployment.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-natgateway.html
 */
import { type Field, type Link, link, type Resource, textField } from "./resource.ts";

export const natGatewayReads = {
  "AWS::EC2::NatGateway": [
    "SubnetId",
    "VpcId",
    "AllocationId",
    "SecondaryAllocationIds",
    "ConnectivityType",
    "AvailabilityMode",
    "PrivateIpAddress",
  ],
  "AWS::EC2::EIP": ["InstanceId"],
  "AWS::EC2::EIPAssociation": ["AllocationId", "EIP", "InstanceId", "NetworkInterfaceId"],
} as const;

export interface NatGateway {
  readonly resource: Resource;
  readonly subnet: Link | undefined;
  readonly vpc: Link | undefined;
  readonly allocation: Link | undefined;
  /** `public` (the default) or `private`. */
  readonly connectivity: Field<string> | undefined;
  /** `zonal` (the default) or `regional`. */
  readonly availabilityMode: Field<string> | undefined;
}

export interface ElasticIp {
  readonly resource: Resource;
  readonly instance: Link | undefined;
}

export interface ElasticIpAssociation {
  readonly resource: Resource;
  readonly allocation: Link | undefined;
  readonly instance: Link | undefined;
  readonly networkInterface: Link | undefined;
}

export const readNatGateway = (resource: Resource): NatGateway => ({
  resource,
  subnet: link(resource, "SubnetId"),
  vpc: link(resource, "VpcId"),
  allocation: link(resource, "AllocationId"),
  connectivity: textField(resource, "ConnectivityType"),
  availabilityMode: textField(resource, "AvailabilityMode"),
});

export const readElasticIp = (resource: Resource): ElasticIp => ({ resource, instance: link(resource, "InstanceId") });

export const readElasticIpAssociation = (resource: Resource): ElasticIpAssociation => ({
  resource,
  allocation: link(resource, "AllocationId") ?? link(resource, "EIP"),
  instance: link(resource, "InstanceId"),
  networkInterface: link(resource, "NetworkInterfaceId"),
});
