/**
 * Site-to-site VPN: customer gateways, VPN connections and their static routes; Direct Connect associations as far as they use a
 * virtual private gateway. Does not know tunnels' outside addresses nor what BGP announces.
 * https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html
 */
import {
  booleanField,
  type CidrField,
  cidrField,
  type Field,
  type Link,
  link,
  type Resource,
  type Shape,
  shapes,
  textField,
} from "./resource.ts";

export const vpnReads = {
  "AWS::EC2::CustomerGateway": [],
  "AWS::EC2::VPNConnection": ["VpnGatewayId", "TransitGatewayId", "StaticRoutesOnly", "VpnTunnelOptionsSpecifications"],
  "AWS::EC2::VPNConnectionRoute": ["VpnConnectionId", "DestinationCidrBlock"],
  "AWS::DirectConnect::DirectConnectGatewayAssociation": ["AssociatedGatewayId"],
} as const;

export interface VpnTunnel {
  readonly shape: Shape;
  readonly preSharedKey: Field<string> | undefined;
  /** A /30 of 169.254.0.0/16. */
  readonly insideCidr: CidrField | undefined;
}

export interface VpnConnection {
  readonly resource: Resource;
  readonly vpnGateway: Link | undefined;
  readonly transitGateway: Link | undefined;
  /** Absent means false: routes come by BGP. */
  readonly staticRoutesOnly: Field<boolean> | undefined;
  readonly tunnels: readonly VpnTunnel[];
}

/** A static route of a VPN connection on a virtual private gateway: a prefix on premises. */
export interface VpnConnectionRoute {
  readonly resource: Resource;
  readonly connection: Link | undefined;
  readonly destination: CidrField | undefined;
}

export interface DirectConnectAssociation {
  readonly resource: Resource;
  readonly gateway: Link | undefined;
}

export const readVpnConnection = (resource: Resource): VpnConnection => ({
  resource,
  vpnGateway: link(resource, "VpnGatewayId"),
  transitGateway: link(resource, "TransitGatewayId"),
  staticRoutesOnly: booleanField(resource, "StaticRoutesOnly"),
  tunnels: shapes(resource, "VpnTunnelOptionsSpecifications").shapes.map((shape) => ({
    shape,
    preSharedKey: textField(shape, "PreSharedKey"),
    insideCidr: cidrField(shape, "TunnelInsideCidr"),
  })),
});

export const readVpnConnectionRoute = (resource: Resource): VpnConnectionRoute => ({
  resource,
  connection: link(resource, "VpnConnectionId"),
  destination: cidrField(resource, "DestinationCidrBlock"),
});

export const readDirectConnectAssociation = (resource: Resource): DirectConnectAssociation => ({
  resource,
  gateway: link(resource, "AssociatedGatewayId"),
});
