/** Larger designs as authors write them: overlapping networks through private NAT, shared endpoints, inspection in a hub, chained load balancers. */
import { describe, expect, test } from "vitest";
import { trace } from "../../server/src/reachability/trace.ts";
import { answers, ask, edited, inShort, networkOf } from "./cases.ts";
import { acl, group, host, internetGateway, resource, subnet, table, template, vpc } from "./shorthand.ts";
import {
  attachment,
  gatewayEndpoint,
  listener,
  loadBalancer,
  nat,
  privateGateway,
  propagation,
  targetGroup,
  transitGateway,
  transitTable,
  zone,
} from "./shorthand-network.ts";

// Two VPCs of equal blocks, each with a routable secondary block: a private NAT gateway on one side, a load balancer on the other.
const overlapping = template(
  transitGateway("Hub", "off"),
  vpc("Buyer", "10.0.0.0/16"),
  resource("BuyerExtra", "EC2::VPCCidrBlock", "VpcId: !Ref Buyer, CidrBlock: 100.64.1.0/24"),
  subnet("BuyerApp", "Buyer", "10.0.1.0/24", "BuyerAppRoutes", zone("a")),
  subnet("BuyerEdge", "Buyer", "100.64.1.0/26", "BuyerEdgeRoutes", zone("a")),
  table("BuyerAppRoutes", "Buyer", "100.64.2.0/24 NatGatewayId PrivateNat"),
  table("BuyerEdgeRoutes", "Buyer", "100.64.2.0/24 TransitGatewayId Hub"),
  resource("PrivateNat", "EC2::NatGateway", "ConnectivityType: private, SubnetId: !Ref BuyerEdge"),
  group("BuyerGroup", "Buyer", []),
  host("BuyerHost", "BuyerApp", "BuyerGroup"),
  attachment("BuyerAttachment", "Hub", "Buyer", "BuyerEdge"),
  vpc("Seller", "10.0.0.0/16"),
  resource("SellerExtra", "EC2::VPCCidrBlock", "VpcId: !Ref Seller, CidrBlock: 100.64.2.0/24"),
  subnet("SellerApp", "Seller", "10.0.1.0/24", "SellerAppRoutes", zone("a")),
  subnet("SellerEdge", "Seller", "100.64.2.0/26", "SellerEdgeRoutes", zone("a")),
  subnet("SellerEdgeB", "Seller", "100.64.2.64/26", "SellerEdgeRoutes", zone("b")),
  table("SellerAppRoutes", "Seller"),
  table("SellerEdgeRoutes", "Seller", "100.64.1.0/24 TransitGatewayId Hub"),
  group("SellerAlbGroup", "Seller", ["tcp 443 100.64.1.0/24"]),
  group("SellerGroup", "Seller", ["tcp 8080 sg:SellerAlbGroup"]),
  host("SellerHost", "SellerApp", "SellerGroup"),
  loadBalancer("SellerAlb", "application", "internal", "SellerEdge SellerEdgeB", "SellerAlbGroup"),
  listener("SellerListener", "SellerAlb", "HTTPS 443", "SellerTargets"),
  targetGroup("SellerTargets", "Seller", "HTTP 8080", "SellerHost"),
  attachment("SellerAttachment", "Hub", "Seller", "SellerEdge SellerEdgeB"),
  transitTable(
    "Routable",
    "Hub",
    "BuyerAttachment SellerAttachment",
    "",
    "100.64.1.0/24 BuyerAttachment",
    "100.64.2.0/24 SellerAttachment",
  ),
);
answers("equal blocks behind private NAT", overlapping, {
  "BuyerHost -> SellerAlb tcp/443": "reachable",
  "BuyerHost -> SellerHost tcp/443 through SellerAlb": "reachable",
  "BuyerHost -> SellerAlb tcp/80": "blocked: ELBV2_LISTENERS_MISMATCH SellerAlb, ENI_SG_RULES_MISMATCH SellerAlbGroup",
});
answers(
  "equal blocks, and no way back for the NAT gateway",
  edited(overlapping, table("SellerEdgeRoutes", "Seller", "100.64.1.0/24 TransitGatewayId Hub"), table("SellerEdgeRoutes", "Seller")),
  {
    "BuyerHost -> SellerAlb tcp/443": "blocked: NO_ROUTE_TO_DESTINATION SellerEdgeRoutes",
  },
);
answers(
  "equal blocks without the NAT route",
  edited(
    overlapping,
    table("BuyerAppRoutes", "Buyer", "100.64.2.0/24 NatGatewayId PrivateNat"),
    table("BuyerAppRoutes", "Buyer", "100.64.2.0/24 TransitGatewayId Hub"),
  ),
  {
    // The load balancer's group admits the NAT gateway only, and its answers go to an address of its own VPC.
    "BuyerHost -> SellerAlb tcp/443": "blocked: ENI_SG_RULES_MISMATCH SellerAlbGroup, x-tgw-overlapping-cidr SellerAttachment",
  },
);

