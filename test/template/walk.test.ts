import { describe, expect, test } from "vitest";
import { createEvaluator } from "../../server/src/template/evaluate.ts";
import { child, type Node } from "../../server/src/template/node.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { buildTemplate } from "../../server/src/template/template.ts";
import { takenIntrinsics, takenNode } from "../../server/src/template/walk.ts";

const head = `
Parameters:
  Mode: { Type: String, Default: a }
Conditions:
  IsA: !Equals [!Ref Mode, a]
  Circular: !Not [!Condition Circular]
Resources:
  Thing:
    Type: AWS::EC2::VPC
    Properties:
`;

function read(properties: string, mode?: string) {
  const template = buildTemplate(readDocument(head + properties.replace(/^/gm, "      ")));
  const choice = new Map(mode === undefined ? [] : [["Mode", mode]]);
  return { evaluator: createEvaluator({ template, choice, given: new Map() }), properties: template.resources.get("Thing")?.properties };
}

/** `path name argument`, with the loop variables where there are any. */
function walked(properties: string, mode?: string): readonly string[] {
  const { evaluator, properties: node } = read(properties, mode);
  return takenIntrinsics(node, evaluator).map((taken) => {
    const bound = [...taken.bindings].map(([name, value]) => ` ${name}=${value}`).join("");
    return `${taken.path} ${taken.node.name}${textOf(taken.node.argument)}${bound}`;
  });
}

const textOf = (node: Node): string => (node.kind === "scalar" ? ` ${node.text}` : "");

describe("takenIntrinsics", () => {
  test("goes into maps, lists and arguments, outermost first", () => {
    expect(walked(`CidrBlock: !Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]\nTags:\n  - Key: Name\n    Value: !Ref Name`)).toEqual([
      "CidrBlock Fn::Select",
      "CidrBlock.1 Fn::Cidr",
      "CidrBlock.1.0 Fn::GetAtt Vpc.CidrBlock",
      "Tags.0.Value Ref Name",
    ]);
  });

  test("takes the branch that the scenario takes", () => {
    const properties = "CidrBlock: !If [IsA, !Ref WhenA, !If [IsA, !Ref Never, !Ref Otherwise]]";
    expect(walked(properties)).toEqual(["CidrBlock Fn::If", "CidrBlock.1 Ref WhenA"]);
    expect(walked(properties, "b")).toEqual(["CidrBlock Fn::If", "CidrBlock.2 Fn::If", "CidrBlock.2.2 Ref Otherwise"]);
  });

  test("takes no branch where nothing decides", () => {
    expect(walked("CidrBlock: !If [Circular, !Ref A, !Ref B]")).toEqual(["CidrBlock Fn::If"]);
    expect(walked("CidrBlock: !If [IsA]")).toEqual(["CidrBlock Fn::If"]);
    expect(walked("CidrBlock: !If IsA")).toEqual(["CidrBlock Fn::If IsA"]);
  });

  test("goes through a loop once for each member", () => {
    expect(walked("Tags:\n  Fn::ForEach::Names:\n    - Name\n    - [x, y]\n    - Key: !Ref Name")).toEqual([
      "Tags.Fn::ForEach::Names.x.Key Ref Name Name=x",
      "Tags.Fn::ForEach::Names.y.Key Ref Name Name=y",
    ]);
  });

  test("leaves out a loop over an unknown list, and one that is none", () => {
    expect(walked("Tags:\n  Fn::ForEach::Names: [Name, !Ref Unknown, { Key: !Ref Name }]\n  Fn::ForEach::Bad: !Ref X")).toEqual([]);
  });

  test("has nothing to say about nothing", () => {
    expect(takenIntrinsics(undefined, read("CidrBlock: x").evaluator)).toEqual([]);
  });
});

describe("takenNode", () => {
  const taken = (value: string, mode?: string): string | undefined => {
    const { evaluator, properties } = read(`CidrBlock: ${value}`, mode);
    const node = takenNode(child(properties, "CidrBlock"), evaluator);
    return node && (node.kind === "intrinsic" ? node.name : textOf(node).trim());
  };

  test("is what stands behind decided conditions", () => {
    expect(taken("!If [IsA, !If [IsA, inner, x], outer]")).toBe("inner");
    expect(taken("!If [IsA, inner, !Ref Other]", "b")).toBe("Ref");
    expect(taken("plain")).toBe("plain");
  });

  test("is unknown where one is undecided", () => {
    expect(taken("!If [Circular, a, b]")).toBeUndefined();
  });
});
