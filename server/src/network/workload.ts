/**
 * Everything that holds an address in a subnet and is guarded by security groups, from one table. Does not know what runs there.
 * Property names: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
import { asItems } from "../template/value.ts";
import { declaredIds, type Link, linkOf, type Links, type Resource, type Shape, shapeOf } from "./resource.ts";

interface Placement {
  /** Paths of subnet ids; `*` stands for every item of a list. */
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** Paths of the name of a subnet group of another resource. */
  readonly subnetGroup?: string;
}

/** Where each type names its subnets and security groups. */
export const placements: Readonly<Record<string, Placement>> = {
  "AWS::EC2::Instance": {
    subnets: ["SubnetId", "NetworkInterfaces.*.SubnetId"],
    securityGroups: ["SecurityGroupIds", "NetworkInterfaces.*.GroupSet"],
  },
  "AWS::EC2::NetworkInterface": { subnets: ["SubnetId"], securityGroups: ["GroupSet"] },
  "AWS::EC2::LaunchTemplate": {
    subnets: ["LaunchTemplateData.NetworkInterfaces.*.SubnetId"],
    securityGroups: ["LaunchTemplateData.SecurityGroupIds", "LaunchTemplateData.NetworkInterfaces.*.Groups"],
  },
  "AWS::EC2::InstanceConnectEndpoint": { subnets: ["SubnetId"], securityGroups: ["SecurityGroupIds"] },
  "AWS::EC2::VPCEndpoint": { subnets: ["SubnetIds"], securityGroups: ["SecurityGroupIds"] },
  "AWS::AutoScaling::AutoScalingGroup": { subnets: ["VPCZoneIdentifier"], securityGroups: [] },
  "AWS::AutoScaling::LaunchConfiguration": { subnets: [], securityGroups: ["SecurityGroups"] },
  "AWS::Lambda::Function": { subnets: ["VpcConfig.SubnetIds"], securityGroups: ["VpcConfig.SecurityGroupIds"] },
  "AWS::Serverless::Function": { subnets: ["VpcConfig.SubnetIds"], securityGroups: ["VpcConfig.SecurityGroupIds"] },
  "AWS::ECS::Service": {
    subnets: ["NetworkConfiguration.AwsvpcConfiguration.Subnets"],
    securityGroups: ["NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"],
  },
  "AWS::EKS::Cluster": { subnets: ["ResourcesVpcConfig.SubnetIds"], securityGroups: ["ResourcesVpcConfig.SecurityGroupIds"] },
  "AWS::EKS::Nodegroup": { subnets: ["Subnets"], securityGroups: [] },
  "AWS::EFS::MountTarget": { subnets: ["SubnetId"], securityGroups: ["SecurityGroups"] },
  "AWS::RDS::DBSubnetGroup": { subnets: ["SubnetIds"], securityGroups: [] },
  "AWS::RDS::DBInstance": { subnets: [], securityGroups: ["VPCSecurityGroups"], subnetGroup: "DBSubnetGroupName" },
  "AWS::RDS::DBCluster": { subnets: [], securityGroups: ["VpcSecurityGroupIds"], subnetGroup: "DBSubnetGroupName" },
  "AWS::ElastiCache::SubnetGroup": { subnets: ["SubnetIds"], securityGroups: [] },
  "AWS::ElastiCache::CacheCluster": { subnets: [], securityGroups: ["VpcSecurityGroupIds"], subnetGroup: "CacheSubnetGroupName" },
  "AWS::ElastiCache::ReplicationGroup": { subnets: [], securityGroups: ["SecurityGroupIds"], subnetGroup: "CacheSubnetGroupName" },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": { subnets: ["Subnets", "SubnetMappings.*.SubnetId"], securityGroups: ["SecurityGroups"] },
  "AWS::ElasticLoadBalancing::LoadBalancer": { subnets: ["Subnets"], securityGroups: ["SecurityGroups"] },
  "AWS::Redshift::ClusterSubnetGroup": { subnets: ["SubnetIds"], securityGroups: [] },
  "AWS::Redshift::Cluster": { subnets: [], securityGroups: ["VpcSecurityGroupIds"], subnetGroup: "ClusterSubnetGroupName" },
  "AWS::DocDB::DBSubnetGroup": { subnets: ["SubnetIds"], securityGroups: [] },
  "AWS::DocDB::DBCluster": { subnets: [], securityGroups: ["VpcSecurityGroupIds"], subnetGroup: "DBSubnetGroupName" },
  "AWS::Neptune::DBSubnetGroup": { subnets: ["SubnetIds"], securityGroups: [] },
  "AWS::Neptune::DBCluster": { subnets: [], securityGroups: ["VpcSecurityGroupIds"], subnetGroup: "DBSubnetGroupName" },
  "AWS::MSK::Cluster": { subnets: ["BrokerNodeGroupInfo.ClientSubnets"], securityGroups: ["BrokerNodeGroupInfo.SecurityGroups"] },
  "AWS::AmazonMQ::Broker": { subnets: ["SubnetIds"], securityGroups: ["SecurityGroups"] },
  "AWS::OpenSearchService::Domain": { subnets: ["VPCOptions.SubnetIds"], securityGroups: ["VPCOptions.SecurityGroupIds"] },
  "AWS::Elasticsearch::Domain": { subnets: ["VPCOptions.SubnetIds"], securityGroups: ["VPCOptions.SecurityGroupIds"] },
  "AWS::Route53Resolver::ResolverEndpoint": { subnets: ["IpAddresses.*.SubnetId"], securityGroups: ["SecurityGroupIds"] },
  "AWS::VpcLattice::ResourceGateway": { subnets: ["SubnetIds"], securityGroups: ["SecurityGroupIds"] },
  "AWS::CodeBuild::Project": { subnets: ["VpcConfig.Subnets"], securityGroups: ["VpcConfig.SecurityGroupIds"] },
  "AWS::Batch::ComputeEnvironment": { subnets: ["ComputeResources.Subnets"], securityGroups: ["ComputeResources.SecurityGroupIds"] },
};

