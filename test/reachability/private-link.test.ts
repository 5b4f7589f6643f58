/** Endpoint services behind Network and Gateway Load Balancers, resource endpoints and resource gateways. */
import { answers, edited } from "./cases.ts";
import { acl, group, host, internetGateway, publicHost, resource, subnet, table, template, vpc } from "./shorthand.ts";
import { listener, loadBalancer, targetGroup, zone } from "./shorthand-network.ts";

const serviceEndpoint = (id: string, vpcId: string, subnets: string, groups: string, type = "Interface") =>
  resource(
    id,
    "EC2::VPCEndpoint",
    `VpcId: !Ref ${vpcId}, VpcEndpointType: ${type}, ServiceName: !Sub "com.amazonaws.vpce.\${AWS::Region}.\${Service}", SubnetIds: [!Ref ${subnets}]${groups && `, SecurityGroupIds: [!Ref ${groups}]`}`,
  );

const service = (nlbGroups = "", nlbMore = "", rules: readonly string[] = ["tcp 8080 20.20.1.0/24"]) =>
  template(
    vpc("Consumer", "10.10.0.0/16"),
    subnet("ClientSubnet", "Consumer", "10.10.1.0/24", "", zone("a")),
    subnet("EndpointSubnet", "Consumer", "10.10.2.0/24", "", zone("a")),
    group("ClientGroup", "Consumer", []),
    group("EndpointGroup", "Consumer", ["tcp 80 sg:ClientGroup", "tcp 81 sg:ClientGroup"]),
    host("Client", "ClientSubnet", "ClientGroup"),
    serviceEndpoint("Endpoint", "Consumer", "EndpointSubnet", "EndpointGroup"),
    vpc("Provider", "20.20.0.0/16"),
    subnet("NlbSubnet", "Provider", "20.20.1.0/24", "", zone("a")),
    subnet("WebSubnet", "Provider", "20.20.2.0/24", "", zone("a")),
    group("NlbGroup", "Provider", ["tcp 80 20.20.0.0/16"]),
    group("WebGroup", "Provider", rules),
    host("Web1", "WebSubnet", "WebGroup"),
    host("Web2", "WebSubnet", "WebGroup"),
    host("Stranger", "WebSubnet", "WebGroup"),
    loadBalancer("Nlb", "network", "internal", "NlbSubnet", nlbGroups, nlbMore),
    listener("Tcp", "Nlb", "TCP 80", "Webs"),
    targetGroup("Webs", "Provider", "TCP 8080", "Web1 Web2"),
    resource("Service", "EC2::VPCEndpointService", "AcceptanceRequired: false, NetworkLoadBalancerArns: [!Ref Nlb]"),
  );
answers("a service behind a Network Load Balancer without groups", service(), {
  "Client -> Endpoint tcp/80": "reachable",
  "Client -> Endpoint tcp/22": "blocked: ENI_SG_RULES_MISMATCH EndpointGroup",
  "Nlb -> Web1 tcp/8080": "reachable",
  // Targets see the load balancer, even by instance id.
  "Client -> Web1 tcp/80 through Endpoint": "reachable",
  "Client -> Web2 tcp/80 through Endpoint": "reachable",
  "Client -> Stranger tcp/80 through Endpoint": "blocked: TARGET_ADDRESS_RESTRICTION Nlb",
  "Client -> Web1 tcp/81 through Endpoint": "blocked: ELBV2_LISTENERS_MISMATCH Nlb",
  "Client -> Web1 tcp/8080": "blocked: DISCONNECTED_VPCS Consumer, ENI_SG_RULES_MISMATCH WebGroup",
  "Web1 -> Client tcp/22": "blocked: DISCONNECTED_VPCS Provider, SG_HAS_NO_RULES ClientGroup",
  "Endpoint -> Client tcp/22": "blocked: SG_HAS_NO_RULES ClientGroup, VPCE_INTRA_VPC_TRAFFIC Endpoint",
});
answers("targets that admit the consumer's addresses only", service("", "", ["tcp 8080 10.10.0.0/16"]), {
  "Client -> Web1 tcp/80 through Endpoint": "blocked: ENI_SG_RULES_MISMATCH WebGroup",
});
answers("groups of the load balancer are asked about the client", service("NlbGroup", "", ["tcp 8080 sg:NlbGroup"]), {
  "Client -> Web1 tcp/80 through Endpoint": "blocked: ENI_SG_RULES_MISMATCH NlbGroup",
  "Nlb -> Web1 tcp/8080": "reachable",
});
answers(
  "groups of the load balancer are not asked",
  service("NlbGroup", ', EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "off"', ["tcp 8080 sg:NlbGroup"]),
  {
    "Client -> Web1 tcp/80 through Endpoint": "reachable",
  },
);
answers(
  "groups of the load balancer that admit the client",
  edited(service("NlbGroup", "", ["tcp 8080 sg:NlbGroup"]), "CidrIp: 20.20.0.0/16", "CidrIp: 10.10.1.0/24"),
  {
    "Client -> Web1 tcp/80 through Endpoint": "reachable",
  },
);
answers(
  "a service with acceptance and an ACL at the endpoint",
  service() +
    acl("EndpointAcl", "Consumer", "EndpointSubnet", "in 100 allow tcp 80 10.10.1.0/24", "out 100 allow tcp 32768-61000 10.10.1.0/24"),
  {
    "Client -> Endpoint tcp/80": "blocked: SUBNET_ACL_RESTRICTION EndpointAcl",
    "Client -> Web1 tcp/80 through Endpoint": "blocked: SUBNET_ACL_RESTRICTION EndpointAcl",
  },
);

