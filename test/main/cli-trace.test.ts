/** The command `trace` as a process: what it prints, and its exit code. */
import { expect, test } from "vitest";
import { setUpCli } from "./cli-process.ts";

const cli = setUpCli();

const template = `Parameters:
  Open: { Type: String, Default: "no", AllowedValues: ["no", "yes"] }
  Far: { Type: String }
Conditions:
  IsOpen: !Equals [!Ref Open, "yes"]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/16 }
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24 }
  OtherSubnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24 }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/16 }
        - !If [IsOpen, { IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/16 }, !Ref AWS::NoValue]
        - { IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: !Ref Far }
  Client:
    Type: AWS::EC2::Instance
    Properties: { SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group], ImageId: ami-1 }
  Server:
    Type: AWS::EC2::Instance
    Properties: { SubnetId: !Ref OtherSubnet, SecurityGroupIds: [!Ref Group], ImageId: ami-1 }
`;

const ask = (...flags: readonly string[]) => cli.run(["trace", "a.yaml", "--from", "Client", "--to", "Server", ...flags]);

test("a blocked path as people read it, with the scenario in which it is open", async () => {
  cli.write("a.yaml", template);
  const { code, stdout, stderr } = await ask("--port", "80");
  expect(stdout).toBe(`Client -> Server, tcp 80: blocked

blocked by
  Group does not admit tcp 80 from Client to Server.
    ENI_SG_RULES_MISMATCH  a.yaml:16:3
    fix: Allow tcp 80 from Group in Group

other parameter values
  reachable when Open is yes

way there
   1  Client       instance: sends the packets
   2  Group        security group: lets everything out of Client
   3  OtherSubnet  subnet: delivers the packets to Server
   4  Server       instance: receives the packets

way back
   1  Subnet  subnet: delivers the packets to Client
`);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
});

test("a parameter's value opens it", async () => {
  cli.write("a.yaml", template);
  const { code, stdout } = await ask("--port", "80", "--parameter", "Open=yes");
  expect({ code, first: stdout.split("\n")[0] }).toEqual({ code: 0, first: "Client -> Server, tcp 80: reachable" });
});

test("what would have to be known", async () => {
  cli.write("a.yaml", template);
  const { code, stdout } = await ask("--port", "8080", "--format", "json");
  const { verdict, blockers, unknowns } = JSON.parse(stdout) as {
    readonly verdict: string;
    readonly blockers: unknown;
    readonly unknowns: unknown;
  };
  expect({ code, verdict, blockers, unknowns }).toEqual({
    code: 1,
    verdict: "unknown",
    blockers: [],
    unknowns: [{ logicalId: "Far", message: "Whether a rule of Group lets the packets in hangs on Far, whose value is not known." }],
  });
});

test("as programs read it", async () => {
  cli.write("a.yaml", template);
  const { code, stdout } = await ask("--port", "22", "--format", "json");
  expect({ code, report: JSON.parse(stdout) as unknown }).toMatchObject({
    code: 0,
    report: {
      verdict: "reachable",
      blockers: [],
      forward: [{ logicalId: "Client", kind: "instance", path: "a.yaml", range: { start: { line: 24, character: 2 } } }, {}, {}, {}, {}],
      return: [{ logicalId: "Subnet" }],
      assumptions: [],
      unknowns: [],
      scenario: { Open: "no" },
      otherScenarios: [],
    },
  });
});

test.each<[readonly string[], string]>([
  [
    ["trace", "a.yaml", "--from", "Nobody", "--to", "Server"],
    'Nobody is no logical id of the template, no address or block, not "internet" and no AWS service.',
  ],
  [["trace", "a.yaml", "--from", "Vpc", "--to", "Server"], "Vpc (AWS::EC2::VPC) has no address in a subnet."],
  [["trace", "a.yaml", "--from", "Client", "--to", "Server", "--parameter", "Opne=yes"], "no template declares the parameter Opne"],
  [["trace", "none.yaml", "--from", "A", "--to", "B"], "none.yaml does not exist"],
])("%j", async (words, sentence) => {
  cli.write("a.yaml", template);
  const { code, stderr } = await cli.run(words);
  expect(stderr).toContain(sentence);
  expect(code).toBe(2);
});
