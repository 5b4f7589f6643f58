/** Site-to-site VPN, Direct Connect and Client VPN: static prefixes, propagation, what BGP announces, authorization and routes of clients. */
import { answers, edited } from "./cases.ts";
import { acl, group, host, internetGateway, resource, subnet, table, template, vpc } from "./shorthand.ts";
import { attachment, nat, privateGateway, propagation, transitGateway, transitTable, zone } from "./shorthand-network.ts";

const office = (...prefixes: readonly string[]) =>
  template(
    vpc("Vpc", "10.50.0.0/16"),
    privateGateway("Vgw", "Vpc", ...prefixes),
    propagation("Propagated", "Vgw", "AppRoutes"),
    subnet("App", "Vpc", "10.50.1.0/24", "AppRoutes"),
    subnet("Data", "Vpc", "10.50.2.0/24", "DataRoutes"),
    subnet("Fixed", "Vpc", "10.50.3.0/24", "FixedRoutes"),
    table("AppRoutes", "Vpc"),
    table("DataRoutes", "Vpc"),
    table("FixedRoutes", "Vpc", "10.60.0.0/16 GatewayId Vgw", "192.168.0.0/16 GatewayId Vgw"),
    group("AppGroup", "Vpc", ["tcp 443 10.60.0.0/16", "icmp 10.0.0.0/8"]),
    group("DataGroup", "Vpc", ["tcp 5432 sg:AppGroup"]),
    host("AppHost", "App", "AppGroup"),
    host("DataHost", "Data", "DataGroup"),
    host("FixedHost", "Fixed", "AppGroup"),
    acl(
      "FixedAcl",
      "Vpc",
      "Fixed",
      "in 100 allow tcp 443 10.60.0.0/16",
      "out 100 allow tcp 443 10.60.0.0/16",
      "out 110 allow all 10.50.0.0/16",
      "in 110 allow tcp 1024-65535 10.0.0.0/8",
    ),
  );

answers("a static VPN connection", office("10.60.0.0/16"), {
  "AppHost -> 10.60.0.10 tcp/22": "reachable",
  "AppHost -> 10.60.0.0/16 -1": "reachable",
  "10.60.0.10 -> AppHost tcp/443": "reachable",
  "10.60.7.0/24 -> AppHost icmp": "reachable",
  "10.60.0.10 -> AppHost tcp/80": "blocked: ENI_SG_RULES_MISMATCH AppGroup",
  // With propagation the table learns the prefix by itself.
  "AppHost -> 10.61.0.1 tcp/22": "blocked: x-vpn-no-static-route VgwConnection",
  "AppHost -> 172.16.0.0/12 udp/514": "blocked: x-vpn-no-static-route VgwConnection",
  "10.60.0.10 -> DataHost tcp/5432": "blocked: ENI_SG_RULES_MISMATCH DataGroup, NO_ROUTE_TO_DESTINATION DataRoutes",
  "DataHost -> 10.60.0.10 tcp/22": "blocked: NO_ROUTE_TO_DESTINATION DataRoutes",
  "DataHost -> 10.61.0.10 tcp/22": "blocked: NO_ROUTE_TO_DESTINATION DataRoutes, x-vpn-no-static-route VgwConnection",
  "FixedHost -> 10.60.0.10 tcp/443": "reachable",
  "FixedHost -> 192.168.3.4 tcp/443": "blocked: SUBNET_ACL_RESTRICTION FixedAcl, x-vpn-no-static-route VgwConnection",
  "10.60.0.10 -> FixedHost tcp/443": "blocked: SUBNET_ACL_RESTRICTION FixedAcl",
  "AppHost -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION AppRoutes",
  "10.60.0.10 -> internet tcp/443": "unknown: ?",
});
answers("a VPN connection with BGP", office(), {
  "AppHost -> 10.60.0.10 tcp/22": "unknown: Vgw",
  "10.60.0.10 -> AppHost tcp/443": "unknown: Vgw",
  // What stops them for certain counts more than what is not known.
  "10.60.0.10 -> AppHost tcp/80": "blocked: ENI_SG_RULES_MISMATCH AppGroup",
  "DataHost -> 10.60.0.10 tcp/22": "blocked: NO_ROUTE_TO_DESTINATION DataRoutes",
  "FixedHost -> 10.60.0.10 tcp/443": "unknown: Vgw",
});
answers(
  "a VPN connection whose gateway is attached nowhere",
  edited(
    office("10.60.0.0/16"),
    '  VgwAttachment: {Type: "AWS::EC2::VPCGatewayAttachment"',
    '  VgwAttachment: {Type: "AWS::CloudFormation::WaitConditionHandle"',
  ),
  {
    "FixedHost -> 10.60.0.10 udp/443": "blocked: BAD_STATE_ATTACHMENT Vgw, SUBNET_ACL_RESTRICTION FixedAcl",
  },
);
answers(
  "Direct Connect to the virtual private gateway",
  office("10.60.0.0/16") +
    resource(
      "Association",
      "DirectConnect::DirectConnectGatewayAssociation",
      "DirectConnectGatewayId: 5f294f92, AssociatedGatewayId: !Ref Vgw",
    ),
  {
    "AppHost -> 10.60.0.10 tcp/22": "reachable",
    "AppHost -> 10.61.0.10 tcp/22": "unknown: Vgw",
    "FixedHost -> 192.168.1.1 tcp/443": "blocked: SUBNET_ACL_RESTRICTION FixedAcl",
  },
);

