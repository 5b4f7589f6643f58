/** What the page says about endpoints, security groups, network ACLs, and what stands in subnets. */
import { tcp } from "../../../server/src/cidr/protocol.ts";
import { admission, guardOf, type Party, toPort } from "../../../server/src/network/admission.ts";
import { launchedPublicIp } from "../../../server/src/network/auto-scaling.ts";
import { targetsOf } from "../../../server/src/network/load-balancing.ts";
import { known, links } from "../../../server/src/network/resource.ts";
import { servicePortsOf } from "../../../server/src/network/service-port.ts";
import { subnetIdsOf } from "../../../server/src/network/workload.ts";
import {
  type Claim,
  type Resources,
  acl,
  cidr,
  ec2,
  endpoint,
  exporting,
  finds,
  getAtt,
  host,
  loudIn,
  nested,
  network,
  of,
  ref,
  table,
  textOf,
} from "./claim.ts";

const group = (properties: object) => ec2("SecurityGroup", { GroupDescription: "web", VpcId: ref("Vpc"), ...properties });
const client: Party = { addresses: [cidr("192.0.2.1/32")], unknownVersions: [], groups: [], otherGroups: "none" };

/** Whether TCP 80 gets through the groups of the interface `Host`. */
function verdict(direction: "ingress" | "egress", resources: Resources, more: object = {}, party = client): string {
  const from = network(resources, more);
  const resource = from.resources.get("Host");
  if (!resource) throw new Error("no Host");
  return admission(from, guardOf(from, links(resource, "GroupSet")), direction, toPort(tcp, 80), party).verdict;
}
const outTo443 = (target: unknown) =>
  ec2("SecurityGroupEgress", { GroupId: target, IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "0.0.0.0/0" });
const inFrom = (target: unknown) =>
  ec2("SecurityGroupIngress", { GroupId: target, IpProtocol: "tcp", FromPort: 80, ToPort: 80, CidrIp: "0.0.0.0/0" });

const entry = (RuleNumber: number, RuleAction: string, Egress: boolean, target: unknown = ref("Acl")) =>
  ec2("NetworkAclEntry", { NetworkAclId: target, RuleNumber, Protocol: -1, RuleAction, Egress, CidrBlock: "0.0.0.0/0" });
const openAcl = acl({ In: entry(100, "allow", false), Out: entry(100, "allow", true) });

const elb = (type: string, properties: object = {}) => of(`AWS::ElasticLoadBalancingV2::${type}`, properties);
const targetGroup = (more: object = {}) => elb("TargetGroup", { VpcId: ref("Vpc"), Port: 80, Protocol: "HTTP", ...more });
function targets(resources: Resources): readonly string[] {
  const from = network(resources);
  return [...from.targetGroups.values()].flatMap((one) => targetsOf(from, one)).map(({ resource }) => resource.logicalId);
}
const service = (more: object) =>
  of("AWS::ECS::Service", { LoadBalancers: [{ TargetGroupArn: ref("Targets"), ContainerPort: 80, ContainerName: "web" }], ...more });

const database = (more: object = {}): Resources => ({
  Subnets: of("AWS::RDS::DBSubnetGroup", { SubnetIds: [ref("SubnetA"), ref("SubnetB")] }),
  Cluster: of("AWS::RDS::DBCluster", { DBSubnetGroupName: ref("Subnets") }),
  Database: of("AWS::RDS::DBInstance", { PubliclyAccessible: true, ...more }),
});

const outbound = (more: object = {}, target: object = {}): Resources => ({
  Dns: group({ SecurityGroupEgress: [{ IpProtocol: -1, CidrIp: "192.0.2.0/24" }] }),
  Outbound: of("AWS::Route53Resolver::ResolverEndpoint", {
    Direction: "OUTBOUND",
    SecurityGroupIds: [ref("Dns")],
    IpAddresses: [{ SubnetId: ref("SubnetA") }, { SubnetId: ref("SubnetB") }],
  }),
  Forward: of("AWS::Route53Resolver::ResolverRule", {
    RuleType: "FORWARD",
    ResolverEndpointId: ref("Outbound"),
    TargetIps: [{ Ip: "10.9.0.2", ...target }],
    ...more,
  }),
});
const outboundOn = (port: number, target: object): Resources => ({
  ...outbound({}, target),
  Dns: group({
    SecurityGroupEgress: ["tcp", "udp"].map((IpProtocol) => ({ IpProtocol, FromPort: port, ToPort: port, CidrIp: "0.0.0.0/0" })),
  }),
});

