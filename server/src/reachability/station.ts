/**
 * Interfaces in subnets: where each stands, which groups guard it, which addresses it has. One resource may have several. Knows every
 * type that holds an address; does not know addresses that AWS assigns.
 */
import { type AddressSet, addressSet, everything4, everything6 } from "../cidr/address-set.ts";
import { type IpVersion, parseAddress } from "../cidr/cidr.ts";
import { launchedPublicIp, launchTemplateOf } from "../network/auto-scaling.ts";
import { launchGroups } from "../network/guard.ts";
import type { NetworkInterface } from "../network/instance.ts";
import type { Network } from "../network/network.ts";
import { type CidrField, type Field, known, type Link, type Links, links, type Resource, textField } from "../network/resource.ts";
import type { Subnet } from "../network/subnet.ts";
import { valueIdentity } from "../template/value.ts";
import { blocksOfVersion, privateAddressSet } from "./blocks.ts";
import { type Addresses, type Answer, each, one } from "./flow.ts";
import { type Membership, membershipOf } from "./groups.ts";

/** One interface, or what stands for one. */
export interface Station {
  /** Whose interface it is. */
  readonly owner: Resource;
  /** In networking's words: "instance", "load balancer". */
  readonly kind: string;
  /** An identity. */
  readonly vpc: string | undefined;
  /** Undefined where another stack makes the subnet, or it is not known. */
  readonly subnet: Subnet | undefined;
  /** What names the subnet. */
  readonly place: Link | undefined;
  /** Undefined where no group filters: a NAT gateway, a Network Load Balancer without groups. */
  readonly membership: Membership | undefined;
  /** Its private address of that version; undefined where it has none. */
  readonly addresses: (version: IpVersion) => Addresses | undefined;
  /** Whether it has a public IPv4 address. */
  readonly publicIpv4: Answer;
  /** Whether it takes packets that are not for its own address, that is, whether its source/destination check is off. */
  readonly forwards: Answer;
}

/** The interfaces of a resource; undefined where the resource has none for certain. Empty where they are not known. */
export function stationsOf(network: Network, logicalId: string): readonly Station[] | undefined {
  const cached = network.once(stationCache);
  const ready = cached.get(logicalId) ?? { stations: readStations(network, logicalId) };
  cached.set(logicalId, ready);
  return ready.stations;
}

const stationCache = (): Map<string, { readonly stations: readonly Station[] | undefined }> => new Map();

function readStations(network: Network, logicalId: string): readonly Station[] | undefined {
  const instance = network.instances.get(logicalId);
  if (instance) return instance.interfaces.flatMap((each, index) => interfaceStations(network, each, index === 0));
  const networkInterface = network.networkInterfaces.get(logicalId);
  if (networkInterface)
    return [stationOfInterface(network, networkInterface, networkInterface.resource, "network interface", elasticIp(network, logicalId))];
  const nat = network.natGateways.get(logicalId);
  if (nat) return nat.subnet ? [natStation(network, nat.resource, nat.subnet)] : [];
  const clientVpn = network.clientVpnEndpoints.get(logicalId);
  if (clientVpn) return clientVpnStations(network, clientVpn.resource, clientVpn.securityGroups);
  if (network.resources.get(logicalId)?.type === "AWS::EFS::FileSystem") return mountTargets(network, logicalId);
  const workload = network.workloads.get(logicalId);
  if (!workload?.holdsAddress) return undefined;
  return workloadStations(network, logicalId);
}

/** What the interfaces of each type are called. */
const kinds: Readonly<Record<string, string>> = {
  "AWS::AutoScaling::AutoScalingGroup": "Auto Scaling group",
  "AWS::Lambda::Function": "function",
  "AWS::Serverless::Function": "function",
  "AWS::ECS::Service": "service",
  "AWS::RDS::DBInstance": "database",
  "AWS::RDS::DBCluster": "database",
  "AWS::DocDB::DBCluster": "database",
  "AWS::Neptune::DBCluster": "database",
  "AWS::Redshift::Cluster": "database",
  "AWS::ElastiCache::CacheCluster": "cache",
  "AWS::ElastiCache::ReplicationGroup": "cache",
  "AWS::EC2::VPCEndpoint": "VPC endpoint",
  "AWS::ElasticLoadBalancingV2::LoadBalancer": "load balancer",
  "AWS::ElasticLoadBalancing::LoadBalancer": "load balancer",
  "AWS::Route53Resolver::ResolverEndpoint": "Resolver endpoint",
  "AWS::VpcLattice::ResourceGateway": "resource gateway",
  "AWS::EFS::MountTarget": "mount target",
};

