/** Completion at `|`, in whole and in half-typed templates. */
import { describe, expect, test } from "vitest";
import { analyze, snapshotOf } from "../../server/src/analysis.ts";
import { completions, mayComplete } from "../../server/src/features/completion.ts";
import { typedValue } from "../../server/src/features/typed-value.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";
import { lineIndex } from "../../server/src/text/line-index.ts";

interface Offered {
  readonly label: string;
  readonly detail: string | undefined;
  readonly filter: string | undefined;
  /** The text after the choice. */
  readonly text: string;
}

function offered(marked: string): readonly Offered[] {
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  const positions = lineIndex(text);
  const analysis = analyze("a.yaml", snapshotOf("a.yaml", text), { settings: defaultSettings });
  const items = completions(analysis, positions, offset);
  expect(items.length === 0 || mayComplete(text, offset)).toBe(true);
  expect(items.map((item) => item.sortText)).toEqual(items.map((_, index) => `!${String(index).padStart(3, "0")}`));
  return items.map(({ label, detail, filterText, textEdit }) => {
    if (!textEdit || !("range" in textEdit)) throw new Error("A completion has an edit with one range.");
    const [start, end] = [positions.offsetAt(textEdit.range.start), positions.offsetAt(textEdit.range.end)];
    expect(start <= offset && offset <= end).toBe(true);
    return { label, detail, filter: filterText, text: text.slice(0, start) + textEdit.newText + text.slice(end) };
  });
}

const labels = (marked: string): readonly string[] => offered(marked).map(({ label }) => label);
/** What stands in the place of `|` and what was typed, for the choice with that label. */
function chosen(marked: string, label: string): string | undefined {
  const found = offered(marked).find((one) => one.label === label)?.text;
  const before = marked.slice(0, marked.lastIndexOf("\n", marked.indexOf("|")) + 1);
  return found?.slice(before.length).split("\n", 1)[0]?.trim();
}

const vpc = `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
`;
const subnet = (name: string, block: string): string => `  ${name}:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock:${block}
`;

describe("free blocks for a subnet", () => {
  test("of the usual sizes, with their numbers of addresses", () => {
    expect(offered(vpc + subnet("A", " |")).map(({ label, detail }) => `${label}: ${detail}`)).toEqual([
      "10.0.0.0/24: 256 addresses, 251 usable",
      "10.0.0.0/26: 64 addresses, 59 usable",
      "10.0.0.0/28: 16 addresses, 11 usable",
      "10.0.0.0/22: 1,024 addresses, 1,019 usable",
      "10.0.0.0/20: 4,096 addresses, 4,091 usable",
      "10.0.0.0/18: 16,384 addresses, 16,379 usable",
      "10.0.0.0/16: 65,536 addresses, 65,531 usable",
    ]);
  });

  test("after the highest one that is taken, of its siblings' size first", () => {
    const text = vpc + subnet("A", " 10.0.16.0/20") + subnet("B", " |") + subnet("C", " 10.0.32.0/20");
    expect(labels(text)).toEqual(["10.0.48.0/20", "10.0.48.0/24", "10.0.48.0/26", "10.0.48.0/28", "10.0.48.0/22", "10.0.64.0/18"]);
  });

  test("what other scenarios take is not free", () => {
    const text = vpc + subnet("A", " |") + subnet("B", " 10.0.0.0/24").replace("Subnet\n", "Subnet\n    Condition: Big\n");
    const withCondition = `Parameters:\n  Size: { Type: String, AllowedValues: [big, small], Default: small }\nConditions:\n  Big: !Equals [!Ref Size, big]\n${text}`;
    expect(labels(withCondition)[0]).toBe("10.0.1.0/24");
  });

  test("in a second block of the VPC, where the first is full", () => {
    const more = `  More:
    Type: AWS::EC2::VPCCidrBlock
    Properties: { VpcId: !Ref Vpc, CidrBlock: 100.64.0.0/24 }
`;
    expect(labels(vpc + more + subnet("A", " 10.0.0.0/16") + subnet("B", " |"))).toEqual([
      "100.64.0.0/24",
      "100.64.0.0/26",
      "100.64.0.0/28",
    ]);
  });

  test("by a parameter's default, and before the VPC is typed", () => {
    const text = `Parameters:\n  Block: { Type: String, Default: 192.168.0.0/20 }\n${vpc.replace("10.0.0.0/16", "!Ref Block")}`;
    expect(labels(text + subnet("A", " |"))[0]).toBe("192.168.0.0/24");
    expect(labels((text + subnet("A", " |")).replace("      VpcId: !Ref Vpc\n", ""))[0]).toBe("192.168.0.0/24");
  });

  test.each([
    ["a VPC of another stack", (vpc + subnet("A", " |")).replace("VpcId: !Ref Vpc", "VpcId: vpc-12345678")],
    ["a VPC whose block is not known", (vpc + subnet("A", " |")).replace("10.0.0.0/16", "!ImportValue Block")],
    ["a VPC's own block", vpc.replace("10.0.0.0/16", "|")],
    ["another property", vpc + subnet("A", " 10.0.0.0/24\n      AvailabilityZone: |")],
    ["metadata", `${vpc}    Metadata:\n      CidrBlock: |\n`],
    ["a comment", vpc + subnet("A", " 10.0.0.0/24\n      # CidrBlock: |")],
    ["text that is no template", "Vpc:\n  CidrBlock: |\n"],
  ])("not for %s", (_name, text) => expect(labels(text)).toEqual([]));

  test.each([
    ["an empty value", " |", "CidrBlock: 10.0.0.0/24"],
    ["no blank yet", "|", "CidrBlock: 10.0.0.0/24"],
    ["half a block", " 10.0.|", "CidrBlock: 10.0.0.0/24"],
    ["in the middle of one", " 10.0|.0.0/8", "CidrBlock: 10.0.0.0/24"],
    ["before a comment", " 10| # main", "CidrBlock: 10.0.0.0/24 # main"],
    ["single quotes", " '|'", "CidrBlock: '10.0.0.0/24'"],
    ["an open quote", ' "10.|', 'CidrBlock: "10.0.0.0/24"'],
  ])("replaces %s", (_name, typed, expected) => expect(chosen(vpc + subnet("A", typed), "10.0.0.0/24")).toBe(expected));

  test("in a flow map", () => {
    const text = `${vpc}  A: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: |, AvailabilityZone: a } }\n`;
    expect(chosen(text, "10.0.0.0/24")).toBe(
      "A: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: a } }",
    );
  });

  test.each([
    ["nothing", '"CidrBlock": |', '"CidrBlock": "10.0.0.0/24"'],
    ["nothing, close to the colon", '"CidrBlock":|', '"CidrBlock":"10.0.0.0/24"'],
    ["quotes", '"CidrBlock": "|"', '"CidrBlock": "10.0.0.0/24"'],
    ["an open quote", '"CidrBlock": "10|', '"CidrBlock": "10.0.0.0/24"'],
  ])("in JSON with %s typed", (_name, line, expected) => {
    const text = `{
  "Resources": {
    "Vpc": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": "10.0.0.0/16" } },
    "A": {
      "Type": "AWS::EC2::Subnet",
      "Properties": {
        "VpcId": { "Ref": "Vpc" },
        ${line}
      }
    }
  }
}
`;
    expect(chosen(text, "10.0.0.0/24")).toBe(expected);
  });
});