const lattice = (gatewayId: unknown): Resources => ({
  Closed: group({ SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp: "10.0.0.0/16" }] }),
  Clients: group({}),
  Host: host([ref("Closed")]),
  Way: of("AWS::VpcLattice::ResourceGateway", {
    VpcIdentifier: ref("Vpc"),
    SubnetIds: [ref("SubnetA")],
    SecurityGroupIds: [ref("Clients")],
  }),
  Configuration: of("AWS::VpcLattice::ResourceConfiguration", {
    ResourceGatewayId: gatewayId,
    ResourceConfigurationDefinition: { IpResource: getAtt("Host", "PrimaryPrivateIpAddress") },
    PortRanges: ["443"],
  }),
});

const vpn = (more: object): Resources => ({
  Vgw: ec2("VPNGateway", { Type: "ipsec.1" }),
  Customer: ec2("CustomerGateway", { Type: "ipsec.1", BgpAsn: 65000, IpAddress: "192.0.2.1" }),
  Vpn: ec2("VPNConnection", { Type: "ipsec.1", CustomerGatewayId: ref("Customer"), VpnGatewayId: ref("Vgw"), ...more }),
  Static: ec2("VPNConnectionRoute", { VpnConnectionId: ref("Vpn"), DestinationCidrBlock: "192.168.0.0/16" }),
});

const clientVpn = (more: Resources): Resources => ({
  ClientVpn: ec2("ClientVpnEndpoint", { ClientCidrBlock: "10.0.64.0/20" }),
  ClientVpnAssociation: ec2("ClientVpnTargetNetworkAssociation", { ClientVpnEndpointId: ref("ClientVpn"), SubnetId: ref("SubnetA") }),
  ...more,
});
const { ClientVpnAssociation: _, ...clientVpnAlone } = clientVpn({});

const everything = [{ IpProtocol: "-1", CidrIp: "0.0.0.0/0" }];

