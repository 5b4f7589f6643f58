/** Transit gateways: attachments, associations, propagations, static and blackhole routes, zones, network ACLs, central egress. */
import { describe, expect, test } from "vitest";
import { answers, ask, edited, inShort, networkOf } from "./cases.ts";
import { acl, group, host, internetGateway, resource, subnet, table, template, vpc } from "./shorthand.ts";
import { attachment, nat, transitGateway, transitTable, zone } from "./shorthand-network.ts";

const segmented = template(
  transitGateway("Hub", "off"),
  vpc("Prod", "10.0.0.0/16"),
  subnet("ProdA", "Prod", "10.0.1.0/24", "ProdTable", zone("a")),
  subnet("ProdB", "Prod", "10.0.2.0/24", "ProdTable", zone("b")),
  table("ProdTable", "Prod", "10.0.0.0/8 TransitGatewayId Hub"),
  attachment("ProdAttachment", "Hub", "Prod", "ProdA ProdB"),
  group("ProdGroup", "Prod", ["tcp 8080 10.2.0.0/16", "icmp 10.0.0.0/8"]),
  host("ProdApp", "ProdA", "ProdGroup"),
  vpc("Dev", "10.1.0.0/16"),
  subnet("DevA", "Dev", "10.1.1.0/24", "DevTable", zone("a")),
  subnet("DevB", "Dev", "10.1.2.0/24", "DevTable", zone("b")),
  table("DevTable", "Dev", "10.2.0.0/16 TransitGatewayId Hub", "10.0.0.0/16 TransitGatewayId Hub"),
  attachment("DevAttachment", "Hub", "Dev", "DevA"),
  group("DevGroup", "Dev", ["tcp 22 10.2.0.0/16"]),
  host("DevApp", "DevA", "DevGroup"),
  host("DevOther", "DevB", "DevGroup"),
  vpc("Shared", "10.2.0.0/16"),
  subnet("SharedA", "Shared", "10.2.1.0/24", "SharedTable", zone("a")),
  table("SharedTable", "Shared", "10.0.0.0/8 TransitGatewayId Hub"),
  attachment("SharedAttachment", "Hub", "Shared", "SharedA"),
  group("SharedGroup", "Shared", ["tcp 443 10.0.0.0/8", "udp 53 10.0.0.0/8"]),
  host("Tools", "SharedA", "SharedGroup"),
  transitTable("Spokes", "Hub", "ProdAttachment DevAttachment", "SharedAttachment", "10.0.0.0/14 blackhole"),
  transitTable("Services", "Hub", "SharedAttachment", "ProdAttachment"),
);

answers("a hub that keeps its spokes apart", segmented, {
  "ProdApp -> Tools tcp/443": "reachable",
  "ProdApp -> Tools udp/53": "reachable",
  "ProdApp -> Tools tcp/22": "blocked: ENI_SG_RULES_MISMATCH SharedGroup",
  "Tools -> ProdApp tcp/8080": "reachable",
  "Tools -> ProdApp icmp": "reachable",
  // One blackhole drops both directions: one blocker.
  "ProdApp -> DevApp tcp/22": "blocked: ENI_SG_RULES_MISMATCH DevGroup, TGW_RTB_BAD_STATE_ROUTE Spokes",
  "ProdApp -> DevApp udp/22": "blocked: ENI_SG_RULES_MISMATCH DevGroup, TGW_RTB_BAD_STATE_ROUTE Spokes",
  // Dev does not propagate to the services' table: answers to it are lost, and questions do not get there.
  "DevApp -> Tools tcp/443": "blocked: TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT Services",
  "DevApp -> Tools udp/53": "reachable",
  "Tools -> DevApp tcp/22": "blocked: TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT Services",
  "DevOther -> Tools udp/53": "blocked: TGW_ROUTE_AZ_RESTRICTION DevAttachment",
  "ProdApp -> 10.9.0.5 tcp/443": "blocked: TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT Spokes",
  "ProdApp -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION ProdTable",
  "10.1.1.0/24 -> Tools udp/53": "reachable",
  "10.1.0.0/16 -> Tools udp/53": "blocked: TGW_ROUTE_AZ_RESTRICTION DevAttachment",
});

