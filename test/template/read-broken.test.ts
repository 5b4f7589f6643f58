import { describe, expect, test } from "vitest";
import { child } from "../../server/src/template/node.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { covered, plain } from "./tree.ts";

/** A template in whose middle something is being typed. */
const around = (lines: string): string => `Parameters:
  P:
    Type: String
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
${lines}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
Outputs:
  O:
    Value: "x"
`;
const vpc = { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16" } };
const subnet = { Type: "AWS::EC2::Subnet", Properties: { VpcId: { "!Ref": "Vpc" } } };

const noQuote = "This value has no closing quote.";
const tabs = "Tabs cannot indent YAML: use spaces.";
const indented = "This line is indented differently from the lines that it belongs to.";

describe("what is being typed costs its own lines", () => {
  test.each<[lines: string, tree: object, message?: string, where?: string]>([
    ["  Ab", { Ab: "" }, '"Ab" has no colon after it.', "Ab"],
    ["  Ab:", { Ab: "" }],
    ["  Ab:\n    Type:", { Ab: { Type: "" } }],
    ["  Ab:\n    Type: !Ref", { Ab: { Type: { "!Ref": "" } } }],
    ["  Ab:\n    Type: !", { Ab: { Type: "" } }],
    ["  Ab:\n    - ", { Ab: [""] }],
    ["  Ab:\n    -", { Ab: [""] }],
    ["  Ab:\n    Typ\n    Z: 1", { Ab: { Typ: "", Z: "1" } }, '"Typ" has no colon after it.', "Typ"],
    ["  Ab:\n    Z: 1\n    Typ", { Ab: { Typ: "", Z: "1" } }, '"Typ" has no colon after it.', "Typ"],
    ["  Ab\n    Type: X", { Ab: { Type: "X" } }, '"Ab" has no colon after it.', "Ab"],
    ["  Ab:1", { "Ab:1": "" }, '"Ab:1" needs a blank after its colon.', "Ab:1"],
    ['  "Ab', { Ab: "" }, "This key has no closing quote.", '"Ab'],
    ['  Ab: "x', { Ab: "x" }, noQuote, '"x'],
    ['  Ab: "x\n    Z: y', { Ab: "x" }, noQuote, '"x'],
    ["  Ab:\n    Type: 'X\n    Z: y", { Ab: { Type: "X", Z: "y" } }, noQuote, "'X"],
    ["  Ab:\n    Type: 'X''\n    Z: y", { Ab: { Type: "X''", Z: "y" } }, noQuote, "'X''"],
    ['  Ab:\n    Tags:\n      - Key: "Na\n        Value: "y"\n    Z: w', { Ab: { Z: "w" } }, noQuote, '"Na'],
    ["  Ab:\n    X: [a, b\n    Z: y", { Ab: { X: ["a", "b"], Z: "y" } }, 'This "[" is never closed.', "["],
    ["  Ab:\n    X: {a: b\n    Z: y", { Ab: { X: { a: "b" }, Z: "y" } }, 'This "{" is never closed.', "{"],
    ["  Ab: ]", {}, 'This "]" closes nothing.', "]"],
    ["\tAb:", {}, tabs, "Ab"],
    ["  Ab:\n\tType: x", { Ab: "" }, tabs, "Type:"],
    ["Ab", {}, '"Ab" has no colon after it.', "Ab"],
    [" Ab:\n   Type: x", { Ab: { Type: "x" } }, "This line is indented differently from its neighbours.", "Ab:"],
    ["   Ab:\n     Type: x", {}, indented, "Ab:"],
    ["  Ab:\n    A: 1\n   B: 2", {}, indented, "B:"],
    ["  Ab:\n    Type: *", { Ab: { Type: "" } }, 'A value cannot start with "*" unless it is quoted.', "*"],
    ["  Ab:\n    Type: @x", { Ab: { Type: "@x" } }, 'A value cannot start with "@" unless it is quoted.', "@"],
    ["  Ab:\n    Type: a: b", {}, 'A value cannot contain ": " unless it is quoted.', "a:"],
    ['  Ab:\n    Type: "\\d"', {}, '"\\d" means nothing inside double quotes: use single quotes, or double the backslash.', "\\d"],
    ["  Ab:\n    Type: 'a' b", { Ab: { Type: "a" } }, "This does not fit here.", "b"],
    ["  Ab:\n    Type: 'a'# c", { Ab: { Type: "a" } }, 'A comment needs a blank before its "#".', "# c"],
    ["  Ab:\n    Type: X\n    - y", { Ab: { Type: "X" } }, "A list cannot start here.", "-"],
    ["  - a", {}, "A list cannot start here.", "-"],
    [
      "  Ab: !Base64 !Sub x",
      { Ab: { "!Fn::Sub": "x" } },
      "A value can have one short function only: write the outer one in full, as Fn::Base64.",
      "!Sub",
    ],
    [
      "  Ab: !GetAZs !Ref X",
      { Ab: { "!Ref": "X" } },
      "A value can have one short function only: write the outer one in full, as Fn::GetAZs.",
      "!Ref",
    ],
    [
      "  Ab: [!ImportValue   !Sub x]",
      { Ab: [{ "!Fn::Sub": "x" }] },
      "A value can have one short function only: write the outer one in full, as Fn::ImportValue.",
      "!Sub",
    ],
    [
      "  Ab: !Base64\n    !Sub x",
      { Ab: { "!Fn::Sub": "x" } },
      "A value can have one short function only: write the outer one in full, as Fn::Select.",
      "!Sub",
    ],
    ["  Ab: [a b: c\n    d: e", {}, 'This "[" is never closed.', "["],
  ])("%j", (lines, tree, message, where) => {
    const document = readDocument(around(lines));
    expect(plain(child(document.root, "Resources"))).toMatchObject({ Vpc: vpc, Subnet: subnet, ...tree });
    expect(plain(child(document.root, "Parameters"))).toEqual({ P: { Type: "String" } });
    expect(plain(child(document.root, "Outputs"))).toEqual({ O: { Value: "x" } });
    expect(document.problems.map((problem) => [problem.message, covered(document, problem)])).toEqual(
      message === undefined ? [] : [[message, where]],
    );
  });

  test("a section without its colon keeps its entries", () => {
    const document = readDocument(around("").replace("Resources:", "Resources"));
    expect(plain(child(document.root, "Resources"))).toEqual({ Vpc: vpc, Subnet: subnet });
    expect(document.problems.map((problem) => covered(document, problem))).toEqual(["Resources"]);
  });

  test("a half-typed first line does not set the indentation", () => {
    const document = readDocument("Resources:\n      Vp\n  A: 1\n  B: 2\n");
    expect(plain(document.root)).toEqual({ Resources: { Vp: "", A: "1", B: "2" } });
    const shifted = readDocument(" Parameters: {}\nResources:\n  A: 1\nOutputs: {}\n");
    expect(plain(shifted.root)).toEqual({ Parameters: {}, Resources: { A: "1" }, Outputs: {} });
    expect([document, shifted].map(({ problems }) => problems.length)).toEqual([1, 1]);
  });

  test("a block has one problem, whatever is wrong in it", () => {
    const lines = Array.from({ length: 50 }, (_, index) => `    K${index}: "\n    [\n`).join("");
    expect(readDocument(`Resources:\n  A:\n${lines}  B: @\n`).problems).toHaveLength(2);
  });

  test("what follows a second document's start is not read", () => {
    const document = readDocument("A: x\n---\nB: y\n");
    expect(plain(document.root)).toEqual({ A: "x" });
    expect(document.problems.map((problem) => [problem.message, covered(document, problem)])).toEqual([
      ["A second document starts here; a template is one document.", "---"],
    ]);
  });
});

describe("hostile text is answered", () => {
  const inside = "Resources:\n  B: x\n  A:\n    X: ";
  test.each([
    ["brackets", `${inside}${"[".repeat(1_000_000)}`],
    ["braces", `${inside}${"{a: ".repeat(300_000)}`],
    ["dashes", `${inside}\n    ${"- ".repeat(1_000_000)}`],
    ["ever deeper lines", `${inside}\n${Array.from({ length: 1000 }, (_, level) => `${" ".repeat(level + 6)}a:`).join("\n")}`],
    ["NUL characters", `${inside}${"\0".repeat(100_000)}`],
    ["quotes", `${inside}${"' ".repeat(20_000)}`],
    ["tags", `${inside}${"!a ".repeat(20_000)}`],
    [
      "anchors that merge each other",
      `${inside}${Array.from({ length: 2000 }, (_, index) => `\n    k${index}: &k${index} {<<: *k${index - 1}, a${index}: 1}`).join("")}`,
    ],
    ["wrong lines at the edge", `${inside}\n${"ab\n".repeat(20_000)}`],
    ["unclosed quotes everywhere", `${inside}\n${'  C: "\n'.repeat(2_000)}`],
  ])("%s", (_, text) => {
    const document = readDocument(text);
    expect(plain(child(child(document.root, "Resources"), "B"))).toBe("x");
    expect(document.problems.length).toBe(text.includes("\0") ? 0 : text.includes('"\n') ? 2000 : 1);
  });

  test.each([
    ["JSON brackets", `{"a":${"[".repeat(1_000_000)}`],
    ["JSON braces", `{${'"a":{'.repeat(200_000)}`],
  ])("%s", (_, text) => {
    expect(readDocument(text).problems.map(({ message }) => message)).toEqual(["This is nested deeper than 100 levels and is not read."]);
  });

  test("large texts", () => {
    expect(readDocument(" ".repeat(5_000_000)).root).toBeUndefined();
    const script = `A: |\n${"  echo 'hello\n".repeat(200_000)}B: x\n`;
    expect(plain(child(readDocument(script).root, "B"))).toBe("x");
  });
});
