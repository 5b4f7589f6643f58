/**
 * The network that a template makes in one scenario: every modelled resource by family, and how they hang together. Does not
 * know anything that is not in the template.
 */
import {
  type ClientVpnAssociation,
  type ClientVpnAuthorizationRule,
  type ClientVpnEndpoint,
  type ClientVpnRoute,
  readClientVpnAssociation,
  readClientVpnAuthorizationRule,
  readClientVpnEndpoint,
  readClientVpnRoute,
} from "./client-vpn.ts";
import {
  type DirectConnectAssociation,
  type VpnConnection,
  type VpnConnectionRoute,
  readDirectConnectAssociation,
  readVpnConnection,
  readVpnConnectionRoute,
} from "./vpn.ts";
import {
  type TransitGatewayRoute,
  type TransitGatewayRouteTable,
  type TransitGatewayTableLink,
  readTransitGatewayRoute,
  readTransitGatewayRouteTable,
  readTransitGatewayTableLink,
} from "./transit-gateway.ts";
import { type Choice, createEvaluator, type Evaluator } from "../template/evaluate.ts";
import { brokenBlocks, child, type Node } from "../template/node.ts";
import type { ResourceDeclaration, Template } from "../template/template.ts";
import { opaque, type Term } from "../template/value.ts";
import { attributeMeaning } from "./attributes.ts";
import { type AutoScalingGroup, readAutoScalingGroup } from "./auto-scaling.ts";
import { type DatabaseInstance, readDatabaseInstance } from "./database.ts";
import { type EksCluster, readEksCluster } from "./eks-cluster.ts";
import { type EcsService, readEcsService } from "./ecs-service.ts";
import { networkReads } from "./families.ts";
import { exportedIds, handedIds } from "./foreign-stack.ts";
import { type HostedZone, readHostedZone } from "./hosted-zone.ts";
import { type Instance, type NetworkInterface, readInstance, readNetworkInterface } from "./instance.ts";
import {
  type EgressOnlyInternetGateway,
  type Gateway,
  type GatewayAttachment,
  type RoutePropagation,
  readEgressOnlyInternetGateway,
  readGateway,
  readGatewayAttachment,
  readRoutePropagation,
} from "./internet-gateway.ts";
import {
  type ClassicLoadBalancer,
  type Listener,
  type ListenerRule,
  type LoadBalancer,
  readClassicLoadBalancer,
  readListener,
  readListenerRule,
  readLoadBalancer,
  readTargetGroup,
  type TargetGroup,
} from "./load-balancer.ts";
import {
  type ElasticIp,
  type ElasticIpAssociation,
  type NatGateway,
  readElasticIp,
  readElasticIpAssociation,
  readNatGateway,
} from "./nat-gateway.ts";
import {
  type NetworkAcl,
  type NetworkAclEntry,
  readNetworkAcl,
  readNetworkAclEntry,
  readSubnetNetworkAclAssociation,
  type SubnetNetworkAclAssociation,
} from "./network-acl.ts";
import { type PrefixList, readPrefixList } from "./prefix-list.ts";
import { readResourceConfiguration, readResourceGateway, type ResourceConfiguration, type ResourceGateway } from "./lattice.ts";
import { type CreationOrder, creationOrder } from "./order.ts";
import { continueReadings, type Readings, scenarioReadings, unreadableNumber } from "./readings.ts";
import { readResolverEndpoint, readResolverRule, type ResolverEndpoint, type ResolverRule } from "./resolver.ts";
import { type Reference, referencesIn } from "./references.ts";
import type { Resource } from "./resource.ts";
import {
  type GatewayRouteTableAssociation,
  type Route,
  type RouteTable,
  readGatewayRouteTableAssociation,
  readRoute,
  readRouteTable,
  readSubnetRouteTableAssociation,
  type SubnetRouteTableAssociation,
  tablesLeftEmpty,
  tablesOfRefusedRoutes,
} from "./route-table.ts";
import { readSecurityGroup, readStandaloneRule, type SecurityGroup, type SecurityGroupRule } from "./security-group.ts";
import { readSubnet, type Subnet } from "./subnet.ts";
import { buildTopology, type Topology } from "./topology.ts";
import { readTransitGateway, readTransitGatewayAttachment, type TransitGateway, type TransitGatewayAttachment } from "./transit-gateway.ts";
import { halfTypedAbout, isHalfTyped, isNotYet } from "./unread.ts";
import { readVpc, readVpcCidrBlock, type Vpc, type VpcCidrBlock } from "./vpc.ts";
import { readVpcEndpoint, readVpcEndpointService, type VpcEndpoint, type VpcEndpointService } from "./vpc-endpoint.ts";
import { readVpcPeering, type VpcPeering } from "./vpc-peering.ts";
import { readWorkload, type Workload } from "./workload.ts";

