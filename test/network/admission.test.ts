import { expect, test } from "vitest";
import { type Cidr, isCidr, parseCidr } from "../../server/src/cidr/cidr.ts";
import { allPorts } from "../../server/src/cidr/port-set.ts";
import { icmp, icmpv6, tcp, udp } from "../../server/src/cidr/protocol.ts";
import { icmpMessages } from "../../server/src/cidr/traffic-set.ts";
import {
  admission,
  either,
  guardOf,
  type Packets,
  type Party,
  partyIn,
  partyOfVpc,
  toPort,
  type Verdict,
} from "../../server/src/network/admission.ts";
import { buildNetwork, type Network } from "../../server/src/network/network.ts";
import { links } from "../../server/src/network/resource.ts";
import { vpcIdentity } from "../../server/src/network/topology.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { buildTemplate } from "../../server/src/template/template.ts";

type Rule = Readonly<Record<string, unknown>>;

const ref = (name: string) => ({ Ref: name });
const getAtt = (name: string, attribute: string) => ({ "Fn::GetAtt": [name, attribute] });

const base = {
  Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16" } },
  Peer: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.1.0.0/16" } },
  SubnetA: { Type: "AWS::EC2::Subnet", Properties: { VpcId: ref("Vpc"), CidrBlock: "10.0.1.0/24" } },
  SubnetB: { Type: "AWS::EC2::Subnet", Properties: { VpcId: ref("Vpc"), CidrBlock: "10.0.2.0/24", Ipv6CidrBlock: "2001:db8::/64" } },
  SubnetIpam: { Type: "AWS::EC2::Subnet", Properties: { VpcId: ref("Vpc"), Ipv4IpamPoolId: "ipam-pool-1", Ipv4NetmaskLength: 24 } },
  Clients: { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: "clients", VpcId: ref("Vpc") } },
  Others: { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: "others", VpcId: ref("Vpc") } },
  Peers: { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: "peers", VpcId: ref("Peer") } },
};
const parameters = { Given: { Type: "String" }, GivenList: { Type: "CommaDelimitedList" }, Port: { Type: "Number", Default: 80 } };

function networkOf(resources: object, more: object = {}): Network {
  const text = JSON.stringify({ Parameters: parameters, Resources: { ...base, ...resources }, ...more });
  return buildNetwork(buildTemplate(readDocument(text)), new Map(), new Map());
}

const group = (ingress: unknown, egress?: unknown) => ({
  Type: "AWS::EC2::SecurityGroup",
  Properties: { GroupDescription: "web", VpcId: ref("Vpc"), SecurityGroupIngress: ingress, SecurityGroupEgress: egress },
});
const user = (ids: unknown) => ({ Type: "AWS::EC2::NetworkInterface", Properties: { SubnetId: ref("SubnetA"), GroupSet: ids } });

interface Asked {
  readonly packets?: Packets;
  readonly party?: (network: Network) => Party;
  readonly direction?: "ingress" | "egress";
}

/** The verdict of a network that declares `User`, an interface. */
function verdictIn(network: Network, { packets = toPort(tcp, 80), party, direction = "ingress" }: Asked): Verdict {
  const resource = network.resources.get("User");
  if (!resource) throw new Error("the network has no User");
  return admission(network, guardOf(network, links(resource, "GroupSet")), direction, packets, party?.(network)).verdict;
}

const verdictOf = (ingress: unknown, asked: Asked): Verdict =>
  verdictIn(networkOf({ Web: group(ingress), User: user([ref("Web")]) }), asked);

const open: Rule = { CidrIp: "0.0.0.0/0" };

function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (!isCidr(parsed)) throw new Error(parsed.problem);
  return parsed;
}
const at = (...texts: readonly string[]): ((network: Network) => Party) => {
  return () => ({ addresses: texts.map(cidr), unknownVersions: [], groups: [], otherGroups: "none" });
};

