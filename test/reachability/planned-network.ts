/** Small networks as plain data, and the templates that make them. Every value in them is known. Knows no question and no answer. */
import { stringify } from "yaml";

export type Zone = "us-east-1a" | "us-east-1b";

export interface PlannedVpc {
  id: string;
  /** The first is the VPC's own, the others are added. */
  cidrs: string[];
}

export interface PlannedSubnet {
  id: string;
  vpc: string;
  cidr: string;
  zone: Zone;
  /** Undefined: the main route table. */
  table: string | undefined;
  /** Undefined: the default network ACL. */
  acl: string | undefined;
  mapsPublicIp: boolean;
}

export type TargetProperty = "GatewayId" | "NatGatewayId" | "VpcPeeringConnectionId" | "TransitGatewayId";

export interface PlannedRoute {
  id: string;
  destination: string;
  property: TargetProperty;
  target: string;
}

export interface PlannedTable {
  id: string;
  vpc: string;
  routes: PlannedRoute[];
}

export interface PlannedNat {
  id: string;
  subnet: string;
  address: string;
  isPublic: boolean;
}

export interface PlannedAttachment {
  id: string;
  gateway: string;
  vpc: string;
  subnets: string[];
  /** A declared route table of the gateway. */
  table: string | undefined;
  referencesGroups: boolean;
}

export interface PlannedTransitTable {
  id: string;
  gateway: string;
  /** Without an attachment: a blackhole. */
  routes: { id: string; destination: string; attachment: string | undefined }[];
  /** Attachments. */
  propagations: string[];
}

export interface PlannedTransitGateway {
  id: string;
  /** Whether attachments are associated with a default table. */
  associates: boolean;
  propagates: boolean;
  referencesGroups: boolean;
}

export interface PlannedRule {
  id: string;
  protocol: "tcp" | "udp" | "icmp" | "-1";
  /** Of TCP and UDP. */
  from: number;
  to: number;
  peer: { readonly cidr: string } | { readonly group: string };
}

export interface PlannedGroup {
  id: string;
  vpc: string;
  ingress: PlannedRule[];
  /** Undefined: everything may leave. */
  egress: PlannedRule[] | undefined;
}

export interface PlannedEntry {
  id: string;
  number: number;
  isEgress: boolean;
  isAllow: boolean;
  /** 6, 17, 1 or -1. */
  protocol: number;
  /** Of TCP and UDP. */
  from: number;
  to: number;
  cidr: string;
}

export interface PlannedAcl {
  id: string;
  vpc: string;
  entries: PlannedEntry[];
}

export interface PlannedInstance {
  id: string;
  subnet: string;
  address: string;
  /** None: the VPC's default group. */
  groups: string[];
  /** Where its public address comes from. */
  publicBy: "subnet" | "elastic-ip" | "interface" | "none";
}

export interface PlannedNetwork {
  vpcs: PlannedVpc[];
  subnets: PlannedSubnet[];
  tables: PlannedTable[];
  /** At most one for each VPC; `isAttached` or not. */
  internetGateways: { id: string; vpc: string; isAttached: boolean }[];
  nats: PlannedNat[];
  peerings: { id: string; vpc: string; peer: string }[];
  transitGateways: PlannedTransitGateway[];
  attachments: PlannedAttachment[];
  transitTables: PlannedTransitTable[];
  groups: PlannedGroup[];
  acls: PlannedAcl[];
  instances: PlannedInstance[];
}

export function hasPublicAddress(network: PlannedNetwork, { publicBy, subnet }: PlannedInstance): boolean {
  if (publicBy === "elastic-ip" || publicBy === "interface") return true;
  return publicBy === "subnet" && network.subnets.some(({ id, mapsPublicIp }) => id === subnet && mapsPublicIp);
}

type Properties = Readonly<Record<string, unknown>>;
type Declaration = readonly [logicalId: string, body: { readonly Type: string; readonly Properties: Properties }];

const ref = (id: string): Properties => ({ Ref: id });
const groupId = (id: string): Properties => ({ "Fn::GetAtt": [id, "GroupId"] });
const resource = (id: string, type: string, properties: Properties): Declaration => [
  id,
  { Type: `AWS::EC2::${type}`, Properties: properties },
];

