/** The same things written in other ways: protocols by number, blocks by attribute, addresses through interfaces, subnets without a table. */
import { answers } from "./cases.ts";
import { acl, group, host, internetGateway, publicHost, resource, subnet, table, template, vpc } from "./shorthand.ts";

const ground = [
  vpc("Vpc", "10.0.0.0/16"),
  internetGateway("Gateway", "Vpc"),
  table("Public", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  subnet("Mapped", "Vpc", "10.0.1.0/24", "Public", ", MapPublicIpOnLaunch: true"),
  subnet("Plain", "Vpc", "10.0.2.0/24", "Public"),
  group("Web", "Vpc", ["tcp 80 0.0.0.0/0"]),
];

answers(
  "public addresses in other ways",
  template(
    ...ground,
    resource(
      "Refused",
      "EC2::Instance",
      "NetworkInterfaces: [{DeviceIndex: 0, AssociatePublicIpAddress: false, SubnetId: !Ref Mapped, GroupSet: [!Ref Web]}]",
    ),
    resource("Silent", "EC2::Instance", "NetworkInterfaces: [{DeviceIndex: 0, SubnetId: !Ref Mapped, GroupSet: [!Ref Web]}]"),
    resource(
      "Text",
      "EC2::Instance",
      'NetworkInterfaces: [{DeviceIndex: "0", AssociatePublicIpAddress: "true", SubnetId: !Ref Plain, GroupSet: [!Ref Web]}]',
    ),
    resource("Eni", "EC2::NetworkInterface", "SubnetId: !Ref Plain, GroupSet: [!Ref Web]"),
    resource("WithEni", "EC2::Instance", "NetworkInterfaces: [{DeviceIndex: 0, NetworkInterfaceId: !Ref Eni}]"),
    resource("Eip", "EC2::EIP", "Domain: vpc"),
    resource("ToEni", "EC2::EIPAssociation", "AllocationId: !GetAtt Eip.AllocationId, NetworkInterfaceId: !Ref Eni"),
    resource(
      "Template",
      "EC2::LaunchTemplate",
      "LaunchTemplateData: {NetworkInterfaces: [{DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: [!Ref Web]}]}",
    ),
    resource(
      "Fleet",
      "AutoScaling::AutoScalingGroup",
      'MinSize: "1", MaxSize: "1", VPCZoneIdentifier: [!Ref Plain], LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: "1"}',
    ),
    resource("Second", "EC2::NetworkInterface", "SubnetId: !Ref Mapped, GroupSet: [!Ref Web]"),
  ),
  {
    "internet -> Refused tcp/80": "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Refused",
    "internet -> Silent tcp/80": "reachable",
    "internet -> Text tcp/80": "reachable",
    "internet -> WithEni tcp/80": "reachable",
    "internet -> Eni tcp/80": "reachable",
    "internet -> Fleet tcp/80": "reachable",
    "internet -> Second tcp/80": "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Second",
  },
);

const rule = (id: string, properties: string) =>
  resource(id, "EC2::SecurityGroup", `GroupDescription: ${id}, VpcId: !Ref Vpc, SecurityGroupIngress: ${properties}`);
answers(
  "rules in other ways",
  `Parameters: {Sources: {Type: String}, Cidr: {Type: String, Default: 10.0.1.0/24}}\n${template(
    ...ground,
    publicHost("Client", "Mapped", "Web"),
    rule("ByNumber", "[{IpProtocol: 6, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/16}]"),
    rule("OfVpc", "{IpProtocol: tcp, FromPort: '22', ToPort: '22', CidrIp: !GetAtt Vpc.CidrBlock}"),
    rule("OfSubnet", "[{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !GetAtt Mapped.CidrBlock}]"),
    rule("ByDefault", "[{IpProtocol: TCP, FromPort: 22, ToPort: 22, CidrIp: !Ref Cidr}]"),
    rule("ByList", "[{IpProtocol: tcp, FromPort: 22, ToPort: 22, SourcePrefixListId: !Ref Sources}]"),
    rule("ByAwsList", "[{IpProtocol: tcp, FromPort: 22, ToPort: 22, SourcePrefixListId: pl-12345678}]"),
    rule("OtherFamily", '[{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIpv6: "::/0"}]'),
    rule("Esp", "[{IpProtocol: 50, CidrIp: 0.0.0.0/0}]"),
    rule("HostBits", "[{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.1.77/24}]"),
    rule("Single", "[{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.1.9/32}]"),
    ...["ByNumber", "OfVpc", "OfSubnet", "ByDefault", "ByList", "ByAwsList", "OtherFamily", "Esp", "HostBits", "Single"].map((name) =>
      host(`${name}Host`, "Plain", name),
    ),
  )}`,
  {
    "Client -> ByNumberHost tcp/22": "reachable",
    "Client -> OfVpcHost tcp/22": "reachable",
    "Client -> OfSubnetHost tcp/22": "reachable",
    "OfVpcHost -> OfSubnetHost tcp/22": "blocked: ENI_SG_RULES_MISMATCH OfSubnet",
    "Client -> ByDefaultHost tcp/22": "reachable",
    "Client -> ByListHost tcp/22": "unknown: Sources",
    "Client -> ByListHost tcp/23": "blocked: ENI_SG_RULES_MISMATCH ByList",
    "Client -> ByAwsListHost tcp/22": "unknown: ByAwsList",
    "Client -> OtherFamilyHost tcp/22": "blocked: ENI_SG_RULES_MISMATCH OtherFamily",
    "Client -> EspHost 50": "reachable",
    "Client -> EspHost tcp/22": "blocked: ENI_SG_RULES_MISMATCH Esp",
    "Client -> HostBitsHost tcp/22": "reachable",
    "Client -> SingleHost tcp/22": "unknown: Client",
    "10.0.1.9 -> SingleHost tcp/22": "reachable",
    "10.0.1.10 -> SingleHost tcp/22": "blocked: ENI_SG_RULES_MISMATCH Single",
  },
);

answers(
  "subnets without a table",
  `Parameters: {GivenVpc: {Type: "AWS::EC2::VPC::Id"}}\n${template(
    vpc("Vpc", "10.0.0.0/16"),
    internetGateway("Gateway", "Vpc"),
    table("Public", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
    subnet("Lone", "Vpc", "10.0.1.0/24"),
    group("Web", "Vpc", ["tcp 80 0.0.0.0/0"]),
    publicHost("Own", "Lone", "Web"),
    subnet("Foreign", "GivenVpc", "10.9.1.0/24"),
    subnet("Foreign2", "GivenVpc", "10.9.2.0/24"),
    group("ForeignWeb", "GivenVpc", ["tcp 80 0.0.0.0/0"]),
    publicHost("Guest", "Foreign", "ForeignWeb"),
    host("Guest2", "Foreign2", "ForeignWeb"),
  )}`,
  {
    "Own -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Lone",
    "Guest -> internet tcp/443": "unknown: Foreign",
    "Guest -> Guest2 tcp/80": "reachable",
    "Guest -> Guest2 tcp/81": "blocked: ENI_SG_RULES_MISMATCH ForeignWeb",
    "internet -> Guest tcp/81": "blocked: ENI_SG_RULES_MISMATCH ForeignWeb",
  },
);

const block6 = (index: number) =>
  `, AssignIpv6AddressOnCreation: true, Ipv6CidrBlock: !Select [${index}, !Cidr [!Select [0, !GetAtt Vpc.Ipv6CidrBlocks], 8, 64]]`;
answers(
  "ACLs of two families",
  template(
    vpc("Vpc", "10.0.0.0/16"),
    internetGateway("Gateway", "Vpc"),
    resource("Six", "EC2::VPCCidrBlock", "VpcId: !Ref Vpc, AmazonProvidedIpv6CidrBlock: true"),
    table("Public", "Vpc", "0.0.0.0/0 GatewayId Gateway", "::/0 GatewayId Gateway"),
    subnet("A", "Vpc", "10.0.1.0/24", "Public", block6(0)),
    subnet("B", "Vpc", "10.0.2.0/24", "Public", block6(1)),
    group("Web", "Vpc", ["tcp 80 0.0.0.0/0", "tcp 80 ::/0", "icmpv6 ::/0"]),
    publicHost("HostA", "A", "Web"),
    publicHost("HostB", "B", "Web"),
    acl("Four", "Vpc", "A", "in 100 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0"),
    acl("Both", "Vpc", "B", "in 100 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0", "in 101 allow all ::/0", "out 101 allow all ::/0"),
  ),
  {
    "internet -> HostA tcp/80": "reachable",
    "internet6 -> HostA tcp/80": "blocked: SUBNET_ACL_RESTRICTION Four",
    "internet6 -> HostB tcp/80": "reachable",
    "internet6 -> HostB icmpv6": "reachable",
    "internet6 -> HostB icmp": "reachable",
    "HostA -> internet6 tcp/443": "blocked: SUBNET_ACL_RESTRICTION Four",
    "HostA -> HostB tcp/80": "reachable",
    "HostA:ipv6 -> HostB:ipv6 tcp/80": "blocked: SUBNET_ACL_RESTRICTION Four",
    "2001:db8::1 -> HostB tcp/80": "reachable",
  },
);

answers(
  "secondary blocks of a VPC",
  template(
    ...ground,
    resource("More", "EC2::VPCCidrBlock", "VpcId: !Ref Vpc, CidrBlock: 100.64.0.0/16"),
    subnet("Pods", "Vpc", "100.64.1.0/24"),
    group("Inner", "Vpc", ["all 10.0.0.0/16"]),
    group("Wide", "Vpc", ["all 100.64.0.0/10", "all 10.0.0.0/8"]),
    host("Pod", "Pods", "Wide"),
    host("Node", "Mapped", "Inner"),
    host("Open", "Plain", "Wide"),
  ),
  {
    "Open -> Pod tcp/80": "reachable",
    "Pod -> Open tcp/80": "reachable",
    "Pod -> Node tcp/80": "blocked: ENI_SG_RULES_MISMATCH Inner",
    "100.64.1.0/24 -> Open tcp/80": "reachable",
  },
);
