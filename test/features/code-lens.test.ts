/** The lines above VPCs, subnets and security groups: what they say, and what a click shows. Those above workloads: trace-view.test.ts. */
import { describe, expect, test } from "vitest";
import { type CodeLens, Range } from "vscode-languageserver-types";
import { TextDocument } from "vscode-languageserver-textdocument";
import { analyze, snapshotOf } from "../../server/src/analysis.ts";
import { type CodeLensKinds, codeLenses, readLensData, resolvedLens, showCommand } from "../../server/src/features/code-lens.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";

const uri = "file:///a.yaml";
const none: CodeLensKinds = { vpc: false, workload: false, subnet: false, securityGroup: false };

interface Shown {
  readonly logicalId: string;
  readonly line: string;
  readonly lens: CodeLens;
  /** The lines that a click shows. */
  readonly places: readonly string[];
}

function lensesOf(text: string, kinds: CodeLensKinds): readonly Shown[] {
  const analysis = analyze("a.yaml", snapshotOf("a.yaml", text), { settings: defaultSettings });
  const document = TextDocument.create(uri, "yaml", 1, text);
  const lineAt = (number: number): string => text.split("\n")[number]?.trim() ?? "";
  return codeLenses(analysis, document, uri, kinds).map((bare) => {
    expect(bare.command).toBeUndefined();
    const data = readLensData(bare.data);
    if (!data) throw new Error("not ours");
    const lens = resolvedLens(analysis, document, bare, data);
    const [of, at, ranges] = lens.command?.command === showCommand ? (lens.command.arguments ?? []) : [];
    if (of !== undefined) expect([of, at]).toEqual([uri, bare.range.start]);
    const places = Array.isArray(ranges) ? ranges.map((range: Range) => (Range.is(range) ? lineAt(range.start.line) : "no range")) : [];
    return { logicalId: data.logicalId, line: lineAt(bare.range.start.line), lens, places };
  });
}

const titles = (text: string, kind: keyof CodeLensKinds): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(lensesOf(text, { ...none, [kind]: true }).map(({ logicalId, lens }) => [logicalId, lens.command?.title]));

const vpc = `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/16 }
`;
const subnet = (name: string, cidr: string, of = "!Ref Vpc"): string =>
  `  ${name}:\n    Type: AWS::EC2::Subnet\n    Properties: { VpcId: ${of}, CidrBlock: ${cidr} }\n`;
const table = (name: string, subnets: readonly string[], route?: string): string =>
  `  ${name}:\n    Type: AWS::EC2::RouteTable\n    Properties: { VpcId: !Ref Vpc }\n${subnets
    .map(
      (id) =>
        `  ${id}In${name}:\n    Type: AWS::EC2::SubnetRouteTableAssociation\n    Properties: { SubnetId: !Ref ${id}, RouteTableId: !Ref ${name} }\n`,
    )
    .join("")}${
    route === undefined
      ? ""
      : `  ${name}Default:\n    Type: AWS::EC2::Route\n    Properties: { RouteTableId: !Ref ${name}, DestinationCidrBlock: 0.0.0.0/0, ${route} }\n`
  }`;

const tiers = `${vpc}  Gateway:
    Type: AWS::EC2::InternetGateway
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway }
${subnet("PublicA", "10.0.0.0/24")}${subnet("PublicB", "10.0.1.0/24")}${subnet("PrivateA", "10.0.2.0/23")}${table("PublicTable", ["PublicA", "PublicB"], "GatewayId: !Ref Gateway")}  Nat:
    Type: AWS::EC2::NatGateway
    Properties: { SubnetId: !Ref PublicA, ConnectivityType: private }
${table("PrivateTable", ["PrivateA"], "NatGatewayId: !Ref Nat")}  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: hosts
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          CidrIp: 0.0.0.0/0
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8 }
  FromItself:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !Ref Group, IpProtocol: icmp, FromPort: -1, ToPort: -1, SourceSecurityGroupId: !Ref Group }
  Host:
    Type: AWS::EC2::Instance
    Properties: { ImageId: ami-0123456789abcdef0, SubnetId: !Ref PrivateA, SecurityGroupIds: [!Ref Group] }
`;

