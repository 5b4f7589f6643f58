import { describe, expect, test } from "vitest";
import { describeChoices } from "../../server/src/template/choice-text.ts";
import type { Probe } from "../../server/src/template/choice-sample.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { planScenarios, type ScenarioPlan } from "../../server/src/template/scenarios.ts";
import { buildTemplate } from "../../server/src/template/template.ts";

const reads = (type: string): readonly string[] | undefined => (type === "AWS::EC2::VPC" ? ["CidrBlock", "EnableDnsSupport"] : undefined);
const plan = (text: string, given: ReadonlyMap<string, string> = new Map()): ScenarioPlan =>
  planScenarios(buildTemplate(readDocument(text)), given, reads);
const counts = (of: ScenarioPlan): unknown => ({ networks: of.scenarios.length, explored: of.explored, total: of.total });
const choices = (of: ScenarioPlan): unknown => of.scenarios.map((scenario) => Object.fromEntries(scenario.choice));

const vpc = (properties: string, condition = ""): string =>
  `Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n${condition}    Properties: { ${properties} }\n`;

describe("what steers", () => {
  test("nothing: one scenario", () => {
    expect(counts(plan(`Parameters:\n  A: { Type: String, Default: x }\n${vpc("CidrBlock: !Ref A")}`))).toEqual({
      networks: 1,
      explored: 1,
      total: 1,
    });
  });

  test("a condition of a resource: every allowed value counts, equal networks are looked at once", () => {
    const found = plan(
      `Parameters:\n  Env: { Type: String, Default: dev, AllowedValues: [dev, test, prod] }\nConditions:\n  IsProd: !Equals [!Ref Env, prod]\n${vpc("CidrBlock: 10.0.0.0/16", "    Condition: IsProd\n")}`,
    );
    expect(counts(found)).toEqual({ networks: 2, explored: 3, total: 3 });
    expect(choices(found)).toEqual([{ Env: "dev" }, { Env: "prod" }]);
  });

  test("a free text: its default, the literals it is compared with, and some other value", () => {
    const found = plan(
      `Parameters:\n  Env: { Type: String, Default: dev }\nConditions:\n  IsProd: !Equals [prod, !Ref Env]\n${vpc("CidrBlock: !If [IsProd, 10.0.0.0/16, 10.1.0.0/16]")}`,
    );
    expect(counts(found)).toEqual({ networks: 2, explored: 3, total: 3 });
    expect(choices(found)).toEqual([{ Env: "dev" }, { Env: "prod" }]);
  });

  test("a key of a mapping that reaches a property that is read, and no other", () => {
    const maps = "Mappings:\n  Blocks:\n    eu-west-1: { Vpc: 10.0.0.0/16 }\n    us-east-1: { Vpc: 10.1.0.0/16 }\n";
    expect(choices(plan(`${maps}${vpc("CidrBlock: !FindInMap [Blocks, !Ref 'AWS::Region', Vpc]")}`))).toEqual([
      { "AWS::Region": "eu-west-1" },
      { "AWS::Region": "us-east-1" },
    ]);
    expect(counts(plan(`${maps}${vpc("CidrBlock: 10.0.0.0/16, InstanceTenancy: !FindInMap [Blocks, !Ref 'AWS::Region', Vpc]")}`))).toEqual({
      networks: 1,
      explored: 1,
      total: 1,
    });
  });

  test("a comparison that only the deployment decides", () => {
    const found = plan(`Conditions:\n  C: !Equals [!ImportValue Shared, "true"]\n${vpc("CidrBlock: 10.0.0.0/16", "    Condition: C\n")}`);
    expect(counts(found)).toEqual({ networks: 2, explored: 2, total: 2 });
  });

  test("a value given from outside steers no more", () => {
    const text = `Parameters:\n  Env: { Type: String, Default: dev }\nConditions:\n  IsProd: !Equals [!Ref Env, prod]\n${vpc("CidrBlock: 10.0.0.0/16", "    Condition: IsProd\n")}`;
    expect(counts(plan(text, new Map([["Env", "prod"]])))).toEqual({ networks: 1, explored: 1, total: 1 });
  });

  test.each([
    ["a pattern of words allows those words", 'AllowedPattern: "^(true|false)$", Default: "false"', 'isOn: !Equals [!Ref P, "true"]', 2],
    ["a pattern of another kind allows anything", 'AllowedPattern: "^[a-z]+$", Default: dev', "isOn: !Equals [!Ref P, prod]", 3],
    ["who names yes and no means no third value", "Default: 'no'", "isOn: !Equals [!Ref P, 'yes']", 2],
    ["who names neither does", "Default: dev", "isOn: !Equals [!Ref P, prod]", 3],
    ["what must not be empty is not", "MinLength: 1", 'isOn: !Equals [!Ref P, ""]', 1],
    ["what may be empty is", "MinLength: 0", 'isOn: !Equals [!Ref P, ""]', 2],
  ])("%s", (_, declared, condition, total) => {
    const text = `Parameters:\n  P: { Type: String, ${declared} }\nConditions:\n  ${condition}\n${vpc("CidrBlock: 10.0.0.0/16", "    Condition: isOn\n")}`;
    expect(plan(text).total).toBe(total);
  });

  test("the id of something that exists is not empty", () => {
    const text = `Parameters:\n  P: { Type: "AWS::EC2::VPC::Id" }\nConditions:\n  isNew: !Equals [!Ref P, ""]\n${vpc("CidrBlock: 10.0.0.0/16", "    Condition: isNew\n")}`;
    expect(plan(text).total).toBe(1);
  });

  test("an optional list, asked for with Fn::Join, has two faces", () => {
    const text = `Parameters:\n  Ids: { Type: CommaDelimitedList, Default: "" }\nConditions:\n  Has: !Not [!Equals [!Join ["", !Ref Ids], ""]]\n${vpc("CidrBlock: 10.0.0.0/16", "    Condition: Has\n")}`;
    expect(counts(plan(text))).toEqual({ networks: 2, explored: 2, total: 2 });
  });
});