type ByLogicalId<T> = ReadonlyMap<string, T>;

/** Everything that is declared, by family. */
export interface NetworkParts {
  readonly template: Template;
  readonly evaluator: Evaluator;
  /** Every resource that exists in the scenario, modelled or not, by logical id in document order. */
  readonly resources: ByLogicalId<Resource>;
  readonly order: CreationOrder;
  readonly vpcs: ByLogicalId<Vpc>;
  readonly vpcCidrBlocks: ByLogicalId<VpcCidrBlock>;
  readonly subnets: ByLogicalId<Subnet>;
  readonly routeTables: ByLogicalId<RouteTable>;
  readonly routes: ByLogicalId<Route>;
  readonly subnetRouteTableAssociations: ByLogicalId<SubnetRouteTableAssociation>;
  readonly gatewayRouteTableAssociations: ByLogicalId<GatewayRouteTableAssociation>;
  readonly internetGateways: ByLogicalId<Gateway>;
  readonly egressOnlyInternetGateways: ByLogicalId<EgressOnlyInternetGateway>;
  readonly vpnGateways: ByLogicalId<Gateway>;
  readonly gatewayAttachments: ByLogicalId<GatewayAttachment>;
  readonly routePropagations: ByLogicalId<RoutePropagation>;
  readonly natGateways: ByLogicalId<NatGateway>;
  readonly elasticIps: ByLogicalId<ElasticIp>;
  readonly elasticIpAssociations: ByLogicalId<ElasticIpAssociation>;
  readonly peerings: ByLogicalId<VpcPeering>;
  readonly transitGateways: ByLogicalId<TransitGateway>;
  readonly transitGatewayAttachments: ByLogicalId<TransitGatewayAttachment>;
  readonly vpcEndpoints: ByLogicalId<VpcEndpoint>;
  readonly vpcEndpointServices: ByLogicalId<VpcEndpointService>;
  readonly securityGroups: ByLogicalId<SecurityGroup>;
  readonly standaloneRules: ByLogicalId<SecurityGroupRule>;
  readonly networkAcls: ByLogicalId<NetworkAcl>;
  readonly networkAclEntries: ByLogicalId<NetworkAclEntry>;
  readonly subnetNetworkAclAssociations: ByLogicalId<SubnetNetworkAclAssociation>;
  readonly instances: ByLogicalId<Instance>;
  readonly networkInterfaces: ByLogicalId<NetworkInterface>;
  readonly loadBalancers: ByLogicalId<LoadBalancer>;
  readonly classicLoadBalancers: ByLogicalId<ClassicLoadBalancer>;
  readonly listeners: ByLogicalId<Listener>;
  readonly listenerRules: ByLogicalId<ListenerRule>;
  readonly targetGroups: ByLogicalId<TargetGroup>;
  readonly autoScalingGroups: ByLogicalId<AutoScalingGroup>;
  readonly databaseInstances: ByLogicalId<DatabaseInstance>;
  readonly eksClusters: ByLogicalId<EksCluster>;
  readonly ecsServices: ByLogicalId<EcsService>;
  readonly transitGatewayRouteTables: ByLogicalId<TransitGatewayRouteTable>;
  readonly transitGatewayRoutes: ByLogicalId<TransitGatewayRoute>;
  readonly transitGatewayAssociations: ByLogicalId<TransitGatewayTableLink>;
  readonly transitGatewayPropagations: ByLogicalId<TransitGatewayTableLink>;
  readonly vpnConnections: ByLogicalId<VpnConnection>;
  readonly vpnConnectionRoutes: ByLogicalId<VpnConnectionRoute>;
  readonly directConnectAssociations: ByLogicalId<DirectConnectAssociation>;
  readonly clientVpnEndpoints: ByLogicalId<ClientVpnEndpoint>;
  readonly clientVpnAssociations: ByLogicalId<ClientVpnAssociation>;
  readonly clientVpnRoutes: ByLogicalId<ClientVpnRoute>;
  readonly clientVpnAuthorizationRules: ByLogicalId<ClientVpnAuthorizationRule>;
  readonly hostedZones: ByLogicalId<HostedZone>;
  readonly resolverEndpoints: ByLogicalId<ResolverEndpoint>;
  readonly resolverRules: ByLogicalId<ResolverRule>;
  readonly resourceGateways: ByLogicalId<ResourceGateway>;
  readonly resourceConfigurations: ByLogicalId<ResourceConfiguration>;
  readonly prefixLists: ByLogicalId<PrefixList>;
  readonly workloads: ByLogicalId<Workload>;
  /**
   * Whether entries (routes, rules, ACL entries) may be added to the resource outside this template: an unknown macro may add
   * resources, or the resource is exported, or handed to a nested stack or a custom resource; or inside it, by half-typed text, or
   * when a route of the table that EC2 would refuse is put right, or one that was meant for it.
   */
  readonly mayGainEntries: (logicalId: string) => boolean;
  /** Whether a nested stack, a custom resource or half-typed text of this template gets to know the resource: it may attach things to it. */
  readonly isHandedToStack: (logicalId: string) => boolean;
  /** Whether half-typed text may be about the resource: what that text will be, and what it does to the resource, nobody knows yet. */
  readonly isHalfTypedAbout: (logicalId: string) => boolean;
  /** An unknown macro or loop may add resources of any kind. */
  readonly isOpen: boolean;
  /** What `read` makes of the resource's text and values; kept from version to version. `read` must look at nothing else. */
  readonly ofResource: <T>(resource: Resource, read: (resource: Resource) => T) => T;
}