describe("a VPC", () => {
  const title = (text: string): string | undefined => titles(text, "vpc")["Vpc"];

  test("says how many subnets of each kind it has, and what is free", () => {
    expect(titles(tiers, "vpc")).toEqual({ Vpc: "3 subnets: 2 public, 1 private · 64,512 of 65,536 addresses free" });
  });

  test("shows its subnets, tables and connections, in the order of the text", () => {
    const [lens] = lensesOf(tiers, { ...none, vpc: true });
    expect(lens).toMatchObject({ line: "Vpc:", lens: { command: { command: "cfnNetworkLint.showPlaces" } } });
    expect(lens?.places).toEqual(["Attachment:", "PublicA:", "PublicB:", "PrivateA:", "PublicTable:", "PrivateTable:"]);
  });

  test.each<[string, string, string]>([
    ["one kind", subnet("A", "10.0.0.0/24") + table("T", ["A"]), "1 isolated subnet · 65,280 of 65,536 addresses free"],
    ["none at all", "", "no subnets in this template · 65,536 addresses"],
    ["a block that is not known", subnet("A", "!ImportValue Block"), "1 isolated subnet · 65,536 addresses"],
    [
      "a table of another stack",
      subnet("A", "10.0.0.0/17") + table("T", []) + associationElsewhere("A"),
      "1 subnet · 32,768 of 65,536 addresses free",
    ],
    [
      "kinds of which one is not known",
      subnet("A", "10.0.0.0/17") + subnet("B", "10.0.128.0/17") + table("T", ["B"]) + associationElsewhere("A"),
      "2 subnets: 1 isolated, 1 not known · 0 of 65,536 addresses free",
    ],
    [
      "a nested stack that may add subnets",
      `${subnet("A", "10.0.0.0/24") + table("T", ["A"])}  Stack:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: a.yaml, Parameters: { VpcId: !Ref Vpc } }\n`,
      "1 isolated subnet · 65,536 addresses",
    ],
    [
      "a transit gateway",
      subnet("A", "10.0.0.0/24") + table("T", ["A"], "TransitGatewayId: tgw-0123456789abcdef0"),
      "1 subnet out via transit gateway · 65,280 of 65,536 addresses free",
    ],
    [
      "a second block",
      `${subnet("A", "10.1.0.0/17")}  More:\n    Type: AWS::EC2::VPCCidrBlock\n    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.1.0.0/16 }\n`,
      "1 isolated subnet · 98,304 of 131,072 addresses free",
    ],
    [
      "a block of IPAM",
      `${subnet("A", "10.0.0.0/24")}  More:\n    Type: AWS::EC2::VPCCidrBlock\n    Properties: { VpcId: !Ref Vpc, Ipv4IpamPoolId: ipam-pool-1, Ipv4NetmaskLength: 24 }\n`,
      "1 isolated subnet",
    ],
    [
      "a subnet whose blocks IPAM gives",
      "  A:\n    Type: AWS::EC2::Subnet\n    Properties: { VpcId: !Ref Vpc, Ipv4IpamPoolId: ipam-pool-1, Ipv4NetmaskLength: 24 }\n",
      "1 isolated subnet · 65,536 addresses",
    ],
  ])("with %s", (_, more, expected) => expect(title(vpc + more)).toBe(expected));

  test("a block that is a parameter without a value is left out, and nothing to show is no link", () => {
    const text = vpc.replace("10.0.0.0/16", "!Ref Block");
    const [lens] = lensesOf(`Parameters: { Block: { Type: String } }\n${text}`, { ...none, vpc: true });
    expect(lens?.lens.command).toEqual({ title: "no subnets in this template", command: "" });
  });
});

function associationElsewhere(subnetId: string): string {
  return `  Elsewhere:\n    Type: AWS::EC2::SubnetRouteTableAssociation\n    Properties: { SubnetId: !Ref ${subnetId}, RouteTableId: !ImportValue Table }\n`;
}

