/** What holds an address: functions, tasks, databases, caches, file systems, Resolver endpoints, Auto Scaling groups, NAT instances. */
import { answers, edited } from "./cases.ts";
import { acl, group, host, internetGateway, publicHost, resource, subnet, table, template, vpc } from "./shorthand.ts";
import { gatewayEndpoint, nat, privateGateway, propagation, zone } from "./shorthand-network.ts";

const lambda = (id: string, subnets: string, groups: string) =>
  resource(
    id,
    "Lambda::Function",
    `Runtime: nodejs22.x, Role: arn, Code: {ZipFile: x}, Handler: index.handler, VpcConfig: {SubnetIds: [${subnets}], SecurityGroupIds: [${groups}]}`,
  );
const service = (id: string, subnets: string, groups: string, publicIp = "") =>
  resource(
    id,
    "ECS::Service",
    `LaunchType: FARGATE, TaskDefinition: task, NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [${subnets}], SecurityGroups: [${groups}]${publicIp}}}`,
  );

const shop = template(
  vpc("Vpc", "10.0.0.0/16", ", EnableDnsHostnames: true"),
  internetGateway("Gateway", "Vpc"),
  subnet("PublicA", "Vpc", "10.0.0.0/24", "PublicRoutes", zone("a")),
  subnet("PublicB", "Vpc", "10.0.1.0/24", "PublicRoutes", zone("b")),
  subnet("AppA", "Vpc", "10.0.10.0/24", "AppRoutes", zone("a")),
  subnet("AppB", "Vpc", "10.0.11.0/24", "AppRoutes", zone("b")),
  subnet("DataA", "Vpc", "10.0.20.0/24", "DataRoutes", zone("a")),
  subnet("DataB", "Vpc", "10.0.21.0/24", "DataRoutes", zone("b")),
  table("PublicRoutes", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  table("AppRoutes", "Vpc", "0.0.0.0/0 NatGatewayId Nat"),
  table("DataRoutes", "Vpc"),
  nat("Nat", "PublicA"),
  gatewayEndpoint("S3", "Vpc", "s3", "DataRoutes"),
  group("AppGroup", "Vpc", []),
  group("TaskGroup", "Vpc", ["tcp 8080 0.0.0.0/0"]),
  group("DataGroup", "Vpc", ["tcp 5432 sg:AppGroup", "tcp 6379 sg:TaskGroup", "tcp 2049 10.0.10.0/24"]),
  lambda("Function", "!Ref AppA, !Ref AppB", "!Ref AppGroup"),
  lambda("PublicFunction", "!Ref PublicA", "!Ref AppGroup"),
  service("Tasks", "!Ref AppA, !Ref AppB", "!Ref TaskGroup"),
  service("PublicTasks", "!Ref PublicA, !Ref PublicB", "!Ref TaskGroup", ", AssignPublicIp: ENABLED"),
  service("HiddenTasks", "!Ref PublicA", "!Ref TaskGroup"),
  resource("DbSubnets", "RDS::DBSubnetGroup", "DBSubnetGroupDescription: d, SubnetIds: [!Ref DataA, !Ref DataB]"),
  resource(
    "Cluster",
    "RDS::DBCluster",
    "Engine: aurora-postgresql, DBSubnetGroupName: !Ref DbSubnets, VpcSecurityGroupIds: [!Ref DataGroup]",
  ),
  resource("Writer", "RDS::DBInstance", "Engine: aurora-postgresql, DBInstanceClass: db.r6g.large, DBClusterIdentifier: !Ref Cluster"),
  resource(
    "Database",
    "RDS::DBInstance",
    "Engine: postgres, DBInstanceClass: db.t3.micro, DBSubnetGroupName: !Ref DbSubnets, VPCSecurityGroups: [!Ref DataGroup]",
  ),
  resource("CacheSubnets", "ElastiCache::SubnetGroup", "Description: c, SubnetIds: [!Ref DataA, !Ref DataB]"),
  resource(
    "Cache",
    "ElastiCache::ReplicationGroup",
    "ReplicationGroupDescription: c, CacheSubnetGroupName: !Ref CacheSubnets, SecurityGroupIds: [!Ref DataGroup]",
  ),
  resource("Files", "EFS::FileSystem", "Encrypted: true"),
  resource("MountA", "EFS::MountTarget", "FileSystemId: !Ref Files, SubnetId: !Ref DataA, SecurityGroups: [!Ref DataGroup]"),
  resource("MountB", "EFS::MountTarget", "FileSystemId: !Ref Files, SubnetId: !Ref DataB, SecurityGroups: [!Ref DataGroup]"),
  resource(
    "Launch",
    "EC2::LaunchTemplate",
    "LaunchTemplateData: {InstanceType: t3.micro, NetworkInterfaces: [{DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: [!Ref TaskGroup]}]}",
  ),
  resource(
    "Fleet",
    "AutoScaling::AutoScalingGroup",
    "MinSize: '1', MaxSize: '2', VPCZoneIdentifier: [!Ref PublicA, !Ref PublicB], LaunchTemplate: {LaunchTemplateId: !Ref Launch, Version: '1'}",
  ),
);

answers("workloads of a shop", shop, {
  "Function -> Cluster tcp/5432": "reachable",
  "Function -> Writer tcp/5432": "reachable",
  "Function -> Database tcp/5432": "reachable",
  "Function -> Database tcp/3306": "blocked: ENI_SG_RULES_MISMATCH DataGroup",
  "Tasks -> Cache tcp/6379": "reachable",
  "Function -> Cache tcp/6379": "blocked: ENI_SG_RULES_MISMATCH DataGroup",
  // One of the two zones is admitted only.
  "Tasks -> Files tcp/2049": "blocked: ENI_SG_RULES_MISMATCH DataGroup",
  "Function -> internet tcp/443": "reachable",
  "PublicFunction -> internet tcp/443": "blocked: IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS PublicFunction",
  "PublicFunction -> dynamodb tcp/443": "blocked: IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS PublicFunction",
  "PublicTasks -> internet tcp/443": "reachable",
  "HiddenTasks -> ecr.api tcp/443": "blocked: IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS HiddenTasks",
  "internet -> PublicTasks tcp/8080": "reachable",
  "internet -> HiddenTasks tcp/8080": "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS HiddenTasks",
  "internet -> Tasks tcp/8080": "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Tasks, NO_ROUTE_TO_DESTINATION AppRoutes",
  "internet -> Fleet tcp/8080": "reachable",
  "internet -> Fleet tcp/22": "blocked: ENI_SG_RULES_MISMATCH TaskGroup",
  "internet -> Database tcp/5432":
    "blocked: ENI_SG_RULES_MISMATCH DataGroup, IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Database, NO_ROUTE_TO_DESTINATION DataRoutes",
  "Database -> s3 tcp/443": "reachable",
  "Database -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION DataRoutes",
  "Nat -> internet tcp/443": "reachable",
});
answers(
  "a file system that one zone's clients reach",
  edited(
    shop,
    "Subnets: [!Ref AppA, !Ref AppB], SecurityGroups: [!Ref TaskGroup]",
    "Subnets: [!Ref AppA], SecurityGroups: [!Ref TaskGroup]",
  ),
  {
    "Tasks -> Files tcp/2049": "reachable",
    "Tasks -> MountB tcp/2049": "reachable",
    "Tasks -> Files udp/2049": "blocked: ENI_SG_RULES_MISMATCH DataGroup",
  },
);

const natInstance = (check: string, rules = ["all 10.0.0.0/16"]) =>
  template(
    vpc("Vpc", "10.0.0.0/16"),
    internetGateway("Gateway", "Vpc"),
    subnet("Public", "Vpc", "10.0.0.0/24", "PublicRoutes"),
    subnet("Private", "Vpc", "10.0.1.0/24", "PrivateRoutes"),
    table("PublicRoutes", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
    table("PrivateRoutes", "Vpc", "0.0.0.0/0 InstanceId Nat"),
    group("NatGroup", "Vpc", rules),
    group("AppGroup", "Vpc", []),
    publicHost("Nat", "Public", "NatGroup", check),
    host("App", "Private", "AppGroup"),
  );
answers("a NAT instance", natInstance(", SourceDestCheck: false"), {
  "App -> internet tcp/443": "reachable",
  "App -> Nat tcp/22": "reachable",
  "internet -> Nat tcp/22": "blocked: ENI_SG_RULES_MISMATCH NatGroup",
  "internet -> App tcp/22":
    "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS App, NO_ROUTE_TO_DESTINATION PrivateRoutes, SG_HAS_NO_RULES AppGroup",
});
answers("a NAT instance with its check on", natInstance(""), {
  "App -> internet tcp/443": "blocked: ENI_SOURCE_DEST_CHECK_RESTRICTION Nat",
});
answers("a NAT instance that takes the web only", natInstance(", SourceDestCheck: false", ["tcp 443 10.0.1.0/24"]), {
  "App -> internet tcp/443": "reachable",
  "App -> internet udp/53": "blocked: ENI_SG_RULES_MISMATCH NatGroup",
});

const resolver = template(
  vpc("Vpc", "10.0.0.0/16"),
  privateGateway("Vgw", "Vpc", "10.60.0.0/16"),
  propagation("Propagated", "Vgw", "EndsRoutes"),
  subnet("EndsA", "Vpc", "10.0.0.0/24", "EndsRoutes", zone("a")),
  subnet("EndsB", "Vpc", "10.0.1.0/24", "EndsRoutes", zone("b")),
  subnet("Lost", "Vpc", "10.0.2.0/24", "LostRoutes", zone("c")),
  table("EndsRoutes", "Vpc"),
  table("LostRoutes", "Vpc"),
  group("InGroup", "Vpc", ["udp 53 10.60.0.0/16"]),
  group("OutGroup", "Vpc", [], ["udp 53 10.60.0.53/32"]),
  resource(
    "Inbound",
    "Route53Resolver::ResolverEndpoint",
    "Direction: INBOUND, SecurityGroupIds: [!Ref InGroup], IpAddresses: [{SubnetId: !Ref EndsA}, {SubnetId: !Ref EndsB}]",
  ),
  resource(
    "Outbound",
    "Route53Resolver::ResolverEndpoint",
    "Direction: OUTBOUND, SecurityGroupIds: [!Ref OutGroup], IpAddresses: [{SubnetId: !Ref EndsA}, {SubnetId: !Ref Lost}]",
  ),
);
answers("Resolver endpoints and name servers on premises", resolver, {
  "10.60.0.53 -> Inbound udp/53": "reachable",
  "10.60.0.53 -> Inbound tcp/53": "blocked: ENI_SG_RULES_MISMATCH InGroup",
  // One of its two interfaces stands in a subnet without the way.
  "Outbound -> 10.60.0.53 udp/53": "blocked: NO_ROUTE_TO_DESTINATION LostRoutes",
  "Outbound -> 10.60.0.54 udp/53": "blocked: ENI_SG_RULES_MISMATCH OutGroup, NO_ROUTE_TO_DESTINATION LostRoutes",
});

const eni = template(
  vpc("Vpc", "10.0.0.0/16"),
  subnet("A", "Vpc", "10.0.0.0/24"),
  subnet("B", "Vpc", "10.0.1.0/24"),
  group("G", "Vpc", ["tcp 22 10.0.1.0/25"]),
  group("H", "Vpc", []),
  resource("Interface", "EC2::NetworkInterface", "SubnetId: !Ref A, PrivateIpAddress: 10.0.0.10, GroupSet: [!Ref G]"),
  resource("Server", "EC2::Instance", "ImageId: ami, NetworkInterfaces: [{DeviceIndex: 0, NetworkInterfaceId: !Ref Interface}]"),
  host("Client", "B", "H", ", PrivateIpAddress: 10.0.1.20"),
  host("Late", "B", "H", ", PrivateIpAddress: 10.0.1.200"),
  host("Anywhere", "B", "H"),
  acl("AclA", "Vpc", "A", "in 100 allow tcp 22 10.0.1.0/24", "out 100 allow tcp 1024-65535 10.0.1.0/24"),
);
answers("interfaces with stated addresses", eni, {
  "Client -> Server tcp/22": "reachable",
  "Client -> Interface tcp/22": "reachable",
  "Client -> 10.0.0.10 tcp/22": "reachable",
  "Late -> Server tcp/22": "blocked: ENI_SG_RULES_MISMATCH G",
  "Anywhere -> Server tcp/22": "unknown: Anywhere",
  "Anywhere -> Server tcp/23": "blocked: ENI_SG_RULES_MISMATCH G, SUBNET_ACL_RESTRICTION AclA",
});

const loose = `${eni}  Loose: {Type: "AWS::Lambda::Function", Properties: {Runtime: nodejs22.x, Role: arn, Code: {ZipFile: x}, Handler: index.handler}}\n`;
answers("a function outside of every VPC", loose, {
  "Loose -> Server tcp/22": "blocked: UNASSOCIATED_COMPONENT Loose",
  "Client -> Loose tcp/443": "blocked: UNASSOCIATED_COMPONENT Loose",
  "Loose -> internet tcp/443": "unknown: Loose",
});