/** A party as something in a subnet and a member of groups, as properties name them. */
const member =
  (groups: unknown, subnets: unknown = [ref("SubnetA")]) =>
  (network: Network): Party => {
    const text = JSON.stringify({
      Parameters: parameters,
      Resources: { ...base, Client: { Type: "AWS::Lambda::Function", Properties: { VpcConfig: { groups, subnets } } } },
    });
    const client = buildNetwork(buildTemplate(readDocument(text)), new Map(), new Map()).resources.get("Client");
    const config = client?.get("VpcConfig");
    if (config?.kind !== "map") throw new Error("no VpcConfig");
    const shape = { get: config.get, path: "", node: config.node };
    return partyIn(network, links(shape, "subnets"), links(shape, "groups"));
  };

test.each<[name: string, rule: Rule, packets: Packets, verdict: Verdict]>([
  ["the port", { IpProtocol: "tcp", FromPort: 80, ToPort: 80 }, toPort(tcp, 80), "yes"],
  ["another port", { IpProtocol: "tcp", FromPort: 80, ToPort: 80 }, toPort(tcp, 81), "no"],
  ["ports as texts", { IpProtocol: "tcp", FromPort: "80", ToPort: "80" }, toPort(tcp, 80), "yes"],
  ["the first of a range", { IpProtocol: "tcp", FromPort: 80, ToPort: 90 }, toPort(tcp, 80), "yes"],
  ["the last of a range", { IpProtocol: "tcp", FromPort: 80, ToPort: 90 }, toPort(tcp, 90), "yes"],
  ["beyond a range", { IpProtocol: "tcp", FromPort: 80, ToPort: 90 }, toPort(tcp, 91), "no"],
  ["all ports", { IpProtocol: "tcp", FromPort: 0, ToPort: 65535 }, toPort(tcp, 80), "yes"],
  ["port 0 is one port", { IpProtocol: "tcp", FromPort: 0, ToPort: 0 }, toPort(tcp, 80), "no"],
  ["-1 as a port of TCP", { IpProtocol: "tcp", FromPort: -1, ToPort: -1 }, toPort(tcp, 80), "unknown"],
  ["an inverted range", { IpProtocol: "tcp", FromPort: 90, ToPort: 80 }, toPort(tcp, 85), "unknown"],
  ["no ports", { IpProtocol: "tcp" }, toPort(tcp, 80), "unknown"],
  ["a port by parameter with a default", { IpProtocol: "tcp", FromPort: ref("Port"), ToPort: ref("Port") }, toPort(tcp, 80), "yes"],
  ["a port by parameter", { IpProtocol: "tcp", FromPort: ref("Given"), ToPort: ref("Given") }, toPort(tcp, 80), "unknown"],
  ["another protocol", { IpProtocol: "udp", FromPort: 80, ToPort: 80 }, toPort(tcp, 80), "no"],
  ["a protocol by number", { IpProtocol: "6", FromPort: 80, ToPort: 80 }, toPort(tcp, 80), "yes"],
  ["a protocol by plain number", { IpProtocol: 17, FromPort: 53, ToPort: 53 }, toPort(udp, 53), "yes"],
  ["a protocol in capitals", { IpProtocol: "TCP", FromPort: 80, ToPort: 80 }, toPort(tcp, 80), "yes"],
  ["all protocols", { IpProtocol: "-1" }, toPort(tcp, 80), "yes"],
  ["all protocols, ports ignored", { IpProtocol: -1, FromPort: 22, ToPort: 22 }, toPort(tcp, 80), "yes"],
  ["a protocol by parameter", { IpProtocol: ref("Given"), FromPort: 80, ToPort: 80 }, toPort(tcp, 80), "unknown"],
  ["no protocol of AWS", { IpProtocol: "https", FromPort: 80, ToPort: 80 }, toPort(tcp, 80), "unknown"],
  ["ICMP is not TCP", { IpProtocol: "icmp", FromPort: -1, ToPort: -1 }, toPort(tcp, 80), "no"],
  ["all ICMP", { IpProtocol: "icmp", FromPort: -1, ToPort: -1 }, { protocol: icmp, ports: icmpMessages(8, 0) }, "yes"],
  ["echo requests", { IpProtocol: "icmp", FromPort: 8, ToPort: -1 }, { protocol: icmp, ports: icmpMessages(8, 0) }, "yes"],
  ["echo replies", { IpProtocol: "icmp", FromPort: 0, ToPort: -1 }, { protocol: icmp, ports: icmpMessages(8, 0) }, "no"],
  ["ICMPv6 without types", { IpProtocol: "icmpv6" }, { protocol: icmpv6, ports: icmpMessages(128, 0) }, "yes"],
  ["a protocol without ports", { IpProtocol: "50", FromPort: 22, ToPort: 22 }, { protocol: 50, ports: allPorts }, "yes"],
  ["anything at all", { IpProtocol: "tcp", FromPort: 22, ToPort: 22 }, "any", "yes"],
])("packets: %s", (_name, rule, packets, verdict) => {
  expect(verdictOf([{ ...open, ...rule }], { packets })).toBe(verdict);
});

