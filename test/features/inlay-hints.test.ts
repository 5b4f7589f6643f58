/** Inlay hints in their text: the files show what a reader sees, with each hint in ‹ ›. */
import { describe, expect, test } from "vitest";
import { type Analysis, analyze, snapshotOf } from "../../server/src/analysis.ts";
import { type InlayHintKinds, inlayHints } from "../../server/src/features/inlay-hints.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";
import { lineIndex } from "../../server/src/text/line-index.ts";
import { jsonNetwork, twoVpcs } from "./sample-templates.ts";

const all: InlayHintKinds = { cidrSize: true, subnetExposure: true, resolvedValue: true, routeOwner: true };
const none: InlayHintKinds = { cidrSize: false, subnetExposure: false, resolvedValue: false, routeOwner: false };

const read = (text: string): Analysis => analyze("a.yaml", snapshotOf("a.yaml", text), { settings: defaultSettings });

function hintsOf(text: string, kinds = all, range = { start: 0, end: text.length }): readonly (readonly [offset: number, label: string])[] {
  const positions = lineIndex(text);
  return inlayHints(read(text), positions, range, kinds).map(({ position, label }) => [
    positions.offsetAt(position),
    typeof label === "string" ? label : "",
  ]);
}

const labelsOf = (text: string, kinds = all): readonly string[] => hintsOf(text, kinds).map(([, label]) => label);

function shown(text: string, kinds = all): string {
  let result = text;
  for (const [offset, label] of [...hintsOf(text, kinds)].reverse())
    result = `${result.slice(0, offset)} ‹${label}›${result.slice(offset)}`;
  return result;
}

test.each([
  ["yaml", twoVpcs],
  ["json", jsonNetwork],
])("a whole template in %s", async (format, text) => {
  await expect(shown(text)).toMatchFileSnapshot(`./inlay-hints/whole.${format}.txt`);
});

describe("each kind alone", () => {
  test.each(["cidrSize", "subnetExposure", "resolvedValue", "routeOwner"] as const)("%s", (kind) => {
    const alone = labelsOf(twoVpcs, { ...none, [kind]: true });
    const others = labelsOf(twoVpcs, { ...all, [kind]: false });
    expect(alone.length).toBeGreaterThan(1);
    expect([...alone, ...others].sort()).toEqual([...labelsOf(twoVpcs)].sort());
  });

  test("none of them", () => expect(labelsOf(twoVpcs, none)).toEqual([]));
});

test("only what stands in the range", () => {
  const start = twoVpcs.indexOf("  AppToTwo:");
  const end = twoVpcs.indexOf("  Group:");
  const inside = hintsOf(twoVpcs).filter(([offset]) => start <= offset && offset <= end);
  expect(hintsOf(twoVpcs, all, { start, end })).toEqual(inside);
  expect(inside.map(([, label]) => label)).toEqual(["10.2.0.0/16", "peer VpcTwo", "peer subnet App", "256 IPs, to 10.1.1.255"]);
});

const subnet = (block: string): string => `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/8 }
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: ${block}
`;

test.each([
  ["10.0.0.0/24", ["256 IPs, to 10.0.0.255"]],
  ["10.0.0.9/30", ["4 IPs, 10.0.0.8 to 10.0.0.11"]],
  ["10.0.0.9/32", []],
  ["0.0.0.0/0", []],
  ["::/0", []],
  ["2001:db8:0:1::/64", ["to 2001:db8:0:1:ffff:ffff:ffff:ffff"]],
  ["2001:db8::/48", ["65,536 × /64, to 2001:db8:0:ffff::/64"]],
  ["fd00::/120", ["256 IPs, to fd00::ff"]],
  ["10.0.0.0/33", []],
  ["10.0.0.0", []],
  ["", []],
  ["[", []],
  ["!Ref", []],
  ["!Ref Nothing", []],
  ["!Sub 10.0.${AWS::AccountId}.0/24", []],
])("a subnet's block %s", (block, expected) => {
  const labels = hintsOf(subnet(block), { ...all, subnetExposure: false }).map(([, label]) => label);
  expect(labels.filter((label) => !label.startsWith("16,777,216"))).toEqual(expected);
});

test("a template whose default has another network than its other scenarios", () => {
  const text = `Parameters:
  Size: { Type: String, AllowedValues: [small, large] }
Conditions:
  Large: !Equals [!Ref Size, large]
Mappings: { Blocks: { small: { cidr: 10.0.0.0/24 }, large: { cidr: 10.0.0.0/20 } } }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !FindInMap [Blocks, !Ref Size, cidr] } }
  Extra: { Type: AWS::EC2::VPC, Condition: Large, Properties: { CidrBlock: !FindInMap [Blocks, !Ref Size, cidr] } }
`;
  expect(labelsOf(text, { ...none, resolvedValue: true })).toEqual(["10.0.0.0/24", "10.0.0.0/20"]);
});

test("what a loop makes has a hint where all of it has the same", () => {
  const text = `Transform: AWS::LanguageExtensions
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Fn::ForEach::Subnets:
    - Name
    - [A, B]
    - Subnet\${Name}:
        Type: AWS::EC2::Subnet
        Properties: { VpcId: !Ref Vpc, CidrBlock: !Ref Block }
`;
  expect(labelsOf(text, { ...all, cidrSize: false })).toEqual(["isolated"]);
});

test("text that is no template has none", () => expect(labelsOf("Vpc: 10.0.0.0/16\n")).toEqual([]));