test("beyond the cap the choices are counted, and those looked at cover all pairs", () => {
  const names = Array.from({ length: 60 }, (_, index) => `P${index}`);
  const text = [
    "Parameters:",
    ...names.map((name) => `  ${name}: { Type: String, Default: "no", AllowedValues: ["no", "yes"] }`),
    "Conditions:",
    ...names.map((name) => `  C${name}: !Equals [!Ref ${name}, "yes"]`),
    "Resources:",
    ...names.map((name) => `  V${name}:\n    Type: AWS::EC2::VPC\n    Condition: C${name}\n    Properties: { CidrBlock: 10.0.0.0/16 }`),
  ].join("\n");
  const found = plan(text);
  expect(found.total).toBe((2n ** 60n).toString());
  expect(found.isComplete).toBe(false);
  expect(found.scenarios.length).toBeLessThanOrEqual(24);
  const rows = found.scenarios.flatMap((scenario) => scenario.combinations);
  expect(found.explored).toBe(rows.length);
  for (const [i, j] of [
    [0, 1],
    [5, 59],
    [30, 31],
  ] as const) {
    expect(new Set(rows.map((row) => `${row[i]}${row[j]}`))).toEqual(new Set(["00", "01", "10", "11"]));
  }
});

describe("in words", () => {
  const text = `Parameters:
  Env: { Type: String, Default: dev, AllowedValues: [dev, test, prod] }
  Nat: { Type: String, Default: "true" }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  HasNat: !Equals [!Ref Nat, "true"]
Resources:
  A: { Type: AWS::EC2::VPC, Condition: IsProd, Properties: { CidrBlock: 10.0.0.0/16 } }
  B: { Type: AWS::EC2::VPC, Condition: HasNat, Properties: { CidrBlock: 10.0.0.0/16 } }
`;
  const found = plan(text);
  const where = (holds: (choice: ReadonlyMap<string, string | null>) => boolean): unknown =>
    describeChoices(found, new Set(found.scenarios.flatMap((scenario, index) => (holds(scenario.choice) ? [index] : []))));

  test.each([
    ["always", () => true, "", {}],
    ["one value", (c: ReadonlyMap<string, string | null>) => c.get("Env") === "prod", "when Env is prod", { Env: "prod" }],
    ["several values", (c: ReadonlyMap<string, string | null>) => c.get("Env") !== "prod", "when Env is dev or test", { Env: "dev" }],
    ["some other value", (c: ReadonlyMap<string, string | null>) => c.get("Nat") !== "true", "when Nat is not true", { Nat: null }],
    [
      "two together",
      (c: ReadonlyMap<string, string | null>) => c.get("Nat") === "true" && c.get("Env") === "prod",
      "when Env is prod and Nat is true",
      { Env: "prod", Nat: "true" },
    ],
  ] as const)("%s", (_, holds, words, witness) => {
    expect(where(holds)).toEqual({ text: words, witness });
  });
});

