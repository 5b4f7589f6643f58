/** Refactorings: where each is offered, and the change that it makes as a diff in a file. */
import { describe, expect, test } from "vitest";
import { type Analysis, analyze, snapshotOf } from "../../server/src/analysis.ts";
import { editsFor } from "../../server/src/features/code-actions.ts";
import { harmlessRefactorings } from "../../server/src/features/refactorings.ts";
import { unifiedDiff } from "../../server/src/report/unified-diff.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";
import { applyEdits } from "../../server/src/text/text-edit.ts";

const read = (text: string): Analysis => analyze("a", snapshotOf("a", text), { settings: defaultSettings });

/** The titles at the first place where `at` stands. */
function titles(text: string, at: string): readonly string[] {
  const start = text.indexOf(at);
  expect(start, `"${at}" stands in the text`).toBeGreaterThanOrEqual(0);
  return harmlessRefactorings(read(text), defaultSettings, { start, end: start }).map(({ title }) => title);
}

/** The text after the refactoring whose title starts so; which afterwards is offered no more, and brought no error and no warning. */
function after(text: string, at: string, wished: string): string {
  const span = { start: text.indexOf(at), end: text.indexOf(at) };
  const title = titles(text, at).find((one) => one.startsWith(wished)) ?? "";
  expect(title, `${wished} is offered in ${titles(text, at).join("; ")}`).not.toBe("");
  const analysis = read(text);
  const changed = applyEdits(text, editsFor(analysis, defaultSettings, { kind: "refactoring", title, span }) ?? []);
  const grave = ({ findings }: Analysis): readonly string[] =>
    findings.filter(({ severity }) => severity === "error" || severity === "warning").map(({ key }) => key);
  const before = grave(analysis);
  expect(grave(read(changed)).filter((key) => !before.includes(key))).toEqual([]);
  const again = changed.indexOf(at) < 0 ? [] : titles(changed, at);
  expect(again).not.toContain(title);
  return changed;
}

const change = (text: string, at: string, wished: string): string => unifiedDiff("template", text, after(text, at, wished));

const network = `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/16 }

  Gateway:
    Type: AWS::EC2::InternetGateway

  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway }

  WebSubnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.0.0/24

  # Without a way out.
  DataSubnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.1.0/24

  DataTable:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Vpc

  DataAssociation:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref DataSubnet
      RouteTableId: !Ref DataTable # data
`;

const webTable = `
  WebTable:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Vpc

  WebRoute:
    Type: AWS::EC2::Route
    DependsOn: Attachment
    Properties:
      RouteTableId: !Ref WebTable
      DestinationCidrBlock: 0.0.0.0/0
      GatewayId: !Ref Gateway

  WebAssociation:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref WebSubnet
      RouteTableId: !Ref WebTable
`;

const nat = `
  Address:
    Type: AWS::EC2::EIP
    DependsOn: Attachment

  Nat:
    Type: AWS::EC2::NatGateway
    DependsOn: WebRoute
    Properties:
      AllocationId: !GetAtt Address.AllocationId
      SubnetId: !Ref WebSubnet
`;

const asJson = (): string => `{
  "Resources": {
    "Vpc": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": "10.0.0.0/16" } },
    "Gateway": { "Type": "AWS::EC2::InternetGateway" },
    "Attachment": {
      "Type": "AWS::EC2::VPCGatewayAttachment",
      "Properties": { "VpcId": { "Ref": "Vpc" }, "InternetGatewayId": { "Ref": "Gateway" } }
    },
    "DataSubnet": {
      "Type": "AWS::EC2::Subnet",
      "Properties": {
        "VpcId": { "Ref": "Vpc" },
        "CidrBlock": "10.0.1.0/24"
      }
    },
    "DataTable": { "Type": "AWS::EC2::RouteTable", "Properties": { "VpcId": { "Ref": "Vpc" } } },
    "DataAssociation": {
      "Type": "AWS::EC2::SubnetRouteTableAssociation",
      "Properties": {
        "SubnetId": { "Ref": "DataSubnet" },
        "RouteTableId": { "Ref": "DataTable" }
      }
    }
  }
}
`;