// Traffic between spokes goes through appliances of a hub VPC.
const inspected = template(
  transitGateway("Tgw", "off"),
  vpc("Left", "10.1.0.0/16"),
  subnet("LeftA", "Left", "10.1.1.0/24", "LeftRoutes", zone("a")),
  table("LeftRoutes", "Left", "0.0.0.0/0 TransitGatewayId Tgw"),
  group("LeftGroup", "Left", []),
  host("LeftHost", "LeftA", "LeftGroup"),
  attachment("LeftAttachment", "Tgw", "Left", "LeftA"),
  vpc("Right", "10.2.0.0/16"),
  subnet("RightA", "Right", "10.2.1.0/24", "RightRoutes", zone("a")),
  table("RightRoutes", "Right", "0.0.0.0/0 TransitGatewayId Tgw"),
  group("RightGroup", "Right", ["tcp 443 10.1.0.0/16", "tcp 5432 sg:LeftGroup"]),
  host("RightHost", "RightA", "RightGroup"),
  attachment("RightAttachment", "Tgw", "Right", "RightA"),
  vpc("Inspection", "10.9.0.0/16"),
  subnet("Arrivals", "Inspection", "10.9.0.0/28", "ArrivalRoutes", zone("a")),
  subnet("Boxes", "Inspection", "10.9.1.0/24", "BoxRoutes", zone("a")),
  table("ArrivalRoutes", "Inspection", "0.0.0.0/0 InstanceId Firewall"),
  table("BoxRoutes", "Inspection", "10.0.0.0/8 TransitGatewayId Tgw"),
  group("BoxGroup", "Inspection", ["all 10.0.0.0/8"]),
  host("Firewall", "Boxes", "BoxGroup", ", SourceDestCheck: false"),
  attachment("InspectionAttachment", "Tgw", "Inspection", "Arrivals", "ApplianceModeSupport: enable"),
  transitTable("Spokes", "Tgw", "LeftAttachment RightAttachment", "", "0.0.0.0/0 InspectionAttachment"),
  transitTable("Firewalls", "Tgw", "InspectionAttachment", "LeftAttachment RightAttachment"),
);
answers("spokes that meet in an inspection VPC", inspected, {
  "LeftHost -> RightHost tcp/443": "reachable",
  "LeftHost -> RightHost tcp/22": "blocked: ENI_SG_RULES_MISMATCH RightGroup",
  "LeftHost -> RightHost tcp/5432": "blocked: SG_REFERENCES_NOT_PRESERVED RightGroup",
  "LeftHost -> Firewall tcp/22": "reachable",
});
answers("an appliance with its check on", edited(inspected, ", SourceDestCheck: false", ""), {
  "LeftHost -> RightHost tcp/443": "blocked: ENI_SOURCE_DEST_CHECK_RESTRICTION Firewall",
});
answers(
  "an appliance without a way on",
  edited(
    inspected,
    table("BoxRoutes", "Inspection", "10.0.0.0/8 TransitGatewayId Tgw"),
    table("BoxRoutes", "Inspection", "10.1.0.0/16 TransitGatewayId Tgw"),
  ),
  {
    "LeftHost -> RightHost udp/443": "blocked: ENI_SG_RULES_MISMATCH RightGroup, NO_ROUTE_TO_DESTINATION BoxRoutes",
    "LeftHost -> RightHost tcp/443": "blocked: NO_ROUTE_TO_DESTINATION BoxRoutes",
  },
);

