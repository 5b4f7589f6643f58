/**
 * Internet gateways, egress-only internet gateways, virtual private gateways, and what attaches them to a VPC and propagates
 * their routes. Does not know gateways that another stack attaches.
 * https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
 */
import { type Link, link, links, type Links, type Resource } from "./resource.ts";

export const gatewayReads = {
  "AWS::EC2::InternetGateway": [],
  "AWS::EC2::EgressOnlyInternetGateway": ["VpcId"],
  "AWS::EC2::VPNGateway": [],
  "AWS::EC2::VPCGatewayAttachment": ["VpcId", "InternetGatewayId", "VpnGatewayId"],
  "AWS::EC2::VPNGatewayRoutePropagation": ["RouteTableIds", "VpnGatewayId"],
} as const;

/** `AWS::EC2::InternetGateway` or `AWS::EC2::VPNGateway`. */
export interface Gateway {
  readonly resource: Resource;
}

export interface EgressOnlyInternetGateway {
  readonly resource: Resource;
  readonly vpc: Link | undefined;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcgatewayattachment.html */
export interface GatewayAttachment {
  readonly resource: Resource;
  readonly vpc: Link | undefined;
  readonly internetGateway: Link | undefined;
  readonly vpnGateway: Link | undefined;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpngatewayroutepropagation.html */
export interface RoutePropagation {
  readonly resource: Resource;
  readonly tables: Links;
  readonly vpnGateway: Link | undefined;
}

export const readGateway = (resource: Resource): Gateway => ({ resource });

export const readEgressOnlyInternetGateway = (resource: Resource): EgressOnlyInternetGateway => ({
  resource,
  vpc: link(resource, "VpcId"),
});

export const readGatewayAttachment = (resource: Resource): GatewayAttachment => ({
  resource,
  vpc: link(resource, "VpcId"),
  internetGateway: link(resource, "InternetGatewayId"),
  vpnGateway: link(resource, "VpnGatewayId"),
});

export const readRoutePropagation = (resource: Resource): RoutePropagation => ({
  resource,
  tables: links(resource, "RouteTableIds"),
  vpnGateway: link(resource, "VpnGatewayId"),
});