describe("a subnet", () => {
  const isolated = network + webTable;
  const whole = network + webTable + nat;

  test("is offered the ways that its VPC has, and not its own", () => {
    expect(titles(network, "DataSubnet:")).toEqual(["Make DataSubnet public by a route table with a route to Gateway"]);
    expect(titles(isolated, "DataSubnet:")).toEqual(["Make DataSubnet public through WebTable"]);
    expect(titles(whole, "DataSubnet:")).toEqual([
      "Make DataSubnet public through WebTable",
      "Make DataSubnet private by a route table with a route to Nat",
    ]);
    expect(titles(whole, "WebSubnet:")).toEqual([]);
    expect(titles(network.replace("InternetGatewayId: !Ref Gateway", "InternetGatewayId: igw-1"), "DataSubnet:")).toEqual([]);
  });

  test("becomes public through a table that leads there", async () => {
    await expect(change(isolated, "DataSubnet:", "Make")).toMatchFileSnapshot("./refactorings/public-through-table.diff");
  });

  test("becomes public by a table of its own", async () => {
    await expect(change(network, "DataSubnet:", "Make")).toMatchFileSnapshot("./refactorings/public-by-own-table.diff");
  });

  test("becomes public without an association so far", async () => {
    await expect(change(network, "WebSubnet:", "Make")).toMatchFileSnapshot("./refactorings/public-without-association.diff");
  });

  test("becomes public, and gives public addresses where the other public subnets do", () => {
    const own = (text: string): string | undefined =>
      / {2}DataSubnet:[^]*?MapPublicIpOnLaunch: (.*)/.exec(after(text, "DataSubnet:", "Make DataSubnet public"))?.[1];
    const withOwn = (value: string, others: string): string =>
      isolated
        .replace("CidrBlock: 10.0.1.0/24", `$&\n      MapPublicIpOnLaunch: ${value}`)
        .replace("CidrBlock: 10.0.0.0/24", `$&\n      MapPublicIpOnLaunch: ${others}`);
    expect(own(withOwn("false # not yet", "true"))).toBe("true # not yet");
    expect(own(withOwn("false", "false"))).toBe("false");
    expect(own(withOwn("true", "false"))).toBe("true");
    expect(own(withOwn("!Equals [a, b]", "true"))).toBe("!Equals [a, b]");
  });

  test("becomes public in JSON", async () => {
    const text = asJson();
    const changed = after(text, '"DataSubnet":', "Make");
    expect(Object.keys(JSON.parse(changed).Resources)).toHaveLength(8);
    await expect(unifiedDiff("template", text, changed)).toMatchFileSnapshot("./refactorings/public.json.diff");
  });

  test("becomes private, and gives no public addresses any more", async () => {
    const text = whole.replace("      CidrBlock: 10.0.1.0/24\n", "      CidrBlock: 10.0.1.0/24\n      MapPublicIpOnLaunch: true\n");
    const first = after(
      text.replace("RouteTableId: !Ref DataTable", "RouteTableId: !Ref WebTable"),
      "DataSubnet:",
      "Make DataSubnet private",
    );
    expect(first).toContain("MapPublicIpOnLaunch: false");
    await expect(change(whole, "DataSubnet:", "Make DataSubnet private")).toMatchFileSnapshot("./refactorings/private.diff");
  });

  test("is left alone where it has two associations, one in a loop, or one with another condition", () => {
    const second =
      "\n  Second:\n    Type: AWS::EC2::SubnetRouteTableAssociation\n    Properties: { SubnetId: !Ref DataSubnet, RouteTableId: !Ref WebTable }\n";
    expect(titles(isolated + second, "DataSubnet:")).toEqual([]);
    const conditional = `Parameters:\n  A: { Type: String, AllowedValues: [a, b] }\nConditions:\n  C: !Equals [!Ref A, a]\n${isolated.replace("  DataAssociation:\n    Type: AWS::EC2::SubnetRouteTableAssociation\n", "  DataAssociation:\n    Type: AWS::EC2::SubnetRouteTableAssociation\n    Condition: C\n")}`;
    expect(titles(conditional, "DataSubnet:")).toEqual([]);
  });

  test("is not made private where what stands in it needs the internet gateway", () => {
    const balancer = `
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    DependsOn: WebRoute
    Properties:
      Scheme: internet-facing
      Subnets: [!Ref DataSubnet, !Ref WebSubnet]
`;
    const text = (whole + balancer).replace("RouteTableId: !Ref DataTable", "RouteTableId: !Ref WebTable");
    expect(titles(text, "DataSubnet:")).toEqual([]);
    expect(titles(text.replace("internet-facing", "internal"), "DataSubnet:")).toHaveLength(1);
  });
});

