/**
 * Client VPN: endpoints, target networks, routes and authorization rules. Does not know who connects.
 * https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/what-is.html
 */
import { type CidrField, cidrField, type Link, link, type Links, links, type Resource } from "./resource.ts";

export const clientVpnReads = {
  "AWS::EC2::ClientVpnEndpoint": ["ClientCidrBlock", "SecurityGroupIds"],
  "AWS::EC2::ClientVpnTargetNetworkAssociation": ["ClientVpnEndpointId", "SubnetId"],
  "AWS::EC2::ClientVpnRoute": ["ClientVpnEndpointId", "DestinationCidrBlock", "TargetVpcSubnetId"],
  "AWS::EC2::ClientVpnAuthorizationRule": ["ClientVpnEndpointId", "TargetNetworkCidr", "AccessGroupId"],
} as const;

export interface ClientVpnEndpoint {
  readonly resource: Resource;
  /** The block that clients get their addresses from: /12 to /22. */
  readonly clientCidr: CidrField | undefined;
  /** Absent: the VPC's default group. */
  readonly securityGroups: Links;
}

export interface ClientVpnAssociation {
  readonly resource: Resource;
  readonly endpoint: Link | undefined;
  readonly subnet: Link | undefined;
}

export interface ClientVpnRoute {
  readonly resource: Resource;
  readonly endpoint: Link | undefined;
  readonly destination: CidrField | undefined;
  /** A subnet, or `local`. */
  readonly subnet: Link | undefined;
}

export interface ClientVpnAuthorizationRule {
  readonly resource: Resource;
  readonly endpoint: Link | undefined;
  /** The destination that clients may reach. */
  readonly target: CidrField | undefined;
  /** Whether it is for the members of one group only. */
  readonly isForGroup: boolean;
}

export const readClientVpnEndpoint = (resource: Resource): ClientVpnEndpoint => ({
  resource,
  clientCidr: cidrField(resource, "ClientCidrBlock"),
  securityGroups: links(resource, "SecurityGroupIds"),
});

export const readClientVpnAssociation = (resource: Resource): ClientVpnAssociation => ({
  resource,
  endpoint: link(resource, "ClientVpnEndpointId"),
  subnet: link(resource, "SubnetId"),
});

export const readClientVpnRoute = (resource: Resource): ClientVpnRoute => ({
  resource,
  endpoint: link(resource, "ClientVpnEndpointId"),
  destination: cidrField(resource, "DestinationCidrBlock"),
  subnet: link(resource, "TargetVpcSubnetId"),
});

export const readClientVpnAuthorizationRule = (resource: Resource): ClientVpnAuthorizationRule => ({
  resource,
  endpoint: link(resource, "ClientVpnEndpointId"),
  target: cidrField(resource, "TargetNetworkCidr"),
  isForGroup: resource.get("AccessGroupId") !== undefined,
});