test.each<[name: string, source: Rule, party: (network: Network) => Party, verdict: Verdict]>([
  ["a block that holds it", { CidrIp: "10.0.0.0/8" }, at("10.0.1.5/32"), "yes"],
  ["a block with host bits", { CidrIp: "10.0.1.9/24" }, at("10.0.1.5/32"), "yes"],
  ["a part of its addresses", { CidrIp: "10.0.1.5/32" }, at("10.0.0.0/16"), "yes"],
  ["other addresses", { CidrIp: "10.0.2.0/24" }, at("10.0.1.0/24"), "no"],
  ["IPv6 is not IPv4", { CidrIpv6: "::/0" }, at("10.0.1.0/24"), "no"],
  ["IPv6", { CidrIpv6: "2001:db8::/32" }, at("2001:db8::5/128"), "yes"],
  ["a block by parameter", { CidrIp: ref("Given") }, at("10.0.1.0/24"), "unknown"],
  ["an attribute that the template states", { CidrIp: getAtt("Vpc", "CidrBlock") }, at("10.0.1.0/24"), "yes"],
  ["no block", { CidrIp: "10.0.1.0" }, at("10.0.1.0/24"), "unknown"],
  ["a prefix list", { SourcePrefixListId: "pl-1" }, at("10.0.1.0/24"), "unknown"],
  ["no source at all", {}, at("10.0.1.0/24"), "unknown"],
  ["a group of it", { SourceSecurityGroupId: ref("Clients") }, member([ref("Clients")]), "yes"],
  ["a group of it by attribute", { SourceSecurityGroupId: getAtt("Clients", "GroupId") }, member([ref("Clients")]), "yes"],
  ["one of its groups", { SourceSecurityGroupId: ref("Clients") }, member([ref("Others"), getAtt("Clients", "GroupId")]), "yes"],
  ["a group by name", { SourceSecurityGroupName: ref("Clients") }, member([ref("Clients")]), "yes"],
  ["another group", { SourceSecurityGroupId: ref("Others") }, member([ref("Clients")]), "no"],
  ["a group by parameter", { SourceSecurityGroupId: ref("Given") }, member([ref("Clients")]), "unknown"],
  ["the same parameter", { SourceSecurityGroupId: ref("Given") }, member([ref("Given")]), "yes"],
  ["groups by parameter", { SourceSecurityGroupId: ref("Clients") }, member(ref("GivenList")), "unknown"],
  ["the default group", { SourceSecurityGroupId: ref("Clients") }, member([]), "unknown"],
  ["its subnet", { CidrIp: "10.0.1.0/24" }, member([ref("Clients")]), "yes"],
  ["another subnet", { CidrIp: "10.0.2.0/24" }, member([ref("Clients")]), "no"],
  ["an unknown subnet", { CidrIp: "10.0.2.0/24" }, member([ref("Clients")], [ref("SubnetA"), ref("Given")]), "unknown"],
  ["unknown subnets", { CidrIp: "10.0.2.0/24" }, member([ref("Clients")], ref("GivenList")), "unknown"],
  ["no subnets", { CidrIp: "10.0.2.0/24" }, member([ref("Clients")], []), "unknown"],
  ["an allocated subnet", { CidrIp: "10.0.2.0/24" }, member([ref("Clients")], [ref("SubnetIpam")]), "unknown"],
  ["everyone, from an unknown subnet", { CidrIp: "0.0.0.0/0" }, member([ref("Clients")], [ref("Given")]), "yes"],
  ["IPv6 of its subnet", { CidrIpv6: "2001:db8::/56" }, member([ref("Clients")], [ref("SubnetB")]), "yes"],
  ["IPv6 of a subnet without", { CidrIpv6: "::/0" }, member([ref("Clients")]), "no"],
  ["a VPC by its block", { CidrIp: "10.1.2.0/24" }, (network) => partyOfVpc(network, vpcIdentity("Peer")), "yes"],
  ["a VPC by one of its groups", { SourceSecurityGroupId: ref("Peers") }, (network) => partyOfVpc(network, vpcIdentity("Peer")), "yes"],
  ["a VPC, by a group of another", { SourceSecurityGroupId: ref("Clients") }, (network) => partyOfVpc(network, vpcIdentity("Peer")), "no"],
  ["a VPC, by another's block", { CidrIp: "10.0.0.0/16" }, (network) => partyOfVpc(network, vpcIdentity("Peer")), "no"],
  ["a VPC, by a parameter", { SourceSecurityGroupId: ref("Given") }, (network) => partyOfVpc(network, vpcIdentity("Peer")), "unknown"],
  ["a VPC of another stack", { CidrIp: "10.0.0.0/16" }, (network) => partyOfVpc(network, vpcIdentity("Given")), "unknown"],
])("sources: %s", (_name, source, party, verdict) => {
  expect(verdictOf([{ IpProtocol: "tcp", FromPort: 80, ToPort: 80, ...source }], { party })).toBe(verdict);
});

