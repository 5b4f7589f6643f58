/**
 * EC2 instances and network interfaces as far as addresses go. Does not know addresses that AWS assigns.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html
 */
import {
  booleanField,
  type Field,
  integerField,
  type Link,
  link,
  type Links,
  links,
  type Resource,
  type Shape,
  shapes,
  textField,
} from "./resource.ts";

export const instanceReads = {
  "AWS::EC2::Instance": [
    "SubnetId",
    "SecurityGroupIds",
    "SecurityGroups",
    "NetworkInterfaces",
    "LaunchTemplate",
    "PrivateIpAddress",
    "SourceDestCheck",
  ],
  "AWS::EC2::NetworkInterface": ["SubnetId", "GroupSet", "PrivateIpAddress", "SourceDestCheck"],
} as const;

/** An interface: an instance's own, one inside `NetworkInterfaces`, or an `AWS::EC2::NetworkInterface`. */
export interface NetworkInterface {
  readonly resource: Resource;
  readonly shape: Shape;
  readonly subnet: Link | undefined;
  readonly securityGroups: Links;
  readonly privateIp: Field<string> | undefined;
  /** Only in `NetworkInterfaces` of an instance. Absent: the subnet's `MapPublicIpOnLaunch` decides. */
  readonly associatePublicIp: Field<boolean> | undefined;
  readonly deviceIndex: Field<number> | undefined;
  /** Only in `NetworkInterfaces` of an instance: an existing interface that is attached. */
  readonly networkInterface: Link | undefined;
  /** Absent means true. Of an interface inside an instance, the instance has it. */
  readonly sourceDestCheck: Field<boolean> | undefined;
}

export interface Instance {
  readonly resource: Resource;
  readonly interfaces: readonly NetworkInterface[];
  /** Absent means true. */
  readonly sourceDestCheck: Field<boolean> | undefined;
}

export function readInstance(resource: Resource): Instance {
  const inner = shapes(resource, "NetworkInterfaces").shapes.map((shape) => readInterface(resource, shape, "GroupSet"));
  const own = resource.get("NetworkInterfaces") === undefined ? [readInterface(resource, resource, "SecurityGroupIds")] : inner;
  return { resource, interfaces: own, sourceDestCheck: booleanField(resource, "SourceDestCheck") };
}

export const readNetworkInterface = (resource: Resource): NetworkInterface => readInterface(resource, resource, "GroupSet");

function readInterface(resource: Resource, shape: Shape, groups: string): NetworkInterface {
  const isInner = shape !== resource;
  return {
    resource,
    shape,
    subnet: link(shape, "SubnetId"),
    securityGroups: links(shape, groups),
    privateIp: textField(shape, "PrivateIpAddress"),
    associatePublicIp: isInner ? booleanField(shape, "AssociatePublicIpAddress") : undefined,
    deviceIndex: isInner ? integerField(shape, "DeviceIndex") : undefined,
    networkInterface: isInner ? link(shape, "NetworkInterfaceId") : undefined,
    sourceDestCheck: isInner ? undefined : booleanField(shape, "SourceDestCheck"),
  };
}