const bucket = template(
  vpc("Vpc", "10.0.0.0/16"),
  subnet("App", "Vpc", "10.0.1.0/24", "Routes"),
  table("Routes", "Vpc"),
  host("Host", "App", "Group"),
  group("Group", "Vpc", []),
  gatewayEndpoint("S3", "Vpc", "s3", "Routes"),
);
describe("a service by its full name", () => {
  const network = networkOf(bucket);
  test.each([
    ["com.amazonaws.eu-west-1.s3", "eu-west-1", "reachable"],
    ["com.amazonaws.eu-west-1.s3", "us-east-1", "blocked: NO_ROUTE_TO_DESTINATION Routes"],
    ["com.amazonaws.us-gov-west-1.s3", "us-gov-west-1", "reachable"],
    ["s3", undefined, "reachable"],
    ["s3", "ap-northeast-2", "reachable"],
    ["com.amazonaws.eu-west-1.logs", "eu-west-1", "blocked: NO_ROUTE_TO_DESTINATION Routes"],
  ])("%s in %s", (to, region, expected) => {
    const answer = trace(network, { from: "Host", to, protocol: 6, port: 443, region });
    expect("problem" in answer ? answer.problem : inShort(answer)).toBe(expected);
  });
});

// A Network Load Balancer before an Application Load Balancer, offered as a service; listener rules; a connect endpoint.
const chained = template(
  vpc("Vpc", "10.0.0.0/16"),
  subnet("A", "Vpc", "10.0.1.0/24", "", zone("a")),
  subnet("B", "Vpc", "10.0.2.0/24", "", zone("b")),
  subnet("C", "Vpc", "10.0.3.0/24", "", zone("a")),
  group("AlbGroup", "Vpc", ["tcp 80 10.0.0.0/16"]),
  group("ApiGroup", "Vpc", ["tcp 3000 sg:AlbGroup"]),
  group("AdminGroup", "Vpc", ["tcp 4000 sg:AlbGroup", "tcp 22 sg:ConnectGroup"]),
  group("ConnectGroup", "Vpc", [], ["tcp 22 10.0.3.0/24"]),
  host("Api", "C", "ApiGroup"),
  host("Admin", "C", "AdminGroup"),
  host("Caller", "C", "ConnectGroup"),
  loadBalancer("Nlb", "network", "internal", "A B", ""),
  listener("NlbListener", "Nlb", "TCP 80", "NlbTargets"),
  resource(
    "NlbTargets",
    "ElasticLoadBalancingV2::TargetGroup",
    "VpcId: !Ref Vpc, Protocol: TCP, Port: 80, TargetType: alb, Targets: [{Id: !Ref Alb}]",
  ),
  loadBalancer("Alb", "application", "internal", "A B", "AlbGroup"),
  listener("AlbListener", "Alb", "HTTP 80", "ApiTargets"),
  targetGroup("ApiTargets", "Vpc", "HTTP 3000", "Api"),
  targetGroup("AdminTargets", "Vpc", "HTTP 4000", "Admin"),
  resource(
    "Rule",
    "ElasticLoadBalancingV2::ListenerRule",
    "ListenerArn: !Ref AlbListener, Priority: 1, Conditions: [{Field: path-pattern, Values: [/admin]}], Actions: [{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref AdminTargets, Weight: 1}]}}]",
  ),
  resource("Connect", "EC2::InstanceConnectEndpoint", "SubnetId: !Ref A, SecurityGroupIds: [!Ref ConnectGroup]"),
);
answers("chained load balancers", chained, {
  "Nlb -> Alb tcp/80": "reachable",
  "Nlb -> Alb tcp/443": "blocked: ELBV2_LISTENERS_MISMATCH Alb, ENI_SG_RULES_MISMATCH AlbGroup, TARGET_PORT_RESTRICTION Nlb",
  "Alb -> Api tcp/3000": "reachable",
  "Alb -> Admin tcp/4000": "reachable",
  "Api -> Admin tcp/80 through Alb": "reachable",
  "Api -> Alb tcp/80 through Nlb": "reachable",
  "Nlb -> Api tcp/3000": "blocked: ENI_SG_RULES_MISMATCH ApiGroup, TARGET_ADDRESS_RESTRICTION Nlb",
  "Connect -> Admin tcp/22": "reachable",
  "Connect -> Api tcp/22": "blocked: ENI_SG_RULES_MISMATCH ApiGroup",
  "Caller -> Alb tcp/80": "blocked: ENI_SG_RULES_MISMATCH ConnectGroup",
});

