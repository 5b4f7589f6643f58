/** Network ACLs in traces: order, both directions, ports of answers, ICMP, the default ACL, borders of subnets. */
import { answers } from "./cases.ts";
import { acl, group, host, internetGateway, publicHost, subnet, table, template, vpc } from "./shorthand.ts";

const ground = [
  vpc("Vpc", "10.0.0.0/16"),
  internetGateway("Gateway", "Vpc"),
  table("Table", "Vpc", "0.0.0.0/0 GatewayId Gateway"),
  subnet("SubnetA", "Vpc", "10.0.1.0/24", "Table"),
  subnet("SubnetB", "Vpc", "10.0.2.0/24", "Table"),
  group("Open", "Vpc", ["all 0.0.0.0/0"]),
  publicHost("A", "SubnetA", "Open"),
  host("A2", "SubnetA", "Open"),
  publicHost("B", "SubnetB", "Open"),
];
const withAcl = (...entries: readonly string[]) => template(...ground, acl("Acl", "Vpc", "SubnetB", ...entries));
const shut = "blocked: SUBNET_ACL_RESTRICTION Acl";

answers("the default ACL", template(...ground), {
  "A -> B tcp/80": "reachable",
  "internet -> B icmp": "reachable",
  "A -> A2 -1": "reachable",
});
answers("a new ACL denies everything", withAcl(), {
  "A -> B tcp/80": shut,
  "B -> A udp/80": shut,
  "internet -> B icmp": shut,
  "A -> A2 tcp/80": "reachable",
});
answers("one ACL for both subnets is asked at borders only", template(...ground, acl("Acl", "Vpc", "SubnetA SubnetB")), {
  "A -> A2 tcp/80": "reachable",
  "A -> B tcp/80": shut,
});
answers("answers go to the ports of clients", withAcl("in 100 allow tcp 80 0.0.0.0/0", "out 100 allow tcp 1024-65535 0.0.0.0/0"), {
  "A -> B tcp/80": "reachable",
  "internet -> B tcp/80": "reachable",
  "A -> B tcp/81": shut,
  "A -> B udp/80": shut,
  "B -> A tcp/8080": shut,
  "B -> A udp/8080": shut,
  "A -> B icmp": shut,
});
answers("the way back is not open", withAcl("in 100 allow all 0.0.0.0/0", "out 100 allow tcp 80 0.0.0.0/0"), {
  "A -> B tcp/80": shut,
  "A -> B udp/80": "reachable",
  "A -> B icmp": shut,
  "B -> A tcp/80": "reachable",
  "B -> A tcp/443": shut,
});
answers("part of the ports of clients", withAcl("in 100 allow tcp 80 0.0.0.0/0", "out 100 allow tcp 32768-65535 0.0.0.0/0"), {
  "A -> B tcp/80": shut,
});
answers(
  "the first entry that matches decides",
  withAcl(
    "in 90 deny tcp 22 10.0.1.0/24",
    "in 100 allow tcp 22 10.0.0.0/8",
    "in 110 deny tcp 3389 0.0.0.0/0",
    "in 120 allow all 0.0.0.0/0",
    "in 130 deny all 0.0.0.0/0",
    "out 100 allow all 0.0.0.0/0",
  ),
  {
    "A -> B tcp/22": shut,
    "A -> B tcp/3389": shut,
    "A -> B tcp/23": "reachable",
    "internet -> B tcp/22": "reachable",
    "internet -> B tcp/3389": shut,
    "A -> B -1": shut,
    "B -> A tcp/22": shut,
    "B -> A udp/22": "reachable",
  },
);
answers("entries of ICMP", withAcl("in 100 allow icmp 10.0.1.0/24", "out 100 allow icmp 10.0.1.0/24"), {
  "A -> B icmp": "reachable",
  "B -> A icmp": "reachable",
  "internet -> B icmp": shut,
  "A -> B tcp/80": shut,
});
answers(
  "each of two ACLs and a group is a blocker",
  template(
    ...ground,
    acl("Left", "Vpc", "SubnetA", "in 100 allow all 0.0.0.0/0"),
    acl("Right", "Vpc", "SubnetB", "out 100 allow all 0.0.0.0/0"),
    group("Tight", "Vpc", ["tcp 443 0.0.0.0/0"]),
    host("T", "SubnetB", "Tight"),
  ),
  {
    "A -> T tcp/80": "blocked: ENI_SG_RULES_MISMATCH Tight, SUBNET_ACL_RESTRICTION Left, SUBNET_ACL_RESTRICTION Right",
    "T -> A tcp/80": "blocked: SUBNET_ACL_RESTRICTION Left, SUBNET_ACL_RESTRICTION Right",
    "T -> A udp/80": "reachable",
  },
);
answers("a block of which the ACL takes half", withAcl("in 100 allow all 10.0.1.0/25", "out 100 allow all 0.0.0.0/0"), {
  "10.0.1.0/25 -> B tcp/80": "reachable",
  "10.0.1.0/24 -> B tcp/80": shut,
  "10.0.1.200 -> B tcp/80": shut,
  "A -> B tcp/80": "unknown: AclEntry0",
});

answers(
  "ICMP by type",
  withAcl("in 100 allow icmp 0.0.0.0/0", "out 100 allow icmp 0.0.0.0/0")
    .replace("Icmp: {Type: -1, Code: -1}}", "Icmp: {Type: 8, Code: -1}}")
    .replace("Icmp: {Type: -1, Code: -1}}", "Icmp: {Type: 0, Code: -1}}"),
  { "A -> B icmp": "reachable", "B -> A icmp": shut },
);
answers(
  "entries of which one denies a part",
  withAcl("in 90 deny tcp 80 203.0.113.0/24", "in 100 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0"),
  {
    "203.0.113.9 -> B tcp/80": shut,
    "198.51.100.9 -> B tcp/80": "reachable",
    "internet -> B tcp/80": shut,
    "internet -> B tcp/443": "reachable",
  },
);