export const workloadClaims: readonly Claim[] = [
  [
    "An endpoint without a type is a gateway endpoint.",
    () => [...network({ Endpoint: ec2("VPCEndpoint", { VpcId: ref("Vpc") }) }).vpcEndpoints.values()].map(({ type }) => type),
    ["Gateway"],
  ],
  [
    "An interface endpoint without security groups has the VPC's default group, which lets nobody in but its members.",
    () => [finds("endpoint/default-sg", endpoint()), finds("endpoint/default-sg", endpoint({ SecurityGroupIds: [ref("Given")] }))],
    [true, false],
  ],
  [
    "Private DNS is off unless the template turns it on.",
    () => [
      loudIn(textOf(endpoint())).filter((one) => one.includes("private-dns")),
      loudIn(textOf(endpoint({ PrivateDnsEnabled: true }))).filter((one) => one.includes("private-dns")),
    ],
    [["endpoint/private-dns-off Endpoint"], ["endpoint/private-dns-vpc-attributes Vpc"]],
  ],
  [
    "A group without egress rules, inline or standalone, lets everything out.",
    () => [
      verdict("egress", { Web: group({}), Host: host([ref("Web")]) }),
      verdict("egress", {
        Web: group({ SecurityGroupEgress: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "0.0.0.0/0" }] }),
        Host: host([ref("Web")]),
      }),
    ],
    ["yes", "no"],
  ],
  [
    "What the standalone egress rules of a group without inline ones do not let out is unknown: AWS does not say whether they replace its rule for everything.",
    () => verdict("egress", { Web: group({}), Rule: outTo443(ref("Web")), Host: host([ref("Web")]) }),
    "unknown",
  ],
  [
    "A group that is exported or handed to another stack, and one of another stack, may have other rules.",
    () => {
      const resources = { Web: group({}), Host: host([ref("Web")]) };
      return [
        verdict("ingress", resources),
        verdict("ingress", resources, exporting(ref("Web"))),
        verdict("ingress", { ...resources, ...nested(ref("Web")) }),
        verdict("ingress", { Host: host([ref("Given")]) }),
      ];
    },
    ["no", "unknown", "unknown", "unknown"],
  ],
  [
    "A standalone rule for a group that is not known may be for any group of the template.",
    () => {
      const resources = { Web: group({}), Host: host([ref("Web")]) };
      return [
        verdict("ingress", { ...resources, ...nested(), Rule: inFrom(getAtt("Nested", "Outputs.Group")) }),
        verdict("ingress", { ...resources, Rule: inFrom("sg-0123456789abcdef0") }),
      ];
    },
    ["unknown", "no"],
  ],
  [
    "Who is a member of a group of another stack.",
    () => {
      const fromGiven = [{ IpProtocol: "tcp", FromPort: 80, ToPort: 80, SourceSecurityGroupId: ref("Given") }];
      const resources = { Web: group({ SecurityGroupIngress: fromGiven }), Host: host([ref("Web")]) };
      return verdict("ingress", resources, {}, { ...client, otherGroups: "undeclared" });
    },
    "unknown",
  ],
  [
    "What a list holds, in rules about security groups.",
    () => {
      const fromList = [{ IpProtocol: "tcp", FromPort: 80, ToPort: 80, SourcePrefixListId: ref("List") }];
      const List = ec2("PrefixList", { AddressFamily: "IPv4", MaxEntries: 1, Entries: [{ Cidr: "198.51.100.0/24" }] });
      return verdict("ingress", { List, Web: group({ SecurityGroupIngress: fromList }), Host: host([ref("Web")]) });
    },
    "unknown",
  ],
  ["What no entry matches is denied.", () => [finds("nacl/deny-all", acl({})), finds("nacl/deny-all", openAcl)], [true, false]],
  [
    "A subnet without an association uses the VPC's default network ACL, which lets everything through.",
    () => loudIn(textOf({ Acl: ec2("NetworkAcl", { VpcId: ref("Vpc") }) })).filter((one) => one.startsWith("nacl/")),
    [],
  ],
  [
    "An ACL that is exported or handed to another stack, and every ACL where an entry names one that is not known, may have other entries.",
    () => [
      finds("nacl/deny-all", acl({}), exporting(ref("Acl"))),
      finds("nacl/deny-all", { ...acl({}), ...nested(ref("Acl")) }),
      finds("nacl/deny-all", acl({ In: entry(100, "allow", false, ref("Given")) })),
    ],
    [false, false, false],
  ],
  [
    "What a deny entry takes from an allow entry after it, in rules about a whole ACL.",
    () => loudIn(textOf({ ...openAcl, Deny: entry(1, "deny", false) })).filter((one) => one.startsWith("nacl/")),
    [],
  ],
  [
    "The source/destination check is on unless the template turns it off.",
    () =>
      [{}, { SourceDestCheck: false }].map((more) =>
        finds("route/appliance-src-dst-check", {
          Appliance: ec2("Instance", { ImageId: "ami-12345678", SubnetId: ref("SubnetB"), ...more }),
          ...table({ InstanceId: ref("Appliance") }),
        }),
      ),
    [true, false],
  ],
  [
    "A load balancer is internet-facing unless the template says otherwise.",
    () =>
      [{}, { Scheme: "internal" }].map((more) =>
        finds("lb/internet-facing-no-igw", { Balancer: elb("LoadBalancer", { Subnets: [ref("SubnetA"), ref("SubnetB")], ...more }) }),
      ),
    [true, false],
  ],
  [
    "One that is not classic is an application load balancer unless the template says otherwise.",
    () =>
      [{}, { Type: "network" }].map((more) =>
        finds("lb/alb-two-azs", { Balancer: elb("LoadBalancer", { Scheme: "internal", Subnets: [ref("SubnetA")], ...more }) }),
      ),
    [true, false],
  ],
  [
    "Targets are instances unless the target group says otherwise.",
    () =>
      [{}, { TargetType: "ip" }].map((more) =>
        [...network({ Targets: targetGroup(more) }).targetGroups.values()].map(({ targetType }) => targetType),
      ),
    [["instance"], ["ip"]],
  ],
  [
    "Instances register with the target groups and load balancers that the group names.",
    () => targets({ Targets: targetGroup(), Fleet: of("AWS::AutoScaling::AutoScalingGroup", { TargetGroupARNs: [ref("Targets")] }) }),
    ["Fleet"],
  ],
  [
    "They get public addresses as the launch template or launch configuration says, or else as the subnet does.",
    () =>
      [{}, { AssociatePublicIpAddress: true }].map((more) => {
        const launch = network({ Launch: of("AWS::AutoScaling::LaunchConfiguration", more) }).resources.get("Launch");
        return launch && known(launchedPublicIp(launch));
      }),
    [undefined, true],
  ],
  [
    "Load balancers that are attached later.",
    () => targets({ Targets: targetGroup(), Fleet: of("AWS::AutoScaling::AutoScalingGroup") }),
    [],
  ],
  [
    "An instance of a cluster is where the cluster's subnet group is.",
    () => [finds("db/public-requirements", database()), finds("db/public-requirements", database({ DBClusterIdentifier: ref("Cluster") }))],
    [false, true],
  ],
  [
    "Default subnet groups.",
    () => finds("db/public-requirements", { Database: of("AWS::RDS::DBInstance", { PubliclyAccessible: true }) }),
    false,
  ],
  [
    "The control plane is in the Region, and needs two zones, unless the cluster is on an Outpost.",
    () =>
      [{}, { OutpostConfig: { ControlPlaneInstanceType: "m5.large" } }].map((more) =>
        finds("compute/eks-two-azs", {
          Cluster: of("AWS::EKS::Cluster", { ResourcesVpcConfig: { SubnetIds: [ref("SubnetA")] }, ...more }),
        }),
      ),
    [true, false],
  ],
  [
    "Tasks with interfaces of their own register with the target groups that the service names.",
    () =>
      targets({
        Targets: targetGroup({ TargetType: "ip" }),
        Tasks: service({ NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref("SubnetA")] } } }),
      }),
    ["Tasks"],
  ],
  ["Tasks that share the interface of their instance.", () => targets({ Targets: targetGroup(), Tasks: service({}) }), []],
  [
    "A zone that names VPCs is private.",
    () =>
      [{ VPCs: [{ VPCId: ref("Vpc"), VPCRegion: "eu-west-1" }] }, {}].map((more) =>
        finds("dns/private-zone-vpc-attributes", { Zone: of("AWS::Route53::HostedZone", { Name: "example.internal", ...more }) }),
      ),
    [true, false],
  ],
  [
    "A forwarding rule sends queries through the endpoint that it names.",
    () => [finds("dns/resolver-sg", outbound()), finds("dns/resolver-sg", outbound({ ResolverEndpointId: ref("Given") }))],
    [true, false],
  ],
  [
    "Queries go to port 53 unless the template says otherwise.",
    () => [
      finds("dns/resolver-sg", outboundOn(53, {})),
      finds("dns/resolver-sg", outboundOn(53, { Port: 5353 })),
      finds("dns/resolver-sg", outboundOn(5353, { Port: 5353 })),
    ],
    [false, true, false],
  ],
  [
    "A configuration is reached through the gateway that it names.",
    () => [finds("lattice/target-sg", lattice(ref("Way"))), finds("lattice/target-sg", lattice(ref("Given")))],
    [true, false],
  ],
  [
    "A VPN connection uses BGP unless it says static routes only.",
    () => [finds("vpn/static-route-on-bgp", vpn({})), finds("vpn/static-route-on-bgp", vpn({ StaticRoutesOnly: true }))],
    [true, false],
  ],
  [
    "Clients reach nothing without an authorization rule for where they go.",
    () => {
      const route = {
        Way: ec2("ClientVpnRoute", {
          ClientVpnEndpointId: ref("ClientVpn"),
          DestinationCidrBlock: "192.168.0.0/16",
          TargetVpcSubnetId: ref("SubnetA"),
        }),
      };
      const rule = (cidr: string) => ({
        Rule: ec2("ClientVpnAuthorizationRule", { ClientVpnEndpointId: ref("ClientVpn"), TargetNetworkCidr: cidr }),
      });
      return [{}, route, { ...route, ...rule("10.0.0.0/16") }, { ...route, ...rule("192.168.0.0/16") }].map((more) =>
        finds("clientvpn/no-authorization", clientVpn(more)),
      );
    },
    [true, true, true, false],
  ],
  [
    "An endpoint is in the VPC of the subnets that it is associated with.",
    () => [finds("clientvpn/client-cidr-overlap", clientVpn({})), finds("clientvpn/client-cidr-overlap", clientVpnAlone)],
    [true, false],
  ],
  [
    "Every subnet and group that a workload names, directly or through a subnet group, is one that its interfaces use.",
    () => {
      const from = network({ ...database({ DBSubnetGroupName: ref("Subnets") }), Host: host([]) });
      return ["Host", "Database"].map((id) => {
        const workload = from.workloads.get(id);
        return workload && subnetIdsOf(workload, from.workloads);
      });
    },
    [["SubnetA"], ["SubnetA", "SubnetB"]],
  ],
  [
    "Launch templates, launch configurations and subnet groups only describe: they hold no address.",
    () =>
      [
        ...network({
          ...database(),
          Template: ec2("LaunchTemplate", { LaunchTemplateData: {} }),
          Configuration: of("AWS::AutoScaling::LaunchConfiguration"),
        }).workloads.values(),
      ].flatMap(({ resource, holdsAddress }) => (holdsAddress ? [] : [resource.logicalId])),
    ["Subnets", "Template", "Configuration"],
  ],
  [
    "A database or cache listens on the port that the template gives, or else on its engine's default.",
    () => {
      const from = network({
        Stated: of("AWS::RDS::DBInstance", { Engine: "postgres", Port: 6000 }),
        Default: of("AWS::RDS::DBInstance", { Engine: "postgres" }),
        Unknown: of("AWS::RDS::DBInstance", { Engine: ref("Given") }),
        Cache: of("AWS::ElastiCache::ReplicationGroup", {}),
      });
      return ["Stated", "Default", "Unknown", "Cache"].map((id) => {
        const resource = from.resources.get(id);
        return resource && servicePortsOf(resource, (name) => from.resources.get(name))?.ports;
      });
    },
    [[6000], [5432], undefined, [6379]],
  ],
  [
    "A path is meant to be reachable, and what an access scope matches and does not exclude is meant not to be.",
    () => {
      const ends = { Source: ref("A"), Destination: ref("B"), Protocol: "tcp", DestinationPort: 22 };
      const named = (id: string) => ({ ResourceStatement: { Resources: [ref(id)] } });
      const scope = (excluded: readonly object[]) =>
        ec2("NetworkInsightsAccessScope", { MatchPaths: [{ Source: named("A"), Destination: named("B") }], ExcludePaths: excluded });
      const open = { Group: ec2("SecurityGroup", { VpcId: ref("Vpc"), GroupDescription: "g", SecurityGroupIngress: everything }) };
      const closed = { Group: ec2("SecurityGroup", { VpcId: ref("Vpc"), GroupDescription: "g" }) };
      const hosts = { A: host([ref("Group")]), B: host([ref("Group")]) };
      return [
        finds("path/expectation", { ...hosts, ...closed, Path: ec2("NetworkInsightsPath", ends) }),
        finds("path/expectation", { ...hosts, ...open, Path: ec2("NetworkInsightsPath", ends) }),
        finds("path/expectation", { ...hosts, ...open, Scope: scope([]) }),
        finds("path/expectation", { ...hosts, ...open, Scope: scope([{ Destination: named("B") }]) }),
        finds("path/expectation", { ...hosts, ...closed, Scope: scope([]) }),
      ];
    },
    [true, false, true, false, false],
  ],
];