const hub = (connection: string, more = "") =>
  template(
    transitGateway("Hub", "on"),
    vpc("Vpc", "10.50.0.0/16"),
    subnet("App", "Vpc", "10.50.1.0/24", "AppRoutes"),
    table("AppRoutes", "Vpc", "10.0.0.0/8 TransitGatewayId Hub"),
    group("AppGroup", "Vpc", ["tcp 443 10.0.0.0/8"]),
    host("AppHost", "App", "AppGroup"),
    attachment("Attachment", "Hub", "Vpc", "App"),
    resource("Customer", "EC2::CustomerGateway", "Type: ipsec.1, BgpAsn: 65000, IpAddress: 203.0.113.9"),
    connection,
    more,
  );
const onHub = (isStatic: boolean) =>
  resource(
    "Connection",
    "EC2::VPNConnection",
    `Type: ipsec.1, StaticRoutesOnly: ${isStatic}, CustomerGatewayId: !Ref Customer, TransitGatewayId: !Ref Hub`,
  );
answers("a VPN connection with BGP on a transit gateway", hub(onHub(false)), {
  "AppHost -> 10.60.0.10 tcp/22": "unknown: Hub",
  "10.60.0.10 -> AppHost tcp/443": "unknown: Hub",
  "10.60.0.10 -> AppHost udp/443": "blocked: ENI_SG_RULES_MISMATCH AppGroup",
  "10.60.0.10 -> AppHost tcp/22": "blocked: ENI_SG_RULES_MISMATCH AppGroup",
});
answers("a static VPN connection on a transit gateway", hub(onHub(true)), {
  // Its default table cannot be named in a template, and a static connection announces nothing.
  "AppHost -> 10.60.0.10 tcp/22": "blocked: TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT Hub",
  "10.60.0.10 -> AppHost tcp/443": "blocked: TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT Hub",
});
answers(
  "Direct Connect to a transit gateway",
  hub(
    resource(
      "Association",
      "DirectConnect::DirectConnectGatewayAssociation",
      "DirectConnectGatewayId: 5f294f92, AssociatedGatewayId: !Ref Hub, AllowedPrefixesToDirectConnectGateway: [10.50.0.0/16]",
    ),
  ),
  {
    "AppHost -> 10.60.0.10 tcp/22": "unknown: Hub",
    "10.60.0.10 -> AppHost tcp/443": "unknown: Hub",
    "10.60.0.10 -> AppHost tcp/80": "blocked: ENI_SG_RULES_MISMATCH AppGroup",
  },
);