/** Types that only name subnets for another resource, and hold no address themselves. */
const subnetGroupTypes = new Set(Object.keys(placements).filter((type) => type.endsWith("SubnetGroup")));

/** The properties that the table reads, by type; a dotted path where only a part of a large one is read. */
export const workloadReads: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(placements).map(([type, placement]) => [
    type,
    [...placement.subnets, ...placement.securityGroups, ...(placement.subnetGroup ? [placement.subnetGroup] : [])].map(
      // Of a list all items.
      (path) => path.split(".*", 1)[0] ?? path,
    ),
  ]),
);

/** Something with interfaces in subnets. */
export interface Workload {
  readonly resource: Resource;
  readonly subnets: Links;
  readonly securityGroups: Links;
  /** The subnet group that names the subnets, where one does. */
  readonly subnetGroup: Link | undefined;
  /** False for a subnet group, a launch template or a launch configuration: they only describe. */
  readonly holdsAddress: boolean;
}

/** Undefined for a type that holds no address. */
export function readWorkload(resource: Resource): Workload | undefined {
  const placement = placements[resource.type];
  if (!placement) return undefined;
  const subnetGroup = placement.subnetGroup ? resource.get(placement.subnetGroup) : undefined;
  return {
    resource,
    subnets: merge(placement.subnets.map((path) => linksAt(resource, path.split(".")))),
    securityGroups: merge(placement.securityGroups.map((path) => linksAt(resource, path.split(".")))),
    subnetGroup: subnetGroup && placement.subnetGroup ? linkOf(subnetGroup, placement.subnetGroup) : undefined,
    holdsAddress: !subnetGroupTypes.has(resource.type) && !resource.type.includes("::Launch"),
  };
}

const merge = (all: readonly Links[]): Links => ({
  links: all.flatMap((one) => one.links),
  isComplete: all.every((one) => one.isComplete),
});

/** The ids at a path. An absent part is an empty, complete list; an unknown part makes it incomplete. */
function linksAt(from: Shape, [name, ...rest]: readonly string[]): Links {
  const term = name === undefined ? undefined : from.get(name);
  if (name === undefined || !term) return { links: [], isComplete: true };
  const path = from.path === "" ? name : `${from.path}.${name}`;
  const items = asItems(term);
  if (!items) return { links: [], isComplete: false };
  const inner = rest[0] === "*" ? rest.slice(1) : rest;
  if (inner.length === 0) return { links: items.flatMap((item, index) => linkOf(item, `${path}.${index}`) ?? []), isComplete: true };
  return merge(
    items.map((item, index) => {
      const found = shapeOf(item, `${path}.${index}`);
      return found ? linksAt(found, inner) : { links: [], isComplete: false };
    }),
  );
}

/** The subnets of a workload, through its subnet group where it has one. */
export function subnetIdsOf(workload: Workload, workloads: ReadonlyMap<string, Workload>): readonly string[] {
  const own = declaredIds(workload.subnets);
  const group = workload.subnetGroup?.logicalId ? workloads.get(workload.subnetGroup.logicalId) : undefined;
  return group ? [...own, ...declaredIds(group.subnets)] : own;
}
