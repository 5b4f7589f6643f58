/** What a template leaves open: named where it decides, and silent where it cannot matter. */
import { expect, test } from "vitest";
import { answers, ask, networkOf } from "./cases.ts";
import { acl, group, host, internetGateway, publicHost, resource, subnet, table, template, vpc } from "./shorthand.ts";

const parameters = (...names: readonly string[]) => `Parameters: {${names.map((name) => `${name}: {Type: String}`).join(", ")}}\n`;
const ground = [
  vpc("Vpc", "10.0.0.0/16"),
  internetGateway("Gateway", "Vpc"),
  table("Public", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  subnet("SubnetA", "Vpc", "10.0.1.0/24", "Public"),
  subnet("SubnetB", "Vpc", "10.0.2.0/24", "Public"),
  group("Open", "Vpc", ["all 0.0.0.0/0"]),
  publicHost("A", "SubnetA", "Open"),
];

const admin =
  parameters("AdminCidr", "Port") +
  template(
    ...ground,
    group("Admin", "Vpc", ["tcp 22 ref:AdminCidr", "tcp 443 0.0.0.0/0"]),
    publicHost("Bastion", "SubnetB", "Admin"),
    resource(
      "PortRule",
      "EC2::SecurityGroupIngress",
      "GroupId: !Ref Ported, IpProtocol: tcp, FromPort: !Ref Port, ToPort: !Ref Port, CidrIp: 10.0.0.0/16",
    ),
    group("Ported", "Vpc", []),
    host("App", "SubnetB", "Ported"),
    acl("Shut", "Vpc", "SubnetC", "out 100 allow all 0.0.0.0/0"),
    subnet("SubnetC", "Vpc", "10.0.3.0/24", "Public"),
    publicHost("Cut", "SubnetC", "Admin"),
  );
answers("a block and a port without value", admin, {
  "203.0.113.5 -> Bastion tcp/22": "unknown: AdminCidr",
  "203.0.113.5 -> Bastion tcp/443": "reachable",
  "203.0.113.5 -> Bastion tcp/80": "blocked: ENI_SG_RULES_MISMATCH Admin",
  "A -> App tcp/8080": "unknown: Port",
  "A -> App udp/8080": "blocked: ENI_SG_RULES_MISMATCH Ported",
  "203.0.113.5 -> Cut tcp/22": "blocked: SUBNET_ACL_RESTRICTION Shut",
  "203.0.113.5 -> Cut tcp/443": "blocked: SUBNET_ACL_RESTRICTION Shut",
});
test("an unknown says what is not known", () => {
  const { unknowns } = ask(networkOf(admin), "203.0.113.5 -> Bastion tcp/22");
  expect(unknowns.map(({ message }) => message).join()).toContain("AdminCidr");
});

const given =
  parameters("VpcId", "SubnetOne", "SubnetTwo", "GroupId", "TableId") +
  template(
    `  Web: {Type: "AWS::EC2::SecurityGroup", Properties: {GroupDescription: web, VpcId: !Ref VpcId, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}]}}\n`,
    resource("One", "EC2::Instance", "SubnetId: !Ref SubnetOne, SecurityGroupIds: [!Ref Web]"),
    resource("Same", "EC2::Instance", "SubnetId: !Ref SubnetOne, SecurityGroupIds: [!Ref Web]"),
    resource("Two", "EC2::Instance", "SubnetId: !Ref SubnetTwo, SecurityGroupIds: [!Ref Web]"),
    resource("Guarded", "EC2::Instance", "SubnetId: !Ref SubnetOne, SecurityGroupIds: [!Ref GroupId]"),
    resource("Both", "EC2::Instance", "SubnetId: !Ref SubnetOne, SecurityGroupIds: [!Ref GroupId, !Ref Web]"),
  );
answers("a VPC, subnets and groups of another stack", given, {
  "One -> Two tcp/443": "blocked: ENI_SG_RULES_MISMATCH Web",
  "One -> Two tcp/80": "unknown: SubnetOne, SubnetTwo",
  "One -> internet tcp/443": "unknown: One, SubnetOne",
  "internet -> One tcp/80": "unknown: One, SubnetOne",
  "internet -> One tcp/22": "blocked: ENI_SG_RULES_MISMATCH Web",
});

const imported = template(
  vpc("Vpc", "10.0.0.0/16"),
  resource("SubnetA", "EC2::Subnet", "VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24"),
  resource("TableOfA", "EC2::SubnetRouteTableAssociation", "SubnetId: !Ref SubnetA, RouteTableId: !ImportValue private-table"),
  subnet("SubnetB", "Vpc", "10.0.2.0/24"),
  group("Web", "Vpc", ["tcp 80 10.0.0.0/16"], ["tcp 80 10.0.0.0/16", "tcp 443 0.0.0.0/0"]),
  host("A", "SubnetA", "Web"),
  host("B", "SubnetB", "Web"),
);
answers("an imported route table", imported, {
  "A -> B tcp/80": "reachable",
  "B -> A tcp/80": "reachable",
  "A -> internet tcp/443": "unknown: SubnetA",
  "A -> internet tcp/25": "blocked: ENI_SG_RULES_MISMATCH Web",
  "B -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION SubnetB",
});

const exported = (outputs: string) =>
  template(
    vpc("Vpc", "10.0.0.0/16"),
    table("Private", "Vpc"),
    subnet("SubnetA", "Vpc", "10.0.1.0/24", "Private"),
    group("Web", "Vpc", ["tcp 80 0.0.0.0/0"]),
    host("A", "SubnetA", "Web"),
  ) + outputs;
answers(
  "an exported route table may have routes elsewhere",
  exported("Outputs: {Table: {Value: !Ref Private, Export: {Name: private}}}\n"),
  {
    "A -> internet tcp/443": "unknown: Private",
    "A -> 192.168.0.1 tcp/443": "unknown: Private",
  },
);
answers("an output that is not exported changes nothing", exported("Outputs: {Table: {Value: !Ref Private}}\n"), {
  "A -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Private",
});

answers(
  "a VPC whose block is not known",
  parameters("VpcCidr", "CidrA", "CidrB") +
    template(
      vpc("Vpc", "!Ref VpcCidr"),
      internetGateway("Gateway", "Vpc"),
      table("Public", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
      subnet("SubnetA", "Vpc", "!Ref CidrA", "Public"),
      subnet("SubnetB", "Vpc", "!Ref CidrB", "Public"),
      group("Inside", "Vpc", ["tcp 80 ref:VpcCidr"]),
      group("World", "Vpc", ["tcp 80 0.0.0.0/0"]),
      group("OfA", "Vpc", ["tcp 80 ref:CidrA"]),
      group("Fixed", "Vpc", ["tcp 80 10.0.0.0/16"]),
      publicHost("A", "SubnetA", "World"),
      host("B", "SubnetB", "Inside"),
      host("C", "SubnetB", "OfA"),
      host("D", "SubnetB", "Fixed"),
    ),
  {
    "A -> internet tcp/443": "reachable",
    "internet -> A tcp/80": "reachable",
    "A -> B tcp/80": "reachable",
    "A -> C tcp/80": "reachable",
    "B -> C tcp/80": "blocked: ENI_SG_RULES_MISMATCH OfA",
    "A -> D tcp/80": "unknown: A",
    "A -> D tcp/81": "blocked: ENI_SG_RULES_MISMATCH Fixed",
  },
);

answers(
  "a public address that hangs on a parameter",
  parameters("Public1") +
    template(...ground, subnet("Maybe", "Vpc", "10.0.4.0/24", "Public", ", MapPublicIpOnLaunch: !Ref Public1"), host("M", "Maybe", "Open")),
  { "internet -> M tcp/80": "unknown: M", "M -> internet tcp/80": "unknown: M", "A -> M tcp/80": "reachable" },
);

const targets = (...routes: readonly string[]) =>
  parameters("GatewayId", "NatId", "PeeringId", "TransitId", "EniId") +
  template(
    vpc("Vpc", "10.0.0.0/16"),
    table("Routes", "Vpc", ...routes),
    subnet("SubnetA", "Vpc", "10.0.1.0/24", "Routes"),
    group("Open", "Vpc", ["all 0.0.0.0/0"]),
    group("Tight", "Vpc", [], ["tcp 443 0.0.0.0/0"]),
    publicHost("A", "SubnetA", "Open"),
    host("T", "SubnetA", "Tight"),
  );
answers(
  "routes to gateways of other stacks",
  targets("0.0.0.0/0 GatewayId GatewayId", "10.1.0.0/16 VpcPeeringConnectionId PeeringId", "10.2.0.0/16 TransitGatewayId TransitId"),
  {
    "A -> internet tcp/443": "unknown: GatewayId",
    "T -> internet tcp/80": "blocked: ENI_SG_RULES_MISMATCH Tight",
    "A -> 10.1.2.3 tcp/443": "unknown: PeeringId",
    "A -> 10.2.2.3 tcp/443": "unknown: TransitId",
    "A -> T icmp": "blocked: SG_HAS_NO_RULES Tight",
  },
);
answers(
  "routes through NAT gateways and interfaces of other stacks",
  targets("0.0.0.0/0 NatGatewayId NatId", "198.51.100.0/24 NetworkInterfaceId EniId"),
  {
    "T -> 203.0.113.9 tcp/443": "unknown: NatId",
    "T -> 198.51.100.9 tcp/443": "unknown: EniId",
    "T -> 198.51.100.9 udp/443": "blocked: ENI_SG_RULES_MISMATCH Tight",
  },
);

const lists =
  'Parameters: {Groups: {Type: "List<AWS::EC2::SecurityGroup::Id>"}, Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}}\n' +
  template(
    ...ground,
    group("OfA", "Vpc", ["tcp 80 sg:Open"]),
    host("Listed", "SubnetB", "Open").replace("[!Ref Open]", "!Ref Groups"),
    host("Imported", "SubnetB", "Open").replace("!Ref Open", "!ImportValue shared-group"),
    host("Server", "SubnetB", "OfA"),
  );
answers("groups of other stacks", lists, {
  "Listed -> A tcp/80": "unknown: Listed",
  "Imported -> Server tcp/80": "blocked: ENI_SG_RULES_MISMATCH OfA",
  "Imported -> Server tcp/81": "blocked: ENI_SG_RULES_MISMATCH OfA",
  "A -> Imported tcp/80": "unknown: Imported",
});

answers(
  "blocks that IPAM allocates",
  template(
    resource("Vpc", "EC2::VPC", "Ipv4IpamPoolId: ipam-pool-1, Ipv4NetmaskLength: 20"),
    internetGateway("Gateway", "Vpc"),
    table("Public", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
    ...["SubnetA", "SubnetB"].map(
      (id) =>
        resource(id, "EC2::Subnet", "VpcId: !Ref Vpc, Ipv4IpamPoolId: ipam-pool-2, Ipv4NetmaskLength: 24") +
        resource(`${id}Routes`, "EC2::SubnetRouteTableAssociation", `SubnetId: !Ref ${id}, RouteTableId: !Ref Public`),
    ),
    group("Inside", "Vpc", []),
    resource(
      "Http",
      "EC2::SecurityGroupIngress",
      "GroupId: !Ref Inside, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: !GetAtt Vpc.CidrBlock",
    ),
    resource("Ssh", "EC2::SecurityGroupIngress", "GroupId: !Ref Inside, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8"),
    publicHost("A", "SubnetA", "Inside"),
    host("B", "SubnetB", "Inside"),
  ),
  {
    "A -> B tcp/80": "reachable",
    "A -> B tcp/81": "blocked: ENI_SG_RULES_MISMATCH Inside",
    "A -> B tcp/22": "unknown: A",
    "A -> internet tcp/443": "reachable",
    "internet -> A tcp/22": "blocked: ENI_SG_RULES_MISMATCH Inside",
  },
);

const halves = (block: string) =>
  parameters("CidrA", "CidrB") +
  template(
    vpc("Vpc", "10.0.0.0/16"),
    subnet("SubnetA", "Vpc", "!Ref CidrA"),
    subnet("SubnetB", "Vpc", "!Ref CidrB"),
    group("Open", "Vpc", ["all 10.0.0.0/16"]),
    host("A", "SubnetA", "Open"),
    host("B", "SubnetB", "Open"),
    acl("Acl", "Vpc", "SubnetB", `in 100 allow all ${block}`, "out 100 allow all 10.0.0.0/16"),
  );
answers("a subnet's block is not another subnet's", halves("!Ref CidrB").replaceAll("CidrBlock: CidrB", "CidrBlock: !Ref CidrB"), {
  "A -> B tcp/80": "blocked: SUBNET_ACL_RESTRICTION Acl",
});
answers("a subnet's block is its own", halves("!Ref CidrA").replaceAll("CidrBlock: CidrA", "CidrBlock: !Ref CidrA"), {
  "A -> B tcp/80": "reachable",
});