const proxy = (definition = "IpResource: !GetAtt Proxy.PrivateIp", egress: readonly string[] = ["tcp 3128 10.30.0.0/16"]) =>
  template(
    vpc("Consumer", "10.30.0.0/16"),
    subnet("ClientSubnet", "Consumer", "10.30.1.0/24", "", zone("a")),
    group("ClientGroup", "Consumer", []),
    group("EndpointGroup", "Consumer", ["tcp 0-65535 10.30.1.0/24", "udp 53 10.30.1.0/24"]),
    host("Client", "ClientSubnet", "ClientGroup"),
    resource(
      "Endpoint",
      "EC2::VPCEndpoint",
      "VpcId: !Ref Consumer, VpcEndpointType: Resource, ResourceConfigurationArn: !GetAtt Configuration.Arn, SubnetIds: [!Ref ClientSubnet], SecurityGroupIds: [!Ref EndpointGroup], PrivateDnsEnabled: true",
    ),
    vpc("Provider", "10.30.0.0/16"),
    subnet("GatewaySubnet", "Provider", "10.30.9.0/24", "", zone("a")),
    subnet("ProxySubnet", "Provider", "10.30.8.0/24", "", zone("a")),
    group("GatewayGroup", "Provider", ["all 0.0.0.0/0"], egress),
    group("ProxyGroup", "Provider", ["tcp 3128 sg:GatewayGroup"]),
    host("Proxy", "ProxySubnet", "ProxyGroup"),
    host("Other", "ProxySubnet", "ProxyGroup"),
    resource(
      "Gateway",
      "VpcLattice::ResourceGateway",
      "Name: proxy, VpcIdentifier: !Ref Provider, SubnetIds: [!Ref GatewaySubnet], SecurityGroupIds: [!Ref GatewayGroup]",
    ),
    resource(
      "Configuration",
      "VpcLattice::ResourceConfiguration",
      `Name: proxy, ResourceConfigurationType: SINGLE, ProtocolType: TCP, PortRanges: ["3128", "3200-3210"], ResourceGatewayId: !Ref Gateway, ResourceConfigurationDefinition: {${definition}}`,
    ),
  );
answers("a proxy behind a resource gateway", proxy(), {
  "Client -> Endpoint tcp/3128": "reachable",
  "Client -> Proxy tcp/3128 through Endpoint": "reachable",
  "Client -> Endpoint tcp/443": "blocked: TARGET_PORT_RESTRICTION Configuration",
  "Client -> Endpoint udp/53": "blocked: PROTOCOL_RESTRICTION Configuration",
  "Client -> Proxy tcp/443 through Endpoint":
    "blocked: ENI_SG_RULES_MISMATCH GatewayGroup, ENI_SG_RULES_MISMATCH ProxyGroup, TARGET_PORT_RESTRICTION Configuration",
  "Gateway -> Proxy tcp/3128": "reachable",
  "Gateway -> Proxy tcp/3205": "blocked: ENI_SG_RULES_MISMATCH GatewayGroup, ENI_SG_RULES_MISMATCH ProxyGroup",
  "Endpoint -> Client tcp/80": "blocked: SG_HAS_NO_RULES ClientGroup, VPCE_INTRA_VPC_TRAFFIC Endpoint",
});
answers("a gateway that may not send to the proxy", proxy(undefined, ["tcp 443 0.0.0.0/0"]), {
  "Client -> Proxy tcp/3128 through Endpoint": "blocked: ENI_SG_RULES_MISMATCH GatewayGroup",
});
answers("a resource by a domain name", proxy("DnsResource: {DomainName: proxy.example.com, IpAddressType: IPV4}"), {
  "Client -> Endpoint tcp/3128": "reachable",
  "Client -> Proxy tcp/3128 through Endpoint": "unknown: Gateway",
});
answers(
  "a configuration whose ports are given later",
  edited(proxy(), '["3128", "3200-3210"]', "[!Ref Port]").replace("Resources:\n", "Parameters:\n  Port: {Type: String}\nResources:\n"),
  {
    "Client -> Endpoint tcp/3128": "unknown: Configuration",
  },
);

