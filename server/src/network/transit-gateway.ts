/**
 * Transit gateways: VPC attachments, route tables, routes, associations and propagations. Does not know attachments and routes
 * that another stack or account makes.
 * https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
 */
import {
  booleanField,
  type CidrField,
  cidrField,
  type Field,
  known,
  type Link,
  type Links,
  link,
  links,
  type Resource,
  type Shape,
  shape,
  textField,
} from "./resource.ts";

export const transitGatewayReads = {
  "AWS::EC2::TransitGateway": ["DefaultRouteTableAssociation", "DefaultRouteTablePropagation", "SecurityGroupReferencingSupport"],
  "AWS::EC2::TransitGatewayAttachment": ["TransitGatewayId", "VpcId", "SubnetIds", "Options"],
  "AWS::EC2::TransitGatewayVpcAttachment": ["TransitGatewayId", "VpcId", "SubnetIds", "Options"],
  "AWS::EC2::TransitGatewayRouteTable": ["TransitGatewayId"],
  "AWS::EC2::TransitGatewayRoute": ["TransitGatewayRouteTableId", "TransitGatewayAttachmentId", "DestinationCidrBlock", "Blackhole"],
  "AWS::EC2::TransitGatewayRouteTableAssociation": ["TransitGatewayRouteTableId", "TransitGatewayAttachmentId"],
  "AWS::EC2::TransitGatewayRouteTablePropagation": ["TransitGatewayRouteTableId", "TransitGatewayAttachmentId"],
} as const;

export interface TransitGateway {
  readonly resource: Resource;
  /** Absent means enabled: a new attachment is associated with the default route table at once. Undefined where unknown. */
  readonly associatesByDefault: boolean | undefined;
  /** Absent means enabled: a new attachment propagates its blocks to the default route table. Undefined where unknown. */
  readonly propagatesByDefault: boolean | undefined;
  /** Whether security groups may name groups of other attached VPCs. Absent means not. Undefined where unknown. */
  readonly referencesGroups: boolean | undefined;
}

/** `AWS::EC2::TransitGatewayAttachment` or `AWS::EC2::TransitGatewayVpcAttachment`: the two make the same thing. */
export interface TransitGatewayAttachment {
  readonly resource: Resource;
  readonly gateway: Link | undefined;
  readonly vpc: Link | undefined;
  readonly subnets: Links;
  /** Whether both directions of a flow use one zone. Absent means not. Undefined where unknown. */
  readonly isApplianceMode: boolean | undefined;
  /** What the attachment itself says about groups of other VPCs; absent is what the gateway says. Undefined where unknown. */
  readonly referencesGroups: boolean | undefined;
}

export interface TransitGatewayRouteTable {
  readonly resource: Resource;
  readonly gateway: Link | undefined;
}

export interface TransitGatewayRoute {
  readonly resource: Resource;
  readonly table: Link | undefined;
  readonly attachment: Link | undefined;
  readonly destination: CidrField | undefined;
  readonly blackhole: Field<boolean> | undefined;
}

/** An association of an attachment with a route table, or a propagation of its blocks to one. */
export interface TransitGatewayTableLink {
  readonly resource: Resource;
  readonly table: Link | undefined;
  readonly attachment: Link | undefined;
}

const isEnabled = (of: Shape, name: string, byDefault = true): boolean | undefined => {
  const field = textField(of, name);
  if (!field) return of.mayGainProperties ? undefined : byDefault;
  const value = known(field);
  return value === undefined ? undefined : value.toLowerCase() !== "disable";
};

export const readTransitGateway = (resource: Resource): TransitGateway => ({
  resource,
  associatesByDefault: isEnabled(resource, "DefaultRouteTableAssociation"),
  propagatesByDefault: isEnabled(resource, "DefaultRouteTablePropagation"),
  referencesGroups: isEnabled(resource, "SecurityGroupReferencingSupport", false),
});

export function readTransitGatewayAttachment(resource: Resource): TransitGatewayAttachment {
  const options = shape(resource, "Options");
  const option = (name: string, byDefault: boolean): boolean | undefined => (options ? isEnabled(options, name, byDefault) : byDefault);
  return {
    resource,
    gateway: link(resource, "TransitGatewayId"),
    vpc: link(resource, "VpcId"),
    subnets: links(resource, "SubnetIds"),
    isApplianceMode: option("ApplianceModeSupport", false),
    referencesGroups: option("SecurityGroupReferencingSupport", true),
  };
}

export const readTransitGatewayRouteTable = (resource: Resource): TransitGatewayRouteTable => ({
  resource,
  gateway: link(resource, "TransitGatewayId"),
});

export const readTransitGatewayRoute = (resource: Resource): TransitGatewayRoute => ({
  resource,
  table: link(resource, "TransitGatewayRouteTableId"),
  attachment: link(resource, "TransitGatewayAttachmentId"),
  destination: cidrField(resource, "DestinationCidrBlock"),
  blackhole: booleanField(resource, "Blackhole"),
});

export const readTransitGatewayTableLink = (resource: Resource): TransitGatewayTableLink => ({
  resource,
  table: link(resource, "TransitGatewayRouteTableId"),
  attachment: link(resource, "TransitGatewayAttachmentId"),
});