function workloadStations(network: Network, logicalId: string): readonly Station[] {
  const workload = network.workloads.get(logicalId);
  if (!workload) return [];
  const { resource } = workload;
  const group = workload.subnetGroup && network.workloads.get(workload.subnetGroup.logicalId ?? "");
  const cluster = clusterOf(network, resource);
  if (cluster) return workloadStations(network, cluster).map((station) => ({ ...station, owner: resource }));
  const subnets: Links = group ? group.subnets : workload.subnets;
  const scaling = network.autoScalingGroups.get(logicalId);
  const guard = scaling ? scalingGroups(network, scaling.launchedFrom) : workload.securityGroups;
  const loadBalancer = network.loadBalancers.get(logicalId);
  const hasNoGroups = loadBalancer !== undefined && !loadBalancer.hasSecurityGroups && loadBalancer.type !== "application";
  return subnets.links.map((link) => {
    const subnet = network.subnets.get(link.logicalId ?? "");
    const vpc = subnet?.vpc?.identity;
    return {
      owner: resource,
      place: link,
      kind: kinds[resource.type] ?? "interface",
      vpc,
      subnet,
      membership: hasNoGroups ? undefined : membershipOf(network, guard, vpc),
      addresses: addressesIn(network, subnet, undefined),
      publicIpv4: publicAnswer(network, resource, subnet),
      forwards: "no",
    };
  });
}

/** An Aurora instance stands where its cluster does. */
function clusterOf(network: Network, resource: Resource): string | undefined {
  const cluster = network.databaseInstances.get(resource.logicalId)?.cluster?.logicalId;
  return cluster !== undefined && network.workloads.has(cluster) ? cluster : undefined;
}

/** The groups of what an Auto Scaling group starts from. */
function scalingGroups(network: Network, from: readonly Link[]): Links {
  const all = from.map((link) => launchGroups(network, link));
  return { links: all.flatMap((one) => one.links), isComplete: all.length > 0 && all.every((one) => one.isComplete) };
}

/** Whether something that is no instance has a public IPv4 address there. */
function publicAnswer(network: Network, resource: Resource, subnet: Subnet | undefined): Answer {
  const { logicalId } = resource;
  const loadBalancer = network.loadBalancers.get(logicalId) ?? network.classicLoadBalancers.get(logicalId);
  if (loadBalancer) return loadBalancer.scheme === undefined ? "unknown" : loadBalancer.scheme === "internet-facing" ? "yes" : "no";
  const service = network.ecsServices.get(logicalId);
  if (service) return service.assignPublicIp === undefined ? "no" : switched(known(service.assignPublicIp), "ENABLED");
  const scaling = network.autoScalingGroups.get(logicalId);
  if (scaling) {
    const [launched, second] = scaling.launchedFrom.flatMap((link) => network.resources.get(link.logicalId ?? "") ?? []);
    const own = launched && launchedPublicIp(launched);
    if (!launched || second) return "unknown";
    return own ? truth(own) : bySubnet(subnet);
  }
  const database = network.databaseInstances.get(logicalId);
  if (database) return database.publiclyAccessible ? truth(database.publiclyAccessible) : "no";
  return "no";
}

const switched = (value: string | undefined, on: string): Answer => (value === undefined ? "unknown" : value === on ? "yes" : "no");

function truth(field: Field<boolean>): Answer {
  const value = known(field);
  return value === undefined ? "unknown" : value ? "yes" : "no";
}

/** Absent means no in a subnet that a template makes. */
function bySubnet(subnet: Subnet | undefined): Answer {
  if (!subnet) return "unknown";
  return subnet.mapPublicIpOnLaunch ? truth(subnet.mapPublicIpOnLaunch) : "no";
}