const peered = `${vpc}  Other:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.1.0.0/16 }
  Third:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.2.0.0/16 }
  Peering:
    Type: AWS::EC2::VPCPeeringConnection
    Properties: { VpcId: !Ref Vpc, PeerVpcId: !Ref Other }
  SecondPeering:
    Type: AWS::EC2::VPCPeeringConnection
    Properties: { VpcId: !Ref Third, PeerVpcId: !Ref Vpc }
  Table:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref Vpc }
  OtherTable:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref Other }
`;
const route = (table: string, destination: string, target: string): string => `  Route:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref ${table}
      DestinationCidrBlock:${destination}
${target === "" ? "" : `      ${target}\n`}`;

describe("the peer's block for a route", () => {
  test.each([
    ["over that connection", route("Table", " |", "VpcPeeringConnectionId: !Ref Peering"), ["!GetAtt Other.CidrBlock", "10.1.0.0/16"]],
    ["from the other side", route("OtherTable", " |", "VpcPeeringConnectionId: !Ref Peering"), ["!GetAtt Vpc.CidrBlock", "10.0.0.0/16"]],
    [
      "over any, where no target is typed",
      route("Table", " |", ""),
      ["!GetAtt Other.CidrBlock", "10.1.0.0/16", "!GetAtt Third.CidrBlock", "10.2.0.0/16"],
    ],
    ["not over a gateway", route("Table", " |", "GatewayId: !Ref Igw"), []],
    ["not over a connection of another stack", route("Table", " |", "VpcPeeringConnectionId: pcx-12345678"), []],
  ])("%s", (_name, text, expected) => expect(labels(peered + text)).toEqual(expected));

  test("replaces half of a function", () => {
    const text = peered + route("Table", " !Get|", "VpcPeeringConnectionId: !Ref Peering");
    expect(chosen(text, "!GetAtt Other.CidrBlock")).toBe("DestinationCidrBlock: !GetAtt Other.CidrBlock");
    expect(offered(text)[0]?.filter).toBe("!GetAtt Other.CidrBlock 10.1.0.0/16");
  });

  test("in JSON, quotes included", () => {
    const text = `{ "Resources": {
  "Vpc": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": "10.0.0.0/16" } },
  "Other": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": "10.1.0.0/16" } },
  "Peering": { "Type": "AWS::EC2::VPCPeeringConnection", "Properties": { "VpcId": { "Ref": "Vpc" }, "PeerVpcId": { "Ref": "Other" } } },
  "Table": { "Type": "AWS::EC2::RouteTable", "Properties": { "VpcId": { "Ref": "Vpc" } } },
  "Route": { "Type": "AWS::EC2::Route", "Properties": {
    "RouteTableId": { "Ref": "Table" },
    "DestinationCidrBlock": "|",
    "VpcPeeringConnectionId": { "Ref": "Peering" }
  } }
} }
`;
    expect(chosen(text, "!GetAtt Other.CidrBlock")).toBe('"DestinationCidrBlock": { "Fn::GetAtt": ["Other", "CidrBlock"] },');
    expect(chosen(text, "10.1.0.0/16")).toBe('"DestinationCidrBlock": "10.1.0.0/16",');
  });
});

