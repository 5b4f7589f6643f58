/** What other stacks, accounts and parameters leave open about hubs, load balancers and endpoints, and the order of resources. */
import { describe, expect, test } from "vitest";
import { answers, ask, edited, inShort, networkOf } from "./cases.ts";
import { group, host, internetGateway, publicHost, resource, subnet, table, template, vpc } from "./shorthand.ts";
import {
  attachment,
  interfaceEndpoint,
  listener,
  loadBalancer,
  privateGateway,
  targetGroup,
  transitGateway,
  transitTable,
  zone,
} from "./shorthand-network.ts";

const withParameters = (text: string, ...names: readonly string[]) =>
  `Parameters:\n${names.map((name) => `  ${name}: {Type: String}\n`).join("")}${text}`;

// A spoke of a transit gateway that another account shares.
const spoke = withParameters(
  template(
    vpc("Vpc", "10.1.0.0/16"),
    subnet("App", "Vpc", "10.1.1.0/24", "Routes", zone("a")),
    subnet("Other", "Vpc", "10.1.2.0/24", "OtherRoutes", zone("b")),
    table("Routes", "Vpc", "10.0.0.0/8 TransitGatewayId HubId"),
    table("OtherRoutes", "Vpc"),
    group("AppGroup", "Vpc", ["tcp 443 10.0.0.0/8"]),
    host("AppHost", "App", "AppGroup"),
    host("OtherHost", "Other", "AppGroup"),
    attachment("Attachment", "HubId", "Vpc", "App"),
  ),
  "HubId",
);
answers("a spoke of a shared transit gateway", spoke, {
  "AppHost -> 10.5.0.1 tcp/443": "unknown: HubId",
  "AppHost -> 10.5.0.1 udp/53": "unknown: HubId",
  "AppHost -> internet tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Routes",
  "10.5.0.1 -> AppHost tcp/80": "blocked: ENI_SG_RULES_MISMATCH AppGroup",
  "10.5.0.1 -> AppHost tcp/443": "unknown: HubId",
  "AppHost -> OtherHost tcp/443": "reachable",
});

const balanced = withParameters(
  template(
    vpc("Vpc", "10.0.0.0/16"),
    subnet("A", "Vpc", "10.0.1.0/24", "", zone("a")),
    subnet("B", "Vpc", "10.0.2.0/24", "", zone("b")),
    group("Front", "Vpc", ["tcp 80 10.0.0.0/16"]),
    group("Back", "Vpc", ["tcp 8080 sg:Front"]),
    host("Web", "A", "Back"),
    host("Client", "B", "Back"),
    loadBalancer("Alb", "application", "internal", "A B", "Front"),
    resource(
      "Listener",
      "ElasticLoadBalancingV2::Listener",
      "LoadBalancerArn: !Ref Alb, Protocol: HTTP, Port: !Ref Port, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]",
    ),
    targetGroup("Targets", "Vpc", "HTTP 8080", "Web"),
    loadBalancer("Nlb", "network", "internal", "A B", ""),
    listener("Tcp", "Nlb", "TCP 80", "Elsewhere"),
    resource(
      "Elsewhere",
      "ElasticLoadBalancingV2::TargetGroup",
      "VpcId: !Ref Vpc, Protocol: TCP, Port: 8080, TargetType: !Ref Kind, Targets: [{Id: !Ref Web}]",
    ),
  ),
  "Port",
  "Kind",
);
answers("a listener on a port that is given later", balanced, {
  "Client -> Alb tcp/80": "unknown: Alb",
  "Client -> Alb tcp/81": "blocked: ENI_SG_RULES_MISMATCH Front",
  "Alb -> Web tcp/8080": "reachable",
});

const known = template(
  vpc("Vpc", "10.0.0.0/16", ", EnableDnsHostnames: true"),
  subnet("A", "Vpc", "10.0.1.0/24", "", zone("a")),
  group("AppGroup", "Vpc", []),
  host("AppHost", "A", "AppGroup"),
  interfaceEndpoint("Ssm", "Vpc", "ssm", "A", "AppGroup", ", PrivateDnsEnabled: !Ref Private"),
  resource(
    "Partner",
    "EC2::VPCEndpoint",
    "VpcId: !Ref Vpc, VpcEndpointType: Interface, ServiceName: com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0, SubnetIds: [!Ref A], SecurityGroupIds: [!Ref EndGroup]",
  ),
  group("EndGroup", "Vpc", ["tcp 443 10.0.0.0/16"]),
  host("Target", "A", "AppGroup"),
);
answers("endpoints of other accounts, and private DNS that is given later", withParameters(known, "Private"), {
  "AppHost -> Partner tcp/443": "reachable",
  "AppHost -> Target tcp/443 through Partner": "unknown: Partner",
  "AppHost -> Partner tcp/80": "blocked: ENI_SG_RULES_MISMATCH EndGroup",
  "AppHost -> ssm tcp/443": "blocked: SG_HAS_NO_RULES AppGroup",
});

