/** What the ends of a question mean: blocks over several subnets, public and IPv6 forms, several interfaces, protocols. */
import { expect, test } from "vitest";
import { answers, ask, networkOf } from "./cases.ts";
import { acl, group, host, internetGateway, publicHost, resource, subnet, table, template, vpc } from "./shorthand.ts";

const text = template(
  vpc("Vpc", "10.0.0.0/16"),
  internetGateway("Gateway", "Vpc"),
  table("Public", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  subnet("SubnetA", "Vpc", "10.0.1.0/24", "Public"),
  subnet("SubnetB", "Vpc", "10.0.2.0/24", "Public"),
  subnet("Data", "Vpc", "10.0.3.0/24"),
  acl(
    "Acl",
    "Vpc",
    "SubnetB",
    "in 100 allow tcp 80 0.0.0.0/0",
    "out 100 allow tcp 1024-65535 10.0.1.0/24",
    "out 110 allow tcp 1024-65535 10.0.3.0/24",
  ),
  group("Web", "Vpc", ["tcp 80 10.0.1.0/24", "tcp 443 0.0.0.0/0", "udp 53 10.0.0.0/16"]),
  group("All", "Vpc", ["all 10.0.0.0/16"]),
  publicHost("A", "SubnetA", "All"),
  host("Fixed", "SubnetA", "Web", ", PrivateIpAddress: 10.0.1.50"),
  host("B", "SubnetB", "All"),
  host("D", "Data", "Web"),
  resource("EniOne", "EC2::NetworkInterface", "SubnetId: !Ref SubnetA, GroupSet: [!Ref Web]"),
  resource("EniTwo", "EC2::NetworkInterface", "SubnetId: !Ref Data, GroupSet: [!Ref All]"),
  resource(
    "Two",
    "EC2::Instance",
    "NetworkInterfaces: [{DeviceIndex: 0, NetworkInterfaceId: !Ref EniOne}, {DeviceIndex: 1, NetworkInterfaceId: !Ref EniTwo}]",
  ),
);
answers("blocks, addresses and interfaces", text, {
  "10.0.1.0/24 -> D tcp/80": "reachable",
  "10.0.2.0/24 -> D tcp/80": "blocked: ENI_SG_RULES_MISMATCH Web, SUBNET_ACL_RESTRICTION Acl",
  "10.0.0.0/16 -> D tcp/80": "blocked: ENI_SG_RULES_MISMATCH Web, SUBNET_ACL_RESTRICTION Acl",
  "10.0.0.0/16 -> D tcp/443": "blocked: SUBNET_ACL_RESTRICTION Acl",
  "10.0.0.0/22 -> D udp/53": "blocked: SUBNET_ACL_RESTRICTION Acl",
  "A -> 10.0.1.50 tcp/80": "reachable",
  "A -> 10.0.1.50 tcp/81": "blocked: ENI_SG_RULES_MISMATCH Web",
  "A -> 10.0.1.51 tcp/81": "reachable",
  "192.168.1.0/24 -> D tcp/443": "blocked: NO_ROUTE_TO_DESTINATION Data",
  "A -> Two tcp/80": "reachable",
  "A -> Two tcp/22": "blocked: ENI_SG_RULES_MISMATCH Web",
  "D -> Two tcp/80": "blocked: ENI_SG_RULES_MISMATCH Web",
  "A -> EniTwo tcp/22": "reachable",
  "D -> EniOne tcp/443": "reachable",
  "A -> B tcp/80": "reachable",
  "A -> B udp/80": "blocked: SUBNET_ACL_RESTRICTION Acl",
  "A -> B -1": "blocked: SUBNET_ACL_RESTRICTION Acl",
  "A -> EniTwo -1": "reachable",
  "A -> D -1": "blocked: ENI_SG_RULES_MISMATCH Web",
});
test("an end that differs has parts", () => {
  const network = networkOf(text);
  const verdicts = (question: string) => ask(network, question).parts.map(({ from, to, verdict }) => `${from} -> ${to}: ${verdict}`);
  expect(verdicts("A -> Two tcp/22").sort()).toEqual(["A in SubnetA -> Two in Data: reachable", "A in SubnetA -> Two in SubnetA: blocked"]);
  expect(
    verdicts("10.0.0.0/16 -> D tcp/443")
      .map((line) => line.split(": ")[1] ?? "")
      .sort((a, b) => a.localeCompare(b)),
  ).toEqual(["blocked", "reachable", "reachable"]);
  expect(verdicts("A -> EniTwo tcp/22")).toEqual([]);
});
test("what is no end is said in one sentence", () => {
  const network = networkOf(text);
  expect(() => ask(network, "Nobody -> A tcp/80")).toThrow(/^Nobody is no logical id/);
  expect(() => ask(network, "Acl -> A tcp/80")).toThrow("Acl (AWS::EC2::NetworkAcl) has no address in a subnet.");
});

answers(
  "UDP does not wait for answers",
  template(
    vpc("Vpc", "10.0.0.0/16"),
    subnet("SubnetA", "Vpc", "10.0.1.0/24"),
    subnet("SubnetB", "Vpc", "10.0.2.0/24"),
    acl("Acl", "Vpc", "SubnetB", "in 100 allow all 10.0.0.0/16"),
    group("All", "Vpc", ["all 10.0.0.0/16"]),
    host("A", "SubnetA", "All"),
    host("B", "SubnetB", "All"),
  ),
  {
    "A -> B udp/53": "reachable",
    "A -> B tcp/53": "blocked: SUBNET_ACL_RESTRICTION Acl",
    "A -> B icmp": "blocked: SUBNET_ACL_RESTRICTION Acl",
    "A -> B -1": "blocked: SUBNET_ACL_RESTRICTION Acl",
    "B -> A udp/53": "blocked: SUBNET_ACL_RESTRICTION Acl",
  },
);
