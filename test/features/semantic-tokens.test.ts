/** Semantic tokens in their text: the files show what is coloured, as `text⟨kind⟩`. */
import { expect, test } from "vitest";
import { analyze, snapshotOf } from "../../server/src/analysis.ts";
import { semanticTokenModifiers, semanticTokens, semanticTokenTypes } from "../../server/src/features/semantic-tokens.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";
import { lineIndex } from "../../server/src/text/line-index.ts";
import { jsonNetwork, twoVpcs } from "./sample-templates.ts";

interface Token {
  readonly offset: number;
  readonly text: string;
  readonly kind: string;
}

function tokensOf(text: string, range = { start: 0, end: text.length }): readonly Token[] {
  const positions = lineIndex(text);
  const analysis = analyze("a.yaml", snapshotOf("a.yaml", text), { settings: defaultSettings });
  const data = semanticTokens(analysis, positions, range);
  const tokens: Token[] = [];
  let [line, character] = [0, 0];
  for (let index = 0; index < data.length; index += 5) {
    const [down = 0, right = 0, length = 0, type = -1, modifiers = 0] = data.slice(index, index + 5);
    line += down;
    character = down === 0 ? character + right : right;
    const offset = positions.offsetAt({ line, character });
    const names = semanticTokenModifiers.filter((_, bit) => modifiers & (1 << bit));
    tokens.push({ offset, text: text.slice(offset, offset + length), kind: [semanticTokenTypes[type], ...names].join(".") });
  }
  return tokens;
}

const shortOf = (text: string): readonly string[] => tokensOf(text).map(({ text: token, kind }) => `${token} ${kind}`);

test.each([
  ["yaml", twoVpcs],
  ["json", jsonNetwork],
])("a whole template in %s", async (format, text) => {
  let shown = text;
  for (const { offset, text: token, kind } of [...tokensOf(text)].reverse())
    shown = `${shown.slice(0, offset + token.length)}⟨${kind}⟩${shown.slice(offset + token.length)}`;
  await expect(shown).toMatchFileSnapshot(`./semantic-tokens/whole.${format}.txt`);
});

test("only what stands in the range", () => {
  const start = twoVpcs.indexOf("  AppToTwo:");
  const end = twoVpcs.indexOf("  Group:");
  const inside = tokensOf(twoVpcs).filter(({ offset }) => start <= offset && offset < end);
  expect(tokensOf(twoVpcs, { start, end })).toEqual(inside);
  expect(inside.map((token) => token.text)).toEqual(["AppTable", "VpcTwo", "CidrBlock", "Peering", "TwoTable", "10.1.1.0/24", "Peering"]);
});

const resource = (properties: string): string => `Parameters:
  Name: { Type: String }
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      ${properties}
`;

test.each<[properties: string, expected: readonly string[]]>([
  ["A: !Ref Vpc", ["Vpc class"]],
  ["A: !Ref 'Vpc'", ["Vpc class"]],
  ['A: { Ref: "Name" }', ["Name parameter"]],
  ["A: !Ref Nothing", []],
  ["A: !Ref", []],
  ["A: !Ref AWS::", []],
  ["A: !Ref AWS::Region", ["AWS::Region variable.readonly"]],
  ["A: !GetAtt Vpc.CidrBlock", ["Vpc class", "CidrBlock property"]],
  ["A: !GetAtt Vpc.", ["Vpc class"]],
  ["A: !GetAtt Name.CidrBlock", []],
  ["A: !GetAtt [Vpc, CidrBlock]", ["Vpc class", "CidrBlock property"]],
  ["A: !GetAtt [Vpc, !Ref Name]", ["Vpc class", "Name parameter"]],
  ["A: !Sub '${ Vpc } ${Name}${AWS::Region} ${!Vpc} ${Other}'", ["Vpc class", "Name parameter", "AWS::Region variable.readonly"]],
  ["A: !Sub ['${Vpc} ${Name}', { Name: !Ref Name }]", ["Vpc class", "Name parameter"]],
  ["A: 10.0.0.0/8", ["10.0.0.0/8 number"]],
  ["A: ['2001:db8::/32', \"10.0.0.0/8\"]", ["2001:db8::/32 number", "10.0.0.0/8 number"]],
  ["A: 10.0.0.0/33", []],
  ["A: in 10.0.0.0/8", []],
  ['A: "10.0.0.0\\/8"', []],
  ["A: !Sub |\n        to ${Vpc}\n        and ${Vpc.CidrBlock}", ["Vpc class", "Vpc class", "CidrBlock property"]],
])("%s", (properties, expected) => expect(shortOf(resource(properties))).toEqual(expected));

test("what a resource depends on, in both forms", () => {
  const text =
    "Resources:\n  A: { Type: 'AWS::EC2::VPC' }\n  B: { Type: 'AWS::EC2::VPC', DependsOn: A }\n  C:\n    Type: AWS::EC2::VPC\n    DependsOn:\n      - A\n      - Gone\n      - B\n";
  expect(shortOf(text)).toEqual(["A class", "A class", "B class"]);
});

test("a value behind an alias is coloured where it is written, once", () => {
  const text = "Resources:\n  A:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: &block 10.0.0.0/16\n      Other: *block\n";
  expect(shortOf(text)).toEqual(["10.0.0.0/16 number"]);
});

test("text that is no template has none", () => expect(tokensOf("Vpc: !Ref Vpc\n")).toEqual([]));
