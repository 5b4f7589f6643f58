/** VPC peering connections in traces: routes on both sides, and nothing beyond the peer. */
import { answers, edited } from "./cases.ts";
import { acl, group, host, internetGateway, publicHost, resource, subnet, table, template, vpc } from "./shorthand.ts";

const side = (name: string, cidr: string, address: string, ...routes: readonly string[]) =>
  vpc(name, cidr) +
  table(`${name}Routes`, name, ...routes) +
  subnet(`${name}Subnet`, name, address, `${name}Routes`) +
  group(`${name}Open`, name, ["all 10.0.0.0/8"]) +
  host(`${name}Host`, `${name}Subnet`, `${name}Open`);
const peering = (id: string, a: string, b: string) => resource(id, "EC2::VPCPeeringConnection", `VpcId: !Ref ${a}, PeerVpcId: !Ref ${b}`);

const chainOf = (more: readonly string[], fromC: readonly string[]) =>
  template(
    side("A", "10.1.0.0/16", "10.1.1.0/24", "10.2.0.0/16 VpcPeeringConnectionId Ab", ...more),
    side("B", "10.2.0.0/16", "10.2.1.0/24", "10.1.0.0/16 VpcPeeringConnectionId Ab", "10.3.0.0/16 VpcPeeringConnectionId Bc"),
    side("C", "10.3.0.0/16", "10.3.1.0/24", "10.2.0.0/16 VpcPeeringConnectionId Bc", ...fromC),
    peering("Ab", "A", "B"),
    peering("Bc", "B", "C"),
  );
answers("no way to the peer's peer", chainOf(["10.3.0.0/16 VpcPeeringConnectionId Ab"], ["10.1.0.0/16 VpcPeeringConnectionId Bc"]), {
  "AHost -> BHost tcp/80": "reachable",
  "CHost -> BHost icmp": "reachable",
  "AHost -> CHost tcp/80": "blocked: PCX_REQUIRES_ADDRESS_IN_VPC_CIDR Ab, PCX_REQUIRES_ADDRESS_IN_VPC_CIDR Bc",
  "AHost -> CHost udp/53": "blocked: PCX_REQUIRES_ADDRESS_IN_VPC_CIDR Ab",
});
answers("VPCs that only share a peer", chainOf([], []), {
  "AHost -> CHost tcp/80": "blocked: DISCONNECTED_VPCS A",
  "CHost -> AHost tcp/80": "blocked: DISCONNECTED_VPCS C",
});

const partial = (route: string) =>
  template(
    side("A", "10.1.0.0/16", "10.1.1.0/24", route),
    side("B", "10.2.0.0/16", "10.2.1.0/24", "10.1.0.0/16 VpcPeeringConnectionId Ab"),
    subnet("BOther", "B", "10.2.2.0/24", "BRoutes"),
    host("BSecond", "BOther", "BOpen"),
    peering("Ab", "A", "B"),
  );
answers("a route to part of the peer", partial("10.2.1.0/24 VpcPeeringConnectionId Ab"), {
  "AHost -> BHost tcp/80": "reachable",
  "AHost -> BSecond tcp/80": "blocked: NO_ROUTE_TO_DESTINATION ARoutes",
  "AHost -> BSecond udp/80": "blocked: NO_ROUTE_TO_DESTINATION ARoutes",
  "BSecond -> AHost udp/80": "reachable",
  "BSecond -> AHost tcp/80": "blocked: NO_ROUTE_TO_DESTINATION ARoutes",
});
answers("a route of twice the size", partial("10.2.0.0/15 VpcPeeringConnectionId Ab"), { "AHost -> BSecond tcp/80": "reachable" });

answers(
  "subnets of one VPC with tables of their own",
  template(
    side("A", "10.1.0.0/16", "10.1.1.0/24", "10.2.0.0/16 VpcPeeringConnectionId Ab"),
    subnet("AMain", "A", "10.1.2.0/24"),
    host("AOther", "AMain", "AOpen"),
    side("B", "10.2.0.0/16", "10.2.1.0/24", "10.1.0.0/16 VpcPeeringConnectionId Ab"),
    peering("Ab", "A", "B"),
    acl("Acl", "B", "BSubnet", "in 100 allow tcp 443 10.1.0.0/16", "out 100 allow tcp 1024-65535 10.1.0.0/16"),
  ),
  {
    "AHost -> BHost tcp/443": "reachable",
    "AHost -> BHost tcp/80": "blocked: SUBNET_ACL_RESTRICTION Acl",
    "AOther -> BHost tcp/443": "blocked: NO_ROUTE_TO_DESTINATION AMain",
    "AOther -> BHost tcp/22": "blocked: NO_ROUTE_TO_DESTINATION AMain, SUBNET_ACL_RESTRICTION Acl",
    "BHost -> AOther udp/53": "blocked: SUBNET_ACL_RESTRICTION Acl",
  },
);