describe("what the Rules section forbids", () => {
  const text = (rule: string): string => `Parameters:
  Kind: { Type: String, Default: shared, AllowedValues: [shared, own] }
  Public: { Type: String, Default: "no", AllowedValues: ["yes", "no"] }
  Unread: { Type: String, Default: "" }
Rules:
  R: ${rule}
Conditions:
  IsOwn: !Equals [!Ref Kind, own]
  IsPublic: !Equals [!Ref Public, "yes"]
${vpc("CidrBlock: !If [IsPublic, 10.0.0.0/16, 10.1.0.0/16]", "    Condition: IsOwn\n")}`;
  test.each([
    ["one combination", '{ RuleCondition: !Equals [!Ref Public, "yes"], Assertions: [{ Assert: !Equals [!Ref Kind, own] }] }', 3],
    ["a value, without a condition", "{ Assertions: [{ Assert: !Not [!Equals [!Ref Kind, shared]] }] }", 2],
    ["nothing by a parameter that steers nothing", '{ Assertions: [{ Assert: !Not [!Equals [!Ref Unread, ""]] }] }', 4],
    ["what a list does not contain", "{ Assertions: [{ Assert: { Fn::Contains: [[own], !Ref Kind] } }] }", 2],
    ["nothing that a list contains", "{ Assertions: [{ Assert: { Fn::Contains: [[own, shared], !Ref Kind] } }] }", 4],
    ["what does not equal each member", "{ Assertions: [{ Assert: { Fn::EachMemberEquals: [[!Ref Kind, own], own] } }] }", 2],
    ["members that a list does not have", "{ Assertions: [{ Assert: { Fn::EachMemberIn: [[!Ref Kind], [own, other]] } }] }", 2],
    [
      "one combination with a list",
      '{ RuleCondition: { Fn::Contains: [["yes"], !Ref Public] }, Assertions: [{ Assert: { Fn::Contains: [[own], !Ref Kind] } }] }',
      3,
    ],
    ["nothing by a list that is not known", "{ Assertions: [{ Assert: { Fn::Contains: [!Ref Unread, !Ref Kind] } }] }", 4],
    ["nothing that is not understood", "{ Assertions: [{ Assert: { Fn::Contains: [{ Fn::RefAll: Kind }, !Ref Kind] } }] }", 4],
    ["all: then all are looked at", '{ Assertions: [{ Assert: !Equals ["a", "b"] }] }', 4],
  ])("%s", (_, rule, total) => {
    const found = plan(text(rule));
    expect({ total: found.total, explored: found.explored, isComplete: found.isComplete }).toEqual({
      total,
      explored: total,
      isComplete: true,
    });
  });
});

test("the Rules section forbids values that the conditions do not tell apart", () => {
  const found = plan(`Parameters:
  Edge: { Type: String, Default: nat, AllowedValues: [nat, none, igw] }
  Public: { Type: String, Default: "no", AllowedValues: ["yes", "no"] }
Rules:
  R: { RuleCondition: !Equals [!Ref Public, "yes"], Assertions: [{ Assert: !Equals [!Ref Edge, igw] }] }
Conditions:
  HasGateway: !Equals [!Ref Edge, igw]
  IsPublic: !Equals [!Ref Public, "yes"]
${vpc("CidrBlock: !If [IsPublic, 10.0.0.0/16, !If [HasGateway, 10.1.0.0/16, 10.2.0.0/16]]")}`);
  expect([found.total, found.explored]).toEqual([4, 4]);
  expect(found.scenarios.map(({ choice }) => [choice.get("Public"), choice.get("Edge")])).not.toContainEqual(["yes", "nat"]);
});

test("in a sample, the one parameter that tells where something holds is named, not several that happen to", () => {
  const names = Array.from({ length: 12 }, (_, index) => `P${index}`);
  const text = [
    "Parameters:",
    ...names.map((name) => `  ${name}: { Type: String, Default: "" }`),
    "Conditions:",
    ...names.map((name) => `  C${name}: !Equals [!Ref ${name}, ""]`),
    "Resources:",
    ...names.map((name) => `  V${name}:\n    Type: AWS::EC2::VPC\n    Condition: C${name}\n    Properties: { CidrBlock: 10.0.0.0/16 }`),
  ].join("\n");
  const found = plan(text);
  expect(found.isComplete).toBe(false);
  const indexes = found.scenarios.map((_, index) => index);
  for (const name of names) {
    const holds = indexes.filter((index) => found.scenarios[index]?.choice.get(name) === "");
    const index = found.variables.findIndex((variable) => variable.name === name);
    const probe: Probe = {
      suspects: [],
      conditions: [],
      holds: (combination) => found.variables[index]?.classes[combination[index] ?? 0]?.values[0] === "",
    };
    expect(describeChoices(found, new Set(holds), probe)).toEqual({ text: `when ${name} is empty`, witness: { [name]: "" } });
  }
});
