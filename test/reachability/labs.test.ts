/** Labs, state by state: what their write-ups saw in a deployed network, asked of its template. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { answers, ask, edited, networkOf, wayThere } from "./cases.ts";

const lab = (name: string) => readFileSync(new URL(`labs/${name}.yaml`, import.meta.url), "utf8");

const peering = lab("peering");
answers("peering lab: no peering", peering, {
  "Web01 -> Web02 icmp": "blocked: DISCONNECTED_VPCS VPC01",
  "Web02 -> Web01 icmp": "blocked: DISCONNECTED_VPCS VPC02",
  "Web01 -> Web02 tcp/22": "blocked: DISCONNECTED_VPCS VPC01",
  "Web01 -> 10.42.1.100 tcp/80": "blocked: DISCONNECTED_VPCS VPC01, ENI_SG_RULES_MISMATCH Group02",
  "internet -> Web01 tcp/22": "reachable",
});

const connected = `${peering}
  Peering:
    Type: AWS::EC2::VPCPeeringConnection
    Properties: {VpcId: !Ref VPC01, PeerVpcId: !Ref VPC02}
`;
answers("peering lab: a peering connection alone", connected, {
  "Web01 -> Web02 icmp": "blocked: NO_ROUTE_TO_DESTINATION Table01, NO_ROUTE_TO_DESTINATION Table02",
  "Web02 -> Web01 tcp/22": "blocked: NO_ROUTE_TO_DESTINATION Table01, NO_ROUTE_TO_DESTINATION Table02",
});

const route = (from: string, to: string, cidr: string) => `
  Route${from}To${to}:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref Table${from}, DestinationCidrBlock: ${cidr}, VpcPeeringConnectionId: !Ref Peering}
`;
const oneSide = connected + route("01", "02", "10.42.0.0/16");
answers("peering lab: the route of one side", oneSide, {
  "Web01 -> Web02 icmp": "blocked: NO_ROUTE_TO_DESTINATION Table02",
  "Web02 -> Web01 icmp": "blocked: NO_ROUTE_TO_DESTINATION Table02",
  "10.41.1.100 -> 10.42.1.100 tcp/80": "blocked: ENI_SG_RULES_MISMATCH Group02, NO_ROUTE_TO_DESTINATION Table02",
});

const peered = oneSide + route("02", "01", "10.41.0.0/16");
answers("peering lab: both routes", peered, {
  "Web01 -> Web02 icmp": "reachable",
  "Web02 -> Web01 tcp/22": "reachable",
  "Web01 -> Web02 tcp/80": "blocked: ENI_SG_RULES_MISMATCH Group02",
});

const opened = `${peered}
  Http02:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Group02, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.41.0.0/16}
`;
answers("peering lab: the rule added", opened, {
  "Web01 -> Web02 tcp/80": "reachable",
  "internet -> Web02 tcp/80": "blocked: ENI_SG_RULES_MISMATCH Group02",
});
test("peering lab: the way is over the connection", () => {
  expect(wayThere(ask(networkOf(opened), "Web01 -> Web02 tcp/80"))).toContain("Peering");
});

const defaultRoute01 = "DestinationCidrBlock: 0.0.0.0/0\n      GatewayId: !Ref Gateway01";
answers(
  "peering lab: no way through the peer's internet gateway",
  edited(peered, defaultRoute01, "DestinationCidrBlock: 0.0.0.0/0\n      VpcPeeringConnectionId: !Ref Peering"),
  { "Web01 -> internet tcp/443": "blocked: PCX_REQUIRES_ADDRESS_IN_VPC_CIDR Peering" },
);

const endpoint = lab("endpoint");
answers("endpoint lab: the internet gateway alone", endpoint, {
  "PublicInstance -> s3 tcp/443": "reachable",
  "PublicInstance -> cloudformation tcp/443": "reachable",
  "PrivateInstance -> s3 tcp/443": "blocked: NO_ROUTE_TO_DESTINATION PrivateTable",
  "PrivateInstance -> cloudformation tcp/443": "blocked: NO_ROUTE_TO_DESTINATION PrivateTable",
  "PublicInstance -> PrivateInstance tcp/22": "reachable",
  "PublicInstance -> PrivateInstance icmp": "blocked: ENI_SG_RULES_MISMATCH Group",
});

const gatewayEndpoint = `${endpoint}
  S3Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: !Sub com.amazonaws.\${AWS::Region}.s3
      RouteTableIds: [!Ref PublicTable, !Ref PrivateTable]
`;
answers("endpoint lab: a gateway endpoint on both tables", gatewayEndpoint, {
  "PublicInstance -> s3 tcp/443": "reachable",
  "PrivateInstance -> s3 tcp/443": "reachable",
  "PrivateInstance -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION PrivateTable",
});
test("endpoint lab: both instances go through the gateway endpoint", () => {
  const network = networkOf(gatewayEndpoint);
  for (const instance of ["PublicInstance", "PrivateInstance"]) {
    expect(wayThere(ask(network, `${instance} -> s3 tcp/443`))).toContain("S3Endpoint");
    expect(wayThere(ask(network, `${instance} -> s3 tcp/443`))).not.toContain("Gateway");
  }
  expect(wayThere(ask(networkOf(endpoint), "PublicInstance -> s3 tcp/443"))).toContain("Gateway");
});

const interfaceEndpoint = (privateDns: boolean) => `${edited(
  gatewayEndpoint,
  "CidrBlock: 10.10.0.0/16",
  "CidrBlock: 10.10.0.0/16\n      EnableDnsSupport: true\n      EnableDnsHostnames: true",
)}
  EndpointGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: HTTPS from the VPC
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.10.0.0/16}]
  CloudFormationEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      VpcEndpointType: Interface
      ServiceName: !Sub com.amazonaws.\${AWS::Region}.cloudformation
      SubnetIds: [!Ref PublicSubnet, !Ref PrivateSubnet]
      SecurityGroupIds: [!Ref EndpointGroup]
      PrivateDnsEnabled: ${privateDns}
`;
answers("endpoint lab: an interface endpoint with private DNS", interfaceEndpoint(true), {
  "PublicInstance -> cloudformation tcp/443": "reachable",
  "PrivateInstance -> cloudformation tcp/443": "reachable",
  "PrivateInstance -> CloudFormationEndpoint tcp/443": "reachable",
  "PrivateInstance -> cloudformation tcp/80": "blocked: ENI_SG_RULES_MISMATCH EndpointGroup",
});
test("endpoint lab: with private DNS both instances use the endpoint", () => {
  const network = networkOf(interfaceEndpoint(true));
  for (const instance of ["PublicInstance", "PrivateInstance"]) {
    expect(wayThere(ask(network, `${instance} -> cloudformation tcp/443`))).toContain("CloudFormationEndpoint");
  }
});
answers("endpoint lab: an interface endpoint without private DNS", interfaceEndpoint(false), {
  "PublicInstance -> cloudformation tcp/443": "reachable",
  "PrivateInstance -> cloudformation tcp/443": "blocked: x-private-dns-disabled CloudFormationEndpoint",
  "PrivateInstance -> CloudFormationEndpoint tcp/443": "reachable",
});
answers(
  "endpoint lab: private DNS without the VPC's attribute",
  edited(interfaceEndpoint(true), "EnableDnsHostnames: true", "EnableDnsHostnames: false"),
  { "PrivateInstance -> cloudformation tcp/443": "blocked: x-private-dns-vpc-attributes CloudFormationEndpoint" },
);

const privateLink = lab("privatelink");
answers("PrivateLink lab: over the internet", privateLink, {
  "Client -> LoadBalancer tcp/80": "reachable",
  "internet -> LoadBalancer tcp/80": "reachable",
  "Client -> LoadBalancer tcp/8080": "blocked: ELBV2_LISTENERS_MISMATCH LoadBalancer",
  "LoadBalancer -> Web1 tcp/80": "reachable",
  "LoadBalancer -> Web2 tcp/80": "reachable",
  "Client -> Web1 tcp/80": "blocked: DISCONNECTED_VPCS Vpc",
  "Client -> Web1:public tcp/80": "reachable",
});

const consumer = `${privateLink}
  EndpointService:
    Type: AWS::EC2::VPCEndpointService
    Properties: {AcceptanceRequired: false, NetworkLoadBalancerArns: [!Ref LoadBalancer]}
  EndpointGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: HTTP from the VPC
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.10.0.0/16}]
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      VpcEndpointType: Interface
      ServiceName: !Sub com.amazonaws.vpce.\${AWS::Region}.\${EndpointService}
      SubnetIds: [!Ref Subnet]
      SecurityGroupIds: [!Ref EndpointGroup]
`;
answers("PrivateLink lab: through the endpoint", consumer, {
  "Client -> Endpoint tcp/80": "reachable",
  "Client -> Web1 tcp/80 through Endpoint": "reachable",
  "Client -> Web2 tcp/80 through Endpoint": "reachable",
  "Client -> LoadBalancer tcp/80 through Endpoint": "reachable",
  "Client -> Endpoint tcp/22": "blocked: ENI_SG_RULES_MISMATCH EndpointGroup",
  "Web1 -> Client tcp/22": "blocked: DISCONNECTED_VPCS CustomVpc",
});
test("PrivateLink lab: the way through the endpoint has no internet gateway", () => {
  const way = wayThere(ask(networkOf(consumer), "Client -> Web1 tcp/80 through Endpoint"));
  expect(way).toEqual(expect.arrayContaining(["Client", "Endpoint", "LoadBalancer", "Web1"]));
  expect(way).not.toContain("Gateway");
});
answers(
  "PrivateLink lab: web servers that admit clients of the other VPC only",
  consumer.replaceAll("ToPort: 80, CidrIp: 0.0.0.0/0", "ToPort: 80, CidrIp: 10.10.0.0/16"),
  { "Client -> Web1 tcp/80 through Endpoint": "blocked: ENI_SG_RULES_MISMATCH WebGroup" },
);

const vpn = lab("vpn");
answers("VPN lab: the connection alone", vpn, {
  "Instance -> 10.60.1.10 icmp": "blocked: NO_ROUTE_TO_DESTINATION Table, x-vpn-no-static-route Vpn",
  "10.60.0.0/16 -> Instance tcp/22": "blocked: NO_ROUTE_TO_DESTINATION Table, x-vpn-no-static-route Vpn",
});
const vpnRoute = `${vpn}
  VpnRoute:
    Type: AWS::EC2::VPNConnectionRoute
    Properties: {VpnConnectionId: !Ref Vpn, DestinationCidrBlock: 10.60.0.0/16}
`;
answers("VPN lab: the static route of the connection", vpnRoute, {
  "Instance -> 10.60.1.10 icmp": "blocked: NO_ROUTE_TO_DESTINATION Table",
  "10.60.1.10 -> Instance tcp/22": "blocked: NO_ROUTE_TO_DESTINATION Table",
});
const propagated = `${vpnRoute}
  Propagation:
    Type: AWS::EC2::VPNGatewayRoutePropagation
    DependsOn: VpnGatewayAttachment
    Properties: {RouteTableIds: [!Ref Table], VpnGatewayId: !Ref VpnGateway}
`;
answers("VPN lab: propagation", propagated, {
  "Instance -> 10.60.1.10 icmp": "reachable",
  "Instance -> 10.60.0.0/16 tcp/443": "reachable",
  "10.60.1.10 -> Instance tcp/22": "reachable",
  "10.60.1.10 -> Instance tcp/80": "blocked: ENI_SG_RULES_MISMATCH Group",
  "10.61.1.10 -> Instance udp/53": "blocked: ENI_SG_RULES_MISMATCH Group",
});
answers(
  "VPN lab: a route of the table instead of propagation",
  `${vpnRoute}
  TableRoute:
    Type: AWS::EC2::Route
    DependsOn: VpnGatewayAttachment
    Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 10.60.0.0/16, GatewayId: !Ref VpnGateway}
`,
  { "Instance -> 10.60.1.10 icmp": "reachable", "10.60.0.0/16 -> Instance tcp/22": "reachable" },
);

const transit = lab("transit-gateway");
answers("transit gateway lab: three VPCs", transit, {
  "Instance1 -> Instance2 icmp": "reachable",
  "Instance2 -> Instance3 tcp/22": "reachable",
  "Instance3 -> Instance1 icmp": "reachable",
  "Instance1 -> Instance3 tcp/80": "blocked: ENI_SG_RULES_MISMATCH Group3",
  "Instance1 -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Table1",
});
test("transit gateway lab: the way and the way back are over the transit gateway", () => {
  const answer = ask(networkOf(transit), "Instance1 -> Instance2 icmp");
  expect(wayThere(answer)).toContain("Transit");
});
const route3 = "RouteTableId: !Ref Table3\n      DestinationCidrBlock: 10.0.0.0/8";
answers("transit gateway lab: one VPC answers one other only", edited(transit, route3, route3.replace("10.0.0.0/8", "10.1.0.0/16")), {
  "Instance1 -> Instance3 icmp": "reachable",
  "Instance2 -> Instance3 icmp": "blocked: NO_ROUTE_TO_DESTINATION Table3",
});

const equal = lab("equal-cidrs");
answers("equal CIDRs lab: a transit gateway does not route between them", equal, {
  "Proxy -> internet tcp/443": "reachable",
  "Proxy -> Client tcp/443": "blocked: SG_HAS_NO_RULES ClientGroup, x-tgw-overlapping-cidr ClientAttachment",
  "Client -> Proxy tcp/3128": "blocked: x-tgw-overlapping-cidr ProxyAttachment",
});

const endpointOf = (what: string) => `
  EndpointGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Squid from the VPC
      VpcId: !Ref ClientVpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 3128, ToPort: 3128, CidrIp: 10.0.0.0/16}]
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref ClientVpc, SubnetIds: [!Ref ClientSubnet], SecurityGroupIds: [!Ref EndpointGroup], ${what}}
`;
const balanced = `${equal}
  TargetGroup:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {Protocol: TCP, Port: 3128, VpcId: !Ref ProxyVpc, Targets: [{Id: !Ref Proxy}]}
  LoadBalancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Type: network, Scheme: internal, Subnets: [!Ref ProxySubnet]}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {LoadBalancerArn: !Ref LoadBalancer, Protocol: TCP, Port: 3128, DefaultActions: [{Type: forward, TargetGroupArn: !Ref TargetGroup}]}
  EndpointService:
    Type: AWS::EC2::VPCEndpointService
    Properties: {AcceptanceRequired: false, NetworkLoadBalancerArns: [!Ref LoadBalancer]}
${endpointOf("VpcEndpointType: Interface, ServiceName: !Sub 'com.amazonaws.vpce.${AWS::Region}.${EndpointService}'")}`;
const throughEndpoint = {
  "Client -> Endpoint tcp/3128": "reachable",
  "Client -> Proxy tcp/3128 through Endpoint": "reachable",
  "Client -> Proxy tcp/3128": "blocked: x-tgw-overlapping-cidr ProxyAttachment",
};
answers("equal CIDRs lab: the proxy behind a load balancer and an endpoint service", balanced, {
  ...throughEndpoint,
  "Client -> Endpoint tcp/443": "blocked: ENI_SG_RULES_MISMATCH EndpointGroup",
});

const shared = `${equal}
  ResourceGroup:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: Resource gateway, VpcId: !Ref ProxyVpc}
  ResourceGateway:
    Type: AWS::VpcLattice::ResourceGateway
    Properties: {Name: gateway, VpcIdentifier: !Ref ProxyVpc, SubnetIds: [!Ref ProxySubnet], SecurityGroupIds: [!Ref ResourceGroup]}
  ProxyResource:
    Type: AWS::VpcLattice::ResourceConfiguration
    Properties:
      Name: proxy
      ResourceConfigurationType: SINGLE
      ProtocolType: TCP
      PortRanges: ["3128"]
      ResourceGatewayId: !Ref ResourceGateway
      ResourceConfigurationDefinition: {IpResource: !GetAtt Proxy.PrivateIp}
${endpointOf("VpcEndpointType: Resource, ResourceConfigurationArn: !GetAtt ProxyResource.Arn")}`;
answers("equal CIDRs lab: the proxy behind a resource gateway", shared, {
  ...throughEndpoint,
  "Client -> Endpoint tcp/443": "blocked: ENI_SG_RULES_MISMATCH EndpointGroup, TARGET_PORT_RESTRICTION ProxyResource",
});
answers("equal CIDRs lab: a resource configuration of another port", edited(shared, '["3128"]', '["8080"]'), {
  "Client -> Proxy tcp/3128 through Endpoint": "blocked: TARGET_PORT_RESTRICTION ProxyResource",
});