describe("a subnet", () => {
  test("says how its packets leave, by which table, who is in it and how large it is", () => {
    expect(titles(tiers, "subnet")).toEqual({
      PublicA: "public through Gateway · table PublicTable · used by Nat · 251 usable addresses",
      PublicB: "public through Gateway · table PublicTable · 251 usable addresses",
      PrivateA: "private through Nat · table PrivateTable · used by Host · 507 usable addresses",
    });
  });

  test("shows its table with the association and the routes, and what is in it", () => {
    const places = lensesOf(tiers, { ...none, subnet: true }).find(({ logicalId }) => logicalId === "PrivateA")?.places;
    expect(places).toEqual(["PrivateTable:", "PrivateAInPrivateTable:", "PrivateTableDefault:", "Host:"]);
  });

  test.each<[string, string, string]>([
    ["no association", subnet("A", "10.0.0.0/28"), "isolated · main table · 11 usable addresses"],
    ["a table of another stack", subnet("A", "10.0.0.0/24") + associationElsewhere("A"), "251 usable addresses"],
    ["nothing known", subnet("A", "!ImportValue Block") + associationElsewhere("A"), "its block and its route table are not known"],
    [
      "a gateway of another stack",
      subnet("A", "10.0.0.0/24") + table("T", ["A"], "NatGatewayId: !ImportValue Nat"),
      "private via NAT · table T · 251 usable addresses",
    ],
    [
      "many users",
      subnet("A", "10.0.0.0/24") +
        ["P", "Q", "R", "S"].map((id) => `  ${id}:\n    Type: AWS::EC2::Instance\n    Properties: { SubnetId: !Ref A }\n`).join(""),
      "isolated · main table · used by 4 resources · 251 usable addresses",
    ],
  ])("with %s", (_, more, expected) => expect(titles(vpc + more, "subnet")["A"]).toBe(expected));

  test("what a loop makes stands in one place, and has one line with a name", () => {
    const text = `Transform: AWS::LanguageExtensions
${vpc}  Fn::ForEach::Zones:
    - Zone
    - [A, B]
    - Subnet\${Zone}:
        Type: AWS::EC2::Subnet
        Properties: { VpcId: !Ref Vpc, CidrBlock: !FindInMap [Blocks, !Ref Zone, Block] }
Mappings:
  Blocks: { A: { Block: 10.0.0.0/24 }, B: { Block: 10.0.1.0/25 } }
`;
    expect(titles(text, "subnet")).toEqual({ SubnetA: "SubnetA: isolated · main table · 251 usable addresses" });
  });
});

