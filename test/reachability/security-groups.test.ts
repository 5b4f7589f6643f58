/** Security groups in traces: state, references, lists, defaults, several groups of one interface, ranges of ports. */
import { answers, edited } from "./cases.ts";
import { group, host, resource, ruleOf, subnet, template, vpc } from "./shorthand.ts";

const ground = [vpc("Vpc", "10.0.0.0/16"), subnet("SubnetA", "Vpc", "10.0.1.0/24"), subnet("SubnetB", "Vpc", "10.0.2.0/24")];
const nowhere = ["all 127.0.0.1/32"];

answers(
  "groups are stateful",
  template(
    ...ground,
    group("Clients", "Vpc", ["tcp 22 192.0.2.1/32"]),
    group("Servers", "Vpc", ["tcp 80 sg:Clients", "icmp sg:Clients"], nowhere),
    host("Client", "SubnetA", "Clients"),
    host("Server", "SubnetB", "Servers"),
  ),
  {
    "Client -> Server tcp/80": "reachable",
    "Client -> Server icmp": "reachable",
    "Client -> Server udp/80": "blocked: ENI_SG_RULES_MISMATCH Servers",
    "Client -> Server tcp": "blocked: ENI_SG_RULES_MISMATCH Servers",
    "Client -> Server -1": "blocked: ENI_SG_RULES_MISMATCH Servers",
    "Server -> Client tcp/80": "blocked: ENI_SG_RULES_MISMATCH Clients, ENI_SG_RULES_MISMATCH Servers",
    "Client -> 10.0.2.17 tcp/80": "reachable",
  },
);

answers(
  "members of a group, and others",
  template(
    ...ground,
    group("Clients", "Vpc", ["all 10.0.0.0/16"]),
    group("Others", "Vpc", ["all 10.0.0.0/16"]),
    group("Servers", "Vpc", ["tcp 5432 sg:Clients"]),
    host("Client", "SubnetA", "Clients"),
    host("Both", "SubnetA", "Others Clients"),
    host("Other", "SubnetA", "Others"),
    host("Server", "SubnetB", "Servers"),
  ),
  {
    "Client -> Server tcp/5432": "reachable",
    "Both -> Server tcp/5432": "reachable",
    "Other -> Server tcp/5432": "blocked: ENI_SG_RULES_MISMATCH Servers",
    "10.0.1.0/24 -> Server tcp/5432": "blocked: ENI_SG_RULES_MISMATCH Servers",
    "Server -> Other tcp/1": "reachable",
  },
);

const self = resource(
  "SelfRule",
  "EC2::SecurityGroupIngress",
  "GroupId: !Ref Cluster, IpProtocol: '-1', SourceSecurityGroupId: !Ref Cluster",
);
answers(
  "a group that admits itself",
  template(
    ...ground,
    group("Cluster", "Vpc", []),
    self,
    group("Others", "Vpc", []),
    host("One", "SubnetA", "Cluster"),
    host("Two", "SubnetB", "Cluster"),
    host("Other", "SubnetB", "Others"),
  ),
  {
    "One -> Two tcp/9300": "reachable",
    "One -> Two udp/7946": "reachable",
    "Two -> One -1": "reachable",
    "Other -> One tcp/9300": "blocked: ENI_SG_RULES_MISMATCH Cluster",
    "One -> Other tcp/9300": "blocked: SG_HAS_NO_RULES Others",
  },
);

answers(
  "prefix lists",
  template(
    ...ground,
    resource(
      "Offices",
      "EC2::PrefixList",
      "PrefixListName: offices, AddressFamily: IPv4, MaxEntries: 4, Entries: [{Cidr: 10.0.1.0/24}, {Cidr: 192.0.2.0/24}]",
    ),
    group("Servers", "Vpc", ["tcp 443 pl:Offices"]),
    group("Tight", "Vpc", ["tcp 443 10.0.0.0/16"], ["tcp 443 pl:Offices"]),
    host("A", "SubnetA", "Tight"),
    host("B", "SubnetB", "Servers"),
    host("C", "SubnetB", "Tight"),
  ),
  {
    "A -> B tcp/443": "blocked: ENI_SG_RULES_MISMATCH Tight",
    "C -> A tcp/443": "reachable",
    "C -> B tcp/443": "blocked: ENI_SG_RULES_MISMATCH Servers, ENI_SG_RULES_MISMATCH Tight",
    "10.0.1.9 -> B tcp/443": "reachable",
    "10.0.2.9 -> B tcp/443": "blocked: ENI_SG_RULES_MISMATCH Servers",
  },
);

