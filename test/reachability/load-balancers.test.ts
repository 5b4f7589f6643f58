/** Load balancers as source, destination and on the way: listeners, targets, health checks, whose address targets see. */
import { answers, edited } from "./cases.ts";
import { acl, group, host, internetGateway, resource, subnet, table, template, vpc } from "./shorthand.ts";
import { listener, loadBalancer, nat, preserveClientIp, privateGateway, targetGroup, zone } from "./shorthand-network.ts";

const base = [
  vpc("Vpc", "10.0.0.0/16"),
  internetGateway("Gateway", "Vpc"),
  subnet("PublicA", "Vpc", "10.0.0.0/24", "PublicRoutes", zone("a")),
  subnet("PublicB", "Vpc", "10.0.1.0/24", "PublicRoutes", zone("b")),
  subnet("PrivateA", "Vpc", "10.0.10.0/24", "PrivateRoutes", zone("a")),
  subnet("PrivateB", "Vpc", "10.0.11.0/24", "PrivateRoutes", zone("b")),
  table("PublicRoutes", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  table("PrivateRoutes", "Vpc", "0.0.0.0/0 NatGatewayId Nat"),
  nat("Nat", "PublicA"),
];

const web = template(
  ...base,
  group("AlbGroup", "Vpc", ["tcp 443 0.0.0.0/0", "tcp 8443 0.0.0.0/0"]),
  group("WebGroup", "Vpc", ["tcp 8080 sg:AlbGroup", "tcp 9000 10.0.0.0/23"]),
  group("InnerGroup", "Vpc", ["tcp 80 sg:WebGroup"]),
  group("ApiGroup", "Vpc", ["tcp 3000 sg:InnerGroup"]),
  host("Web", "PrivateA", "WebGroup"),
  host("Spare", "PrivateB", "WebGroup"),
  host("Api", "PrivateB", "ApiGroup"),
  loadBalancer("Alb", "application", "internet-facing", "PublicA PublicB", "AlbGroup"),
  listener("Https", "Alb", "HTTPS 443", "WebTargets"),
  targetGroup("WebTargets", "Vpc", "HTTP 8080", "Web", ", HealthCheckPort: 9000"),
  loadBalancer("Inner", "application", "internal", "PrivateA PrivateB", "InnerGroup"),
  listener("Http", "Inner", "HTTP 80", "ApiTargets"),
  targetGroup("ApiTargets", "Vpc", "HTTP 3000", "Api.PrivateIp", ", HealthCheckPort: 3001"),
  loadBalancer("Idle", "application", "internal", "PrivateA PrivateB", "InnerGroup"),
);
answers("an internet-facing and an internal Application Load Balancer", web, {
  "internet -> Alb tcp/443": "reachable",
  "internet -> Alb tcp/80": "blocked: ELBV2_LISTENERS_MISMATCH Alb, ENI_SG_RULES_MISMATCH AlbGroup",
  "internet -> Alb tcp/8443": "blocked: ELBV2_LISTENERS_MISMATCH Alb",
  "internet -> Alb udp/443": "blocked: ELBV2_LISTENERS_MISMATCH Alb, ENI_SG_RULES_MISMATCH AlbGroup",
  "Alb -> Web tcp/8080": "reachable",
  "Alb -> Web tcp/9000": "reachable",
  "Alb -> Web tcp/80": "blocked: ENI_SG_RULES_MISMATCH WebGroup, TARGET_PORT_RESTRICTION Alb",
  "Alb -> Spare tcp/8080": "blocked: TARGET_ADDRESS_RESTRICTION Alb",
  "internet -> Web tcp/443 through Alb": "reachable",
  "internet -> Spare tcp/443 through Alb": "blocked: TARGET_ADDRESS_RESTRICTION Alb",
  // No listener: what the target takes is not asked on a port that nobody sends to.
  "internet -> Web tcp/8443 through Alb": "blocked: ELBV2_LISTENERS_MISMATCH Alb",
  "Web -> Alb tcp/443": "reachable",
  "Web -> Inner tcp/80": "reachable",
  "Web -> Api tcp/80 through Inner": "reachable",
  "Api -> Inner tcp/80": "blocked: ENI_SG_RULES_MISMATCH InnerGroup",
  "Inner -> Api tcp/3000": "reachable",
  "Inner -> Api tcp/3001": "blocked: ENI_SG_RULES_MISMATCH ApiGroup",
  "Web -> Api tcp/3000": "blocked: ENI_SG_RULES_MISMATCH ApiGroup",
  "internet -> Inner tcp/80":
    "blocked: ENI_SG_RULES_MISMATCH InnerGroup, IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Inner, NO_ROUTE_TO_DESTINATION PrivateRoutes",
  "Idle -> Api tcp/3000": "blocked: ELBV2_LISTENER_HAS_NO_TG Idle",
  "Alb -> internet tcp/443": "blocked: TARGET_ADDRESS_RESTRICTION Alb",
});
answers(
  "an internet-facing load balancer in private subnets",
  edited(
    web,
    "Subnets: [!Ref PublicA, !Ref PublicB], SecurityGroups: [!Ref AlbGroup]",
    "Subnets: [!Ref PrivateA, !Ref PrivateB], SecurityGroups: [!Ref AlbGroup]",
  ),
  {
    "internet -> Alb tcp/443": "blocked: NO_ROUTE_TO_DESTINATION PrivateRoutes",
    "Alb -> Web tcp/9000": "blocked: ENI_SG_RULES_MISMATCH WebGroup",
  },
);

const other =
  web +
  [
    vpc("Other", "10.9.0.0/16"),
    internetGateway("OtherGateway", "Other"),
    subnet("OtherPublic", "Other", "10.9.0.0/24", "OtherPublicRoutes"),
    subnet("OtherPrivate", "Other", "10.9.1.0/24", "OtherPrivateRoutes"),
    table("OtherPublicRoutes", "Other", "0.0.0.0/0 GatewayId OtherGateway"),
    table("OtherPrivateRoutes", "Other", "0.0.0.0/0 NatGatewayId OtherNat"),
    nat("OtherNat", "OtherPublic"),
    group("OtherGroup", "Other", []),
    host("OtherHost", "OtherPrivate", "OtherGroup"),
  ].join("");
answers("load balancers asked from another VPC", other, {
  "OtherHost -> Alb tcp/443": "reachable",
  "OtherHost -> Web tcp/443 through Alb": "reachable",
  "OtherHost -> Inner tcp/80": "blocked: DISCONNECTED_VPCS Other, ENI_SG_RULES_MISMATCH InnerGroup",
});

const nlb = (attributes = "", groups = "", webRules: readonly string[] = ["tcp 8080 0.0.0.0/0"]) =>
  template(
    ...base,
    group("NlbGroup", "Vpc", ["tcp 80 0.0.0.0/0"]),
    group("WebGroup", "Vpc", webRules),
    group("ClientGroup", "Vpc", []),
    host("Web", "PrivateA", "WebGroup"),
    host("Client", "PrivateB", "ClientGroup"),
    loadBalancer("Nlb", "network", "internet-facing", "PublicA PublicB", groups),
    listener("Tcp", "Nlb", "TCP 80", "Targets"),
    targetGroup("Targets", "Vpc", "TCP 8080", "Web", attributes),
  );
const throughNlb = "internet -> Web tcp/80 through Nlb";
const insideNlb = "Client -> Web tcp/80 through Nlb";
answers("a Network Load Balancer without groups, targets by instance", nlb(), {
  "internet -> Nlb tcp/80": "reachable",
  "internet -> Nlb tcp/443": "blocked: ELBV2_LISTENERS_MISMATCH Nlb",
  [throughNlb]: "reachable",
  [insideNlb]: "reachable",
});
answers("targets that admit the VPC see the client", nlb("", "", ["tcp 8080 10.0.0.0/16"]), {
  "internet -> Nlb tcp/80": "reachable",
  "Nlb -> Web tcp/8080": "reachable",
  [throughNlb]: "blocked: ENI_SG_RULES_MISMATCH WebGroup",
  [insideNlb]: "reachable",
});
answers("targets that admit the load balancer's subnets, clients kept", nlb("", "", ["tcp 8080 10.0.0.0/23"]), {
  [insideNlb]: "blocked: ENI_SG_RULES_MISMATCH WebGroup",
});
answers("targets that admit the load balancer's subnets, clients not kept", nlb(preserveClientIp(false), "", ["tcp 8080 10.0.0.0/23"]), {
  [throughNlb]: "reachable",
  [insideNlb]: "reachable",
});
answers("targets that admit the load balancer's group", nlb("", "NlbGroup", ["tcp 8080 sg:NlbGroup"]), {
  [throughNlb]: "reachable",
  [insideNlb]: "reachable",
  "Client -> Web tcp/8080": "blocked: ENI_SG_RULES_MISMATCH WebGroup",
});
answers("targets that admit the client's group: not seen behind the load balancer", nlb("", "", ["tcp 8080 sg:ClientGroup"]), {
  [insideNlb]: "blocked: SG_REFERENCES_NOT_PRESERVED WebGroup",
  "Client -> Web tcp/8080": "reachable",
});
answers(
  "targets by address do not see clients",
  nlb("", "", ["tcp 8080 10.0.0.0/23"])
    .replace("{Id: !Ref Web}", "{Id: !GetAtt Web.PrivateIp}")
    .replace("Protocol: TCP, Port: 8080,", "Protocol: TCP, Port: 8080, TargetType: ip,"),
  {
    [throughNlb]: "reachable",
  },
);
answers(
  "targets by address that see clients",
  nlb(preserveClientIp(true), "", ["tcp 8080 10.0.0.0/23"])
    .replace("{Id: !Ref Web}", "{Id: !GetAtt Web.PrivateIp}")
    .replace("Protocol: TCP, Port: 8080,", "Protocol: TCP, Port: 8080, TargetType: ip,"),
  {
    [throughNlb]: "blocked: ENI_SG_RULES_MISMATCH WebGroup",
  },
);
const guarded = (...entries: readonly string[]) => nlb() + acl("WebAcl", "Vpc", "PrivateA", ...entries);
answers(
  "an ACL at the targets that admits the VPC only",
  guarded("in 100 allow tcp 8080 10.0.0.0/16", "out 100 allow tcp 1024-65535 10.0.0.0/16"),
  {
    [throughNlb]: "blocked: SUBNET_ACL_RESTRICTION WebAcl",
    [insideNlb]: "reachable",
    "Nlb -> Web tcp/8080": "reachable",
  },
);
answers("an ACL at the targets that admits clients", guarded("in 100 allow tcp 8080 0.0.0.0/0", "out 100 allow tcp 1024-65535 0.0.0.0/0"), {
  [throughNlb]: "reachable",
});

const classic = template(
  ...base,
  group("ElbGroup", "Vpc", ["tcp 80 0.0.0.0/0"]),
  group("WebGroup", "Vpc", ["tcp 8080 sg:ElbGroup"]),
  host("Web", "PrivateA", "WebGroup"),
  resource(
    "Elb",
    "ElasticLoadBalancing::LoadBalancer",
    "Subnets: [!Ref PublicA, !Ref PublicB], SecurityGroups: [!Ref ElbGroup], Instances: [!Ref Web], Listeners: [{LoadBalancerPort: 80, InstancePort: 8080, Protocol: HTTP}], HealthCheck: {Target: 'HTTP:8081/health', HealthyThreshold: 2, UnhealthyThreshold: 2, Interval: 10, Timeout: 5}",
  ),
);
answers("a Classic Load Balancer", classic, {
  "internet -> Elb tcp/80": "reachable",
  "internet -> Elb tcp/443": "blocked: ELB_LISTENERS_MISMATCH Elb, ENI_SG_RULES_MISMATCH ElbGroup",
  "Elb -> Web tcp/8080": "reachable",
  "Elb -> Web tcp/8081": "blocked: ENI_SG_RULES_MISMATCH WebGroup",
  "Elb -> Web tcp/22": "blocked: ELB_LISTENER_PORT_RESTRICTION Elb, ENI_SG_RULES_MISMATCH WebGroup",
  "internet -> Web tcp/80 through Elb": "reachable",
});

const scaled = template(
  ...base,
  group("NlbGroup", "Vpc", ["tcp 5000 10.60.0.0/16"]),
  group("FleetGroup", "Vpc", ["tcp 5001 sg:NlbGroup"]),
  group("TaskGroup", "Vpc", ["tcp 5002 sg:NlbGroup"]),
  privateGateway("Vgw", "Vpc", "10.60.0.0/16"),
  loadBalancer("Nlb", "network", "internal", "PrivateA", "NlbGroup"),
  listener("First", "Nlb", "TCP 5000", "Fleet"),
  listener("Second", "Nlb", "TCP 6000", "Tasks"),
  targetGroup("Fleet", "Vpc", "TCP 5001", ""),
  targetGroup("Tasks", "Vpc", "TCP 5002", "", ", TargetType: ip"),
  resource("Launch", "EC2::LaunchTemplate", "LaunchTemplateData: {InstanceType: t3.micro, SecurityGroupIds: [!Ref FleetGroup]}"),
  resource(
    "Scaling",
    "AutoScaling::AutoScalingGroup",
    "MinSize: '1', MaxSize: '2', VPCZoneIdentifier: [!Ref PrivateA, !Ref PrivateB], TargetGroupARNs: [!Ref Fleet], LaunchTemplate: {LaunchTemplateId: !Ref Launch, Version: '1'}",
  ),
  resource(
    "Service",
    "ECS::Service",
    "LaunchType: FARGATE, TaskDefinition: task, NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref PrivateB], SecurityGroups: [!Ref TaskGroup]}}, LoadBalancers: [{TargetGroupArn: !Ref Tasks, ContainerName: app, ContainerPort: 5002}]",
  ),
);
answers("an internal Network Load Balancer before a group and a service, asked from on premises", scaled, {
  "10.60.0.10 -> Nlb tcp/5000": "blocked: NO_ROUTE_TO_DESTINATION PrivateRoutes",
  "10.60.0.10 -> Nlb udp/5000": "blocked: ELBV2_LISTENERS_MISMATCH Nlb, ENI_SG_RULES_MISMATCH NlbGroup",
  "Nlb -> Scaling tcp/5001": "reachable",
  "Nlb -> Service tcp/5002": "reachable",
  "Nlb -> Service tcp/5001": "blocked: ENI_SG_RULES_MISMATCH TaskGroup, TARGET_PORT_RESTRICTION Nlb",
  "10.60.0.10 -> Scaling tcp/5000 through Nlb": "blocked: NO_ROUTE_TO_DESTINATION PrivateRoutes",
  "10.60.0.10 -> Service tcp/6000 through Nlb": "blocked: ENI_SG_RULES_MISMATCH NlbGroup, NO_ROUTE_TO_DESTINATION PrivateRoutes",
});

const literal = edited(
  nlb("", "", ["tcp 8080 10.0.0.0/23"]).replace("Protocol: TCP, Port: 8080,", "Protocol: TCP, Port: 8080, TargetType: ip,"),
  "{Id: !Ref Web}",
  "{Id: 10.0.10.5}",
).replace(host("Web", "PrivateA", "WebGroup"), host("Web", "PrivateA", "WebGroup", ", PrivateIpAddress: 10.0.10.5"));
answers("a target by its literal address", literal, {
  "Nlb -> Web tcp/8080": "reachable",
  [throughNlb]: "reachable",
});
