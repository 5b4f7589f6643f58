import { describe, expect, test } from "vitest";
import { type Choice, createEvaluator } from "../../server/src/template/evaluate.ts";
import { child } from "../../server/src/template/node.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { buildTemplate } from "../../server/src/template/template.ts";
import { identityOf, type Term } from "../../server/src/template/value.ts";

const preamble = `
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::LanguageExtensions
Parameters:
  Environment: { Type: String, Default: dev }
  VpcCidr: { Type: String, Default: 10.0.0.0/16 }
  Plain: { Type: String }
  Zones: { Type: CommaDelimitedList, Default: "a, b,c" }
  Stored: { Type: "AWS::SSM::Parameter::Value<String>", Default: /some/name }
  Size: { Type: Number, Default: 3 }
Mappings:
  Blocks:
    dev: { Vpc: 10.1.0.0/16, Subnets: [10.1.0.0/24, 10.1.1.0/24] }
    prod: { Vpc: 10.2.0.0/16, Subnets: [10.2.0.0/24] }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
  IsDev: !Not [!Condition IsProd]
  Both: !And [!Condition IsProd, !Condition IsDev]
  Either: !Or [!Condition IsProd, !Condition IsDev]
  Imported: !Equals [!ImportValue X, y]
  Loop: !Not [!Condition Loop]
  LongForm: { "Fn::Not": [{ Condition: IsProd }] }
`;

/** Evaluates the property `P` of the resource Thing. */
function evaluate(property: string, choice: Choice = new Map(), given: ReadonlyMap<string, string> = new Map()): Term {
  const template = buildTemplate(
    readDocument(
      `${preamble}Resources:\n  Other: { Type: AWS::X::Z }\n  Thing:\n    Type: AWS::X::Y\n    Properties:\n      P: ${property}\n`,
    ),
  );
  expect(template.document.problems).toEqual([]);
  const node = child(template.resources.get("Thing")?.properties, "P");
  if (!node) throw new Error("no property");
  return createEvaluator({ template, choice, given }).evaluate(node);
}

const shown = (term: Term): string => (term.kind === "opaque" ? `?${identityOf(term)}` : identityOf(term));

describe("functions", () => {
  test.each([
    ["10.0.0.0/16", "10.0.0.0/16"],
    ["010", "010"],
    ["!Ref VpcCidr", "10.0.0.0/16"],
    ["{ Ref: VpcCidr }", "10.0.0.0/16"],
    ["!Ref Plain", "?${Plain}"],
    ["!Ref Stored", "?${Stored}"],
    ["!Ref Zones", "[a,b,c]"],
    ["!Ref Other", "${Other}"],
    ["!Ref HalfTyp", "?${HalfTyp}"],
    ["!GetAtt HalfTyp.CidrBlock", "?${HalfTyp.CidrBlock}"],
    ["!GetAtt Other.CidrBlock", "${Other.CidrBlock}"],
    ["!GetAtt [Other, CidrBlock]", "${Other.CidrBlock}"],
    ["{ 'Fn::GetAtt': [Other, Endpoint.Address] }", "${Other.Endpoint.Address}"],
    ["!Sub '${Environment}-${AWS::Region}.x'", "?dev-${AWS::Region}.x"],
    ["!Sub '${Other}'", "${Other}"],
    ["!Sub 'a ${!Literal} b'", "a ${Literal} b"],
    ["!Sub ['${Name}/16', { Name: 10.9.0.0 }]", "10.9.0.0/16"],
    ["!Sub ['${A}.${Other.Id}', { A: !Ref Environment }]", "?dev.${Other.Id}"],
    ["!Join ['.', [com.amazonaws, !Ref 'AWS::Region', s3]]", "?com.amazonaws.${AWS::Region}.s3"],
    ["!Join [',', !Ref Zones]", "a,b,c"],
    ["!Split [',', '10.0.0.0/24,10.0.1.0/24']", "[10.0.0.0/24,10.0.1.0/24]"],
    ["!Select [1, !Split [',', 'a,b']]", "b"],
    ["!Select ['2', !Ref Zones]", "c"],
    ["!Select [3, !Ref Zones]", "?${Fn::Select(3,[a,b,c])}"],
    ["!Select [0, !GetAZs '']", "?${Fn::Select(0,${Fn::GetAZs(${AWS::Region})})}"],
    ["!Select [0, !GetAZs { Ref: 'AWS::Region' }]", "?${Fn::Select(0,${Fn::GetAZs(${AWS::Region})})}"],
    ["!FindInMap [Blocks, dev, Vpc]", "10.1.0.0/16"],
    ["!FindInMap [Blocks, !Ref Environment, Vpc]", "10.1.0.0/16"],
    ["!Select [1, !FindInMap [Blocks, !Ref Environment, Subnets]]", "10.1.1.0/24"],
    ["!FindInMap [Blocks, test, Vpc, { DefaultValue: 10.3.0.0/16 }]", "10.3.0.0/16"],
    ["!FindInMap [Blocks, test, Vpc]", "?${Fn::FindInMap(Blocks,test,Vpc)}"],
    ["!Cidr [10.0.0.0/16, 2, 8]", "[10.0.0.0/24,10.0.1.0/24]"],
    ["!Select [1, !Cidr [!Ref VpcCidr, '4', '8']]", "10.0.1.0/24"],
    ["!Select [1, !Cidr ['2001:db8::/56', 4, 64]]", "2001:db8:0:1::/64"],
    ["!Cidr [!Ref Plain, 4, 8]", "?${Fn::Cidr(${Plain},8)}"],
    ["!If [IsProd, a, b]", "b"],
    ["!If [IsProd, a, !Ref 'AWS::NoValue']", "${AWS::NoValue}"],
    ["{ 'Fn::If': [LongForm, a, b] }", "a"],
    ["!ImportValue shared-vpc", "?${Fn::ImportValue(shared-vpc)}"],
    ["{ 'Fn::Length': !Ref Zones }", "3"],
    ["{ 'Fn::Base64': text }", "?${Fn::Base64(text)}"],
    ["{ 'Fn::ToJsonString': { a: 1 } }", "?${Fn::ToJsonString({a:1})}"],
  ])("%s is %s", (property, expected) => {
    expect(shown(evaluate(property))).toBe(expected);
  });

  test.each([
    "!Ref",
    "!GetAtt Vpc",
    "!Select [0]",
    "!FindInMap [Blocks]",
    "!If [IsProd]",
    "!Cidr []",
    "!Sub",
    "!Join [',']",
    "!Split x",
    "!If [Missing, a, b]",
    "!If [Loop, a, b]",
  ])("a half-typed %s is unknown", (property) => {
    expect(["opaque", "reference"]).toContain(evaluate(property).kind);
  });

  test("what a value hangs on", () => {
    const term = evaluate("!Select [1, !Cidr [!Ref VpcCidr, 4, 8]]");
    expect(term.assumesDefaults).toEqual(["VpcCidr"]);
    expect(term.kind === "scalar" && term.origins.map((node) => node.kind === "scalar" && node.text)).toEqual(["10.0.0.0/16"]);
    expect(evaluate("!Ref VpcCidr", new Map(), new Map([["VpcCidr", "10.5.0.0/16"]]))).toMatchObject({
      text: "10.5.0.0/16",
      assumesDefaults: [],
    });
    expect(evaluate("!FindInMap [Blocks, !Ref Environment, Vpc]").assumesDefaults).toEqual(["Environment"]);
  });

  test("a choice decides", () => {
    const prod = new Map([["Environment", "prod"]]);
    expect(shown(evaluate("!If [IsProd, a, b]", prod))).toBe("a");
    expect(shown(evaluate("!FindInMap [Blocks, !Ref Environment, Vpc]", prod))).toBe("10.2.0.0/16");
    expect(shown(evaluate("!If [IsProd, a, b]", new Map([["Environment", null]])))).toBe("b");
    expect(shown(evaluate("!Ref Environment", new Map([["Environment", null]])))).toBe("?${Environment}");
  });
});

