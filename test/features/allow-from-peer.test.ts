import { expect, test } from "vitest";
import { type Analysis, analyze, snapshotOf } from "../../server/src/analysis.ts";
import { editsFor } from "../../server/src/features/code-actions.ts";
import { refactoringsAt } from "../../server/src/features/refactorings.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";
import { applyEdits } from "../../server/src/text/text-edit.ts";

const network = `Parameters:
  Port:
    Type: Number
    Default: 8443
Resources:
  Vpc01:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.1.0.0/16
  Vpc02:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.2.0.0/16
  Lone:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.3.0.0/16
  Peering:
    Type: AWS::EC2::VPCPeeringConnection
    Properties:
      VpcId: !Ref Vpc01
      PeerVpcId: !Ref Vpc02
`;

/** A group with the rules, lines indented as they stand in it. */
const group = (vpc: string, rules: string): string => `  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      VpcId: !Ref ${vpc}
${rules}`;

const rule = (port: string | number, source: string): string => `        - IpProtocol: tcp
          FromPort: ${port}
          ToPort: ${port}
          CidrIp: ${source}
`;
const ingress = (...rules: readonly string[]): string => `      SecurityGroupIngress:\n${rules.join("")}`;

const read = (text: string): Analysis => analyze("a.yaml", snapshotOf("a.yaml", text), { settings: defaultSettings });

/** The titles at the first place where `at` stands. */
function titles(text: string, at = "GroupDescription"): readonly string[] {
  const start = text.indexOf(at);
  return refactoringsAt(read(text), { start, end: start }).flatMap(({ title }) => (title.startsWith("Allow") ? [title] : []));
}

/** The text after the only refactoring at `GroupDescription`. */
function rewritten(text: string): string {
  const analysis = read(text);
  const start = text.indexOf("GroupDescription");
  const [only, ...others] = refactoringsAt(analysis, { start, end: start });
  expect(others).toEqual([]);
  const target = { kind: "refactoring" as const, title: only?.title ?? "", span: { start, end: start } };
  return applyEdits(text, editsFor(analysis, defaultSettings, target) ?? []);
}

test.each<[name: string, text: string, expected: readonly string[]]>([
  [
    "the ports that the group opens, in order",
    group("Vpc01", ingress(rule(443, "0.0.0.0/32"), rule(22, "10.1.0.0/16"))),
    ["Allow TCP 22 and 443 from the peered VPC Vpc02"],
  ],
  ["the other side", group("Vpc02", ingress(rule(22, "10.2.0.0/16"))), ["Allow TCP 22 from the peered VPC Vpc01"]],
  ["everything, where it opens nothing", group("Vpc01", ""), ["Allow all traffic from the peered VPC Vpc02"]],
  [
    "what the peer has already is left out",
    group("Vpc01", ingress(rule(22, "10.2.0.0/16"), rule(80, "10.1.0.0/16"))),
    ["Allow TCP 80 from the peered VPC Vpc02"],
  ],
  ["nothing, where the peer has it all", group("Vpc01", ingress(rule(22, "0.0.0.0/0"))), []],
  [
    "members among themselves count only where nothing else is opened",
    `${group("Vpc01", ingress(rule(22, "10.1.0.0/16"), rule(80, "10.2.0.0/16")))}  Itself:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !Ref Group, IpProtocol: -1, SourceSecurityGroupId: !Ref Group }
`,
    ["Allow TCP 22 from the peered VPC Vpc02"],
  ],
  ["a VPC without a peer", group("Lone", ingress(rule(22, "10.3.0.0/16"))), []],
  ["a VPC by parameter", group("Port", ingress(rule(22, "10.3.0.0/16"))), []],
])("offers %s", (_name, text, expected) => {
  expect(titles(network + text)).toEqual(expected);
});

test("offers nothing elsewhere", () => {
  const text = network + group("Vpc01", ingress(rule(22, "10.1.0.0/16")));
  expect(titles(text, "PeerVpcId")).toEqual([]);
  expect(titles(text, "Group:")).toHaveLength(1);
  expect(titles(text, "22")).toHaveLength(1);
});

test("offers nothing where the peer is made by another stack", () => {
  const text = (network + group("Vpc01", ingress(rule(22, "10.1.0.0/16")))).replace("PeerVpcId: !Ref Vpc02", "PeerVpcId: vpc-12345678");
  expect(titles(text)).toEqual([]);
});

test("offers one for each peer", () => {
  const second = `  Peering2:
    Type: AWS::EC2::VPCPeeringConnection
    Properties: { VpcId: !Ref Lone, PeerVpcId: !Ref Vpc01 }
`;
  expect(titles(network + second + group("Vpc01", ingress(rule(22, "10.1.0.0/16"))))).toEqual([
    "Allow TCP 22 from the peered VPC Vpc02",
    "Allow TCP 22 from the peered VPC Lone",
  ]);
});

test("adds rules in the group's form, ports by parameter included", () => {
  const before = network + group("Vpc01", ingress(rule(443, "10.1.0.0/16"), rule("!Ref Port", "10.1.0.0/16")));
  expect(rewritten(before)).toBe(before + rule(443, "!GetAtt Vpc02.CidrBlock") + rule("!Ref Port", "!GetAtt Vpc02.CidrBlock"));
});

test("adds a rule of its own where the connection has a condition", () => {
  const before = `Conditions:
  Connected: !Equals [!Ref AWS::Region, eu-west-1]
${(network + group("Vpc01", ingress(rule(22, "10.1.0.0/16")))).replace("VPCPeeringConnection\n", "VPCPeeringConnection\n    Condition: Connected\n")}`;
  expect(rewritten(before)).toBe(`${before}  GroupFromVpc02:
    Type: AWS::EC2::SecurityGroupIngress
    Condition: Connected
    Properties:
      GroupId: !GetAtt Group.GroupId
      IpProtocol: tcp
      FromPort: 22
      ToPort: 22
      CidrIp: !GetAtt Vpc02.CidrBlock
`);
});

test("is not offered again", () => {
  const after = rewritten(network + group("Vpc01", ingress(rule(22, "10.1.0.0/16"))));
  expect(titles(after)).toEqual([]);
  expect(titles(rewritten(network + group("Vpc01", "")))).toEqual([]);
});
