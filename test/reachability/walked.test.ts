/** Small networks in which single packets once fared otherwise than the trace said. */
import { describe } from "vitest";
import { answers } from "./cases.ts";
import { group, host, internetGateway, resource, subnet, table, template, vpc } from "./shorthand.ts";

const nat = (id: string, subnetId: string): string =>
  resource(id, "EC2::NatGateway", `SubnetId: !Ref ${subnetId}, ConnectivityType: private, PrivateIpAddress: 10.0.2.200`);
const peered =
  vpc("One", "10.0.0.0/16") +
  vpc("Two", "10.1.0.0/16") +
  resource("Peering", "EC2::VPCPeeringConnection", "VpcId: !Ref One, PeerVpcId: !Ref Two");
const open = (id: string, vpcId: string): string => group(id, vpcId, ["all 0.0.0.0/0"]);

describe("walked", () => {
  answers(
    "answers that leave through a NAT gateway come from an address that nobody asked",
    template(
      peered,
      subnet("App", "One", "10.0.1.0/24", "AppRoutes"),
      subnet("Nats", "One", "10.0.2.0/24", "NatRoutes"),
      subnet("Client", "Two", "10.1.1.0/24", "ClientRoutes"),
      nat("Nat", "Nats"),
      table("AppRoutes", "One", "10.1.0.0/16 NatGatewayId Nat"),
      table("NatRoutes", "One", "10.1.0.0/16 VpcPeeringConnectionId Peering"),
      table("ClientRoutes", "Two", "10.0.0.0/16 VpcPeeringConnectionId Peering"),
      open("AppGroup", "One"),
      open("ClientGroup", "Two"),
      host("Server", "App", "AppGroup", ", PrivateIpAddress: 10.0.1.10"),
      host("Asker", "Client", "ClientGroup", ", PrivateIpAddress: 10.1.1.10"),
    ),
    {
      "Asker -> Server tcp/80": "blocked: NO_ROUTE_TO_DESTINATION AppRoutes",
      "Asker -> Server udp/80": "reachable",
      "Server -> Asker tcp/80": "reachable",
    },
  );

  const sentBack = (acl: string): string =>
    template(
      peered,
      subnet("App", "One", "10.0.1.0/24", "AppRoutes"),
      subnet("Nats", "One", "10.0.2.0/24", "NatRoutes"),
      subnet("Far", "Two", "10.1.1.0/24"),
      nat("Nat", "Nats"),
      table("AppRoutes", "One", "10.1.0.0/16 NatGatewayId Nat"),
      table("NatRoutes", "One", "10.1.0.0/16 VpcPeeringConnectionId Peering"),
      open("AppGroup", "One"),
      open("FarGroup", "Two"),
      host("Asker", "App", "AppGroup", ", PrivateIpAddress: 10.0.1.10"),
      host("Server", "Far", "FarGroup", ", PrivateIpAddress: 10.1.1.10"),
      acl,
    );
  const entry = (id: string, number: number, egress: boolean, ports: string): string =>
    resource(
      id,
      "EC2::NetworkAclEntry",
      `NetworkAclId: !Ref Acl, RuleNumber: ${number}, Protocol: 6, RuleAction: allow, Egress: ${egress}, CidrBlock: 10.0.0.0/8, PortRange: ${ports}`,
    );
  answers("a NAT gateway gets its answers over a peering connection without a route", sentBack(""), {
    "Asker -> Server tcp/80": "reachable",
  });
  answers(
    "but not past a network ACL",
    sentBack(
      resource("Acl", "EC2::NetworkAcl", "VpcId: !Ref Two") +
        resource("FarAcl", "EC2::SubnetNetworkAclAssociation", "SubnetId: !Ref Far, NetworkAclId: !Ref Acl") +
        entry("In", 100, false, "{From: 80, To: 80}") +
        entry("Out", 100, true, "{From: 443, To: 443}"),
    ),
    { "Asker -> Server tcp/80": "blocked: SUBNET_ACL_RESTRICTION Acl", "Asker -> Server udp/80": "blocked: SUBNET_ACL_RESTRICTION Acl" },
  );

  answers(
    "routes that lead in a circle are known to lead nowhere",
    template(
      vpc("One", "10.0.0.0/16"),
      subnet("Nats", "One", "10.0.2.0/24", "Table"),
      nat("Nat", "Nats"),
      table("Table", "One", "203.0.113.0/24 NatGatewayId Nat"),
      open("Group", "One"),
      host("Asker", "Nats", "Group", ", PrivateIpAddress: 10.0.2.10"),
    ),
    { "Asker -> 203.0.113.7 tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Table" },
  );

  answers(
    "a route that is missing in the table of both, source and NAT gateway, is missing at the source",
    template(
      peered,
      subnet("Nats", "One", "10.0.2.0/24", "Table"),
      subnet("Far", "Two", "10.1.1.0/24", "FarRoutes"),
      nat("Nat", "Nats"),
      table("Table", "One", "0.0.0.0/0 NatGatewayId Nat"),
      table("FarRoutes", "Two"),
      open("Group", "One"),
      open("FarGroup", "Two"),
      host("Asker", "Nats", "Group", ", PrivateIpAddress: 10.0.2.10"),
      host("Server", "Far", "FarGroup", ", PrivateIpAddress: 10.1.1.10"),
    ),
    { "Asker -> Server tcp/80": "blocked: NO_ROUTE_TO_DESTINATION FarRoutes, NO_ROUTE_TO_DESTINATION Table" },
  );

  answers(
    "default groups of two VPCs are two groups",
    template(
      peered,
      subnet("Near", "One", "10.0.1.0/24", "NearRoutes"),
      subnet("Far", "Two", "10.1.1.0/24", "FarRoutes"),
      table("NearRoutes", "One", "10.1.0.0/16 VpcPeeringConnectionId Peering"),
      table("FarRoutes", "Two", "10.0.0.0/16 VpcPeeringConnectionId Peering"),
      resource("Asker", "EC2::Instance", "SubnetId: !Ref Near, PrivateIpAddress: 10.0.1.10"),
      resource("Other", "EC2::Instance", "SubnetId: !Ref Near, PrivateIpAddress: 10.0.1.11"),
      resource("Server", "EC2::Instance", "SubnetId: !Ref Far, PrivateIpAddress: 10.1.1.10"),
    ),
    { "Asker -> Other tcp/80": "reachable", "Asker -> Server tcp/80": "blocked: ENI_SG_RULES_MISMATCH Server" },
  );

  answers(
    "a rule about a group and one about a block let everything through together",
    template(
      vpc("One", "10.0.0.0/16"),
      subnet("Near", "One", "10.0.1.0/24"),
      group("Clients", "One", []),
      group("Servers", "One", ["tcp 0-1023 sg:Clients", "tcp 1024-65535 10.0.0.0/16"]),
      host("Asker", "Near", "Clients", ", PrivateIpAddress: 10.0.1.10"),
      host("Server", "Near", "Servers", ", PrivateIpAddress: 10.0.1.11"),
    ),
    { "Asker -> Server tcp": "reachable", "Asker -> Server udp": "blocked: ENI_SG_RULES_MISMATCH Servers" },
  );

  const partners = Array.from({ length: 60 }, (_, at) => `tcp 443 198.51.100.${at}/32`);
  const denied = resource(
    "Denied",
    "EC2::NetworkAclEntry",
    "NetworkAclId: !Ref Acl, RuleNumber: 1, Protocol: -1, RuleAction: deny, Egress: false, CidrBlock: 203.0.113.0/24",
  );
  const allowed = (id: string, egress: boolean): string =>
    resource(
      id,
      "EC2::NetworkAclEntry",
      `NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, Egress: ${egress}, CidrBlock: 0.0.0.0/0`,
    );
  const shop = (...more: readonly string[]): string =>
    template(
      vpc("One", "10.0.0.0/16"),
      internetGateway("Gateway", "One"),
      subnet("Front", "One", "10.0.1.0/24", "Routes", ", MapPublicIpOnLaunch: true"),
      table("Routes", "One", "0.0.0.0/0 GatewayId Gateway"),
      resource("Acl", "EC2::NetworkAcl", "VpcId: !Ref One"),
      resource("FrontAcl", "EC2::SubnetNetworkAclAssociation", "SubnetId: !Ref Front, NetworkAclId: !Ref Acl"),
      allowed("In", false),
      allowed("Out", true),
      group("Partners", "One", partners),
      open("Group", "One"),
      host("Server", "Front", "Group"),
      ...more,
    );
  answers("an entry that denies a part of the internet counts, however many partners rules name", shop(denied), {
    "internet -> Server tcp/443": "blocked: SUBNET_ACL_RESTRICTION Acl",
    "198.51.100.0/24 -> Server tcp/443": "reachable",
  });
  answers("rules for many partners alone do not close what is open to all", shop(), { "internet -> Server tcp/443": "reachable" });

  const wayOut = (through: string, ...more: readonly string[]): string =>
    template(
      vpc("One", "10.0.0.0/16"),
      vpc("Hub", "10.1.0.0/16"),
      internetGateway("HubGateway", "Hub"),
      resource("Transit", "EC2::TransitGateway", "DefaultRouteTableAssociation: disable, DefaultRouteTablePropagation: disable"),
      resource("Routes", "EC2::TransitGatewayRouteTable", "TransitGatewayId: !Ref Transit"),
      ...["One", "Hub"].flatMap((id) => [
        subnet(`${id}Subnet`, id, id === "One" ? "10.0.1.0/24" : "10.1.1.0/24", `${id}Table`, ", AvailabilityZone: us-east-1a"),
        resource(
          `${id}Attached`,
          "EC2::TransitGatewayAttachment",
          `TransitGatewayId: !Ref Transit, VpcId: !Ref ${id}, SubnetIds: [!Ref ${id}Subnet]`,
        ),
        resource(
          `${id}AttachedTable`,
          "EC2::TransitGatewayRouteTableAssociation",
          `TransitGatewayAttachmentId: !Ref ${id}Attached, TransitGatewayRouteTableId: !Ref Routes`,
        ),
      ]),
      resource(
        "Out",
        "EC2::TransitGatewayRoute",
        "TransitGatewayRouteTableId: !Ref Routes, DestinationCidrBlock: 0.0.0.0/0, TransitGatewayAttachmentId: !Ref HubAttached",
      ),
      table("OneTable", "One", `0.0.0.0/0 ${through}`),
      table("HubTable", "Hub", "0.0.0.0/0 GatewayId HubGateway"),
      open("Group", "One"),
      ...more,
      "  Server:\n    Type: AWS::EC2::Instance\n    Properties:\n" +
        "      NetworkInterfaces: [{DeviceIndex: '0', SubnetId: !Ref OneSubnet, GroupSet: [!Ref Group], AssociatePublicIpAddress: true}]\n",
    );
  answers(
    "answers to the internet do not leave by the gateway of another VPC",
    wayOut("TransitGatewayId Transit", internetGateway("OneGateway", "One")),
    { "internet -> Server tcp/80": "blocked: NO_ROUTE_TO_DESTINATION OneTable" },
  );
  answers(
    "a missing public address stands beside a missing gateway",
    wayOut("TransitGatewayId Transit").replace("Address: true", "Address: false"),
    {
      "internet -> Server tcp/80": "blocked: IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS Server, NO_ROUTE_TO_DESTINATION OneTable",
    },
  );
});
