/** Paths in the editor: what can be asked about, the answer as lines, the changes that open a path, lenses and the hover of rules. */
import { expect, test } from "vitest";
import { analyze, snapshotOf } from "../../server/src/analysis.ts";
import { codeLenses, readLensData, resolvedLens } from "../../server/src/features/code-lens.ts";
import { hover } from "../../server/src/features/hover.ts";
import { openPath } from "../../server/src/features/open-path.ts";
import { questionOf, traceEnds, traceView } from "../../server/src/features/trace-view.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";
import { TextDocument } from "vscode-languageserver-textdocument";

const template = `Resources:
  VpcOne:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.1.0.0/16 }
  VpcTwo:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.2.0.0/16 }
  Peering:
    Type: AWS::EC2::VPCPeeringConnection
    Properties: { VpcId: !Ref VpcOne, PeerVpcId: !Ref VpcTwo }
  SubnetOne:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref VpcOne, CidrBlock: 10.1.1.0/24 }
  SubnetTwo:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref VpcTwo, CidrBlock: 10.2.1.0/24 }
  TableOne:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref VpcOne }
  AssociationOne:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref SubnetOne, RouteTableId: !Ref TableOne }
  TableTwo:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref VpcTwo }
  AssociationTwo:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref SubnetTwo, RouteTableId: !Ref TableTwo }
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref VpcTwo
      ServiceName: !Sub com.amazonaws.\${AWS::Region}.s3
      RouteTableIds: [!Ref TableTwo]
  GroupOne:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: one, VpcId: !Ref VpcOne }
  GroupTwo:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: two
      VpcId: !Ref VpcTwo
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.1.0.0/16 }
        - { IpProtocol: icmp, FromPort: -1, ToPort: -1, CidrIp: 10.1.0.0/16 }
  ServerOne:
    Type: AWS::EC2::Instance
    Properties: { SubnetId: !Ref SubnetOne, SecurityGroupIds: [!Ref GroupOne], ImageId: ami-1 }
  ServerTwo:
    Type: AWS::EC2::Instance
    Properties: { SubnetId: !Ref SubnetTwo, SecurityGroupIds: [!Ref GroupTwo], ImageId: ami-1 }
`;

const onlyWorkloads = { vpc: false, workload: true, subnet: false, securityGroup: false };

const analysisOf = (text: string) => analyze("a.yaml", snapshotOf("a.yaml", text), { settings: defaultSettings });
const ask = (text: string, traffic: string) => {
  const question = questionOf("ServerOne", "ServerTwo", traffic);
  if (!question) throw new Error(`${traffic} is no question`);
  return openPath(analysisOf(text), defaultSettings, question);
};

test("ends are everything with an address, the internet and services, with the ports that they open", () => {
  const { sources, destinations } = traceEnds(analysisOf(template));
  expect(sources.map(({ text }) => text)).toEqual(["ServerOne", "ServerTwo", "internet"]);
  expect(destinations.map(({ text }) => text)).toEqual(["ServerOne", "ServerTwo", "internet", "s3"]);
  expect(destinations[1]?.traffic.slice(0, 2)).toEqual(["tcp 22", "icmp"]);
});

test.each<[string, unknown]>([
  ["tcp 443", { protocol: 6, port: 443 }],
  ["UDP/53", { protocol: 17, port: 53 }],
  ["icmp", { protocol: 1, port: undefined }],
  ["all", { protocol: -1, port: undefined }],
  ["tcp", { protocol: 6, port: undefined }],
])("%s is a question", (traffic, expected) => expect(questionOf("A", "B", traffic)).toMatchObject(expected as object));

test.each(["tcp 70000", "icmp 8", "https", "", "tcp x"])("%j is none", (traffic) => expect(questionOf("A", "B", traffic)).toBeUndefined());

test("an answer's lines lead to the components, and say what would open the path", () => {
  const view = traceView(analysisOf(template), questionOf("ServerOne", "ServerTwo", "tcp 80"));
  if ("problem" in view) throw new Error(view.problem);
  expect(view.verdict).toBe("blocked");
  const lines = template.split("\n");
  const linked = view.lines.flatMap(({ text, at, link }) => (at && link ? [[text.slice(link.start, link.end), at.line]] : []));
  expect(linked).toContainEqual(["Peering", lines.indexOf("  Peering:")]);
  for (const [name, line] of linked) if (name !== `line ${Number(line) + 1}`) expect(lines[Number(line)]).toBe(`  ${name}:`);
  expect(view.changes).toEqual([
    "Add a route to 10.2.0.0/16 through Peering in TableOne",
    "Allow tcp 80 from GroupOne in GroupTwo",
    "Add a route to 10.1.0.0/16 through Peering in TableTwo",
  ]);
});

test("the changes open the path, and a second time there is nothing to do", () => {
  const { verdict, text } = ask(template, "tcp 80");
  expect(verdict).toBe("reachable");
  expect(text).toContain("DestinationCidrBlock: !GetAtt VpcTwo.CidrBlock");
  expect(analysisOf(text).findings.filter(({ severity }) => severity === "error" || severity === "warning")).toEqual([]);
  expect(ask(text, "tcp 80")).toMatchObject({ edits: [], changes: [], verdict: "reachable" });
});