/** The interfaces that an instance has: its own, or those that are attached to it. */
function interfaceStations(network: Network, each: NetworkInterface, isFirst: boolean): readonly Station[] {
  const { resource } = each;
  const instance = network.instances.get(resource.logicalId);
  const attached = each.networkInterface;
  if (attached) {
    const declared = network.networkInterfaces.get(attached.logicalId ?? "");
    if (!declared) return [];
    const address = either(elasticIp(network, resource.logicalId), elasticIp(network, declared.resource.logicalId));
    return [stationOfInterface(network, declared, resource, "instance", address)];
  }
  const template = launchTemplateOf(resource, "LaunchTemplate");
  const launched = template && network.resources.get(template.logicalId ?? "");
  const ownGroups = each.securityGroups.links.length > 0 || !each.securityGroups.isComplete ? each.securityGroups : undefined;
  const named = resource.get("SecurityGroups") === undefined ? undefined : links(resource, "SecurityGroups");
  const groups = ownGroups ?? named ?? (template ? launchGroups(network, template) : each.securityGroups);
  const wish = each.associatePublicIp ?? (launched && launchedPublicIp(launched));
  const subnet = network.subnets.get(each.subnet?.logicalId ?? "");
  const given = wish ? truth(wish) : template && !launched ? "unknown" : isFirst ? bySubnet(subnet) : "no";
  const station = stationOfInterface(network, each, resource, "instance", either(elasticIp(network, resource.logicalId), given));
  const check = instance?.sourceDestCheck;
  return [{ ...station, membership: membershipOf(network, groups, station.vpc), forwards: check ? not(truth(check)) : "no" }];
}

const either = (a: Answer, b: Answer): Answer =>
  a === "yes" || b === "yes" ? "yes" : a === "unknown" || b === "unknown" ? "unknown" : "no";
const not = (answer: Answer): Answer => (answer === "yes" ? "no" : answer === "no" ? "yes" : "unknown");

function stationOfInterface(network: Network, each: NetworkInterface, owner: Resource, kind: string, publicIpv4: Answer): Station {
  const subnet = network.subnets.get(each.subnet?.logicalId ?? "");
  const vpc = subnet?.vpc?.identity;
  return {
    owner,
    place: each.subnet,
    kind,
    vpc,
    subnet,
    membership: membershipOf(network, each.securityGroups, vpc),
    addresses: addressesIn(network, subnet, each.privateIp),
    publicIpv4,
    forwards: each.sourceDestCheck ? not(truth(each.sourceDestCheck)) : "no",
  };
}

/** Whether an Elastic IP address is given to an instance or an interface. */
function elasticIp(network: Network, logicalId: string): Answer {
  const isOwn = (link: Link | undefined): boolean => link?.logicalId === logicalId;
  const isGiven =
    [...network.elasticIps.values()].some(({ instance }) => isOwn(instance)) ||
    [...network.elasticIpAssociations.values()].some(({ instance, networkInterface }) => isOwn(instance) || isOwn(networkInterface));
  if (isGiven) return "yes";
  return network.isHandedToStack(logicalId) || network.isOpen ? "unknown" : "no";
}

function natStation(network: Network, resource: Resource, subnetLink: Link): Station {
  const subnet = network.subnets.get(subnetLink.logicalId ?? "");
  const nat = network.natGateways.get(resource.logicalId);
  const isPrivate = nat?.connectivity ? switched(known(nat.connectivity)?.toLowerCase(), "private") : "no";
  return {
    owner: resource,
    place: subnetLink,
    kind: "NAT gateway",
    vpc: subnet?.vpc?.identity,
    subnet,
    membership: undefined,
    addresses: addressesIn(network, subnet, textField(resource, "PrivateIpAddress")),
    publicIpv4: not(isPrivate),
    forwards: "yes",
  };
}

/** The interfaces through which clients of a Client VPN endpoint come: one in each associated subnet. */
function clientVpnStations(network: Network, resource: Resource, groups: Links): readonly Station[] {
  return [...network.clientVpnAssociations.values()]
    .filter(({ endpoint }) => endpoint?.logicalId === resource.logicalId)
    .map(({ subnet: link }) => {
      const subnet = network.subnets.get(link?.logicalId ?? "");
      const vpc = subnet?.vpc?.identity;
      return {
        owner: resource,
        place: link,
        kind: "Client VPN endpoint",
        vpc,
        subnet,
        membership: membershipOf(network, groups, vpc),
        addresses: addressesIn(network, subnet, undefined),
        // In a public subnet clients get to the internet: https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/scenario-internet.html
        publicIpv4: "yes" as const,
        forwards: "no",
      };
    });
}

