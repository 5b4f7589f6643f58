/** The lines above resources: each kind, what a click shows, and that typing leaves them alone. */
import assert from "node:assert/strict";
import { type CodeLens, commands, Range, type TextDocument, window } from "vscode";
import { close, edit, eventually, lensesOf, positionOf, resolvedLenses, setGlobally, untitled } from "./editor.ts";

const template = `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Data:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.0.0/24
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Hosts
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
  Host:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0123456789abcdef0
      SubnetId: !Ref Data
      SecurityGroupIds: [!Ref Group]
`;

const ofVpc = "1 isolated subnet · 65,280 of 65,536 addresses free";
const ofSubnet = "isolated · main table · used by Host · 251 usable addresses";
const ofGroup = "guards Host · 1 rule in (from anywhere), all out";
const ofHost = "from internet: no · to internet: no";

const isShown =
  (...expected: readonly string[]) =>
  (titles: readonly string[]): boolean =>
    JSON.stringify(titles) === JSON.stringify(expected);

async function replace(document: TextDocument, old: string, text: string): Promise<void> {
  const start = positionOf(document, old);
  const range = new Range(start, document.positionAt(document.offsetAt(start) + old.length));
  await edit((all) => all.replace(document.uri, range, text));
}

/** Clicks on a lens, and goes from place to place in the peek view until the first comes again: their lines, in the order of the text. */
async function placesOf({ command, range }: CodeLens): Promise<readonly string[]> {
  assert.ok(command);
  const caret = (): number => window.activeTextEditor?.selection.active.line ?? -1;
  const { line: own } = range.start;
  await commands.executeCommand(command.command, ...(command.arguments ?? []));
  await eventually("caret at the lens", caret, (now) => now === own);
  const lines: number[] = [];
  for (;;) {
    const next = async (): Promise<number> => {
      await commands.executeCommand("goToNextReference");
      return caret();
    };
    const line = await eventually("a next place", next, (now) => now !== own);
    if (lines.includes(line)) break;
    lines.push(line);
  }
  await commands.executeCommand("closeReferenceSearch");
  return lines.sort((a, b) => a - b).map((line) => window.activeTextEditor?.document.lineAt(line).text.trim() ?? "");
}

suite("Lenses", () => {
  teardown(async () => {
    for (const kind of ["vpc", "workload", "subnet", "securityGroup"]) await setGlobally("cfnNetworkLint", `codeLens.${kind}`, undefined);
    await close();
  });

  test("on VPCs and workloads; on subnets and security groups by setting", async () => {
    const document = await untitled("yaml", template);
    const titles = (): Promise<readonly string[]> => lensesOf(document.uri);
    await eventually("lenses", titles, isShown(ofVpc, ofHost));
    await setGlobally("cfnNetworkLint", "codeLens.subnet", true);
    await eventually("three kinds", titles, isShown(ofVpc, ofSubnet, ofHost));
    await setGlobally("cfnNetworkLint", "codeLens.securityGroup", true);
    await eventually("four kinds", titles, isShown(ofVpc, ofSubnet, ofGroup, ofHost));
    await setGlobally("cfnNetworkLint", "codeLens.vpc", false);
    await setGlobally("cfnNetworkLint", "codeLens.workload", false);
    await eventually("two kinds", titles, isShown(ofSubnet, ofGroup));
  });

  test("a click shows what belongs to it in a peek view", async () => {
    await setGlobally("cfnNetworkLint", "codeLens.subnet", true);
    await setGlobally("cfnNetworkLint", "codeLens.securityGroup", true);
    const document = await untitled("yaml", template);
    const [vpc, subnet, group] = await eventually(
      "lenses",
      () => resolvedLenses(document.uri),
      ({ length }) => length === 4,
    );
    assert.ok(vpc && subnet && group);
    assert.deepEqual(await placesOf(vpc), ["Data:"]);
    assert.deepEqual(await placesOf(subnet), ["Host:"]);
    assert.deepEqual(await placesOf(group), ["- { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }", "Host:"]);
  });

  test("one that is clicked after newer ones came shows what is there now", async () => {
    const document = await untitled("yaml", template);
    const [vpc] = await eventually(
      "lenses",
      () => resolvedLenses(document.uri),
      ({ length }) => length === 2,
    );
    // VS Code forgets the arguments of a lens before it takes the line away.
    assert.deepEqual(vpc?.command?.arguments ?? [], []);
    await replace(document, "  Data:", "  # One line more\n  Stock:");
    await eventually(
      "newer lenses",
      () => resolvedLenses(document.uri),
      ([first]) => first?.command?.command === vpc?.command?.command,
    );
    assert.ok(vpc);
    assert.deepEqual(await placesOf(vpc), ["Stock:"]);
  });

  test("while the text is half-typed they stay", async () => {
    const document = await untitled("yaml", template);
    const titles = (): Promise<readonly string[]> => lensesOf(document.uri);
    await eventually("lenses", titles, isShown(ofVpc, ofHost));
    for (const [old, text] of [
      ["AWS::EC2::Instance", "AWS::EC2::Inst"],
      ["AWS::EC2::Inst", "AWS::EC2::Instance"],
      ["[!Ref Group]", "[!Ref Gro"],
      ["[!Ref Gro", "[!Ref Group]"],
      ["  Vpc:", "  V"],
    ] as const) {
      await replace(document, old, text);
      assert.deepEqual(await titles(), [ofVpc, ofHost], text);
    }
  });
});