const inspection = (appRoute: string, edge = true) =>
  template(
    vpc("Vpc", "10.0.0.0/16"),
    internetGateway("Gateway", "Vpc"),
    subnet("App", "Vpc", "10.0.1.0/24", "AppRoutes", zone("a")),
    subnet("Check", "Vpc", "10.0.2.0/28", "CheckRoutes", zone("a")),
    table("AppRoutes", "Vpc", appRoute),
    table("CheckRoutes", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
    edge
      ? table("EdgeRoutes", "Vpc", "10.0.1.0/24 VpcEndpointId Inspect") +
          resource("Edge", "EC2::GatewayRouteTableAssociation", "GatewayId: !Ref Gateway, RouteTableId: !Ref EdgeRoutes")
      : "",
    group("WebGroup", "Vpc", ["tcp 80 0.0.0.0/0"]),
    publicHost("Web", "App", "WebGroup"),
    serviceEndpoint("Inspect", "Vpc", "Check", "", "GatewayLoadBalancer"),
    vpc("Security", "10.99.0.0/16"),
    subnet("Boxes", "Security", "10.99.1.0/24", "", zone("a")),
    group("BoxGroup", "Security", ["udp 6081 10.99.0.0/16", "tcp 80 10.99.0.0/16"]),
    host("Box", "Boxes", "BoxGroup"),
    host("Idle", "Boxes", "BoxGroup"),
    resource("Gwlb", "ElasticLoadBalancingV2::LoadBalancer", "Type: gateway, Subnets: [!Ref Boxes]"),
    resource(
      "Hand",
      "ElasticLoadBalancingV2::Listener",
      "LoadBalancerArn: !Ref Gwlb, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Appliances}]",
    ),
    targetGroup("Appliances", "Security", "GENEVE 6081", "Box", ", HealthCheckPort: 80, HealthCheckProtocol: TCP"),
    resource("Service", "EC2::VPCEndpointService", "AcceptanceRequired: false, GatewayLoadBalancerArns: [!Ref Gwlb]"),
  );
answers("inspection before the subnet", inspection("0.0.0.0/0 VpcEndpointId Inspect"), {
  "internet -> Web tcp/80": "reachable",
  "internet -> Web tcp/80 through Inspect": "reachable",
  "internet -> Web tcp/22": "blocked: ENI_SG_RULES_MISMATCH WebGroup",
  "Web -> internet tcp/443": "reachable",
  "Gwlb -> Box udp/6081": "reachable",
  "Gwlb -> Box tcp/80": "reachable",
  "Gwlb -> Box tcp/443": "blocked: ENI_SG_RULES_MISMATCH BoxGroup, GWLB_PROTOCOL_RESTRICTION Gwlb",
  "Gwlb -> Box udp/53": "blocked: ENI_SG_RULES_MISMATCH BoxGroup, GWLB_DESTINATION_PORT_RESTRICTION Gwlb",
  "Gwlb -> Idle udp/6081": "blocked: TARGET_ADDRESS_RESTRICTION Gwlb",
  "Web -> Box tcp/443 through Inspect": "reachable",
});
answers("outbound inspection only", inspection("0.0.0.0/0 VpcEndpointId Inspect", false), {
  "Web -> internet tcp/443": "reachable",
});
answers("a way that passes the inspection by", inspection("0.0.0.0/0 GatewayId Gateway", false), {
  "Web -> internet tcp/443 through Inspect": "blocked: COMPONENT_FILTER_RESTRICTION Inspect",
});

// Two subnets of one VPC with an inspection endpoint between them.
const between = template(
  vpc("Vpc", "10.0.0.0/16"),
  subnet("App", "Vpc", "10.0.1.0/24", "AppRoutes", zone("a")),
  subnet("Data", "Vpc", "10.0.2.0/24", "DataRoutes", zone("a")),
  subnet("Check", "Vpc", "10.0.3.0/28", "", zone("a")),
  table("AppRoutes", "Vpc", "10.0.2.0/24 VpcEndpointId Inspect"),
  table("DataRoutes", "Vpc", "10.0.1.0/24 VpcEndpointId Inspect"),
  group("AppGroup", "Vpc", []),
  group("DataGroup", "Vpc", ["tcp 5432 sg:AppGroup", "tcp 6379 10.0.1.0/24"]),
  host("AppHost", "App", "AppGroup"),
  host("DataHost", "Data", "DataGroup"),
  serviceEndpoint("Inspect", "Vpc", "Check", "", "GatewayLoadBalancer"),
);
answers("inspection between two subnets", between, {
  "AppHost -> DataHost tcp/6379": "reachable",
  "AppHost -> DataHost tcp/6379 through Inspect": "reachable",
  // Behind an appliance groups are not seen.
  "AppHost -> DataHost tcp/5432": "blocked: SG_REFERENCES_NOT_PRESERVED DataGroup",
});
