/**
 * Route tables, their routes and their associations with subnets and gateways. Does not know the main route table's routes:
 * a VPC that a template makes has one with local routes only.
 * https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
 */
import { formatCidr, type IpVersion } from "../cidr/cidr.ts";
import { opaque, valueIdentity } from "../template/value.ts";
import { type CidrField, cidrField, known, type Link, link, type Resource } from "./resource.ts";

/** Every property that can be a route's target. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html */
const routeTargets = [
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

/** The types of this template that each property takes. A Network Firewall endpoint (`VpcEndpointId`) is known by its id only. */
export const targetTypes: Partial<Readonly<Record<RouteTarget, readonly string[]>>> = {
  GatewayId: ["AWS::EC2::InternetGateway", "AWS::EC2::VPNGateway"],
  NatGatewayId: ["AWS::EC2::NatGateway"],
  TransitGatewayId: ["AWS::EC2::TransitGateway"],
  VpcPeeringConnectionId: ["AWS::EC2::VPCPeeringConnection"],
  EgressOnlyInternetGatewayId: ["AWS::EC2::EgressOnlyInternetGateway"],
  InstanceId: ["AWS::EC2::Instance"],
  NetworkInterfaceId: ["AWS::EC2::NetworkInterface"],
  VpcEndpointId: ["AWS::EC2::VPCEndpoint"],
  CarrierGatewayId: ["AWS::EC2::CarrierGateway"],
};

/** The properties of which a route gives exactly one. */
export const destinationProperties = ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"] as const;

export const routeTableReads = {
  "AWS::EC2::RouteTable": ["VpcId"],
  "AWS::EC2::Route": ["RouteTableId", ...destinationProperties, ...routeTargets],
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
    destination: blockOf(resource, "DestinationCidrBlock", 4) ?? blockOf(resource, "DestinationIpv6CidrBlock", 6),
    prefixList: link(resource, "DestinationPrefixListId"),
    targets: routeTargets.flatMap((property) => {
      const target = link(resource, property);
      return target ? [{ property, link: target }] : [];
    }),
  };
}

/** A block of the other IP version in the property leads nowhere: the route is refused. */
function blockOf(resource: Resource, name: (typeof destinationProperties)[number], version: IpVersion): CidrField | undefined {
  const field = cidrField(resource, name);
  const found = known(field)?.version;
  if (!field || found === undefined || found === version) return field;
  const problem = `is IPv${found}, but the property takes IPv${version}`;
  return { ...field, value: opaque(field.node, `${name} of ${resource.logicalId}`, problem), problem };
}

/** The resource of this template that `property` names although it takes no such thing; undefined where there is none. */
export function misplacedTarget(
  resources: ReadonlyMap<string, Resource>,
  { property, link: target }: Route["targets"][number],
): Resource | undefined {
  const types = targetTypes[property];
  const named = resources.get(target.logicalId ?? "");
  return types && named?.type.startsWith("AWS::EC2::") && !types.includes(named.type) ? named : undefined;
}

/** Equal for equal destinations: host bits do not count. */
export function destinationKey(route: Route): string | undefined {
  const cidr = known(route.destination);
  if (cidr) return formatCidr(cidr);
  if (route.destination) return route.destination.problem ? undefined : valueIdentity(route.destination.text);
  return route.prefixList?.identity;
}

/**
 * The tables with a route that EC2 refuses for its shape: not one destination, not one target, or a target in another's property.
 * What such a table will hold when the route is put right is not known: nothing is missing in it.
 */
export function tablesOfRefusedRoutes(routes: Iterable<Route>, resources: ReadonlyMap<string, Resource>): ReadonlySet<string> {
  const tables = new Set<string>();
  for (const { resource, table, targets } of routes) {
    const destinations = destinationProperties.filter((name) => resource.get(name) !== undefined);
    const isRefused =
      destinations.length !== 1 || targets.length !== 1 || targets.some((target) => misplacedTarget(resources, target) !== undefined);
    if (isRefused && table?.logicalId !== undefined) tables.add(table.logicalId);
  }
  return tables;
}

/**
 * The tables without any route that serve subnets, in VPCs where another table has two routes to one destination: one of the two was
 * most likely meant for them.
 */
export function tablesLeftEmpty(
  routes: ReadonlyMap<string, Route>,
  tables: ReadonlyMap<string, RouteTable>,
  associations: ReadonlyMap<string, SubnetRouteTableAssociation>,
): ReadonlySet<string> {
  const all = [...routes.values()];
  const seen = new Map<string, string | undefined>();
  const vpcs = new Set<string>();
  for (const route of all) {
    const destination = destinationKey(route);
    const key = route.table && destination !== undefined ? `${route.table.identity} ${destination}` : undefined;
    const target = route.targets[0]?.link.identity;
    const vpc = tables.get(route.table?.logicalId ?? "")?.vpc?.identity;
    if (key !== undefined && vpc !== undefined && seen.has(key) && seen.get(key) !== target) vpcs.add(vpc);
    if (key !== undefined) seen.set(key, target);
  }
  const used = new Set(all.map(({ table }) => table?.logicalId));
  const serving = new Set([...associations.values()].map(({ table }) => table?.logicalId));
  return new Set([...tables].flatMap(([id, { vpc }]) => (vpc && vpcs.has(vpc.identity) && serving.has(id) && !used.has(id) ? [id] : [])));
}

/** The route's target through `property`, where it has one. */
export const targetOf = (route: Pick<Route, "targets">, property: RouteTarget): Link | undefined =>
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
