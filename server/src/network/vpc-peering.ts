/**
 * `AWS::EC2::VPCPeeringConnection`. Does not know the accepter's side in another account or Region.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcpeeringconnection.html
 */
import { type Field, type Link, link, type Resource, textField } from "./resource.ts";

export const vpcPeeringReads = {
  "AWS::EC2::VPCPeeringConnection": ["VpcId", "PeerVpcId", "PeerOwnerId", "PeerRegion", "PeerRoleArn"],
} as const;

export interface VpcPeering {
  readonly resource: Resource;
  /** The requester's VPC. */
  readonly vpc: Link | undefined;
  /** The accepter's VPC. */
  readonly peerVpc: Link | undefined;
  readonly peerOwner: Field<string> | undefined;
  readonly peerRegion: Field<string> | undefined;
}

export const readVpcPeering = (resource: Resource): VpcPeering => ({
  resource,
  vpc: link(resource, "VpcId"),
  peerVpc: link(resource, "PeerVpcId"),
  peerOwner: textField(resource, "PeerOwnerId"),
  peerRegion: textField(resource, "PeerRegion"),
});