// From on premises an internet-facing load balancer has its public name only.
const premises = template(
  vpc("Vpc", "10.0.0.0/16"),
  internetGateway("Gateway", "Vpc"),
  privateGateway("Vgw", "Vpc", "10.60.0.0/16"),
  subnet("A", "Vpc", "10.0.1.0/24", "Routes", zone("a")),
  subnet("B", "Vpc", "10.0.2.0/24", "Routes", zone("b")),
  table("Routes", "Vpc", "0.0.0.0/0 GatewayId Gateway", "10.60.0.0/16 GatewayId Vgw"),
  group("Front", "Vpc", ["tcp 443 0.0.0.0/0"]),
  loadBalancer("Alb", "application", "internet-facing", "A B", "Front"),
  resource("Targets", "ElasticLoadBalancingV2::TargetGroup", "VpcId: !Ref Vpc, Protocol: HTTP, Port: 80"),
  listener("Https", "Alb", "HTTPS 443", "Targets"),
);
answers("an internet-facing load balancer asked from on premises", premises, {
  "10.60.0.10 -> Alb tcp/443": "reachable",
  "internet -> Alb tcp/443": "reachable",
});
answers("the same with a group for private addresses", edited(premises, "CidrIp: 0.0.0.0/0", "CidrIp: 10.60.0.0/16"), {
  "10.60.0.10 -> Alb tcp/443": "blocked: ENI_SG_RULES_MISMATCH Front",
  "internet -> Alb tcp/443": "blocked: ENI_SG_RULES_MISMATCH Front",
});

describe("the order of resources", () => {
  const lines = [
    transitGateway("Hub", "off"),
    vpc("Left", "10.1.0.0/16"),
    subnet("LeftA", "Left", "10.1.1.0/24", "LeftRoutes", zone("a")),
    subnet("LeftB", "Left", "10.1.2.0/24", "LeftRoutes", zone("b")),
    table("LeftRoutes", "Left", "10.0.0.0/8 TransitGatewayId Hub"),
    group("LeftGroup", "Left", ["tcp 22 10.0.0.0/8"]),
    host("LeftHost", "LeftA", "LeftGroup"),
    attachment("LeftAttachment", "Hub", "Left", "LeftA LeftB"),
    vpc("Right", "10.2.0.0/16"),
    subnet("RightA", "Right", "10.2.1.0/24", "RightRoutes", zone("a")),
    table("RightRoutes", "Right", "10.1.0.0/16 TransitGatewayId Hub"),
    group("RightGroup", "Right", ["tcp 443 10.1.0.0/16"]),
    publicHost("RightHost", "RightA", "RightGroup"),
    attachment("RightAttachment", "Hub", "Right", "RightA"),
    transitTable("Both", "Hub", "LeftAttachment RightAttachment", "LeftAttachment RightAttachment", "10.2.0.0/16 blackhole"),
    loadBalancer("Nlb", "network", "internal", "LeftA LeftB", ""),
    listener("Tcp", "Nlb", "TCP 22", "Targets"),
    targetGroup("Targets", "Left", "TCP 22", "LeftHost"),
  ]
    .join("")
    .split("\n")
    .filter((line) => line !== "");
  const [forwards, backwards] = [lines, [...lines].reverse()].map((some) => networkOf(`Resources:\n${some.join("\n")}\n`));
  test.each([
    "LeftHost -> RightHost tcp/443",
    "RightHost -> LeftHost tcp/22",
    "LeftHost -> RightHost udp/1",
    "10.2.1.0/24 -> LeftHost tcp/22 through Nlb",
    "LeftHost -> internet tcp/1",
  ])("does not matter: %s", (question) => {
    if (!forwards || !backwards) throw new Error("two networks");
    expect(inShort(ask(forwards, question))).toBe(inShort(ask(backwards, question)));
  });
  test("a static route beats a propagated one of the same length", () => {
    if (!forwards) throw new Error("a network");
    expect(inShort(ask(forwards, "LeftHost -> RightHost tcp/443"))).toBe("blocked: TGW_RTB_BAD_STATE_ROUTE Both");
  });
});