export interface Network extends NetworkParts {
  readonly topology: Topology;
  /** What `make` makes of this network, made once. */
  readonly once: <T>(make: (network: Network) => T) => T;
}

/** The network of `template` under `choice`; `given` are parameter values from outside. */
export function buildNetwork(
  template: Template,
  choice: Choice,
  given: ReadonlyMap<string, string>,
  readings: Readings = continueReadings(undefined),
): Network {
  const { document: _, ...sections } = template;
  const evaluator: Evaluator = createEvaluator({
    template: sections,
    choice,
    given,
    attribute: (logicalId, name, node) => statedAttribute(sections, evaluator, logicalId, name, node),
    unreadableNumber: (node) => unreadableNumber(readings, node),
  });
  const kept = scenarioReadings(readings, template, choice, given, evaluator);
  const resources = new Map<string, Resource>();
  const byType = new Map<string, Resource[]>();
  const broken = brokenBlocks(template.document);
  for (const declaration of evaluator.resources()) {
    if (isNotYet(template, evaluator, declaration)) continue;
    resources.set(
      declaration.logicalId,
      kept.resource(declaration, (one) => readResource(one, evaluator, template.mayGainResources || isHalfTyped(broken, one))),
    );
  }
  for (const resource of resources.values()) {
    const siblings = byType.get(resource.type);
    if (siblings) siblings.push(resource);
    else byType.set(resource.type, [resource]);
  }
  const all = <T>(read: (resource: Resource) => T, ...types: readonly string[]): ByLogicalId<T> =>
    new Map(
      types.flatMap((type) => (byType.get(type) ?? []).map((resource) => [resource.logicalId, kept.family(resource, read)] as const)),
    );
  const workloads = new Map<string, Workload>();
  for (const resource of resources.values()) {
    const workload = kept.family(resource, readWorkload);
    if (workload) workloads.set(resource.logicalId, workload);
  }
  const isOpen = template.mayGainResources || evaluator.hasUnknownLoop();
  const exported = exportedIds(template, resources);
  const handed = handedIds(resources);
  const isHalfTypedAbout = halfTypedAbout(template, evaluator, resources);
  const routes = all(readRoute, "AWS::EC2::Route");
  const routeTables = all(readRouteTable, "AWS::EC2::RouteTable");
  const subnetRouteTableAssociations = all(readSubnetRouteTableAssociation, "AWS::EC2::SubnetRouteTableAssociation");
  const refused = tablesOfRefusedRoutes(routes.values(), resources);
  const leftEmpty = tablesLeftEmpty(routes, routeTables, subnetRouteTableAssociations);
  const parts: NetworkParts = {
    template,
    evaluator,
    resources,
    order: creationOrder(resources, evaluator),
    vpcs: all(readVpc, "AWS::EC2::VPC"),
    vpcCidrBlocks: all(readVpcCidrBlock, "AWS::EC2::VPCCidrBlock"),
    subnets: all(readSubnet, "AWS::EC2::Subnet"),
    routeTables,
    routes,
    subnetRouteTableAssociations,
    gatewayRouteTableAssociations: all(readGatewayRouteTableAssociation, "AWS::EC2::GatewayRouteTableAssociation"),
    internetGateways: all(readGateway, "AWS::EC2::InternetGateway"),
    egressOnlyInternetGateways: all(readEgressOnlyInternetGateway, "AWS::EC2::EgressOnlyInternetGateway"),
    vpnGateways: all(readGateway, "AWS::EC2::VPNGateway"),
    gatewayAttachments: all(readGatewayAttachment, "AWS::EC2::VPCGatewayAttachment"),
    routePropagations: all(readRoutePropagation, "AWS::EC2::VPNGatewayRoutePropagation"),
    natGateways: all(readNatGateway, "AWS::EC2::NatGateway"),
    elasticIps: all(readElasticIp, "AWS::EC2::EIP"),
    elasticIpAssociations: all(readElasticIpAssociation, "AWS::EC2::EIPAssociation"),
    peerings: all(readVpcPeering, "AWS::EC2::VPCPeeringConnection"),
    transitGateways: all(readTransitGateway, "AWS::EC2::TransitGateway"),
    transitGatewayAttachments: all(
      readTransitGatewayAttachment,
      "AWS::EC2::TransitGatewayAttachment",
      "AWS::EC2::TransitGatewayVpcAttachment",
    ),
    vpcEndpoints: all(readVpcEndpoint, "AWS::EC2::VPCEndpoint"),
    vpcEndpointServices: all(readVpcEndpointService, "AWS::EC2::VPCEndpointService"),
    securityGroups: all(readSecurityGroup, "AWS::EC2::SecurityGroup"),
    standaloneRules: all(readStandaloneRule, "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"),
    networkAcls: all(readNetworkAcl, "AWS::EC2::NetworkAcl"),
    networkAclEntries: all(readNetworkAclEntry, "AWS::EC2::NetworkAclEntry"),
    subnetNetworkAclAssociations: all(readSubnetNetworkAclAssociation, "AWS::EC2::SubnetNetworkAclAssociation"),
    instances: all(readInstance, "AWS::EC2::Instance"),
    networkInterfaces: all(readNetworkInterface, "AWS::EC2::NetworkInterface"),
    loadBalancers: all(readLoadBalancer, "AWS::ElasticLoadBalancingV2::LoadBalancer"),
    classicLoadBalancers: all(readClassicLoadBalancer, "AWS::ElasticLoadBalancing::LoadBalancer"),
    listeners: all(readListener, "AWS::ElasticLoadBalancingV2::Listener"),
    listenerRules: all(readListenerRule, "AWS::ElasticLoadBalancingV2::ListenerRule"),
    targetGroups: all(readTargetGroup, "AWS::ElasticLoadBalancingV2::TargetGroup"),
    autoScalingGroups: all(readAutoScalingGroup, "AWS::AutoScaling::AutoScalingGroup"),
    databaseInstances: all(readDatabaseInstance, "AWS::RDS::DBInstance"),
    eksClusters: all(readEksCluster, "AWS::EKS::Cluster"),
    ecsServices: all(readEcsService, "AWS::ECS::Service"),
    transitGatewayRouteTables: all(readTransitGatewayRouteTable, "AWS::EC2::TransitGatewayRouteTable"),
    transitGatewayRoutes: all(readTransitGatewayRoute, "AWS::EC2::TransitGatewayRoute"),
    transitGatewayAssociations: all(readTransitGatewayTableLink, "AWS::EC2::TransitGatewayRouteTableAssociation"),
    transitGatewayPropagations: all(readTransitGatewayTableLink, "AWS::EC2::TransitGatewayRouteTablePropagation"),
    vpnConnections: all(readVpnConnection, "AWS::EC2::VPNConnection"),
    vpnConnectionRoutes: all(readVpnConnectionRoute, "AWS::EC2::VPNConnectionRoute"),
    directConnectAssociations: all(readDirectConnectAssociation, "AWS::DirectConnect::DirectConnectGatewayAssociation"),
    clientVpnEndpoints: all(readClientVpnEndpoint, "AWS::EC2::ClientVpnEndpoint"),
    clientVpnAssociations: all(readClientVpnAssociation, "AWS::EC2::ClientVpnTargetNetworkAssociation"),
    clientVpnRoutes: all(readClientVpnRoute, "AWS::EC2::ClientVpnRoute"),
    clientVpnAuthorizationRules: all(readClientVpnAuthorizationRule, "AWS::EC2::ClientVpnAuthorizationRule"),
    hostedZones: all(readHostedZone, "AWS::Route53::HostedZone"),
    resolverEndpoints: all(readResolverEndpoint, "AWS::Route53Resolver::ResolverEndpoint"),
    resolverRules: all(readResolverRule, "AWS::Route53Resolver::ResolverRule"),
    resourceGateways: all(readResourceGateway, "AWS::VpcLattice::ResourceGateway"),
    resourceConfigurations: all(readResourceConfiguration, "AWS::VpcLattice::ResourceConfiguration"),
    prefixLists: all(readPrefixList, "AWS::EC2::PrefixList"),
    workloads,
    mayGainEntries: (logicalId) =>
      isOpen ||
      exported.has(logicalId) ||
      handed.has(logicalId) ||
      isHalfTypedAbout(logicalId) ||
      refused.has(logicalId) ||
      leftEmpty.has(logicalId),
    isHandedToStack: (logicalId) => handed.has(logicalId) || isHalfTypedAbout(logicalId),
    isHalfTypedAbout,
    isOpen,
    ofResource: kept.family,
  };
  const made = new Map<unknown, unknown>();
  const network: Network = {
    ...parts,
    topology: buildTopology(parts),
    once<T>(make: (network: Network) => T): T {
      if (!made.has(make)) made.set(make, make(network));
      return made.get(make) as T;
    },
  };
  return network;
}

