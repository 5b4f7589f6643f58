/**
 * Route tables, their routes and their associations with subnets and gateways. Does not know the main route table's routes:
 * a VPC that a template makes has one with local routes only.
 * https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
 */
import { type CidrField, cidrField, type Link, link, type Resource } from "./resource.ts";

/** Every property that can be a route's target. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html */
export const routeTargets = [
  "CarrierGatewayId",
  "CoreNetworkArn",
  "EgressOnlyInternetGatewayId",
  "GatewayId",
  "InstanceId",
  "LocalGatewayId",
  "NatGatewayId",
  "NetworkInterfaceId",
  "OdbNetworkArn",
  "TransitGatewayId",
  "VpcEndpointId",
  "VpcPeeringConnectionId",
] as const;
export type RouteTarget = (typeof routeTargets)[number];

export const routeTableReads = {
  "AWS::EC2::RouteTable": ["VpcId"],
  "AWS::EC2::Route": ["RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId", ...routeTargets],
  "AWS::EC2::SubnetRouteTableAssociation": ["SubnetId", "RouteTableId"],
  "AWS::EC2::GatewayRouteTableAssociation": ["GatewayId", "RouteTableId"],
} as const;

export interface RouteTable {
  readonly resource: Resource;
  readonly vpc: Link | undefined;
}

export interface Route {
  readonly resource: Resource;
  readonly table: Link | undefined;
  /** The IPv4 or IPv6 destination; undefined for a prefix list. */
  readonly destination: CidrField | undefined;
  readonly prefixList: Link | undefined;
  /** Every target that is given: exactly one in a valid route. */
  readonly targets: readonly { readonly property: RouteTarget; readonly link: Link }[];
}

export interface SubnetRouteTableAssociation {
  readonly resource: Resource;
  readonly subnet: Link | undefined;
  readonly table: Link | undefined;
}

export interface GatewayRouteTableAssociation {
  readonly resource: Resource;
  readonly gateway: Link | undefined;
  readonly table: Link | undefined;
}

export const readRouteTable = (resource: Resource): RouteTable => ({ resource, vpc: link(resource, "VpcId") });

export function readRoute(resource: Resource): Route {
  return {
    resource,
    table: link(resource, "RouteTableId"),
    destination: cidrField(resource, "DestinationCidrBlock") ?? cidrField(resource, "DestinationIpv6CidrBlock"),
    prefixList: link(resource, "DestinationPrefixListId"),
    targets: routeTargets.flatMap((property) => {
      const target = link(resource, property);
      return target ? [{ property, link: target }] : [];
    }),
  };
}

/** The route's target through `property`, where it has one. */
export const targetOf = (route: Route, property: RouteTarget): Link | undefined =>
  route.targets.find((target) => target.property === property)?.link;

export const readSubnetRouteTableAssociation = (resource: Resource): SubnetRouteTableAssociation => ({
  resource,
  subnet: link(resource, "SubnetId"),
  table: link(resource, "RouteTableId"),
});

export const readGatewayRouteTableAssociation = (resource: Resource): GatewayRouteTableAssociation => ({
  resource,
  gateway: link(resource, "GatewayId"),
  table: link(resource, "RouteTableId"),
});