const edges = template(
  side("A", "10.1.0.0/16", "10.1.1.0/24", "0.0.0.0/0 VpcPeeringConnectionId Ab"),
  side("B", "10.2.0.0/16", "10.2.1.0/24", "10.1.0.0/16 VpcPeeringConnectionId Ab", "0.0.0.0/0 NatGatewayId Nat"),
  peering("Ab", "A", "B"),
  internetGateway("Gateway", "B"),
  table("BPublic", "B", "0.0.0.0/0 GatewayId Gateway", "10.1.0.0/16 VpcPeeringConnectionId Ab"),
  subnet("BPublicSubnet", "B", "10.2.9.0/24", "BPublic"),
  resource("Eip", "EC2::EIP", "Domain: vpc"),
  resource("Nat", "EC2::NatGateway", "SubnetId: !Ref BPublicSubnet, AllocationId: !GetAtt Eip.AllocationId"),
  resource("Vgw", "EC2::VPNGateway", "Type: ipsec.1"),
  resource("VgwAttachment", "EC2::VPCGatewayAttachment", "VpcId: !Ref B, VpnGatewayId: !Ref Vgw"),
  resource("S3", "EC2::VPCEndpoint", "VpcId: !Ref B, ServiceName: com.amazonaws.us-east-1.s3, RouteTableIds: [!Ref BRoutes, !Ref BPublic]"),
  resource(
    "Sqs",
    "EC2::VPCEndpoint",
    "VpcId: !Ref B, VpcEndpointType: Interface, ServiceName: com.amazonaws.us-east-1.sqs, SubnetIds: [!Ref BSubnet], SecurityGroupIds: [!Ref BOpen]",
  ),
);
answers("no way through the peer to its gateways and endpoints", edges, {
  "BHost -> internet tcp/443": "reachable",
  "AHost -> internet tcp/443": "blocked: PCX_REQUIRES_ADDRESS_IN_VPC_CIDR Ab",
  "AHost -> s3 tcp/443": "blocked: PCX_REQUIRES_ADDRESS_IN_VPC_CIDR Ab",
  "BHost -> s3 tcp/443": "reachable",
  "AHost -> 192.168.4.4 tcp/443": "blocked: PCX_REQUIRES_ADDRESS_IN_VPC_CIDR Ab",
  "AHost -> Sqs tcp/443": "reachable",
});

answers(
  "a peer in another stack",
  `Parameters: {PeerId: {Type: String}, PeerCidr: {Type: String, Default: 10.9.0.0/16}}\n${template(
    side("A", "10.1.0.0/16", "10.1.1.0/24"),
    resource("Ab", "EC2::VPCPeeringConnection", "VpcId: !Ref A, PeerVpcId: !Ref PeerId"),
    resource("Route", "EC2::Route", "RouteTableId: !Ref ARoutes, DestinationCidrBlock: !Ref PeerCidr, VpcPeeringConnectionId: !Ref Ab"),
  )}`,
  {
    "AHost -> 10.9.1.1 tcp/443": "unknown: PeerId",
    "10.9.1.1 -> AHost tcp/443": "unknown: PeerId",
    "10.9.1.1 -> AHost -1": "unknown: PeerId",
    "AHost -> 10.8.1.1 tcp/443": "blocked: NO_ROUTE_TO_DESTINATION ARoutes",
  },
);
answers("equal blocks", edited(chainOf([], []), "10.2.0.0/16}", "10.1.0.0/16}").replaceAll("10.2.1.0/24", "10.1.7.0/24"), {
  "AHost -> BHost tcp/80": "blocked: BAD_STATE Ab",
});
answers(
  "a public host of the peer",
  template(
    side("A", "10.1.0.0/16", "10.1.1.0/24", "10.2.0.0/16 VpcPeeringConnectionId Ab"),
    vpc("B", "10.2.0.0/16"),
    internetGateway("Gateway", "B"),
    table("BRoutes", "B", "0.0.0.0/0 GatewayId Gateway", "10.1.0.0/16 VpcPeeringConnectionId Ab"),
    subnet("BSubnet", "B", "10.2.1.0/24", "BRoutes"),
    group("BOpen", "B", ["all 0.0.0.0/0"]),
    publicHost("BHost", "BSubnet", "BOpen"),
    peering("Ab", "A", "B"),
  ),
  {
    "AHost -> BHost tcp/80": "reachable",
    "AHost -> BHost:public tcp/80": "blocked: NO_ROUTE_TO_DESTINATION ARoutes",
    "internet -> BHost tcp/80": "reachable",
  },
);