const group = (rule: string): string => `${vpc}  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - ${rule}
`;

describe("ports by name", () => {
  test.each([
    ["an inline rule", group("IpProtocol: tcp\n          FromPort: |"), "https"],
    ["the first key of an item", group("FromPort: |"), "https"],
    ["a flow map", group("{ IpProtocol: tcp, FromPort: | }"), "https"],
    ["a rule of its own", `${vpc}  Rule:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties:\n      FromPort: |\n`, "https"],
    ["an ACL entry", `${vpc}  Entry:\n    Type: AWS::EC2::NetworkAclEntry\n    Properties:\n      PortRange:\n        From: |\n`, "https"],
    ["a listener", `${vpc}  Listener:\n    Type: AWS::ElasticLoadBalancingV2::Listener\n    Properties:\n      Port: |\n`, "https"],
    ["UDP", group("IpProtocol: udp\n          FromPort: |"), "rdp"],
  ])("in %s", (_name, text, first) => {
    const [choice] = offered(text);
    expect(choice?.label).toBe(first);
    expect(choice?.filter).toMatch(/^[a-z]+ \d+$/);
  });

  test("write numbers", () => {
    expect(chosen(group("FromPort: ht|"), "https")).toBe("- FromPort: 443");
    expect(chosen(group("FromPort: '|'"), "postgresql")).toBe("- FromPort: '5432'");
    expect(offered(group("FromPort: |"))[0]).toMatchObject({ detail: "443: HTTPS", filter: "https 443" });
  });

  test("of the rule's protocol", () => {
    expect(labels(group("IpProtocol: tcp\n          FromPort: |"))).not.toContain("ntp");
    expect(labels(group("IpProtocol: udp\n          FromPort: |"))).not.toContain("https");
    expect(labels(group("IpProtocol: 17\n          FromPort: |"))).toContain("ntp");
    expect(labels(group("IpProtocol: -1\n          FromPort: |"))).toEqual(expect.arrayContaining(["ntp", "https"]));
  });

  test("the upper end starts with the lower one", () => {
    expect(offered(group("FromPort: 8000\n          ToPort: |"))[0]).toMatchObject({ label: "8000", detail: "the same as FromPort" });
    expect(labels(group("FromPort: !Ref Port\n          ToPort: |"))[0]).toBe("https");
  });

  test.each([
    ["a property of that name elsewhere", `${vpc}  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Port: |\n`],
    ["a resource without a type", `${vpc}  Rule:\n    Properties:\n      FromPort: |\n`],
    ["a key", group("Fro|")],
    ["a list", group("FromPort: [|")],
  ])("not for %s", (_name, text) => expect(labels(text)).toEqual([]));
});

test.each([
  ["A: |", "A"],
  ["  - A: x|y", "A"],
  ['{"B": 1, "A":"|', "A"],
  ["# A: |", undefined],
  ["A: 1 # B: |", undefined],
  ["A: x\n|", undefined],
  ["A: {|", undefined],
  ["A: { B: |", "B"],
  ["A|", undefined],
  ["|", undefined],
])("the key of the value that is typed in %j", (marked, key) => {
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  const typed = typedValue(text, offset);
  expect(typed?.key).toBe(key);
  if (typed) expect(text.slice(typed.keyOffset, typed.keyOffset + typed.key.length)).toBe(key);
});

test("what cannot be completed is told by the line alone", () => {
  const text = `${vpc + subnet("A", " ")}# CidrBlock: `;
  const told = Array.from({ length: text.length }, (_, offset) => offset).flatMap((offset) =>
    mayComplete(text, offset) ? [text.slice(0, offset).split("\n").length] : [],
  );
  expect([...new Set(told)]).toEqual([5, 10]);
});

test("a line of a megabyte is looked at near the caret only", () => {
  const text = `${"a: b, ".repeat(170_000)}CidrBlock: `;
  expect(typedValue(text, text.length)?.key).toBe("CidrBlock");
});