/** The template, its resources in the order that `order` gives them. */
export function templateOf(
  network: PlannedNetwork,
  form: "yaml" | "json",
  order: (declarations: readonly Declaration[]) => readonly Declaration[] = (all) => all,
): string {
  const template = { AWSTemplateFormatVersion: "2010-09-09", Resources: Object.fromEntries(order(declarationsOf(network))) };
  return form === "json" ? JSON.stringify(template, undefined, 1) : stringify(template);
}

function declarationsOf(network: PlannedNetwork): readonly Declaration[] {
  return [
    ...network.vpcs.flatMap(vpcDeclarations),
    ...network.subnets.flatMap(subnetDeclarations),
    ...network.tables.flatMap(tableDeclarations),
    ...network.internetGateways.flatMap(({ id, vpc, isAttached }) => [
      resource(id, "InternetGateway", {}),
      ...(isAttached ? [resource(`${id}Attached`, "VPCGatewayAttachment", { VpcId: ref(vpc), InternetGatewayId: ref(id) })] : []),
    ]),
    ...network.nats.flatMap(natDeclarations),
    ...network.peerings.map(({ id, vpc, peer }) => resource(id, "VPCPeeringConnection", { VpcId: ref(vpc), PeerVpcId: ref(peer) })),
    ...network.transitGateways.map(({ id, associates, propagates, referencesGroups }) =>
      resource(id, "TransitGateway", {
        DefaultRouteTableAssociation: switched(associates),
        DefaultRouteTablePropagation: switched(propagates),
        SecurityGroupReferencingSupport: switched(referencesGroups),
      }),
    ),
    ...network.attachments.flatMap(attachmentDeclarations),
    ...network.transitTables.flatMap(transitTableDeclarations),
    ...network.groups.flatMap(groupDeclarations),
    ...network.acls.flatMap(aclDeclarations),
    ...network.instances.flatMap(instanceDeclarations),
  ];
}

const switched = (isOn: boolean): string => (isOn ? "enable" : "disable");

const vpcDeclarations = ({ id, cidrs: [first, ...more] }: PlannedVpc): readonly Declaration[] => [
  resource(id, "VPC", { CidrBlock: first }),
  ...more.map((cidr, index) => resource(`${id}Block${index}`, "VPCCidrBlock", { VpcId: ref(id), CidrBlock: cidr })),
];

const subnetDeclarations = ({ id, vpc, cidr, zone, table, acl, mapsPublicIp }: PlannedSubnet): readonly Declaration[] => [
  resource(id, "Subnet", {
    VpcId: ref(vpc),
    CidrBlock: cidr,
    AvailabilityZone: zone,
    ...(mapsPublicIp ? { MapPublicIpOnLaunch: true } : {}),
  }),
  ...(table === undefined ? [] : [resource(`${id}Table`, "SubnetRouteTableAssociation", { SubnetId: ref(id), RouteTableId: ref(table) })]),
  ...(acl === undefined ? [] : [resource(`${id}Acl`, "SubnetNetworkAclAssociation", { SubnetId: ref(id), NetworkAclId: ref(acl) })]),
];

const tableDeclarations = ({ id, vpc, routes }: PlannedTable): readonly Declaration[] => [
  resource(id, "RouteTable", { VpcId: ref(vpc) }),
  ...routes.map((route) =>
    resource(route.id, "Route", { RouteTableId: ref(id), DestinationCidrBlock: route.destination, [route.property]: ref(route.target) }),
  ),
];

const natDeclarations = ({ id, subnet, address, isPublic }: PlannedNat): readonly Declaration[] =>
  isPublic
    ? [
        resource(`${id}Address`, "EIP", { Domain: "vpc" }),
        resource(id, "NatGateway", {
          SubnetId: ref(subnet),
          PrivateIpAddress: address,
          AllocationId: { "Fn::GetAtt": [`${id}Address`, "AllocationId"] },
        }),
      ]
    : [resource(id, "NatGateway", { SubnetId: ref(subnet), PrivateIpAddress: address, ConnectivityType: "private" })];

const attachmentDeclarations = ({ id, gateway, vpc, subnets, table, referencesGroups }: PlannedAttachment): readonly Declaration[] => [
  resource(id, "TransitGatewayAttachment", {
    TransitGatewayId: ref(gateway),
    VpcId: ref(vpc),
    SubnetIds: subnets.map(ref),
    Options: { SecurityGroupReferencingSupport: switched(referencesGroups) },
  }),
  ...(table === undefined
    ? []
    : [
        resource(`${id}Table`, "TransitGatewayRouteTableAssociation", {
          TransitGatewayAttachmentId: ref(id),
          TransitGatewayRouteTableId: ref(table),
        }),
      ]),
];