answers(
  "what a new group has by default",
  template(
    ...ground,
    group("Bare", "Vpc", []),
    group("Web", "Vpc", ["tcp 80 10.0.0.0/8"]),
    host("Client", "SubnetA", "Bare"),
    host("Server", "SubnetB", "Web"),
    resource("Default", "EC2::Instance", "SubnetId: !Ref SubnetA"),
    resource("Default2", "EC2::Instance", "SubnetId: !Ref SubnetB, SecurityGroupIds: [!GetAtt Vpc.DefaultSecurityGroup]"),
  ),
  {
    "Client -> Server tcp/80": "reachable",
    "Server -> Client tcp/80": "blocked: SG_HAS_NO_RULES Bare",
    "Default -> Default2 tcp/80": "reachable",
    "Default2 -> Default icmp": "reachable",
    "Client -> Default tcp/80": "blocked: ENI_SG_RULES_MISMATCH Default",
    "Default -> Server tcp/80": "reachable",
  },
);

const ports = template(
  ...ground,
  group("Low", "Vpc", ["tcp 8000-8010 10.0.1.0/24", "udp 53 10.0.0.0/16"]),
  group("High", "Vpc", ["tcp 8011-8020 10.0.0.0/16", "all 192.168.0.0/16"]),
  group("Clients", "Vpc", [], ["tcp 0-65535 10.0.0.0/16", "udp 53 10.0.0.0/16"]),
  host("Client", "SubnetA", "Clients"),
  host("Stranger", "SubnetB", "Clients"),
  host("Server", "SubnetB", "Low High"),
  host("LowServer", "SubnetB", "Low"),
);
answers("ranges of ports, and several groups", ports, {
  "Client -> Server tcp/8000": "reachable",
  "Client -> Server tcp/8010": "reachable",
  "Client -> Server tcp/8020": "reachable",
  "Client -> LowServer tcp/8011": "blocked: ENI_SG_RULES_MISMATCH Low",
  "Client -> Server udp/53": "reachable",
  "Client -> Server icmp": "blocked: ENI_SG_RULES_MISMATCH Clients, ENI_SG_RULES_MISMATCH Low",
  "Stranger -> Server tcp/8012": "reachable",
  "Stranger -> LowServer tcp/8005": "blocked: ENI_SG_RULES_MISMATCH Low",
});

answers(
  "standalone rules belong to the group",
  template(
    ...ground,
    group("Web", "Vpc", [], nowhere),
    resource("In", "EC2::SecurityGroupIngress", `GroupId: !GetAtt Web.GroupId, ${ruleOf("tcp 80-81 10.0.1.0/24", "Source").slice(1, -1)}`),
    resource("Out", "EC2::SecurityGroupEgress", `GroupId: !Ref Web, ${ruleOf("tcp 443 10.0.1.0/24", "Destination").slice(1, -1)}`),
    group("Clients", "Vpc", ["tcp 443-444 10.0.0.0/16"]),
    host("Client", "SubnetA", "Clients"),
    host("Server", "SubnetB", "Web"),
  ),
  {
    "Client -> Server tcp/80": "reachable",
    "Client -> Server tcp/82": "blocked: ENI_SG_RULES_MISMATCH Web",
    "Server -> Client tcp/443": "reachable",
    "Server -> Client tcp/444": "blocked: ENI_SG_RULES_MISMATCH Web",
  },
);

const echo = template(
  ...ground,
  group("Clients", "Vpc", []),
  group("Echo", "Vpc", ["icmp 8--1 10.0.0.0/16"]),
  host("Client", "SubnetA", "Clients"),
  host("Server", "SubnetB", "Echo"),
);
const echoOnly = edited(
  echo,
  ruleOf("icmp 8--1 10.0.0.0/16", "Source"),
  "{IpProtocol: icmp, FromPort: 8, ToPort: -1, CidrIp: 10.0.0.0/16}",
);
answers("ICMP is an echo", echoOnly, {
  "Client -> Server icmp": "reachable",
  "Client -> Server tcp/8": "blocked: ENI_SG_RULES_MISMATCH Echo",
});
answers("ICMP other than an echo", edited(echoOnly, "FromPort: 8, ToPort: -1", "FromPort: 3, ToPort: 4"), {
  "Client -> Server icmp": "blocked: ENI_SG_RULES_MISMATCH Echo",
});