test("what no edit opens stays as it is", () => {
  const apart = template.replace(/ {2}Peering:\n.*\n.*\n/, "");
  expect(ask(apart, "tcp 22")).toMatchObject({ verdict: "blocked", edits: [], changes: [] });
});

test("a lens above each workload says who reaches it", () => {
  const analysis = analysisOf(ask(template, "tcp 22").text);
  const positions = TextDocument.create("file:///a.yaml", "yaml", 1, analysis.document.text);
  const lenses = codeLenses(analysis, positions, "file:///a.yaml", onlyWorkloads).map((lens) => {
    const data = readLensData(lens.data);
    return data && [data.logicalId, resolvedLens(analysis, positions, lens, data).command?.title];
  });
  expect(lenses).toEqual([
    ["ServerOne", "from internet: no · from VpcTwo: no · to internet: no"],
    ["ServerTwo", "from internet: no · from VpcOne: tcp 22, icmp · s3: through S3 · to internet: no"],
  ]);
});

test("the hover of a rule says who it admits and whether they can get here", () => {
  const at = (text: string): string | undefined => hover(analysisOf(text), text.indexOf("FromPort: 22"))?.contents;
  expect(at(template)).toBe(`**Lets in** tcp 22 from \`10.1.0.0/16\`.

| Who | To | Gets there |
| :-- | :-- | :-- |
| \`ServerOne\` | \`ServerTwo\` | no: TableOne has no route to ServerTwo through Peering. 1 more thing blocks it. |`);
  expect(at(ask(template, "tcp 22").text)).toContain("| `ServerOne` | `ServerTwo` | yes |");
});

const walled = template.replace(
  "  S3:\n",
  `  Gateway:
    Type: AWS::EC2::InternetGateway
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: { VpcId: !Ref VpcTwo, InternetGatewayId: !Ref Gateway }
  Nat:
    Type: AWS::EC2::NatGateway
    Properties: { SubnetId: !Ref SubnetTwo, ConnectivityType: private }
  TableTwoDefault:
    Type: AWS::EC2::Route
    Properties: { RouteTableId: !Ref TableTwo, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat }
  S3:
`,
);

test("no lens above a NAT gateway, which is on the way of others only", () => {
  const positions = TextDocument.create("file:///a.yaml", "yaml", 1, walled);
  const lenses = codeLenses(analysisOf(walled), positions, "file:///a.yaml", onlyWorkloads);
  expect(lenses.map((lens) => readLensData(lens.data)?.logicalId)).toEqual(["ServerOne", "ServerTwo"]);
});

test("a path that changes would open in part only is left closed", () => {
  const question = questionOf("internet", "ServerTwo", "tcp 80");
  if (!question) throw new Error("no question");
  const view = traceView(analysisOf(walled), question);
  if ("problem" in view) throw new Error(view.problem);
  // The table has a route to everything already, and takes one only; the group's rule alone would open it in vain.
  expect(view.lines.map(({ text }) => text.trim()).filter((text) => text.startsWith("fix:"))).toEqual([
    "fix: Allow tcp 80 from 0.0.0.0/0 in GroupTwo",
  ]);
  expect(view.changes).toEqual([]);
  expect(openPath(analysisOf(walled), defaultSettings, question)).toEqual({ edits: [], text: walled, changes: [], verdict: "blocked" });
});

test("the changes that are told are those that are made", () => {
  const view = traceView(analysisOf(template), questionOf("ServerOne", "ServerTwo", "tcp 80"));
  expect("changes" in view && view.changes).toEqual(ask(template, "tcp 80").changes);
});

test("a lens counts what it cannot name in a line", () => {
  const vpcs = ["A", "B", "C", "D"].map(
    (name, index) => `  Vpc${name}:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.${index + 10}.0.0/16 }
  Subnet${name}:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc${name}, CidrBlock: 10.${index + 10}.0.0/24 }
  Peering${name}:
    Type: AWS::EC2::VPCPeeringConnection
    Properties: { VpcId: !Ref VpcTwo, PeerVpcId: !Ref Vpc${name} }
`,
  );
  const services = ["ec2", "ssm", "logs"].map(
    (name) => `  Endpoint${name}:
    Type: AWS::EC2::VPCEndpoint
    Properties: { VpcId: !Ref VpcTwo, VpcEndpointType: Interface, ServiceName: !Sub "com.amazonaws.\${AWS::Region}.${name}", SubnetIds: [!Ref SubnetTwo] }
`,
  );
  const analysis = analysisOf(template + vpcs.join("") + services.join(""));
  const lens = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
  const positions = TextDocument.create("file:///a.yaml", "yaml", 1, analysis.document.text);
  const title = resolvedLens(analysis, positions, lens, { uri: "file:///a.yaml", logicalId: "ServerTwo" }).command?.title;
  expect(title).toBe("from internet: no · from 5 VPCs: no · 4 services: through endpoints · to internet: no");
});