test("conditions", () => {
  const template = buildTemplate(readDocument(`${preamble}Resources:\n  Other: { Type: AWS::X::Z }\n  Thing:\n    Type: AWS::X::Y\n`));
  const outcomes = (choice: Choice): readonly (boolean | undefined)[] => {
    const { condition } = createEvaluator({ template, choice, given: new Map() });
    return ["IsProd", "IsDev", "Both", "Either", "Imported", "Loop", "LongForm", "Missing"].map(condition);
  };
  expect(outcomes(new Map())).toEqual([false, true, false, true, undefined, undefined, true, undefined]);
  expect(
    outcomes(
      new Map([
        ["Environment", "prod"],
        ["?${Fn::ImportValue(X)} = y", "true"],
      ]),
    ),
  ).toEqual([true, false, false, true, true, undefined, false, undefined]);
});

test("a loop makes resources, with its variable in ids and values", () => {
  const template = buildTemplate(
    readDocument(`Transform: AWS::LanguageExtensions
Parameters:
  Names: { Type: CommaDelimitedList, Default: "A,B" }
Resources:
  Fn::ForEach::Subnets:
    - Name
    - !Ref Names
    - Subnet\${Name}:
        Type: AWS::EC2::Subnet
        DependsOn: Block\${Name}
        Properties:
          CidrBlock: !FindInMap [Blocks, !Ref Name, Cidr]
          Tag: !Sub "x-\${Name}"
Mappings:
  Blocks:
    A: { Cidr: 10.0.0.0/24 }
    B: { Cidr: 10.0.1.0/24 }
`),
  );
  const evaluator = createEvaluator({ template, choice: new Map(), given: new Map() });
  const made = evaluator.resources().map((declaration) => ({
    id: declaration.logicalId,
    after: declaration.dependsOn.map((dependency) => dependency.logicalId),
    values: ["CidrBlock", "Tag"].map((name) => {
      const node = child(declaration.properties, name);
      return node && shown(evaluator.evaluate(node, declaration.bindings));
    }),
  }));
  expect(made).toEqual([
    { id: "SubnetA", after: ["BlockA"], values: ["10.0.0.0/24", "x-A"] },
    { id: "SubnetB", after: ["BlockB"], values: ["10.0.1.0/24", "x-B"] },
  ]);
  expect(evaluator.hasUnknownLoop()).toBe(false);
});