describe("a security group", () => {
  const group = (properties: string, more = ""): string =>
    `${vpc}  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: a\n      VpcId: !Ref Vpc\n${properties}${more}`;
  const title = (text: string): string | undefined => titles(text, "securityGroup")["Group"];
  const anywhere = "{ IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0 }";
  const allOut = '{ IpProtocol: "-1", CidrIp: 0.0.0.0/0 }';

  test("says what it guards and how many rules it has", () => {
    expect(title(tiers)).toBe("guards Host · 3 rules in (1 from anywhere), all out");
  });

  test("shows its rules, inline and of their own, and what it guards", () => {
    const [lens] = lensesOf(tiers, { ...none, securityGroup: true });
    expect(lens?.places).toEqual([
      "- IpProtocol: tcp",
      "- { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8 }",
      "FromItself:",
      "Host:",
    ]);
  });

  test.each<[string, string, string]>([
    ["nothing", group(""), "no rules in, all out"],
    ["one rule for everyone", group(`      SecurityGroupIngress: [${anywhere}]\n`), "1 rule in (from anywhere), all out"],
    ["a stated rule for all that goes out", group(`      SecurityGroupEgress: [${allOut}]\n`), "no rules in, all out"],
    [
      "IPv6 in the VPC",
      group(
        `      SecurityGroupEgress: [${allOut}]\n`,
        "  Six:\n    Type: AWS::EC2::Subnet\n    Properties: { VpcId: !Ref Vpc, Ipv6CidrBlock: 2001:db8::/64 }\n",
      ),
      "no rules in, 1 rule out",
    ],
    ["a stated way out", group(`      SecurityGroupEgress: [${anywhere}]\n`), "no rules in, 1 rule out"],
    [
      "rules of which some are not known",
      group(`      SecurityGroupIngress: [${anywhere}, !Ref Rule]\n`),
      "at least 1 rule in (from anywhere), all out",
    ],
    [
      "rules that are not known",
      group("      SecurityGroupIngress: !Ref Rules\n      SecurityGroupEgress: !Ref Rules\n"),
      "its rules are not known",
    ],
    [
      "an export, through which it may get rules",
      `${group("")}Outputs: { Id: { Value: !Ref Group, Export: { Name: group } } }\n`,
      "all out",
    ],
    [
      "a standalone way out",
      group(
        "",
        `  Out:\n    Type: AWS::EC2::SecurityGroupEgress\n    Properties: { GroupId: !GetAtt Group.GroupId, IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: 10.0.0.0/8 }\n`,
      ),
      "no rules in, 1 rule out",
    ],
    [
      "a rule of which nobody knows whose it is",
      group(
        `      SecurityGroupIngress: [${anywhere}]\n`,
        `  Found: { Type: Custom::Find, Properties: { ServiceToken: arn } }\n  Stray:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties: { GroupId: !GetAtt Found.Group, IpProtocol: icmp, FromPort: -1, ToPort: -1, CidrIp: 10.0.0.0/8 }\n`,
      ),
      "at least 1 rule in (from anywhere), all out",
    ],
    [
      "a launch template that nothing starts from",
      group(
        "",
        "  Template:\n    Type: AWS::EC2::LaunchTemplate\n    Properties: { LaunchTemplateData: { SecurityGroupIds: [!Ref Group] } }\n",
      ),
      "guards Template · no rules in, all out",
    ],
    [
      "a launch template and what starts from it",
      group(
        "",
        `${subnet("A", "10.0.0.0/24")}  Template:\n    Type: AWS::EC2::LaunchTemplate\n    Properties: { LaunchTemplateData: { SecurityGroupIds: [!Ref Group] } }\n  Scaling:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      MinSize: 1\n      MaxSize: 1\n      VPCZoneIdentifier: [!Ref A]\n      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: 1 }\n`,
      ),
      "guards Scaling · no rules in, all out",
    ],
    [
      "a database whose subnets are elsewhere",
      group(
        "",
        "  Db:\n    Type: AWS::RDS::DBInstance\n    Properties: { VPCSecurityGroups: [!Ref Group], DBSubnetGroupName: !ImportValue Subnets }\n",
      ),
      "guards Db · no rules in, all out",
    ],
  ])("with %s", (_, text, expected) => expect(title(text)).toBe(expected));

  test("a file system is reached at its mount targets, which are what it guards", () => {
    const efs = ["One", "Two"].map(
      (id) =>
        `  ${id}:\n    Type: AWS::EFS::MountTarget\n    Properties: { FileSystemId: !Ref Files, SubnetId: !Ref A, SecurityGroups: [!Ref Group] }\n`,
    );
    const text = group("", `${subnet("A", "10.0.0.0/24")}  Files: { Type: AWS::EFS::FileSystem }\n${efs.join("")}`);
    expect(title(text)).toBe("guards One, Two · no rules in, all out");
  });
});

test("each kind has its switch, and the list is in the order of the text", () => {
  const listed = (kinds: CodeLensKinds): readonly string[] => lensesOf(tiers, kinds).map(({ logicalId }) => logicalId);
  expect(listed(none)).toEqual([]);
  expect(listed({ ...none, vpc: true })).toEqual(["Vpc"]);
  expect(listed({ ...none, subnet: true })).toEqual(["PublicA", "PublicB", "PrivateA"]);
  expect(listed({ ...none, securityGroup: true })).toEqual(["Group"]);
  expect(listed({ ...none, workload: true })).toEqual(["Host"]);
  expect(listed({ vpc: true, workload: true, subnet: true, securityGroup: true })).toHaveLength(6);
});

test("a resource that exists in another scenario only has its line, too", () => {
  const text = `Parameters: { Stage: { Type: String, Default: dev, AllowedValues: [dev, prod] } }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
${vpc}${subnet("A", "10.0.0.0/24").replace("    Properties", "    Condition: IsProd\n    Properties")}`;
  expect(titles(text, "subnet")).toEqual({ A: "isolated · main table · 251 usable addresses" });
  expect(titles(text, "vpc")).toEqual({ Vpc: "no subnets in this template · 65,536 addresses" });
});

test("in JSON", () => {
  const text = JSON.stringify(
    {
      Resources: {
        Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16" } },
        A: { Type: "AWS::EC2::Subnet", Properties: { VpcId: { Ref: "Vpc" }, CidrBlock: "10.0.0.0/24" } },
      },
    },
    undefined,
    2,
  );
  const [lens] = lensesOf(text, { ...none, vpc: true });
  expect(lens).toMatchObject({ line: '"Vpc": {', places: ['"A": {'] });
  expect(lens?.lens.command?.title).toBe("1 isolated subnet · 65,280 of 65,536 addresses free");
});