const peered = (rule: string) =>
  template(
    ...ground,
    vpc("Peer", "10.1.0.0/16"),
    `  TableA: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Vpc}}\n`,
    resource("AssociationA", "EC2::SubnetRouteTableAssociation", "SubnetId: !Ref SubnetA, RouteTableId: !Ref TableA"),
    resource("RouteA", "EC2::Route", "RouteTableId: !Ref TableA, DestinationCidrBlock: 10.1.0.0/16, VpcPeeringConnectionId: !Ref Peering"),
    subnet("PeerSubnet", "Peer", "10.1.1.0/24", "PeerTable"),
    `  PeerTable: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Peer}}\n`,
    resource(
      "PeerRoute",
      "EC2::Route",
      "RouteTableId: !Ref PeerTable, DestinationCidrBlock: 10.0.0.0/16, VpcPeeringConnectionId: !Ref Peering",
    ),
    resource("Peering", "EC2::VPCPeeringConnection", "VpcId: !Ref Vpc, PeerVpcId: !Ref Peer"),
    group("Clients", "Vpc", []),
    group("Servers", "Peer", [rule]),
    host("Client", "SubnetA", "Clients"),
    host("Server", "PeerSubnet", "Servers"),
  );
answers("a reference across a peering connection", peered("tcp 80 sg:Clients"), {
  "Client -> Server tcp/80": "reachable",
  "Client -> Server tcp/81": "blocked: ENI_SG_RULES_MISMATCH Servers",
});

answers(
  "outbound rules that stand alone",
  template(
    ...ground,
    group("Alone", "Vpc", []),
    resource("Out", "EC2::SecurityGroupEgress", `GroupId: !Ref Alone, ${ruleOf("tcp 443 10.0.0.0/16", "Destination").slice(1, -1)}`),
    resource("Empty", "EC2::SecurityGroup", "GroupDescription: empty, VpcId: !Ref Vpc, SecurityGroupEgress: []"),
    group("Servers", "Vpc", ["tcp 0-65535 10.0.0.0/16"]),
    host("A", "SubnetA", "Alone"),
    host("E", "SubnetA", "Empty"),
    host("Server", "SubnetB", "Servers"),
  ),
  {
    "A -> Server tcp/443": "reachable",
    "A -> Server tcp/80": "unknown: Alone",
    "A -> Server udp/80": "blocked: ENI_SG_RULES_MISMATCH Servers",
    "E -> Server tcp/80": "reachable",
  },
);

answers(
  "a peer in another Region",
  peered("tcp 80 sg:Clients").replace("PeerVpcId: !Ref Peer}", "PeerVpcId: !Ref Peer, PeerRegion: ap-northeast-2}"),
  { "Client -> Server tcp/80": "blocked: SG_REFERENCES_NOT_PRESERVED Servers" },
);

answers(
  "a group that lets out to a group",
  template(
    ...ground,
    group("Clients", "Vpc", [], ["tcp 80 sg:Servers"]),
    group("Servers", "Vpc", ["all 10.0.0.0/16"]),
    group("Others", "Vpc", ["all 10.0.0.0/16"]),
    host("Client", "SubnetA", "Clients"),
    host("Server", "SubnetB", "Servers"),
    host("Other", "SubnetB", "Others"),
  ),
  {
    "Client -> Server tcp/80": "reachable",
    "Client -> Server tcp/443": "blocked: ENI_SG_RULES_MISMATCH Clients",
    "Client -> Other tcp/80": "blocked: ENI_SG_RULES_MISMATCH Clients",
    "Client -> 10.0.2.0/24 tcp/80": "blocked: ENI_SG_RULES_MISMATCH Clients",
    "Server -> Client tcp/80": "blocked: SG_HAS_NO_RULES Clients",
  },
);
