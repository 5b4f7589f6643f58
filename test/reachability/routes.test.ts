/** Which route takes packets: longest prefix, priority, main and explicit tables, gateway route tables, appliances on the way. */
import { expect, test } from "vitest";
import { answers, ask, edited, networkOf, wayBack, wayThere } from "./cases.ts";
import { group, host, internetGateway, publicHost, resource, subnet, table, template, vpc } from "./shorthand.ts";

const open = group("Open", "Vpc", ["all 0.0.0.0/0"]);
const base = [vpc("Vpc", "10.0.0.0/16"), internetGateway("Gateway", "Vpc"), open];

const tables = template(
  ...base,
  table("Public", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  table("Unused", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  table("Private", "Vpc"),
  subnet("SubnetA", "Vpc", "10.0.1.0/24", "Public"),
  subnet("SubnetB", "Vpc", "10.0.2.0/24", "Private"),
  subnet("SubnetC", "Vpc", "10.0.3.0/24"),
  publicHost("A", "SubnetA", "Open"),
  publicHost("B", "SubnetB", "Open"),
  publicHost("C", "SubnetC", "Open"),
  host("Hidden", "SubnetC", "Open"),
);
answers("main and explicit tables", tables, {
  "A -> internet tcp/443": "reachable",
  "A -> 198.51.100.0/24 tcp/443": "reachable",
  "B -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Private",
  "C -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION SubnetC",
  "internet -> A tcp/22": "reachable",
  "internet -> B tcp/22": "blocked: NO_ROUTE_TO_DESTINATION Private",
  "internet -> C udp/53": "reachable",
  "A -> C tcp/80": "reachable",
  "C -> B icmp": "reachable",
  "A -> 10.0.3.77 tcp/80": "reachable",
  "A -> 172.16.0.1 tcp/80": "blocked: IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS Gateway",
  "C -> 172.16.0.1 tcp/80": "blocked: NO_ROUTE_TO_DESTINATION SubnetC",
  "A -> internet6 tcp/443": "blocked: UNASSOCIATED_COMPONENT A",
});

const appliance = (check: boolean) => host("Appliance", "SubnetC", "Open", `, SourceDestCheck: ${check}`);
const prefixes = (check: boolean) =>
  template(
    ...base,
    table("Public", "Vpc", "0.0.0.0/0 GatewayId Gateway", "203.0.113.0/24 InstanceId Appliance", "203.0.113.128/25 GatewayId Gateway"),
    table("Beside", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
    subnet("SubnetA", "Vpc", "10.0.1.0/24", "Public"),
    subnet("SubnetC", "Vpc", "10.0.3.0/24", "Beside"),
    publicHost("A", "SubnetA", "Open"),
    publicHost("Appliance", "SubnetC", "Open", `, SourceDestCheck: ${check}`),
  );
answers("longest prefix match", prefixes(true), {
  "A -> 198.51.100.7 tcp/443": "reachable",
  "A -> 203.0.113.5 tcp/443": "blocked: ENI_SOURCE_DEST_CHECK_RESTRICTION Appliance",
  "A -> 203.0.113.200 tcp/443": "reachable",
  "A -> 203.0.113.0/24 tcp/443": "blocked: ENI_SOURCE_DEST_CHECK_RESTRICTION Appliance",
});
test("a block that routes divide has parts", () => {
  const { parts } = ask(networkOf(prefixes(true)), "A -> 203.0.113.0/24 tcp/443");
  expect(parts.map(({ to, verdict }) => `${to} ${verdict}`).sort()).toEqual(["203.0.113.0/25 blocked", "203.0.113.128/25 reachable"]);
});

const peeringAndVpn = (...routes: readonly string[]) =>
  template(
    ...base,
    vpc("Peer", "10.1.0.0/16"),
    subnet("PeerSubnet", "Peer", "10.1.1.0/24", "PeerTable"),
    table("PeerTable", "Peer", "10.0.0.0/16 VpcPeeringConnectionId Peering"),
    group("PeerOpen", "Peer", ["all 0.0.0.0/0"]),
    host("P", "PeerSubnet", "PeerOpen"),
    resource("Peering", "EC2::VPCPeeringConnection", "VpcId: !Ref Vpc, PeerVpcId: !Ref Peer"),
    table("Table", "Vpc", ...routes),
    subnet("SubnetA", "Vpc", "10.0.1.0/24", "Table"),
    subnet("SubnetC", "Vpc", "10.0.3.0/24", "Table"),
    host("A", "SubnetA", "Open"),
    host("C", "SubnetC", "Open"),
    resource("Vgw", "EC2::VPNGateway", "Type: ipsec.1"),
    resource("VgwAttachment", "EC2::VPCGatewayAttachment", "VpcId: !Ref Vpc, VpnGatewayId: !Ref Vgw"),
    resource("Customer", "EC2::CustomerGateway", "Type: ipsec.1, BgpAsn: 65000, IpAddress: 198.51.100.9"),
    resource(
      "Vpn",
      "EC2::VPNConnection",
      "Type: ipsec.1, StaticRoutesOnly: true, CustomerGatewayId: !Ref Customer, VpnGatewayId: !Ref Vgw",
    ),
    resource("VpnPeerBlock", "EC2::VPNConnectionRoute", "VpnConnectionId: !Ref Vpn, DestinationCidrBlock: 10.1.0.0/16"),
    resource("VpnOwnSubnet", "EC2::VPNConnectionRoute", "VpnConnectionId: !Ref Vpn, DestinationCidrBlock: 10.0.3.0/24"),
    resource("VpnOffice", "EC2::VPNConnectionRoute", "VpnConnectionId: !Ref Vpn, DestinationCidrBlock: 192.168.0.0/16"),
    resource("Propagation", "EC2::VPNGatewayRoutePropagation", "RouteTableIds: [!Ref Table], VpnGatewayId: !Ref Vgw"),
  );
answers("a static route beats an equal propagated one", peeringAndVpn("10.1.0.0/16 VpcPeeringConnectionId Peering"), {
  "A -> P tcp/80": "reachable",
  "P -> A tcp/80": "reachable",
  "A -> 192.168.7.1 tcp/80": "reachable",
});
answers("a shorter static route does not", peeringAndVpn("10.0.0.0/8 VpcPeeringConnectionId Peering"), {
  "A -> P tcp/80": "blocked: NO_ROUTE_TO_DESTINATION Table",
});
answers("the local route beats a longer propagated one", peeringAndVpn(), {
  "A -> C tcp/80": "reachable",
  "A -> 10.0.3.9 udp/53": "reachable",
});

const inspected = (check: boolean, ...backRoutes: readonly string[]) =>
  template(
    ...base,
    table("TableA", "Vpc", "10.0.2.0/24 InstanceId Appliance"),
    table("TableB", "Vpc", ...backRoutes),
    table("TableC", "Vpc"),
    subnet("SubnetA", "Vpc", "10.0.1.0/24", "TableA"),
    subnet("SubnetB", "Vpc", "10.0.2.0/24", "TableB"),
    subnet("SubnetC", "Vpc", "10.0.3.0/24", "TableC"),
    host("A", "SubnetA", "Open"),
    host("B", "SubnetB", "Open"),
    appliance(check),
  );
answers("a static route for a subnet beats the local one", inspected(true, "10.0.1.0/24 InstanceId Appliance"), {
  "A -> B tcp/80": "blocked: ENI_SOURCE_DEST_CHECK_RESTRICTION Appliance",
  "A -> Appliance tcp/80": "reachable",
});
answers("an appliance without source/destination check passes packets on", inspected(false, "10.0.1.0/24 InstanceId Appliance"), {
  "A -> B tcp/80": "reachable",
  "B -> A icmp": "reachable",
});
test("the appliance is on the way there and on the way back", () => {
  const answer = ask(networkOf(inspected(false, "10.0.1.0/24 InstanceId Appliance")), "A -> B tcp/80");
  expect(wayThere(answer)).toContain("Appliance");
  expect(wayBack(answer)).toContain("Appliance");
});
answers(
  "an appliance whose group lets nothing in",
  edited(
    inspected(false, "10.0.1.0/24 InstanceId Appliance"),
    "SubnetId: !Ref SubnetC, SecurityGroupIds: [!Ref Open]",
    "SubnetId: !Ref SubnetC, SecurityGroupIds: [!Ref Shut]",
  ) + group("Shut", "Vpc", ["tcp 22 0.0.0.0/0"]),
  { "A -> B tcp/80": "blocked: ENI_SG_RULES_MISMATCH Shut", "A -> B tcp/22": "reachable" },
);

const edge = (publicAddress: boolean, backTarget: string) =>
  template(
    ...base,
    table("Edge", "Vpc", "10.0.1.0/24 NetworkInterfaceId Eni"),
    resource("EdgeGateway", "EC2::GatewayRouteTableAssociation", "GatewayId: !Ref Gateway, RouteTableId: !Ref Edge"),
    table("TableA", "Vpc", `0.0.0.0/0 ${backTarget}`),
    table("Middle", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
    subnet("SubnetA", "Vpc", "10.0.1.0/24", "TableA"),
    subnet("SubnetC", "Vpc", "10.0.3.0/24", "Middle"),
    publicHost("A", "SubnetA", "Open"),
    publicHost("Direct", "SubnetC", "Open"),
    resource("Eni", "EC2::NetworkInterface", "SubnetId: !Ref SubnetC, GroupSet: [!Ref Open], SourceDestCheck: false"),
    publicAddress ? resource("Eip", "EC2::EIP", "Domain: vpc") : "",
    publicAddress
      ? resource("EipAssociation", "EC2::EIPAssociation", "AllocationId: !GetAtt Eip.AllocationId, NetworkInterfaceId: !Ref Eni")
      : "",
  );
answers("a gateway route table through an interface", edge(true, "NetworkInterfaceId Eni"), {
  "internet -> A tcp/443": "reachable",
  "A -> internet tcp/443": "reachable",
  "internet -> Direct tcp/443": "reachable",
});
test("the interface is on the way in and on the way of the answers", () => {
  const answer = ask(networkOf(edge(true, "NetworkInterfaceId Eni")), "internet -> A tcp/443");
  expect(wayThere(answer)).toEqual(expect.arrayContaining(["Gateway", "Edge", "Eni", "A"]));
  expect(wayBack(answer)).toContain("Eni");
});
answers("a gateway route table through an interface without a public address", edge(false, "NetworkInterfaceId Eni"), {
  "internet -> A tcp/443": "blocked: INGRESS_RTB_NO_PUBLIC_IP Eni",
});
answers("answers that pass the appliance by", edge(true, "GatewayId Gateway"), {
  "internet -> A tcp/443": "blocked: INGRESS_RTB_TRAFFIC_REDIRECTION Gateway",
  "A -> internet tcp/443": "blocked: INGRESS_RTB_TRAFFIC_REDIRECTION Gateway",
  "Direct -> internet tcp/443": "reachable",
});

const firewall = template(
  ...base,
  table("Edge", "Vpc", "10.0.1.0/24 VpcEndpointId Inspection"),
  resource("EdgeGateway", "EC2::GatewayRouteTableAssociation", "GatewayId: !Ref Gateway, RouteTableId: !Ref Edge"),
  table("TableA", "Vpc", "0.0.0.0/0 VpcEndpointId Inspection"),
  table("Middle", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  subnet("SubnetA", "Vpc", "10.0.1.0/24", "TableA"),
  subnet("SubnetC", "Vpc", "10.0.3.0/24", "Middle"),
  publicHost("A", "SubnetA", "Open"),
  host("Hidden", "SubnetA", "Open"),
  resource(
    "Inspection",
    "EC2::VPCEndpoint",
    "VpcEndpointType: GatewayLoadBalancer, VpcId: !Ref Vpc, SubnetIds: [!Ref SubnetC], ServiceName: com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
  ),
);
answers("an inspection endpoint before the subnet", firewall, {
  "internet -> A tcp/443": "reachable",
  "A -> internet tcp/443": "reachable",
  "Hidden -> internet tcp/443": "blocked: IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS Hidden",
  "internet -> Hidden tcp/443": "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Hidden",
});
test("the endpoint is taken to forward, and says so", () => {
  const answer = ask(networkOf(firewall), "internet -> A tcp/443");
  expect(wayThere(answer)).toContain("Inspection");
  expect(wayBack(answer)).toContain("Inspection");
  expect(answer.assumptions.join()).toContain("Inspection");
});

test("a message begins as a sentence, whatever it begins with", () => {
  const network = networkOf(tables);
  const messages = ["Hidden -> internet tcp/443", "C -> internet tcp/443", "B -> internet tcp/443"].flatMap((question) =>
    ask(network, question).blockers.map(({ message }) => message),
  );
  expect(messages).toEqual([
    "The main route table of Vpc has no route to the internet.",
    "The main route table of Vpc has no route to the internet through Gateway.",
    "Private has no route to the internet through Gateway.",
  ]);
});