const http: Rule = { IpProtocol: "tcp", FromPort: 80, ToPort: 80, CidrIp: "0.0.0.0/0" };
const ssh: Rule = { ...http, FromPort: 22, ToPort: 22 };
const standalone = (groupId: unknown, rule: Rule = http) => ({
  Type: "AWS::EC2::SecurityGroupIngress",
  Properties: { GroupId: groupId, ...rule },
});

test.each<[name: string, resources: object, verdict: Verdict, more?: object]>([
  ["no rules", { Web: group(undefined) }, "no"],
  ["an empty list", { Web: group([]) }, "no"],
  ["one map instead of a list", { Web: group(http) }, "yes"],
  ["a second rule", { Web: group([ssh, http]) }, "yes"],
  ["a list by macro", { Web: group({ "Fn::Transform": { Name: "Rules" } }) }, "unknown"],
  ["an item by macro", { Web: group([ssh, { "Fn::Transform": { Name: "Rules" } }]) }, "unknown"],
  ["NoValue for a rule", { Web: group([ssh, ref("AWS::NoValue")]) }, "no"],
  ["NoValue for the list", { Web: group(ref("AWS::NoValue")) }, "no"],
  ["a rule that applies", { Web: group([{ "Fn::If": ["Never", ssh, http] }]) }, "yes"],
  ["a rule that does not apply", { Web: group([{ "Fn::If": ["Never", http, ref("AWS::NoValue")] }]) }, "no"],
  ["a standalone rule", { Web: group([ssh]), More: standalone(ref("Web")) }, "yes"],
  ["a standalone rule by attribute", { Web: group([ssh]), More: standalone(getAtt("Web", "GroupId")) }, "yes"],
  ["a standalone rule of another group", { Web: group([ssh]), More: standalone(ref("Clients")) }, "no"],
  ["a standalone rule of another stack's group", { Web: group([ssh]), More: standalone(ref("Given")) }, "no"],
  ["a standalone rule of an imported group", { Web: group([ssh]), More: standalone({ "Fn::ImportValue": "g" }) }, "no"],
  ["a standalone rule of a group by id", { Web: group([ssh]), More: standalone("sg-1") }, "no"],
  ["a standalone rule of a group that is not named", { Web: group([ssh]), More: standalone(getAtt("Clients", "Other")) }, "unknown"],
  ["a standalone rule that could not help", { Web: group([ssh]), More: standalone(getAtt("Clients", "Other"), ssh) }, "no"],
  [
    "a standalone rule by group name",
    { Web: group([ssh]), More: { ...standalone(""), Properties: { GroupName: "web", ...http } } },
    "unknown",
  ],
  ["egress is not ingress", { Web: group([ssh]), More: { ...standalone(ref("Web")), Type: "AWS::EC2::SecurityGroupEgress" } }, "no"],
  ["an exported group", { Web: group([ssh]) }, "unknown", { Outputs: { Id: { Value: ref("Web"), Export: { Name: "x" } } } }],
  ["an output without export", { Web: group([ssh]) }, "no", { Outputs: { Id: { Value: ref("Web") } } }],
  ["a custom resource", { Web: group([ssh]), Opener: { Type: "Custom::Opener", Properties: { Group: ref("Web") } } }, "unknown"],
  ["a macro", { Web: group([ssh]) }, "unknown", { Transform: "MyMacro" }],
])("rules: %s", (_name, resources, verdict, more) => {
  const conditions = { Conditions: { Never: { "Fn::Equals": ["a", "b"] } } };
  expect(verdictIn(networkOf({ ...resources, User: user([ref("Web")]) }, { ...conditions, ...more }), {})).toBe(verdict);
});