const egress = template(
  transitGateway("Hub", "off"),
  vpc("App", "10.10.0.0/16"),
  subnet("AppA", "App", "10.10.1.0/24", "AppTable", zone("a")),
  table("AppTable", "App", "0.0.0.0/0 TransitGatewayId Hub"),
  group("AppGroup", "App", ["tcp 443 10.0.0.0/8"], ["tcp 443 0.0.0.0/0", "tcp 80 10.0.0.0/8"]),
  host("Worker", "AppA", "AppGroup"),
  attachment("AppAttachment", "Hub", "App", "AppA"),
  vpc("Egress", "10.100.0.0/16"),
  internetGateway("Gateway", "Egress"),
  subnet("Public", "Egress", "10.100.1.0/24", "PublicRoutes", zone("a")),
  subnet("Inner", "Egress", "10.100.2.0/24", "InnerRoutes", zone("a")),
  table("PublicRoutes", "Egress", "0.0.0.0/0 GatewayId Gateway", "10.10.0.0/16 TransitGatewayId Hub"),
  table("InnerRoutes", "Egress", "0.0.0.0/0 NatGatewayId Nat"),
  nat("Nat", "Public"),
  attachment("EgressAttachment", "Hub", "Egress", "Inner"),
  transitTable(
    "Routes",
    "Hub",
    "AppAttachment EgressAttachment",
    "AppAttachment EgressAttachment",
    "0.0.0.0/0 EgressAttachment",
    "192.168.0.0/16 blackhole",
  ),
  resource(
    "S3",
    "EC2::VPCEndpoint",
    'VpcId: !Ref Egress, ServiceName: !Sub "com.amazonaws.${AWS::Region}.s3", RouteTableIds: [!Ref InnerRoutes]',
  ),
);

answers("one way out for all", egress, {
  "Worker -> internet tcp/443": "reachable",
  "Worker -> 8.8.8.8 tcp/443": "reachable",
  "Worker -> internet tcp/80": "blocked: ENI_SG_RULES_MISMATCH AppGroup",
  "Worker -> dynamodb tcp/443": "reachable",
  // A gateway endpoint takes nothing that comes from another VPC.
  "Worker -> s3 tcp/443": "blocked: VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION S3",
  "Worker -> 192.168.3.4 tcp/443": "blocked: TGW_RTB_BAD_STATE_ROUTE Routes",
  // Answers would leave through NAT: nothing comes in this way.
  "internet -> Worker tcp/443":
    "blocked: ENI_SG_RULES_MISMATCH AppGroup, IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Worker, NO_ROUTE_TO_DESTINATION AppTable",
});
answers("one way out, without a way back", edited(egress, 'DestinationCidrBlock: "10.10.0.0/16"', 'DestinationCidrBlock: "10.11.0.0/16"'), {
  "Worker -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION PublicRoutes",
  "Worker -> internet udp/443": "blocked: ENI_SG_RULES_MISMATCH AppGroup",
});
answers("one way out, with NAT beside the attachment's table", edited(egress, "NatGatewayId: !Ref Nat", "GatewayId: !Ref Gateway"), {
  "Worker -> internet tcp/443": "blocked: IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS Gateway",
});
answers(
  "one way out, without the transit gateway's route",
  edited(
    egress,
    'DestinationCidrBlock: "0.0.0.0/0", TransitGatewayAttachmentId',
    'DestinationCidrBlock: "100.64.0.0/10", TransitGatewayAttachmentId',
  ),
  {
    "Worker -> internet tcp/443": "blocked: TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT Routes",
  },
);
answers("the endpoint beside the NAT gateway", edited(egress, "RouteTableIds: [!Ref InnerRoutes]", "RouteTableIds: [!Ref PublicRoutes]"), {
  "Worker -> s3 tcp/443": "reachable",
});

const plain = (mode: "on" | "off" | "no association" | "no propagation", last = "") =>
  template(
    transitGateway("Hub", mode),
    vpc("Left", "10.20.0.0/16"),
    subnet("LeftA", "Left", "10.20.0.0/24", "LeftTable"),
    table("LeftTable", "Left", "10.30.0.0/16 TransitGatewayId Hub"),
    host("LeftHost", "LeftA", "LeftGroup"),
    group("LeftGroup", "Left", ["all 10.0.0.0/8"]),
    vpc("Right", "10.30.0.0/16"),
    subnet("RightA", "Right", "10.30.0.0/24", "RightTable"),
    table("RightTable", "Right", "10.20.0.0/16 TransitGatewayId Hub"),
    host("RightHost", "RightA", "RightGroup"),
    group("RightGroup", "Right", ["all 10.0.0.0/8"]),
    attachment("LeftAttachment", "Hub", "Left", "LeftA"),
    attachment("RightAttachment", "Hub", "Right", "RightA"),
    last,
  );