const clients = template(
  vpc("Vpc", "10.70.0.0/16"),
  internetGateway("Gateway", "Vpc"),
  subnet("Entry", "Vpc", "10.70.0.0/24", "EntryRoutes", zone("a")),
  subnet("App", "Vpc", "10.70.1.0/24", "AppRoutes", zone("b")),
  subnet("Public", "Vpc", "10.70.2.0/24", "PublicRoutes", zone("a")),
  table(
    "EntryRoutes",
    "Vpc",
    "0.0.0.0/0 NatGatewayId Nat",
    "10.71.0.0/16 VpcPeeringConnectionId Peering",
    "10.72.0.0/16 VpcPeeringConnectionId Peering",
  ),
  table("AppRoutes", "Vpc"),
  table("PublicRoutes", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  nat("Nat", "Public"),
  vpc("Peer", "10.71.0.0/16"),
  subnet("Far", "Peer", "10.71.1.0/24", "FarRoutes"),
  table("FarRoutes", "Peer", "10.70.0.0/16 VpcPeeringConnectionId Peering"),
  resource("Peering", "EC2::VPCPeeringConnection", "VpcId: !Ref Vpc, PeerVpcId: !Ref Peer"),
  group("VpnGroup", "Vpc", []),
  group("ByGroup", "Vpc", ["tcp 443 sg:VpnGroup"]),
  group("BySubnet", "Vpc", ["tcp 443 10.70.0.0/24"]),
  group("ByClient", "Vpc", ["tcp 443 10.200.0.0/16"]),
  group("FarGroup", "Peer", ["tcp 443 10.70.0.0/16"]),
  host("HostG", "App", "ByGroup"),
  host("HostS", "App", "BySubnet"),
  host("HostC", "App", "ByClient"),
  host("FarHost", "Far", "FarGroup"),
  resource(
    "Vpn",
    "EC2::ClientVpnEndpoint",
    "ClientCidrBlock: 10.200.0.0/16, ServerCertificateArn: arn, VpcId: !Ref Vpc, SecurityGroupIds: [!Ref VpnGroup], AuthenticationOptions: [], ConnectionLogOptions: {Enabled: false}",
  ),
  resource("Target", "EC2::ClientVpnTargetNetworkAssociation", "ClientVpnEndpointId: !Ref Vpn, SubnetId: !Ref Entry"),
  resource(
    "Home",
    "EC2::ClientVpnAuthorizationRule",
    "ClientVpnEndpointId: !Ref Vpn, TargetNetworkCidr: 10.70.0.0/16, AuthorizeAllGroups: true",
  ),
  resource(
    "FarRule",
    "EC2::ClientVpnAuthorizationRule",
    "ClientVpnEndpointId: !Ref Vpn, TargetNetworkCidr: 10.71.0.0/16, AccessGroupId: engineers",
  ),
  resource(
    "WebRule",
    "EC2::ClientVpnAuthorizationRule",
    "ClientVpnEndpointId: !Ref Vpn, TargetNetworkCidr: 0.0.0.0/0, AuthorizeAllGroups: true",
  ),
  resource(
    "FarRoute",
    "EC2::ClientVpnRoute",
    "ClientVpnEndpointId: !Ref Vpn, DestinationCidrBlock: 10.71.0.0/16, TargetVpcSubnetId: !Ref Entry",
  ),
  resource(
    "WebRoute",
    "EC2::ClientVpnRoute",
    "ClientVpnEndpointId: !Ref Vpn, DestinationCidrBlock: 0.0.0.0/0, TargetVpcSubnetId: !Ref Entry",
  ),
);
const without = (...ids: readonly string[]) =>
  clients
    .split("\n")
    .filter((line) => !ids.some((id) => line.startsWith(`  ${id}: `)))
    .join("\n");

answers("clients of a Client VPN endpoint", clients, {
  "Vpn -> HostG tcp/443": "reachable",
  "Vpn -> HostS tcp/443": "reachable",
  // Targets see the endpoint's interface, not the client.
  "Vpn -> HostC tcp/443": "blocked: ENI_SG_RULES_MISMATCH ByClient",
  "Vpn -> HostG tcp/80": "blocked: ENI_SG_RULES_MISMATCH ByGroup",
  "Vpn -> FarHost tcp/443": "reachable",
  "Vpn -> internet tcp/443": "reachable",
  "Vpn -> 10.72.0.1 tcp/443": "blocked: PCX_REQUIRES_ADDRESS_IN_VPC_CIDR Peering",
});
answers("clients without authorization", without("Home", "FarRule", "WebRule"), {
  "Vpn -> HostG tcp/443": "blocked: x-client-vpn-not-authorized Vpn",
  "Vpn -> internet tcp/443": "blocked: x-client-vpn-not-authorized Vpn",
});
answers("clients without routes", without("FarRoute", "WebRoute"), {
  "Vpn -> HostG tcp/443": "reachable",
  "Vpn -> FarHost tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Vpn",
  "Vpn -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Vpn",
});
answers("clients of an endpoint without a network", without("Target"), {
  "Vpn -> HostG tcp/443": "blocked: UNASSOCIATED_COMPONENT Vpn",
});

// The attachment of a VPN connection comes from a custom resource: what it propagates nobody can say.
const looked = edited(
  hub(
    onHub(false),
    transitTable("Routes", "Hub", "Attachment", "Attachment") +
      '  Found: {Type: "Custom::Attachment", Properties: {ServiceToken: arn, Connection: !Ref Connection}}\n' +
      resource(
        "Learned",
        "EC2::TransitGatewayRouteTablePropagation",
        "TransitGatewayRouteTableId: !Ref Routes, TransitGatewayAttachmentId: !GetAtt Found.Id",
      ) +
      resource(
        "Static",
        "EC2::TransitGatewayRoute",
        "TransitGatewayRouteTableId: !Ref Routes, DestinationCidrBlock: 10.66.0.0/16, TransitGatewayAttachmentId: !GetAtt Found.Id",
      ),
  ),
  "Description: a hub",
  "DefaultRouteTableAssociation: disable, DefaultRouteTablePropagation: disable",
);
answers("a VPN attachment that a custom resource finds", looked, {
  "AppHost -> 10.60.0.10 tcp/22": "unknown: Connection, Learned",
  "AppHost -> 10.66.0.10 tcp/22": "unknown: Connection, Learned, Static",
  "AppHost -> 172.16.0.1 tcp/22": "blocked: NO_ROUTE_TO_DESTINATION AppRoutes",
});