test.each<[name: string, ids: unknown, verdict: Verdict]>([
  ["one that does not admit", [ref("Ssh")], "no"],
  ["one of several that does", [ref("Ssh"), getAtt("Web", "GroupId")], "yes"],
  ["a parameter beside one that does", [ref("Given"), ref("Web")], "yes"],
  ["a parameter beside one that does not", [ref("Given"), ref("Ssh")], "unknown"],
  ["a parameter", ref("GivenList"), "unknown"],
  ["none: the default group", [], "unknown"],
])("groups: %s", (_name, ids, verdict) => {
  expect(verdictIn(networkOf({ Web: group([http]), Ssh: group([ssh]), User: user(ids) }), {})).toBe(verdict);
});

test.each<[name: string, resources: object, verdict: Verdict]>([
  ["no rules: AWS allows everything", { Web: group([]) }, "yes"],
  ["an empty list", { Web: group([], []) }, "yes"],
  ["a rule for it", { Web: group([], [http]) }, "yes"],
  ["a rule for something else", { Web: group([], [ssh]) }, "no"],
  ["a standalone rule for it", { Web: group([]), More: { ...standalone(ref("Web")), Type: "AWS::EC2::SecurityGroupEgress" } }, "yes"],
  [
    "only a standalone rule for something else",
    { Web: group([]), More: { ...standalone(ref("Web"), ssh), Type: "AWS::EC2::SecurityGroupEgress" } },
    "unknown",
  ],
  ["rules that are not known", { Web: group([], { "Fn::Transform": { Name: "Rules" } }) }, "unknown"],
])("egress: %s", (_name, resources, verdict) => {
  expect(verdictIn(networkOf({ ...resources, User: user([ref("Web")]) }), { direction: "egress" })).toBe(verdict);
});

test("the rules that admit, or may", () => {
  const network = networkOf({
    Web: group([ssh, http, { ...http, CidrIp: ref("Given") }]),
    More: standalone(ref("Web"), { ...http, CidrIp: "10.0.0.0/8" }),
    User: user([ref("Web")]),
  });
  const web = network.securityGroups.get("Web");
  if (!web) throw new Error("no Web");
  const guard = { groups: [web], isComplete: true };
  const ask = (port: number, text: string) => {
    const { verdict, rules } = admission(network, guard, "ingress", toPort(tcp, port), at(text)(network));
    return [verdict, ...rules.map((rule) => rule.shape.path || rule.resource.logicalId)];
  };
  expect(ask(80, "10.0.0.0/16")).toEqual(["yes", "SecurityGroupIngress.1", "More"]);
  expect(ask(80, "2001:db8::/64")).toEqual(["unknown", "SecurityGroupIngress.2"]);
  expect(ask(443, "10.0.0.0/16")).toEqual(["no"]);
});

test("one yes is enough", () => {
  expect(either(["no", "unknown", "yes"])).toBe("yes");
  expect(either(["no", "unknown"])).toBe("unknown");
  expect(either(["no"])).toBe("no");
  expect(either([])).toBe("no");
});