const transitTableDeclarations = ({ id, gateway, routes, propagations }: PlannedTransitTable): readonly Declaration[] => [
  resource(id, "TransitGatewayRouteTable", { TransitGatewayId: ref(gateway) }),
  ...routes.map(({ id: route, destination, attachment }) =>
    resource(route, "TransitGatewayRoute", {
      TransitGatewayRouteTableId: ref(id),
      DestinationCidrBlock: destination,
      ...(attachment === undefined ? { Blackhole: true } : { TransitGatewayAttachmentId: ref(attachment) }),
    }),
  ),
  ...propagations.map((attachment) =>
    resource(`${id}From${attachment}`, "TransitGatewayRouteTablePropagation", {
      TransitGatewayRouteTableId: ref(id),
      TransitGatewayAttachmentId: ref(attachment),
    }),
  ),
];

/** Rules about groups stand alone, because groups may name each other. An egress list begins with a rule that lets nothing out. */
function groupDeclarations({ id, vpc, ingress, egress }: PlannedGroup): readonly Declaration[] {
  const isInline = (rule: PlannedRule): boolean => "cidr" in rule.peer;
  const standalone = (rules: readonly PlannedRule[], type: string, property: string): readonly Declaration[] =>
    rules
      .filter((rule) => !isInline(rule))
      .map((rule) => resource(rule.id, type, { GroupId: groupId(id), ...ruleProperties(rule, property) }));
  return [
    resource(id, "SecurityGroup", {
      GroupDescription: id,
      VpcId: ref(vpc),
      SecurityGroupIngress: ingress.filter(isInline).map((rule) => ruleProperties(rule, "SourceSecurityGroupId")),
      ...(egress
        ? {
            SecurityGroupEgress: [
              { IpProtocol: "-1", CidrIp: "127.0.0.1/32" },
              ...egress.filter(isInline).map((rule) => ruleProperties(rule, "DestinationSecurityGroupId")),
            ],
          }
        : {}),
    }),
    ...standalone(ingress, "SecurityGroupIngress", "SourceSecurityGroupId"),
    ...standalone(egress ?? [], "SecurityGroupEgress", "DestinationSecurityGroupId"),
  ];
}

const ruleProperties = ({ protocol, from, to, peer }: PlannedRule, property: string): Properties => ({
  IpProtocol: protocol,
  ...(protocol === "tcp" || protocol === "udp" ? { FromPort: from, ToPort: to } : {}),
  ...(protocol === "icmp" ? { FromPort: -1, ToPort: -1 } : {}),
  ...("cidr" in peer ? { CidrIp: peer.cidr } : { [property]: groupId(peer.group) }),
});

const aclDeclarations = ({ id, vpc, entries }: PlannedAcl): readonly Declaration[] => [
  resource(id, "NetworkAcl", { VpcId: ref(vpc) }),
  ...entries.map((entry) =>
    resource(entry.id, "NetworkAclEntry", {
      NetworkAclId: ref(id),
      RuleNumber: entry.number,
      Egress: entry.isEgress,
      RuleAction: entry.isAllow ? "allow" : "deny",
      Protocol: entry.protocol,
      CidrBlock: entry.cidr,
      ...(entry.protocol === 6 || entry.protocol === 17 ? { PortRange: { From: entry.from, To: entry.to } } : {}),
      ...(entry.protocol === 1 ? { Icmp: { Type: -1, Code: -1 } } : {}),
    }),
  ),
];

function instanceDeclarations({ id, subnet, address, groups, publicBy }: PlannedInstance): readonly Declaration[] {
  const image = { ImageId: "ami-12345678", InstanceType: "t3.micro" };
  const place = { SubnetId: ref(subnet), PrivateIpAddress: address };
  if (publicBy === "interface" || publicBy === "none") {
    const own = { DeviceIndex: "0", ...place, AssociatePublicIpAddress: publicBy === "interface" };
    return [
      resource(id, "Instance", { ...image, NetworkInterfaces: [groups.length > 0 ? { ...own, GroupSet: groups.map(groupId) } : own] }),
    ];
  }
  return [
    resource(id, "Instance", { ...image, ...place, ...(groups.length > 0 ? { SecurityGroupIds: groups.map(groupId) } : {}) }),
    ...(publicBy === "elastic-ip" ? [resource(`${id}Address`, "EIP", { Domain: "vpc", InstanceId: ref(id) })] : []),
  ];
}
