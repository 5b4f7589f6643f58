/** AWS services as destination, gateway and interface endpoints, private DNS and the DNS attributes of VPCs. */
import { answers, edited } from "./cases.ts";
import { acl, group, host, internetGateway, subnet, table, template, vpc } from "./shorthand.ts";
import { attachment, gatewayEndpoint, interfaceEndpoint, nat, transitGateway, zone } from "./shorthand-network.ts";

const shop = template(
  vpc("Vpc", "10.0.0.0/16", ", EnableDnsHostnames: true"),
  internetGateway("Gateway", "Vpc"),
  subnet("Public", "Vpc", "10.0.0.0/24", "PublicRoutes", zone("a")),
  subnet("App", "Vpc", "10.0.1.0/24", "AppRoutes", zone("a")),
  subnet("Data", "Vpc", "10.0.2.0/24", "DataRoutes", zone("a")),
  subnet("Ends", "Vpc", "10.0.3.0/24", "", zone("b")),
  table("PublicRoutes", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  table("AppRoutes", "Vpc"),
  table("DataRoutes", "Vpc"),
  group("AppGroup", "Vpc", []),
  group("DataGroup", "Vpc", [], ["tcp 443 10.0.0.0/16"]),
  group("EndGroup", "Vpc", ["tcp 443 sg:AppGroup"]),
  group("AnyGroup", "Vpc", ["all 0.0.0.0/0"]),
  host("AppHost", "App", "AppGroup"),
  host("DataHost", "Data", "DataGroup"),
  host("PublicHost", "Public", "AppGroup"),
  gatewayEndpoint("S3", "Vpc", "s3", "AppRoutes"),
  interfaceEndpoint("Ssm", "Vpc", "ssm", "Ends", "EndGroup"),
  interfaceEndpoint("Logs", "Vpc", "logs", "Ends", "AnyGroup", ""),
  interfaceEndpoint("Dkr", "Vpc", "ecr.dkr", "Ends", "AnyGroup"),
  interfaceEndpoint("Kms", "Vpc", "kms", "Ends", ""),
);
answers("private subnets with endpoints", shop, {
  "AppHost -> s3 tcp/443": "reachable",
  "AppHost -> s3 icmp": "reachable",
  "AppHost -> s3 udp/443": "blocked: VPCE_GATEWAY_PROTOCOL_RESTRICTION S3",
  "AppHost -> com.amazonaws.us-east-1.s3 tcp/443": "reachable",
  // The rule is for the VPC only, and the table is not the endpoint's.
  "DataHost -> s3 tcp/443": "blocked: ENI_SG_RULES_MISMATCH DataGroup, NO_ROUTE_TO_DESTINATION DataRoutes",
  "AppHost -> dynamodb tcp/443": "blocked: NO_ROUTE_TO_DESTINATION AppRoutes",
  "AppHost -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION AppRoutes",
  "AppHost -> ssm tcp/443": "reachable",
  "DataHost -> ssm tcp/443": "blocked: ENI_SG_RULES_MISMATCH EndGroup",
  "AppHost -> Ssm tcp/443": "reachable",
  "AppHost -> Ssm icmp": "blocked: ENI_SG_RULES_MISMATCH EndGroup, PROTOCOL_RESTRICTION Ssm",
  "AppHost -> Logs icmp": "blocked: PROTOCOL_RESTRICTION Logs",
  "AppHost -> ssm icmp": "blocked: ENI_SG_RULES_MISMATCH EndGroup, PROTOCOL_RESTRICTION Ssm",
  "AppHost -> logs tcp/443": "blocked: x-private-dns-disabled Logs",
  "AppHost -> Logs tcp/443": "reachable",
  "DataHost -> Logs tcp/443": "reachable",
  "AppHost -> ecr.dkr tcp/443": "reachable",
  "AppHost -> ecr.api tcp/443": "blocked: NO_ROUTE_TO_DESTINATION AppRoutes",
  // Without groups of its own an endpoint has the VPC's default group, which admits its members only.
  "AppHost -> kms tcp/443": "blocked: ENI_SG_RULES_MISMATCH Kms",
  "AppHost -> s3 tcp/443 through S3": "reachable",
  "DataHost -> s3 tcp/443 through S3": "blocked: ENI_SG_RULES_MISMATCH DataGroup, NO_ROUTE_TO_DESTINATION DataRoutes",
  "AppHost -> ssm tcp/443 through Ssm": "reachable",
  // By the endpoint's own name.
  "AppHost -> logs tcp/443 through Logs": "reachable",
  "PublicHost -> sqs tcp/443": "blocked: IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS PublicHost",
  "Ssm -> AppHost tcp/443": "blocked: SG_HAS_NO_RULES AppGroup, VPCE_INTRA_VPC_TRAFFIC Ssm",
});
answers("a VPC without DNS hostnames", edited(shop, ", EnableDnsHostnames: true", ""), {
  "AppHost -> ssm tcp/443": "blocked: x-private-dns-vpc-attributes Ssm",
  "AppHost -> Ssm tcp/443": "reachable",
  "AppHost -> s3 tcp/443": "reachable",
});
answers(
  "endpoints beside a NAT gateway",
  edited(shop, table("AppRoutes", "Vpc"), table("AppRoutes", "Vpc", "0.0.0.0/0 NatGatewayId Nat") + nat("Nat", "Public")),
  {
    "AppHost -> s3 tcp/443": "reachable",
    "AppHost -> sqs tcp/443": "reachable",
    // Without private DNS the name leads to public addresses, and they can be reached.
    "AppHost -> logs tcp/443": "reachable",
    // With private DNS it leads to the endpoint, whatever stands beside.
    "AppHost -> kms tcp/443": "blocked: ENI_SG_RULES_MISMATCH Kms",
  },
);
const aclOn = (...entries: readonly string[]) => shop + acl("EndAcl", "Vpc", "Ends", ...entries);
answers(
  "an ACL at the endpoints that admits one subnet",
  aclOn("in 100 allow tcp 443 10.0.1.0/24", "out 100 allow tcp 1024-65535 10.0.1.0/24"),
  {
    "AppHost -> ssm tcp/443": "reachable",
    "DataHost -> Logs tcp/443": "blocked: SUBNET_ACL_RESTRICTION EndAcl",
  },
);
answers(
  "an ACL at the client that knows the VPC only",
  shop + acl("AppAcl", "Vpc", "App", "in 100 allow all 10.0.0.0/16", "out 100 allow all 10.0.0.0/16"),
  {
    "AppHost -> ssm tcp/443": "reachable",
    "AppHost -> s3 tcp/443": "blocked: SUBNET_ACL_RESTRICTION AppAcl",
  },
);
answers(
  "a client that may send to a list of AWS only",
  edited(shop, group("AppGroup", "Vpc", []), group("AppGroup", "Vpc", [], ["tcp 443 pl:List"])).replace(
    "Resources:\n",
    "Parameters:\n  List: {Type: String}\nResources:\n",
  ),
  {
    "AppHost -> s3 tcp/443": "unknown: List",
    "AppHost -> s3 tcp/80": "blocked: ENI_SG_RULES_MISMATCH AppGroup",
  },
);

const spokes = template(
  vpc("Hub", "10.0.0.0/16", ", EnableDnsHostnames: true"),
  subnet("Ends", "Hub", "10.0.3.0/24", "EndsRoutes"),
  table("EndsRoutes", "Hub", "10.1.0.0/16 TransitGatewayId Tgw"),
  group("EndGroup", "Hub", ["tcp 443 10.0.0.0/8"]),
  interfaceEndpoint("Ssm", "Hub", "ssm", "Ends", "EndGroup"),
  gatewayEndpoint("S3", "Hub", "s3", "EndsRoutes"),
  vpc("Spoke", "10.1.0.0/16", ", EnableDnsHostnames: true"),
  subnet("App", "Spoke", "10.1.1.0/24", "AppRoutes"),
  table("AppRoutes", "Spoke", "10.0.0.0/16 TransitGatewayId Tgw"),
  group("AppGroup", "Spoke", []),
  host("AppHost", "App", "AppGroup"),
  transitGateway("Tgw", "on"),
  attachment("HubAttachment", "Tgw", "Hub", "Ends"),
  attachment("SpokeAttachment", "Tgw", "Spoke", "App"),
);
answers("endpoints of a hub VPC, asked from a spoke", spokes, {
  "AppHost -> Ssm tcp/443": "reachable",
  // Private DNS answers in the endpoint's VPC only: the spoke asks public addresses.
  "AppHost -> ssm tcp/443": "blocked: NO_ROUTE_TO_DESTINATION AppRoutes",
  "AppHost -> s3 tcp/443": "blocked: NO_ROUTE_TO_DESTINATION AppRoutes",
});
answers("a default route to the hub of the endpoints", edited(spokes, '"10.0.0.0/16", TransitGatewayId', '"0.0.0.0/0", TransitGatewayId'), {
  "AppHost -> Ssm tcp/443": "reachable",
  "AppHost -> ssm tcp/443": "blocked: TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT Tgw",
});