describe("a gateway endpoint", () => {
  const whole = network + webTable;

  test("is offered for each service that has none", () => {
    expect(titles(whole, "Vpc:")).toEqual([
      "Add a gateway endpoint for S3 to DataTable",
      "Add a gateway endpoint for DynamoDB to DataTable",
    ]);
    const once = after(whole, "Vpc:", "Add a gateway endpoint for S3");
    expect(titles(once, "Vpc:")).toEqual(["Add a gateway endpoint for DynamoDB to DataTable"]);
    expect(titles(after(once, "Vpc:", "Add a gateway endpoint for DynamoDB"), "Vpc:")).toEqual([]);
  });

  test("is not offered where all tables are public, or an endpoint of an unknown service may be it", () => {
    expect(titles(whole.replace("RouteTableId: !Ref DataTable", "RouteTableId: !Ref WebTable"), "Vpc:")).toEqual([]);
    const unknown =
      "\n  Endpoint:\n    Type: AWS::EC2::VPCEndpoint\n    Properties: { VpcId: !Ref Vpc, ServiceName: !ImportValue Service, RouteTableIds: [!Ref DataTable] }\n";
    expect(titles(whole + unknown, "Vpc:")).toEqual([]);
  });

  test("has the private tables", async () => {
    await expect(change(whole, "Vpc:", "Add a gateway endpoint for S3")).toMatchFileSnapshot("./refactorings/endpoint.diff");
  });

  test("has a table with a condition under its condition", async () => {
    const text = `Parameters:
  Zones: { Type: Number, AllowedValues: [1, 2] }
Conditions:
  Two: !Equals [!Ref Zones, 2]
${whole}
  SecondSubnet:
    Type: AWS::EC2::Subnet
    Condition: Two
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24 }

  SecondTable:
    Type: AWS::EC2::RouteTable
    Condition: Two
    Properties: { VpcId: !Ref Vpc }

  SecondAssociation:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Condition: Two
    Properties: { SubnetId: !Ref SecondSubnet, RouteTableId: !Ref SecondTable }
`;
    await expect(change(text, "  Vpc:", "Add a gateway endpoint for S3")).toMatchFileSnapshot("./refactorings/endpoint-condition.diff");
  });

  test("in JSON", async () => {
    const text = asJson();
    const changed = after(text, '"Vpc":', "Add a gateway endpoint for DynamoDB");
    expect(JSON.parse(changed).Resources.DynamoDbEndpoint.Type).toBe("AWS::EC2::VPCEndpoint");
    await expect(unifiedDiff("template", text, changed)).toMatchFileSnapshot("./refactorings/endpoint.json.diff");
  });
});

const groups = `Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        # Everyone.
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          CidrIp: 0.0.0.0/0 # web
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8 }
      SecurityGroupEgress:
        - IpProtocol: tcp
          FromPort: 8080
          ToPort: 8080
          DestinationSecurityGroupId: !GetAtt App.GroupId
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
  App:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: app
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 8080
          ToPort: 8080
          SourceSecurityGroupId: !Ref Web
`;

