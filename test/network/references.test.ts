/** What a resource refers to in one scenario. */
import { expect, test } from "vitest";
import { outputValues, referencesIn } from "../../server/src/network/references.ts";
import { createEvaluator } from "../../server/src/template/evaluate.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { buildTemplate } from "../../server/src/template/template.ts";

function read(properties: readonly string[], environment: string) {
  const template = buildTemplate(
    readDocument(
      [
        "Parameters:",
        "  Environment: { Type: String, Default: dev }",
        "Conditions:",
        "  IsProd: !Equals [!Ref Environment, prod]",
        "Resources:",
        "  Thing:",
        "    Type: AWS::EC2::Subnet",
        "    Properties:",
        ...properties.map((line) => `      ${line}`),
        "Outputs:",
        "  Always: { Value: !Ref A }",
        "  Prod: { Condition: IsProd, Value: !Ref B }",
        "  Broken: { Description: nothing }",
      ].join("\n"),
    ),
  );
  const evaluator = createEvaluator({ template, choice: new Map([["Environment", environment]]), given: new Map() });
  return { template, evaluator, properties: template.resources.get("Thing")?.properties };
}

function named(properties: readonly string[], environment = "dev"): readonly string[] {
  const { evaluator, properties: node } = read(properties, environment);
  return referencesIn(node, evaluator).map(({ logicalId, attribute }) => `${logicalId} ${attribute}`);
}

test("every function that names a resource", () => {
  expect(named(["A: !Ref Vpc", "B: [{ C: !GetAtt Vpc.CidrBlock }]", "D: !GetAtt [Endpoint, Id]"])).toEqual([
    "Vpc Ref",
    "Vpc CidrBlock",
    "Endpoint Id",
  ]);
  expect(named(['A: !Sub "${Vpc}-${Vpc.CidrBlock}-${!Not}"', 'B: !Sub ["${Own}${Other}", { Own: !Ref Inner }]'])).toEqual([
    "Vpc Ref",
    "Vpc CidrBlock",
    "Other Ref",
    "Inner Ref",
  ]);
});

test("only the branch that is taken", () => {
  const properties = ["A: !If [IsProd, !Ref InProd, !Ref InDev]", "B: !If [IsMissing, !Ref This, !Ref That]"];
  expect(named(properties, "prod")).toEqual(["InProd Ref"]);
  expect(named(properties, "dev")).toEqual(["InDev Ref"]);
});

test("half-typed functions name nothing", () => {
  expect(named(["A: !GetAtt Vpc", "B: !If [IsProd]", "C: !Sub", "D: !Ref [Vpc]"])).toEqual([]);
});

test("values of the outputs that exist", () => {
  const values = (environment: string): readonly string[] => {
    const { template, evaluator } = read(["A: 1"], environment);
    const nodes = outputValues(
      template.outputs.map((output) => output.value),
      evaluator,
    );
    return nodes.flatMap((node) => referencesIn(node, evaluator).map(({ logicalId }) => logicalId));
  };
  expect(values("dev")).toEqual(["A"]);
  expect(values("prod")).toEqual(["A", "B"]);
});