answers("default tables", plain("on"), {
  "LeftHost -> RightHost tcp/80": "reachable",
  "RightHost -> LeftHost -1": "reachable",
});
answers("default tables off", plain("off"), {
  "LeftHost -> RightHost tcp/80":
    "blocked: TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION LeftAttachment, TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION RightAttachment",
  "LeftHost -> RightHost udp/80": "blocked: TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION LeftAttachment",
});
answers("the default table, nothing propagated", plain("no propagation"), {
  "LeftHost -> RightHost tcp/80": "blocked: TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT Hub",
});
answers("a route of the table that nobody associates", plain("no association"), {
  "LeftHost -> RightHost udp/80": "blocked: TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION LeftAttachment",
});
answers("one attachment missing", edited(plain("on"), attachment("RightAttachment", "Hub", "Right", "RightA"), ""), {
  "LeftHost -> RightHost tcp/80": "blocked: DISCONNECTED_VPCS Left",
});
answers(
  "a route missing on each side",
  plain("on")
    .replaceAll("TransitGatewayId: !Ref Hub}}\n  LeftHost", "NatGatewayId: !Ref Hub}}\n  LeftHost")
    .replace(/ {2}(Left|Right)TableRoute0.*\n/g, ""),
  {
    "LeftHost -> RightHost tcp/80": "blocked: NO_ROUTE_TO_DESTINATION LeftTable, NO_ROUTE_TO_DESTINATION RightTable",
    "LeftHost -> RightHost udp/80": "blocked: NO_ROUTE_TO_DESTINATION LeftTable",
  },
);

const twin = (order: string) =>
  plain(
    "on",
    vpc("Twin", "10.30.0.0/16") +
      subnet("TwinA", "Twin", "10.30.0.0/24", "TwinTable") +
      table("TwinTable", "Twin", "10.20.0.0/16 TransitGatewayId Hub") +
      host("TwinHost", "TwinA", "TwinGroup") +
      group("TwinGroup", "Twin", ["all 10.0.0.0/8"]) +
      attachment("TwinAttachment", "Hub", "Twin", "TwinA").replace("Properties:", `${order}Properties:`),
  );
answers("a second VPC of the same addresses, attached later", twin("DependsOn: RightAttachment, "), {
  "LeftHost -> RightHost tcp/80": "reachable",
  "LeftHost -> TwinHost tcp/80": "blocked: x-tgw-overlapping-cidr TwinAttachment",
  // Their own addresses are the same: the packets stay at home.
  "RightHost -> TwinHost tcp/80": "blocked: x-tgw-overlapping-cidr TwinAttachment",
});
answers("two VPCs of the same addresses, in no order", twin(""), {
  "LeftHost -> TwinHost tcp/80": "unknown: RightAttachment",
});

const referencing = (gateway: string, left: string, right: string) =>
  template(
    transitGateway("Hub", "on", gateway),
    vpc("Left", "10.20.0.0/16"),
    subnet("LeftA", "Left", "10.20.0.0/24", "LeftTable"),
    table("LeftTable", "Left", "10.30.0.0/16 TransitGatewayId Hub"),
    host("LeftHost", "LeftA", "LeftGroup"),
    group("LeftGroup", "Left", []),
    vpc("Right", "10.30.0.0/16"),
    subnet("RightA", "Right", "10.30.0.0/24", "RightTable"),
    table("RightTable", "Right", "10.20.0.0/16 TransitGatewayId Hub"),
    host("RightHost", "RightA", "RightGroup"),
    group("RightGroup", "Right", ["tcp 5432 sg:LeftGroup"]),
    attachment("LeftAttachment", "Hub", "Left", "LeftA", left),
    attachment("RightAttachment", "Hub", "Right", "RightA", right),
  );
const on = "SecurityGroupReferencingSupport: enable";
const off = "SecurityGroupReferencingSupport: disable";
const asked = "LeftHost -> RightHost tcp/5432";
answers("groups across the gateway, on at all three", referencing(on, on, on), {
  [asked]: "reachable",
  "LeftHost -> RightHost tcp/5433": "blocked: ENI_SG_RULES_MISMATCH RightGroup",
});
answers(
  "an outbound rule does not know groups across the gateway",
  edited(referencing(on, on, on), group("LeftGroup", "Left", []), group("LeftGroup", "Left", [], ["tcp 5432 sg:RightGroup"])),
  {
    [asked]: "blocked: ENI_SG_RULES_MISMATCH LeftGroup",
  },
);
answers("groups across the gateway, off at the source's attachment", referencing(on, off, on), {
  [asked]: "blocked: SG_REFERENCING_SUPPORT LeftAttachment",
});
answers("groups across the gateway, off at the destination's attachment", referencing(on, on, off), {
  [asked]: "blocked: SG_REFERENCING_SUPPORT RightAttachment",
});
describe("groups across the gateway, off at the gateway", () => {
  test("is said of an attachment, and a CIDR would help", () => {
    expect(inShort(ask(networkOf(referencing("", on, on)), asked))).toMatch(/^blocked: SG_REFERENCING_SUPPORT \w+$/);
  });
});