describe("an inline rule", () => {
  test("becomes a resource of its own", async () => {
    await expect(change(groups, "CidrIp: 0.0.0.0/0 # web", "Extract")).toMatchFileSnapshot("./refactorings/extract.diff");
    await expect(change(groups, "FromPort: 22", "Extract")).toMatchFileSnapshot("./refactorings/extract-flow.diff");
  });

  test("takes the comments about it along: behind its values, inside of it, and above it unless that may be a heading", async () => {
    const commented = `Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress: # From outside.
        # HTTPS
        - IpProtocol: tcp
          # Both ends:
          FromPort: 443 # from
          ToPort: 443
          # 'Everyone' # as of now
          CidrIp: 0.0.0.0/0
        # The office
        # and its guests
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8 } # ssh
        # - { IpProtocol: tcp, FromPort: 23, ToPort: 23, CidrIp: 10.0.0.0/8 }
        # Printers:
        - { IpProtocol: tcp, FromPort: 631, ToPort: 631, CidrIp: 10.0.0.0/8, Description: "no # comment" }
        - { # odd
            IpProtocol: tcp, # tcp
            FromPort: 9100, ToPort: 9100, # raw
            CidrIp: 10.0.0.0/8,
          } # last
      SecurityGroupEgress: # Out.
        # All
        - CidrIp: 0.0.0.0/0
          IpProtocol: -1
          # cfn-network-lint-disable-next-line sg/open-to-world
        - CidrIpv6: ::/0
          IpProtocol: -1
`;
    const words = (text: string): readonly string[] => (text.match(/#.*/g) ?? []).map((one) => one.replace(/" }$/, '"')).sort();
    for (const at of ["FromPort: 443", "FromPort: 22", "FromPort: 631", "FromPort: 9100", "CidrIpv6: ::/0"]) {
      const changed = after(commented, at, "Extract");
      expect(words(changed)).toEqual(words(commented));
      const name = at.replace(/\W+/g, "-").toLowerCase();
      await expect(unifiedDiff("template", commented, changed)).toMatchFileSnapshot(`./refactorings/extract-comments-${name}.diff`);
    }
    const only = commented.replace(/ {8}# The office[^]*last\n/, "").replaceAll("\n", "\r\n");
    const changed = after(only, "FromPort: 443", "Extract");
    expect(changed.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    await expect(unifiedDiff("template", only, changed).replaceAll("\r", "")).toMatchFileSnapshot(
      "./refactorings/extract-comments-only.diff",
    );
  });

  test("has a name that says what it states itself", () => {
    const text = groups
      .replace(
        "Resources:",
        "Parameters:\n  Office: { Type: String, Default: 0.0.0.0/0 }\n  Port: { Type: Number, Default: 22 }\nResources:",
      )
      .replace("CidrIp: 10.0.0.0/8", "CidrIp: !Ref Office")
      .replace(
        "          SourceSecurityGroupId: !Ref Web\n",
        "$&        - { IpProtocol: icmp, FromPort: -1, ToPort: -1, SourceSecurityGroupId: !Ref Web }\n",
      );
    const own = (text: string, at: string): string | undefined =>
      /^ {2}(\w+):\n {4}Type: AWS::EC2::SecurityGroupIngress/m.exec(after(text, at, "Extract"))?.[1];
    expect(own(text, "FromPort: 22")).toBe("WebFromOffice22");
    expect(own(text.replace("FromPort: 22, ToPort: 22", "FromPort: !Ref Port, ToPort: !Ref Port"), "FromPort: !Ref Port")).toBe(
      "WebFromOffice",
    );
    expect(own(text, "FromPort: -1")).toBe("AppFromWebIcmp");
    expect(own(text, "8080\n          SourceSecurity")).toBe("AppFromWeb8080");
  });

  test("is extracted beside one that is wrong, which then has another place in the list", () => {
    const text = `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Web servers
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16 }
        - { IpProtocol: tcp, FromPort: 8000, ToPort: 80, CidrIp: 10.0.0.0/16 }
`;
    expect(read(text).findings.map(({ rule }) => rule.id)).toContain("sg/port-range");
    expect(titles(text, "FromPort: 443")).toContain("Extract the rule to a resource of its own");
  });

  test("is extracted wherever the caret is in its lines, or all of them are selected", () => {
    const lines = "        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8 } # ssh\n";
    const text = groups.replace(/ {8}- \{ IpProtocol: tcp, FromPort: 22.*\n/, lines);
    const at = text.indexOf(lines);
    const isOffered = (start: number, end: number): boolean =>
      harmlessRefactorings(read(text), defaultSettings, { start, end }).some(({ title }) => title.startsWith("Extract"));
    for (const offset of [0, 8, 9, 10, lines.length - 1]) expect(isOffered(at + offset, at + offset), String(offset)).toBe(true);
    expect(isOffered(at, at + lines.length)).toBe(true);
    expect(isOffered(at - 1, at + lines.length + 1)).toBe(true);
    expect(isOffered(at - 10, at + lines.length)).toBe(false);
    expect(isOffered(at, at + lines.length + 10)).toBe(false);
  });

  test("is extracted only where the caret is in one", () => {
    expect(titles(groups, "GroupDescription: web").filter((title) => title.startsWith("Extract"))).toEqual([]);
    expect(titles(groups, "FromPort: 22")).toContain("Extract the rule to a resource of its own");
  });

  test("is left where it is the only egress rule, in an Fn::If, or wrong", () => {
    const only = groups.replace("        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }\n", "");
    expect(titles(only, "FromPort: 8080").filter((title) => title.startsWith("Extract"))).toEqual([]);
    const chosen = groups
      .replace("- { IpProtocol: tcp, FromPort: 22", "- !If [C, { IpProtocol: tcp, FromPort: 22")
      .replace("10.0.0.0/8 }", "10.0.0.0/8 }, !Ref AWS::NoValue]");
    expect(titles(`Conditions:\n  C: !Equals [!Ref AWS::Region, eu-west-1]\n${chosen}`, "FromPort: 22")).toEqual(
      expect.not.arrayContaining(["Extract the rule to a resource of its own"]),
    );
    expect(
      titles(groups.replace("FromPort: 22, ToPort: 22", "FromPort: 22"), "FromPort: 22").filter((title) => title.startsWith("Extract")),
    ).toEqual([]);
  });

  test("in JSON", async () => {
    const text = `{
  "Resources": {
    "Web": {
      "Type": "AWS::EC2::SecurityGroup",
      "Properties": {
        "GroupDescription": "web",
        "SecurityGroupIngress": [
          { "IpProtocol": "tcp", "FromPort": "80", "ToPort": "80", "CidrIp": "10.0.0.0/8" },
          { "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/8" }
        ]
      }
    }
  }
}
`;
    const changed = after(text, '"FromPort": 443', "Extract");
    expect(JSON.parse(changed).Resources.WebIngressTcp443.Properties.FromPort).toBe(443);
    await expect(unifiedDiff("template", text, changed)).toMatchFileSnapshot("./refactorings/extract.json.diff");
  });
});

describe("two groups that name each other", () => {
  test("are split at either of them, and the circle is gone", async () => {
    expect(read(groups).findings.map(({ rule }) => rule.id)).toContain("sg/circular-reference");
    expect(titles(groups, "GroupDescription: app")[0]).toBe("Split App and Web: rules that name the other become resources of their own");
    const changed = after(groups, "GroupDescription: web", "Split");
    expect(read(changed).findings.map(({ rule }) => rule.id)).not.toContain("sg/circular-reference");
    await expect(unifiedDiff("template", groups, changed)).toMatchFileSnapshot("./refactorings/split.diff");
  });

  test("are split in a circle of three, and in the pair that is part of it", async () => {
    const third = `  Data:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: data
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 3306, ToPort: 3306, SourceSecurityGroupId: !Ref App }
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, SourceSecurityGroupId: !Ref Data }
`;
    const circle = groups.replace("DestinationSecurityGroupId: !GetAtt App", "DestinationSecurityGroupId: !GetAtt Data") + third;
    expect(titles(circle, "GroupDescription: web")[0]).toBe(
      "Split Web, Data and App: rules that name the next become resources of their own",
    );
    const changed = after(circle, "GroupDescription: data", "Split Data, App and Web");
    expect(
      read(changed)
        .findings.filter(({ rule }) => rule.id === "sg/circular-reference")
        .map(({ key }) => key),
    ).toEqual(['["sg/circular-reference","Data","Data"]']);
    await expect(unifiedDiff("template", circle, changed)).toMatchFileSnapshot("./refactorings/split-three.diff");
    const both = circle.replace(
      "SourceSecurityGroupId: !Ref Web",
      "SourceSecurityGroupId: !Ref Web\n        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, SourceSecurityGroupId: !Ref Data }",
    );
    expect(titles(both, "GroupDescription: app").filter((title) => title.startsWith("Split"))).toEqual([
      "Split App, Web and Data: rules that name the next become resources of their own",
      "Split App and Data: rules that name the other become resources of their own",
    ]);
  });

  test("are no pair where one of them does not name the other inside of it", () => {
    const oneWay = groups.replace("SourceSecurityGroupId: !Ref Web", "CidrIp: 10.0.0.0/16");
    expect(titles(oneWay, "GroupDescription: web").filter((title) => title.startsWith("Split"))).toEqual([]);
    expect(titles(oneWay, "GroupDescription: app").filter((title) => title.startsWith("Split"))).toEqual([]);
  });
});

const twoVpcs = (connection: string, route: string): string => `Resources:
  One: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }
  Two: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.2.0.0/16 } }
  OneSubnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref One, CidrBlock: 10.1.0.0/24 } }
  TwoSubnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Two, CidrBlock: 10.2.0.0/24 } }
  OneTable: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref One } }
  TwoTable:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Two
  OneAssociation: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref OneSubnet, RouteTableId: !Ref OneTable } }
  TwoAssociation: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref TwoSubnet, RouteTableId: !Ref TwoTable } }
${connection}  There:
    Type: AWS::EC2::Route
${route}`;

const peering = twoVpcs(
  "  Peering: { Type: AWS::EC2::VPCPeeringConnection, Properties: { VpcId: !Ref One, PeerVpcId: !Ref Two } }\n",
  `    Properties:
      RouteTableId: !Ref OneTable
      DestinationCidrBlock: 10.2.0.0/16
      VpcPeeringConnectionId: !Ref Peering
`,
);
const transit = twoVpcs(
  `  Transit: { Type: AWS::EC2::TransitGateway }
  OneAttachment: { Type: AWS::EC2::TransitGatewayAttachment, Properties: { TransitGatewayId: !Ref Transit, VpcId: !Ref One, SubnetIds: [!Ref OneSubnet] } }
  TwoAttachment: { Type: AWS::EC2::TransitGatewayAttachment, Properties: { TransitGatewayId: !Ref Transit, VpcId: !Ref Two, SubnetIds: [!Ref TwoSubnet] } }
`,
  `    DependsOn: OneAttachment
    Properties:
      RouteTableId: !Ref OneTable
      DestinationCidrBlock: 10.2.0.0/16
      TransitGatewayId: !Ref Transit
`,
);

describe("a route", () => {
  test.each([
    ["peering", peering],
    ["transit-gateway", transit],
  ])("over %s gets its way back", async (name, text) => {
    expect(titles(text, "There:")).toEqual(["Add the return route to One in TwoTable"]);
    await expect(change(text, "There:", "Add the return")).toMatchFileSnapshot(`./refactorings/return-${name}.diff`);
  });

  test("elsewhere has none to add", () => {
    expect(titles(peering.replace("VpcPeeringConnectionId: !Ref Peering", "VpcPeeringConnectionId: pcx-12345678"), "There:")).toEqual([]);
    expect(titles(peering.replace("PeerVpcId: !Ref Two", "PeerVpcId: vpc-12345678"), "There:")).toEqual([]);
    expect(titles(transit.replace("10.2.0.0/16\n      Transit", "172.16.0.0/12\n      Transit"), "There:")).toEqual([]);
    expect(
      titles(transit.replace("  TwoAssociation:", "  Unused:").replace("SubnetId: !Ref TwoSubnet", "SubnetId: subnet-1"), "There:"),
    ).toEqual([]);
  });
});

test("nothing where the text around is broken", () => {
  expect(titles(`${network}    Broken: "\n`, "DataAssociation:")).toEqual([]);
});
