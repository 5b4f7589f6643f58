/** Load balancers and endpoints at the edges of their designs: UDP, several listeners, targets elsewhere, peered consumers, half of the zones. */
import { expect, test } from "vitest";
import { answers, ask, edited, networkOf } from "./cases.ts";
import { acl, group, host, internetGateway, resource, subnet, table, template, vpc } from "./shorthand.ts";
import {
  interfaceEndpoint,
  listener,
  loadBalancer,
  nat,
  preserveClientIp,
  privateGateway,
  propagation,
  targetGroup,
  zone,
} from "./shorthand-network.ts";

const base = [
  vpc("Vpc", "10.0.0.0/16", ", EnableDnsHostnames: true"),
  internetGateway("Gateway", "Vpc"),
  subnet("PublicA", "Vpc", "10.0.0.0/24", "PublicRoutes", zone("a")),
  subnet("PublicB", "Vpc", "10.0.1.0/24", "LostRoutes", zone("b")),
  subnet("PrivateA", "Vpc", "10.0.10.0/24", "PrivateRoutes", zone("a")),
  table("PublicRoutes", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  table("LostRoutes", "Vpc"),
  table("PrivateRoutes", "Vpc", "0.0.0.0/0 NatGatewayId Nat"),
  nat("Nat", "PublicA"),
];

const names = template(
  ...base,
  group("DnsGroup", "Vpc", ["udp 53 0.0.0.0/0", "tcp 53 10.0.0.0/16"]),
  host("Dns", "PrivateA", "DnsGroup"),
  loadBalancer("Nlb", "network", "internet-facing", "PublicA", ""),
  listener("Both", "Nlb", "TCP_UDP 53", "DnsTargets"),
  listener("Other", "Nlb", "UDP 5353", "UdpTargets"),
  targetGroup("DnsTargets", "Vpc", "TCP_UDP 53", "Dns"),
  targetGroup("UdpTargets", "Vpc", "UDP 53", "Dns.PrivateIp", ", HealthCheckPort: 53, HealthCheckProtocol: TCP"),
);
answers("a load balancer for UDP keeps clients", names, {
  "internet -> Dns udp/53 through Nlb": "reachable",
  "internet -> Dns tcp/53 through Nlb": "blocked: ENI_SG_RULES_MISMATCH DnsGroup",
  "internet -> Dns udp/5353 through Nlb": "reachable",
  "internet -> Nlb udp/5353": "reachable",
  "internet -> Nlb tcp/5353": "blocked: ELBV2_LISTENERS_MISMATCH Nlb",
  "Nlb -> Dns tcp/53": "reachable",
});

const half = template(
  ...base,
  group("AlbGroup", "Vpc", ["tcp 443 0.0.0.0/0"]),
  group("WebGroup", "Vpc", ["tcp 8080 sg:AlbGroup"]),
  host("Web", "PrivateA", "WebGroup"),
  loadBalancer("Alb", "application", "internet-facing", "PublicA PublicB", "AlbGroup"),
  listener("Https", "Alb", "HTTPS 443", "Targets"),
  targetGroup("Targets", "Vpc", "HTTP 8080", "Web"),
  acl("PrivateAcl", "Vpc", "PrivateA", "in 100 allow tcp 8080 10.0.0.0/24", "out 100 allow tcp 1024-65535 10.0.0.0/16"),
);
answers("a load balancer of which one half is cut off", half, {
  "internet -> Alb tcp/443": "blocked: NO_ROUTE_TO_DESTINATION LostRoutes",
  "Alb -> Web tcp/8080": "blocked: SUBNET_ACL_RESTRICTION PrivateAcl",
  "internet -> Web tcp/443 through Alb": "blocked: NO_ROUTE_TO_DESTINATION LostRoutes, SUBNET_ACL_RESTRICTION PrivateAcl",
});

// Clients of a peered VPC.
const peered = template(
  ...base,
  vpc("Peer", "10.7.0.0/16"),
  resource("Peering", "EC2::VPCPeeringConnection", "VpcId: !Ref Vpc, PeerVpcId: !Ref Peer"),
  subnet("PeerSubnet", "Peer", "10.7.1.0/24", "PeerRoutes", zone("a")),
  table("PeerRoutes", "Peer", "10.0.0.0/16 VpcPeeringConnectionId Peering"),
  resource(
    "BackA",
    "EC2::Route",
    "RouteTableId: !Ref PrivateRoutes, DestinationCidrBlock: 10.7.0.0/16, VpcPeeringConnectionId: !Ref Peering",
  ),
  group("PeerGroup", "Peer", []),
  host("PeerHost", "PeerSubnet", "PeerGroup"),
  group("WebGroup", "Vpc", ["tcp 8080 10.0.0.0/16"]),
  host("Web", "PrivateA", "WebGroup"),
  loadBalancer("Nlb", "network", "internal", "PrivateA", ""),
  listener("Tcp", "Nlb", "TCP 80", "Targets"),
  targetGroup("Targets", "Vpc", "TCP 8080", "Web"),
  group("EndGroup", "Vpc", ["tcp 443 sg:PeerGroup"]),
  interfaceEndpoint("Kms", "Vpc", "kms", "PrivateA", "EndGroup"),
);
answers("clients of a peered VPC", peered, {
  "PeerHost -> Nlb tcp/80": "reachable",
  "PeerHost -> Web tcp/80 through Nlb": "blocked: ENI_SG_RULES_MISMATCH WebGroup",
  "PeerHost -> Kms tcp/443": "reachable",
  "PeerHost -> kms tcp/443": "blocked: NO_ROUTE_TO_DESTINATION PeerRoutes",
  "PeerHost -> Web tcp/8080": "blocked: ENI_SG_RULES_MISMATCH WebGroup",
});
answers(
  "clients of a peered VPC, hidden by the load balancer",
  edited(peered, "Targets: [{Id: !Ref Web}]", `Targets: [{Id: !Ref Web}]${preserveClientIp(false)}`),
  {
    "PeerHost -> Web tcp/80 through Nlb": "reachable",
  },
);
answers(
  "an internet-facing load balancer asked from a peer without a way to the internet",
  edited(peered, "Scheme: internal, Subnets: [!Ref PrivateA]", "Scheme: internet-facing, Subnets: [!Ref PublicA]"),
  {
    // Its name leads to public addresses, also for a peer.
    "PeerHost -> Nlb tcp/80": "blocked: NO_ROUTE_TO_DESTINATION PeerRoutes",
    "Web -> Nlb tcp/80": "reachable",
  },
);

const clients = (rules: string) =>
  template(
    ...base,
    group("VpnGroup", "Vpc", []),
    group("AppGroup", "Vpc", ["tcp 443 10.0.0.0/16"]),
    host("App", "PrivateA", "AppGroup"),
    resource(
      "Vpn",
      "EC2::ClientVpnEndpoint",
      "ClientCidrBlock: 10.200.0.0/16, ServerCertificateArn: arn, VpcId: !Ref Vpc, SecurityGroupIds: [!Ref VpnGroup], AuthenticationOptions: [], ConnectionLogOptions: {Enabled: false}",
    ),
    resource("Target", "EC2::ClientVpnTargetNetworkAssociation", "ClientVpnEndpointId: !Ref Vpn, SubnetId: !Ref PublicA"),
    resource(
      "Web",
      "EC2::ClientVpnRoute",
      "ClientVpnEndpointId: !Ref Vpn, DestinationCidrBlock: 0.0.0.0/0, TargetVpcSubnetId: !Ref PublicA",
    ),
    resource(
      "Office",
      "EC2::ClientVpnRoute",
      "ClientVpnEndpointId: !Ref Vpn, DestinationCidrBlock: 10.60.0.0/16, TargetVpcSubnetId: !Ref PublicA",
    ),
    privateGateway("Vgw", "Vpc", "10.60.0.0/16"),
    propagation("Learned", "Vgw", "PublicRoutes"),
    rules,
  );
const allow = (id: string, cidr: string, who = "AuthorizeAllGroups: true") =>
  resource(id, "EC2::ClientVpnAuthorizationRule", `ClientVpnEndpointId: !Ref Vpn, TargetNetworkCidr: ${cidr}, ${who}`);
answers("clients in a public subnet", clients(allow("All", "0.0.0.0/0")), {
  "Vpn -> internet tcp/443": "reachable",
  "Vpn -> App tcp/443": "reachable",
  "Vpn -> 10.60.0.10 tcp/443": "reachable",
  "Vpn -> 10.61.0.10 tcp/443": "blocked: x-vpn-no-static-route VgwConnection",
});
answers(
  "clients that may go to one subnet",
  clients(allow("One", "10.0.10.0/24") + allow("Two", "10.60.0.0/17", "AccessGroupId: engineers")),
  {
    "Vpn -> App tcp/443": "reachable",
    "Vpn -> 10.60.0.10 tcp/443": "reachable",
    "Vpn -> 10.60.200.10 tcp/443": "blocked: x-client-vpn-not-authorized Vpn",
    "Vpn -> 10.60.0.0/16 tcp/443": "blocked: x-client-vpn-not-authorized Vpn",
    "Vpn -> internet tcp/443": "blocked: x-client-vpn-not-authorized Vpn",
  },
);

test("a rule for a group takes the client to be in it", () => {
  const network = networkOf(clients(allow("Wide", "10.60.0.0/16") + allow("Narrow", "10.60.1.0/24", "AccessGroupId: engineers")));
  const group = "The client is in a group that Narrow lets in.";
  expect(ask(network, "Vpn -> 10.60.1.10 tcp/443").assumptions).toContain(group);
  expect(ask(network, "Vpn -> 10.60.2.10 tcp/443").assumptions).not.toContain(group);
});