const guarded = (inner: readonly string[], outer: readonly string[]) =>
  template(
    transitGateway("Hub", "on"),
    vpc("Left", "10.20.0.0/16"),
    subnet("LeftA", "Left", "10.20.0.0/24", "LeftTable", zone("a")),
    subnet("LeftEdge", "Left", "10.20.255.0/28", "", zone("a")),
    table("LeftTable", "Left", "10.30.0.0/16 TransitGatewayId Hub"),
    host("LeftHost", "LeftA", "LeftGroup"),
    group("LeftGroup", "Left", ["tcp 443 10.0.0.0/8"]),
    vpc("Right", "10.30.0.0/16"),
    subnet("RightA", "Right", "10.30.0.0/24", "RightTable", zone("a")),
    table("RightTable", "Right", "10.20.0.0/16 TransitGatewayId Hub"),
    host("RightHost", "RightA", "RightGroup"),
    group("RightGroup", "Right", ["tcp 443 10.0.0.0/8"]),
    attachment("LeftAttachment", "Hub", "Left", "LeftEdge"),
    attachment("RightAttachment", "Hub", "Right", "RightA"),
    acl("EdgeAcl", "Left", "LeftEdge", ...outer),
    acl("RightAcl", "Right", "RightA", ...inner),
  );
const everything = ["in 100 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0"];
// What the gateway's interface gets from instances is asked by its source on the way in, what it hands to instances by its destination on
// the way out. An instance beside the interface is not asked for what comes in, but for what goes out, in both directions.
answers(
  "ACLs that admit what AWS asks",
  guarded(
    [
      "in 100 allow tcp 1024-65535 10.30.0.0/24",
      "out 100 allow tcp 1024-65535 10.20.0.0/16",
      "in 110 allow tcp 443 10.30.0.0/24",
      "out 110 allow tcp 443 10.20.0.0/16",
    ],
    ["in 100 allow tcp 443 10.20.0.0/24", "out 100 allow tcp 1024-65535 10.20.0.0/24"],
  ),
  {
    "LeftHost -> RightHost tcp/443": "reachable",
    "RightHost -> LeftHost tcp/443": "blocked: SUBNET_ACL_RESTRICTION EdgeAcl",
  },
);
answers(
  "an ACL at the attachment that admits only the far side",
  guarded(everything, ["in 100 allow all 10.30.0.0/16", "out 100 allow all 10.30.0.0/16"]),
  {
    "LeftHost -> RightHost tcp/443": "blocked: SUBNET_ACL_RESTRICTION EdgeAcl",
  },
);
answers(
  "an ACL beside the interface that admits only the far side in",
  guarded(["in 100 allow all 10.20.0.0/16", "out 100 allow all 10.20.0.0/16"], everything),
  {
    "LeftHost -> RightHost udp/443": "blocked: ENI_SG_RULES_MISMATCH RightGroup",
    "LeftHost -> RightHost tcp/443": "blocked: SUBNET_ACL_RESTRICTION RightAcl",
  },
);

// Packets stay in the zone that they come from, where the other attachment has an interface there.
const zones = template(
  transitGateway("Hub", "on"),
  vpc("App", "10.10.0.0/16"),
  subnet("AppA", "App", "10.10.1.0/24", "AppTable", zone("a")),
  subnet("AppB", "App", "10.10.2.0/24", "AppTable", zone("b")),
  table("AppTable", "App", "10.20.0.0/16 TransitGatewayId Hub"),
  group("AppGroup", "App", ["all 10.0.0.0/8"]),
  host("AppHostA", "AppA", "AppGroup"),
  host("AppHostB", "AppB", "AppGroup"),
  attachment("AppAttachment", "Hub", "App", "AppA AppB"),
  vpc("Data", "10.20.0.0/16"),
  subnet("EdgeA", "Data", "10.20.255.0/28", "", zone("a")),
  subnet("EdgeB", "Data", "10.20.255.16/28", "", zone("b")),
  subnet("DataA", "Data", "10.20.1.0/24", "DataTable", zone("a")),
  table("DataTable", "Data", "10.10.0.0/16 TransitGatewayId Hub"),
  acl("ShutB", "Data", "EdgeB", "in 100 allow all 0.0.0.0/0"),
  group("DataGroup", "Data", ["all 10.0.0.0/8"]),
  host("DataHost", "DataA", "DataGroup"),
  attachment("DataAttachment", "Hub", "Data", "EdgeA EdgeB"),
);
answers("zones of an attachment", zones, {
  "AppHostA -> DataHost udp/514": "reachable",
  "AppHostB -> DataHost udp/514": "blocked: SUBNET_ACL_RESTRICTION ShutB",
  "DataHost -> AppHostB udp/22": "reachable",
  "DataHost -> AppHostB tcp/22": "blocked: SUBNET_ACL_RESTRICTION ShutB",
});