function readResource(declaration: ResourceDeclaration, evaluator: Evaluator, isUnfinished: boolean): Resource {
  const bindings = declaration.bindings;
  const properties = declaration.properties && evaluator.evaluate(declaration.properties, bindings);
  const reads = networkReads.get(declaration.type);
  const node = declaration.properties ?? declaration.entry.key;
  let references: readonly Reference[] | undefined;
  return {
    logicalId: declaration.logicalId,
    type: declaration.type,
    declaration,
    entry: declaration.entry,
    node,
    path: "",
    mayGainProperties:
      isUnfinished || properties?.kind === "opaque" || (properties?.kind === "map" && properties.keys.includes("Fn::Transform")),
    references: () => {
      references ??= referencesIn(declaration.properties, evaluator, bindings);
      return references;
    },
    get: (name) => {
      if (reads && !reads.some((path) => path === name || path.startsWith(`${name}.`)))
        throw new Error(`${name} of ${declaration.type} is read, but its family does not declare so`);
      return propertyOf(properties, name, node);
    },
  };
}

/** A property; unknown where `Properties` itself is, or where a macro inside it may add to it. */
function propertyOf(properties: Term | undefined, name: string, node: Node): Term | undefined {
  if (!properties || properties.kind === "absent") return undefined;
  if (properties.kind !== "map")
    return properties.kind === "opaque" ? opaque(node, `\${${name} of ${properties.identity}}`, properties.reason) : undefined;
  const found = properties.get(name);
  if (found || !properties.keys.includes("Fn::Transform")) return found;
  return opaque(node, `\${${name} by macro}`, "a macro may add properties");
}

/** An attribute that the template itself states: see attributes.ts. */
function statedAttribute(
  template: Pick<Template, "resources">,
  evaluator: Evaluator,
  logicalId: string,
  name: string,
  node: Node,
): Term | undefined {
  const declaration = template.resources.get(logicalId);
  if (!declaration) return undefined;
  const meaning = attributeMeaning(declaration.type, name);
  if (meaning === "ref")
    return {
      kind: "reference",
      logicalId,
      attribute: "Ref",
      node,
      assumesDefaults: [],
    };
  const property = meaning === "property" ? child(declaration.properties, name) : undefined;
  if (!property) return undefined;
  const term = evaluator.evaluate(property, declaration.bindings);
  return term.kind === "absent" ? undefined : term;
}