/** An EFS file system answers at its mount targets. */
const mountTargets = (network: Network, fileSystem: string): readonly Station[] =>
  [...network.workloads.values()].flatMap(({ resource }) => {
    if (resource.type !== "AWS::EFS::MountTarget") return [];
    const link = resource.references().find(({ logicalId }) => logicalId === fileSystem);
    return link ? workloadStations(network, resource.logicalId) : [];
  });

/** Whatever has one of the addresses in a subnet: no security group is known of it. */
export const anyInterface = (subnet: Subnet, addresses: Station["addresses"]): Station => ({
  owner: subnet.resource,
  place: undefined,
  kind: "address",
  vpc: subnet.vpc?.identity,
  subnet,
  membership: undefined,
  addresses,
  publicIpv4: "unknown",
  forwards: "no",
});

/** The private addresses of something in a subnet: the one that is stated, or one of the subnet's. */
export function addressesIn(network: Network, subnet: Subnet | undefined, stated: Field<string> | undefined): Station["addresses"] {
  const answers = new Map<IpVersion, Addresses | undefined>();
  return (version) => {
    if (!answers.has(version)) answers.set(version, version === 4 ? ipv4In(network, subnet, stated) : ipv6In(network, subnet));
    return answers.get(version);
  };
}

function ipv4In(network: Network, subnet: Subnet | undefined, stated: Field<string> | undefined): Addresses | undefined {
  const parsed = parseAddress(known(stated) ?? "");
  const own: AddressSet | undefined =
    "problem" in parsed || parsed.version === 6 ? undefined : { v4: [parsed.value, parsed.value + 1n], v6: [] };
  if (!subnet) return own ? each(own) : one(privateAddressSet);
  if (!own && isIpv6Only(subnet)) return undefined;
  const [inside, apart] = [insideOf(network, subnet, subnet.cidr, 4), siblingsOf(network, subnet)];
  if (own) return { ...each(own), inside, apart };
  const cidr = known(subnet.cidr);
  return { ...one(cidr ? addressSet([cidr]) : (blocksOfVersion(network, subnet.vpc?.identity, 4) ?? everything4), inside), apart };
}

function ipv6In(network: Network, subnet: Subnet | undefined): Addresses | undefined {
  if (!subnet?.ipv6Cidr) return undefined;
  const cidr = known(subnet.ipv6Cidr);
  return one(
    cidr ? addressSet([cidr]) : (blocksOfVersion(network, subnet.vpc?.identity, 6) ?? everything6),
    insideOf(network, subnet, subnet.ipv6Cidr, 6),
  );
}

/** A subnet that states an IPv6 block only. One that states none at all gets its blocks from IPAM. */
const isIpv6Only = ({ cidr, ipv6Cidr }: Subnet): boolean => cidr === undefined && ipv6Cidr !== undefined;

/** Identities of the IPv4 blocks of the VPC's other subnets, which never overlap its own. */
function siblingsOf(network: Network, subnet: Subnet): readonly string[] {
  const siblings = network.topology.subnetsIn(subnet.vpc?.identity ?? "").filter((one) => one !== subnet);
  const own = subnet.cidr && valueIdentity(subnet.cidr.text);
  return siblings.flatMap(({ cidr }) => (cidr && valueIdentity(cidr.text) !== own ? [valueIdentity(cidr.text)] : []));
}

/** Identities of blocks that hold the subnet: its own, and the VPC's where that has only one. */
function insideOf(network: Network, subnet: Subnet, own: CidrField | undefined, version: IpVersion): readonly string[] {
  const vpc = network.vpcs.get(subnet.vpc?.logicalId ?? "");
  const added = [...network.vpcCidrBlocks.values()].filter((block) => block.vpc?.identity === subnet.vpc?.identity);
  const ofVersion = added.filter((block) => block.isIpv6 === (version === 6));
  const [only, second] = version === 4 ? [vpc, ...ofVersion] : ofVersion;
  const attribute = ({ logicalId }: Resource) => `\${${logicalId}.CidrBlock}`;
  const ownId = own ? [valueIdentity(own.text)] : version === 4 ? [attribute(subnet.resource)] : [];
  if (!only || second) return ownId;
  return [...ownId, ...(only.cidr ? [valueIdentity(only.cidr.text)] : only === vpc ? [attribute(vpc.resource)] : [])];
}