// An appliance before the application for what comes from on premises.
const premises = template(
  vpc("Vpc", "10.0.0.0/16"),
  privateGateway("Vgw", "Vpc", "10.60.0.0/16"),
  propagation("Propagated", "Vgw", "BoxRoutes"),
  subnet("App", "Vpc", "10.0.1.0/24", "AppRoutes"),
  subnet("Boxes", "Vpc", "10.0.2.0/24", "BoxRoutes"),
  table("AppRoutes", "Vpc", "10.60.0.0/16 NetworkInterfaceId BoxInterface"),
  table("BoxRoutes", "Vpc"),
  table("Arrivals", "Vpc", "10.0.1.0/24 NetworkInterfaceId BoxInterface"),
  resource("Edge", "EC2::GatewayRouteTableAssociation", "GatewayId: !Ref Vgw, RouteTableId: !Ref Arrivals"),
  group("AppGroup", "Vpc", ["tcp 443 10.60.0.0/16"]),
  group("BoxGroup", "Vpc", ["all 10.0.0.0/8"]),
  host("AppHost", "App", "AppGroup"),
  resource("BoxInterface", "EC2::NetworkInterface", "SubnetId: !Ref Boxes, SourceDestCheck: false, GroupSet: [!Ref BoxGroup]"),
  resource("Box", "EC2::Instance", "ImageId: ami, NetworkInterfaces: [{DeviceIndex: 0, NetworkInterfaceId: !Ref BoxInterface}]"),
);
answers("an appliance between on premises and the application", premises, {
  "10.60.0.10 -> AppHost tcp/443": "reachable",
  "AppHost -> 10.60.0.10 tcp/22": "reachable",
  "10.60.0.10 -> Box tcp/22": "reachable",
  "10.60.0.10 -> AppHost tcp/22": "blocked: ENI_SG_RULES_MISMATCH AppGroup",
});
answers(
  "an appliance that is not told the way to on premises",
  edited(premises, "RouteTableIds: [!Ref BoxRoutes]", "RouteTableIds: [!Ref AppRoutes]"),
  {
    "10.60.0.10 -> AppHost tcp/443": "blocked: NO_ROUTE_TO_DESTINATION BoxRoutes",
    "AppHost -> 10.60.0.10 tcp/22": "blocked: NO_ROUTE_TO_DESTINATION BoxRoutes",
  },
);

// A web server on premises-only addresses, published by an internet-facing Network Load Balancer in front of a private subnet.
const published = template(
  vpc("Vpc", "10.0.0.0/16"),
  internetGateway("Gateway", "Vpc"),
  subnet("Public", "Vpc", "10.0.0.0/24", "PublicRoutes", zone("a")),
  subnet("Private", "Vpc", "10.0.1.0/24", "", zone("a")),
  table("PublicRoutes", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  nat("Nat", "Public"),
  group("WebGroup", "Vpc", ["tcp 443 0.0.0.0/0"]),
  host("Web", "Private", "WebGroup"),
  resource("Nlb", "ElasticLoadBalancingV2::LoadBalancer", "Type: network, SubnetMappings: [{SubnetId: !Ref Public}]"),
  listener("Tls", "Nlb", "TLS 443", "Webs"),
  targetGroup("Webs", "Vpc", "TCP 443", "Web"),
  acl(
    "PublicAcl",
    "Vpc",
    "Public",
    "in 100 allow tcp 443 0.0.0.0/0",
    "in 110 allow tcp 1024-65535 0.0.0.0/0",
    "out 100 allow tcp 443 10.0.0.0/16",
    "out 110 allow tcp 1024-65535 0.0.0.0/0",
  ),
);
answers("a server without a route, published by a load balancer", published, {
  "internet -> Nlb tcp/443": "reachable",
  "internet -> Web tcp/443 through Nlb": "reachable",
  "internet -> Web tcp/443": "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Web, NO_ROUTE_TO_DESTINATION Private",
  "Web -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Private",
});
answers(
  "the same with an ACL that does not let answers out",
  edited(
    published,
    "Egress: true, Protocol: 6, CidrBlock: 0.0.0.0/0, PortRange: {From: 1024",
    "Egress: true, Protocol: 6, CidrBlock: 0.0.0.0/0, PortRange: {From: 65000",
  ),
  {
    "internet -> Nlb tcp/443": "blocked: SUBNET_ACL_RESTRICTION PublicAcl",
  },
);
describe("the hops of a way through a load balancer", () => {
  test("name the load balancer and its target", () => {
    const answer = ask(networkOf(published), "internet -> Web tcp/443 through Nlb");
    const words = answer.forward.map(({ resource: one, explanation }) => `${one?.logicalId}: ${explanation}`);
    expect(words.filter((one) => one.startsWith("Nlb:"))).toEqual(["Nlb: sends tcp 443 to Web, and keeps the client's address"]);
    expect(words.at(-1)).toMatch(/^Web:/);
  });
});
