/** The internet in traces: public addresses, internet gateways, NAT of every kind, egress-only gateways and IPv6. */
import { expect, test } from "vitest";
import { answers, ask, edited, networkOf, wayThere } from "./cases.ts";
import { acl, group, host, internetGateway, publicHost, resource, subnet, table, template, vpc } from "./shorthand.ts";

const ground = [
  vpc("Vpc", "10.0.0.0/16"),
  internetGateway("Gateway", "Vpc"),
  table("Public", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  subnet("PublicSubnet", "Vpc", "10.0.0.0/24", "Public"),
  group("Web", "Vpc", ["tcp 80 0.0.0.0/0"]),
  group("Shut", "Vpc", []),
];
const eip = resource("Eip", "EC2::EIP", "Domain: vpc");

answers(
  "public addresses",
  template(
    ...ground,
    subnet("Auto", "Vpc", "10.0.1.0/24", "Public", ", MapPublicIpOnLaunch: true"),
    subnet("Apart", "Vpc", "10.0.2.0/24"),
    publicHost("Given", "PublicSubnet", "Web"),
    host("Plain", "PublicSubnet", "Web"),
    host("Mapped", "Auto", "Web"),
    host("Elastic", "PublicSubnet", "Web"),
    eip,
    resource("EipOfElastic", "EC2::EIPAssociation", "AllocationId: !GetAtt Eip.AllocationId, InstanceId: !Ref Elastic"),
    host("Elastic2", "PublicSubnet", "Web"),
    resource("Eip2", "EC2::EIP", "Domain: vpc, InstanceId: !Ref Elastic2"),
    host("Hidden", "Apart", "Shut"),
    publicHost("Closed", "PublicSubnet", "Shut"),
  ),
  {
    "internet -> Given tcp/80": "reachable",
    "internet -> Mapped tcp/80": "reachable",
    "internet -> Elastic tcp/80": "reachable",
    "internet -> Elastic2 tcp/80": "reachable",
    "internet -> Given:public tcp/80": "reachable",
    "203.0.113.7 -> Given tcp/80": "reachable",
    "internet -> Given tcp/443": "blocked: ENI_SG_RULES_MISMATCH Web",
    "internet -> Plain tcp/80": "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Plain",
    "Plain -> internet tcp/80": "blocked: IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS Plain",
    "Given -> internet tcp/443": "reachable",
    "Given -> internet udp/123": "reachable",
    "Given -> internet -1": "reachable",
    "internet -> Hidden tcp/80":
      "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Hidden, NO_ROUTE_TO_DESTINATION Apart, SG_HAS_NO_RULES Shut",
    "internet -> Closed tcp/80": "blocked: SG_HAS_NO_RULES Shut",
    "10.9.9.9 -> Given tcp/80": "blocked: NO_ROUTE_TO_DESTINATION Public",
    "Given -> Mapped:public tcp/80": "reachable",
    "Plain -> Mapped:public tcp/80": "blocked: IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS Plain",
    "Given -> Plain:public tcp/80": "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Plain",
  },
);

answers(
  "a reference to a group does not see public addresses",
  template(
    ...ground,
    group("Friends", "Vpc", ["tcp 80 sg:Shut"]),
    publicHost("Client", "PublicSubnet", "Shut"),
    publicHost("Server", "PublicSubnet", "Friends"),
  ),
  {
    "Client -> Server tcp/80": "reachable",
    "Client -> Server:public tcp/80": "blocked: SG_REFERENCES_NOT_PRESERVED Friends",
    "internet -> Server tcp/80": "blocked: ENI_SG_RULES_MISMATCH Friends",
  },
);

answers(
  "an internet gateway that is not attached",
  edited(
    template(...ground, publicHost("A", "PublicSubnet", "Web")),
    `  GatewayAttachment: {Type: "AWS::EC2::VPCGatewayAttachment", Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}\n`,
    "",
  ),
  { "A -> internet tcp/443": "blocked: BAD_STATE_ATTACHMENT Gateway" },
);

const nat = (properties: string, ...more: readonly string[]) =>
  template(
    ...ground,
    table("Private", "Vpc", "0.0.0.0/0 NatGatewayId Nat"),
    subnet("PrivateSubnet", "Vpc", "10.0.8.0/24", "Private"),
    host("Worker", "PrivateSubnet", "Web"),
    publicHost("Bastion", "PublicSubnet", "Web"),
    eip,
    resource("Nat", "EC2::NatGateway", properties),
    ...more,
  );
const zonal = "SubnetId: !Ref PublicSubnet, AllocationId: !GetAtt Eip.AllocationId";
answers("a public NAT gateway", nat(zonal), {
  "Worker -> internet tcp/443": "reachable",
  "Worker -> internet udp/123": "reachable",
  "Worker -> internet icmp": "reachable",
  "Worker -> s3 tcp/443": "reachable",
  "Worker -> Bastion:public tcp/80": "reachable",
  "internet -> Worker tcp/80": "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Worker, NO_ROUTE_TO_DESTINATION Private",
  "internet -> Worker tcp/22":
    "blocked: ENI_SG_RULES_MISMATCH Web, IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Worker, NO_ROUTE_TO_DESTINATION Private",
  "Bastion -> Worker tcp/80": "reachable",
});
test("packets go through the NAT gateway and the internet gateway", () => {
  const way = wayThere(ask(networkOf(nat(zonal)), "Worker -> internet tcp/443"));
  expect(way.filter((id) => id === "Nat" || id === "Gateway")).toEqual(["Nat", "Gateway"]);
});
answers(
  "a NAT gateway in a subnet without a route to the internet gateway",
  nat(zonal.replace("PublicSubnet", "PrivateTwo"), subnet("PrivateTwo", "Vpc", "10.0.9.0/24", "Two"), table("Two", "Vpc")),
  {
    "Worker -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Two",
  },
);
answers("a NAT gateway in its own private subnet", nat(zonal.replace("PublicSubnet", "PrivateSubnet")), {
  "Worker -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Private",
});
answers("a private NAT gateway is not for the internet", nat("ConnectivityType: private, SubnetId: !Ref PublicSubnet"), {
  "Worker -> internet tcp/443": "blocked: IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS Nat",
});
answers("a regional NAT gateway", nat("AvailabilityMode: regional, VpcId: !Ref Vpc"), {
  "Worker -> internet tcp/443": "reachable",
  "internet -> Worker tcp/80": "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Worker, NO_ROUTE_TO_DESTINATION Private",
});
const natAcl = (...entries: readonly string[]) => nat(zonal, acl("Acl", "Vpc", "PublicSubnet", ...entries));
answers(
  "the ACL of a NAT gateway's subnet",
  natAcl(
    "in 100 allow tcp 443 10.0.0.0/16",
    "in 110 allow tcp 1024-65535 0.0.0.0/0",
    "out 100 allow tcp 443 0.0.0.0/0",
    "out 110 allow tcp 1024-65535 10.0.0.0/16",
  ),
  {
    "Worker -> internet tcp/443": "reachable",
    "Worker -> internet tcp/80": "blocked: SUBNET_ACL_RESTRICTION Acl",
    "Worker -> internet udp/443": "blocked: SUBNET_ACL_RESTRICTION Acl",
  },
);
answers("answers that the ACL of a NAT gateway's subnet drops", natAcl("in 100 allow tcp 443 10.0.0.0/16", "out 100 allow all 0.0.0.0/0"), {
  "Worker -> internet tcp/443": "blocked: SUBNET_ACL_RESTRICTION Acl",
});
answers(
  "packets that leave only by a group that forbids it",
  nat(zonal, group("Local", "Vpc", [], ["all 10.0.0.0/16"]), host("Kept", "PrivateSubnet", "Local")),
  {
    "Kept -> internet tcp/443": "blocked: ENI_SG_RULES_MISMATCH Local",
  },
);
answers(
  "a subnet without a route beside one that has it",
  nat(zonal, subnet("Data", "Vpc", "10.0.10.0/24", "DataRoutes"), table("DataRoutes", "Vpc"), host("Database", "Data", "Web")),
  {
    "Database -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION DataRoutes",
    "internet -> Database tcp/80": "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Database, NO_ROUTE_TO_DESTINATION DataRoutes",
  },
);

const returning = (ingress: string, ...routes: readonly string[]) =>
  template(
    ...ground,
    vpc("Peer", "10.1.0.0/16"),
    resource("Peering", "EC2::VPCPeeringConnection", "VpcId: !Ref Vpc, PeerVpcId: !Ref Peer"),
    table("Private", "Vpc", "10.1.0.0/16 NatGatewayId Nat"),
    table("NatTable", "Vpc", "10.1.0.0/16 VpcPeeringConnectionId Peering"),
    subnet("PrivateSubnet", "Vpc", "10.0.8.0/24", "Private"),
    subnet("NatSubnet", "Vpc", "10.0.9.0/24", "NatTable"),
    host("Worker", "PrivateSubnet", "Web"),
    host("Plain", "NatSubnet", "Web"),
    resource("Nat", "EC2::NatGateway", "ConnectivityType: private, SubnetId: !Ref NatSubnet"),
    table("PeerTable", "Peer", ...routes),
    subnet("PeerSubnet", "Peer", "10.1.1.0/24", "PeerTable"),
    group("PeerWeb", "Peer", [ingress]),
    host("Server", "PeerSubnet", "PeerWeb"),
  );
answers("a NAT gateway gets its answers over a peering connection without a route", returning("tcp 80 10.0.9.0/24"), {
  "Worker -> Server tcp/80": "reachable",
  "Plain -> Server tcp/80": "blocked: NO_ROUTE_TO_DESTINATION PeerTable",
  "Server -> Worker tcp/80": "blocked: NO_ROUTE_TO_DESTINATION PeerTable, NO_ROUTE_TO_DESTINATION Private",
});
answers("the other side sees the NAT gateway's address", returning("tcp 80 10.0.8.0/24"), {
  "Worker -> Server tcp/80": "blocked: ENI_SG_RULES_MISMATCH PeerWeb",
});
answers("and not the source's groups", returning("tcp 80 sg:Web"), {
  "Worker -> Server tcp/80": "blocked: SG_REFERENCES_NOT_PRESERVED PeerWeb",
});

const six = (...more: readonly string[]) =>
  template(
    ...ground,
    resource("Block", "EC2::VPCCidrBlock", "VpcId: !Ref Vpc, AmazonProvidedIpv6CidrBlock: true"),
    resource("EgressOnly", "EC2::EgressOnlyInternetGateway", "VpcId: !Ref Vpc"),
    table("Out", "Vpc", "::/0 EgressOnlyInternetGatewayId EgressOnly"),
    table("Both", "Vpc", "0.0.0.0/0 GatewayId Gateway", "::/0 GatewayId Gateway"),
    subnet("OutSubnet", "Vpc", "10.0.20.0/24", "Out", ipv6(0)),
    subnet("BothSubnet", "Vpc", "10.0.21.0/24", "Both", ipv6(1)),
    subnet("OldSubnet", "Vpc", "10.0.22.0/24", "Both"),
    subnet("FourSubnet", "Vpc", "10.0.23.0/24", "Public", ipv6(2)),
    group("Six", "Vpc", ["tcp 443 ::/0"]),
    host("Private6", "OutSubnet", "Six"),
    host("Public6", "BothSubnet", "Six"),
    host("Old", "OldSubnet", "Six"),
    host("Four", "FourSubnet", "Six"),
    ...more,
  );
function ipv6(index: number): string {
  return `, AssignIpv6AddressOnCreation: true, Ipv6CidrBlock: !Select [${index}, !Cidr [!Select [0, !GetAtt Vpc.Ipv6CidrBlocks], 8, 64]]`;
}
answers("IPv6", six(), {
  "Public6 -> internet6 tcp/443": "reachable",
  "Public6 -> ::/0 tcp/443": "reachable",
  "internet6 -> Public6 tcp/443": "reachable",
  "internet6 -> Public6 tcp/80": "blocked: ENI_SG_RULES_MISMATCH Six",
  "internet -> Public6:ipv6 tcp/443": "reachable",
  "internet -> Public6 tcp/443": "blocked: ENI_SG_RULES_MISMATCH Six, IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Public6",
  "Private6 -> internet6 tcp/443": "reachable",
  "Private6 -> internet6 icmp": "reachable",
  "internet6 -> Private6 tcp/443": "blocked: x-egress-only-internet-gateway EgressOnly",
  "internet6 -> Private6 tcp/80": "blocked: ENI_SG_RULES_MISMATCH Six, x-egress-only-internet-gateway EgressOnly",
  "Private6 -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Out",
  "Private6:ipv6 -> Public6:ipv6 tcp/443": "reachable",
  "Old -> internet6 tcp/443": "blocked: UNASSOCIATED_COMPONENT Old",
  "Four -> internet6 tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Public",
  "internet6 -> Four tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Public",
});

answers(
  "IPv6 beside NAT64",
  six(
    resource("Eip", "EC2::EIP", "Domain: vpc"),
    resource("Nat", "EC2::NatGateway", "SubnetId: !Ref PublicSubnet, AllocationId: !GetAtt Eip.AllocationId"),
    table("Translated", "Vpc", "::/0 EgressOnlyInternetGatewayId EgressOnly", "64:ff9b::/96 NatGatewayId Nat"),
    resource("NativeRoutes", "EC2::SubnetRouteTableAssociation", "SubnetId: !Ref Native, RouteTableId: !Ref Translated"),
    resource("Native", "EC2::Subnet", `VpcId: !Ref Vpc, Ipv6Native: true${ipv6(3)}`),
    host("Only6", "Native", "Six"),
  ),
  {
    "Only6 -> internet6 tcp/443": "reachable",
    "internet6 -> Only6 tcp/443": "blocked: x-egress-only-internet-gateway EgressOnly",
    "Only6 -> Public6 tcp/443": "reachable",
    "Only6 -> Old tcp/443": "blocked: UNASSOCIATED_COMPONENT Only6",
  },
);
