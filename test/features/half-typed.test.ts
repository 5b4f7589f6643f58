/** Lenses while someone types: they stay where they are, and say what they said. */
import { describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Analysis, analyze, snapshotOf } from "../../server/src/analysis.ts";
import { codeLenses, readLensData, resolvedLens } from "../../server/src/features/code-lens.ts";
import { isHalfTyped, steadyView } from "../../server/src/features/half-typed.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";

const template = `# The network of everyone.
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  SubnetA:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.0.0/24
      Tags:
        - Key: Name
          Value: "first"
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: hosts
      VpcId: !Ref Vpc
  Host:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0123456789abcdef0
      SubnetId: !Ref SubnetA
      SecurityGroupIds: [!Ref Group]
`;
const all = { vpc: true, workload: true, subnet: true, securityGroup: true };

const read = (text: string, previous?: Analysis): Analysis => analyze("a", snapshotOf("a", text), { settings: defaultSettings, previous });

/** "3 Vpc: 1 isolated subnet …" for each lens, lines from 1. */
function shown(text: string, analysis: Analysis, whole: Analysis | undefined): readonly string[] {
  const document = TextDocument.create("file:///a", "yaml", 1, text);
  const view = steadyView(analysis, whole, document);
  return codeLenses(view.analysis, view.positions, "file:///a", all).map((lens) => {
    const data = readLensData(lens.data);
    const title = data && resolvedLens(view.analysis, view.positions, lens, data).command?.title;
    return `${lens.range.start.line + 1} ${data?.logicalId}: ${title}`;
  });
}

const wholeAnalysis = read(template);
const before = shown(template, wholeAnalysis, undefined);

/** As the server does: the whole analysis counts while the text is half-typed. */
function after(text: string, whole = wholeAnalysis): readonly string[] {
  const analysis = read(text, whole);
  return shown(text, analysis, isHalfTyped(analysis) ? whole : undefined);
}

test("the template has a lens for each", () => {
  expect(before.map((line) => line.replace(/: .*/, ""))).toEqual(["3 Vpc", "7 SubnetA", "15 Group", "20 Host"]);
  expect(isHalfTyped(wholeAnalysis)).toBe(false);
});

describe("nothing changes while a line is half-typed", () => {
  test.each<[string, string, string]>([
    ["an open quote", '"first"', '"first'],
    ["an open bracket", "[!Ref Group]", "[!Ref Gr"],
    ["a key without its colon", "      VpcId: !Ref Vpc\n      CidrBlock: 10.0.0.0/24", "      VpcId: !Ref Vpc\n      CidrBl"],
    ["half a type", "AWS::EC2::Subnet", "AWS::EC2::Sub"],
    ["no type", "Type: AWS::EC2::Subnet", "Type:"],
    ["half the word Type", "Type: AWS::EC2::Instance", "Ty"],
    ["a logical id without its colon", "  SubnetA:\n", "  SubnetA\n"],
    ["no logical id", "  SubnetA:\n", "\n"],
    ["no first logical id", "  Vpc:\n", "\n"],
    ["half the word Resources", "Resources:", "Resour"],
    ["the first property", "      CidrBlock: 10.0.0.0/16", "      Cidr"],
  ])("%s", (_, old, typed) => {
    const text = template.replace(old, typed);
    expect(text).not.toBe(template);
    expect(after(text)).toEqual(before);
  });

  test("a new resource, letter by letter", () => {
    const typed = "  SubnetB:\n    Type: AWS::EC2::Subnet\n    Pro";
    for (let length = 1; length <= typed.length; length++) {
      const text = template.replace("  Group:\n", `${typed.slice(0, length)}\n  Group:\n`);
      const lines = typed.slice(0, length).split("\n").length;
      const moved = before.map((line) => line.replace(/^(15|20) /, (number) => `${Number(number) + lines} `));
      const seen = after(text).filter((line) => !line.includes(" SubnetB:"));
      expect(seen.map((line) => line.replace(/:.*/, ""))).toEqual(moved.map((line) => line.replace(/:.*/, "")));
    }
  });

  test("in JSON", () => {
    const json = JSON.stringify({ Resources: { Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16" } } } }, undefined, 2);
    const whole = read(json);
    const half = json.replace('"10.0.0.0/16"', '"10.');
    expect(after(half, whole)).toEqual(shown(json, whole, undefined));
  });
});

describe("what the text says counts", () => {
  test("where it can be read: another block is another count", () => {
    expect(after(template.replace("10.0.0.0/24", "10.0.0.0/25"))[0]).toBe("3 Vpc: 1 isolated subnet · 65,408 of 65,536 addresses free");
  });

  test("where something else has changed since, in a part that can be read", () => {
    const text = template.replace("[!Ref Group]", "[!Ref Gr").replace("CidrBlock: 10.0.0.0/16", "CidrBlock: 10.0.0.0/20");
    expect(after(text)[0]).toMatch(/^3 Vpc: .* 4,096 addresses/);
  });

  test("where a resource is taken out", () => {
    const gone = template.replace(/ {2}Group:[^]*hosts\n {6}VpcId: !Ref Vpc\n/, "");
    expect(after(gone).map((line) => line.replace(/: .*/, ""))).toEqual(["3 Vpc", "7 SubnetA", "15 Host"]);
    expect(after(gone.replace("[!Ref Group]", "[")).map((line) => line.replace(/: .*/, ""))).not.toContain("15 Group");
  });

  test("where it becomes another type", () => {
    expect(after(template.replace("AWS::EC2::Subnet", "AWS::EC2::Volume")).some((line) => line.includes(" SubnetA:"))).toBe(false);
  });

  test("where it is no template any more", () => {
    expect(after("")).toEqual([]);
    expect(after("# The network of everyone.\n")).toEqual([]);
    expect(after(template.replace(/Resources:[^]*/, "Resources: see elsewhere\n"))).toEqual([]);
  });

  test("where the text was never whole", () => {
    const text = template.replace("  SubnetA:\n", "\n");
    const analysis = read(text);
    expect(shown(text, analysis, undefined).length).toBeLessThan(before.length);
  });
});
