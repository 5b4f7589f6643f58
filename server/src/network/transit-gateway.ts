/**
 * Transit gateways and their VPC attachments. Does not know attachments and routes that another stack or account makes.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-transitgatewayattachment.html
 */
import { type Link, link, type Links, links, type Resource } from "./resource.ts";

export const transitGatewayReads = {
  "AWS::EC2::TransitGateway": [],
  "AWS::EC2::TransitGatewayAttachment": ["TransitGatewayId", "VpcId", "SubnetIds"],
  "AWS::EC2::TransitGatewayVpcAttachment": ["TransitGatewayId", "VpcId", "SubnetIds"],
} as const;

export interface TransitGateway {
  readonly resource: Resource;
}

/** `AWS::EC2::TransitGatewayAttachment` or `AWS::EC2::TransitGatewayVpcAttachment`: the two make the same thing. */
export interface TransitGatewayAttachment {
  readonly resource: Resource;
  readonly gateway: Link | undefined;
  readonly vpc: Link | undefined;
  readonly subnets: Links;
}

export const readTransitGateway = (resource: Resource): TransitGateway => ({ resource });

export const readTransitGatewayAttachment = (resource: Resource): TransitGatewayAttachment => ({
  resource,
  gateway: link(resource, "TransitGatewayId"),
  vpc: link(resource, "VpcId"),
  subnets: links(resource, "SubnetIds"),
});
