/**
 * `AWS::EC2::VPCPeeringConnection`. Does not know the accepter's side in another account or Region.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcpeeringconnection.html
 */
import { namesIn } from "../template/template.ts";
import { valueIdentity } from "../template/value.ts";
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

const ownRegion = "${AWS::Region}";

/** Whether the peer is in the stack's own Region for certain: none is named, or that one is, by its pseudo parameter. */
export const isInOwnRegion = ({ peerRegion }: VpcPeering): boolean => peerRegion === undefined || regionOf(peerRegion) === ownRegion;

/** A text that is equal for equal Regions of the peer. In a scenario of one Region the pseudo parameter has a value like any other. */
export const peerRegionIdentity = ({ peerRegion }: VpcPeering): string => (peerRegion ? regionOf(peerRegion) : ownRegion);

function regionOf({ value, node }: Field<string>): string {
  const isPseudo = node.kind === "intrinsic" && node.name === "Ref" && namesIn(node).includes("AWS::Region");
  return isPseudo ? ownRegion : valueIdentity(value);
}
