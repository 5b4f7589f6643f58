import { describe, expect, test } from "vitest";
import { absoluteSpan, entry } from "../../server/src/template/node.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { at, covered, plain } from "./tree.ts";

describe("JSON", () => {
  test("is read in one block, tolerantly", () => {
    const text =
      '\uFEFF\n{ // one\n "A": "x\\ty", /* two */ "N": 010.0, "T": true, "Z": null, "L": [1, {"Ref": "A"},], "E": {"Fn::GetAtt": ["A", "B"]},\n}';
    const document = readDocument(text.replace("010.0", "1e3"));
    expect(document.format).toBe("json");
    expect(document.blocks.map(({ text }) => text)).toEqual([document.text]);
    expect(plain(document.root)).toEqual({
      A: "x\ty",
      N: "1e3",
      T: "true",
      Z: "",
      L: ["1", { Ref: "A" }],
      E: { "Fn::GetAtt": ["A", "B"] },
    });
    expect(["A", "N", "T", "Z"].map((key) => at(document, key))).toMatchObject([
      { style: "double" },
      { style: "number" },
      { style: "keyword" },
      { style: "keyword" },
    ]);
    expect(covered(document, entry(document.root, "A")?.key)).toBe('"A"');
    expect(covered(document, at(document, "A"))).toBe('"x\\ty"');
    expect(covered(document, at(document, "L", 1))).toBe('{"Ref": "A"}');
    expect(document.problems).toEqual([]);
  });

  test.each([
    ['{"A": ', { A: "" }, "A value is missing here.", ":"],
    ['{"A" }', { A: "" }, "A colon is missing here.", "}"],
    ['{"A": "x,\n "B": 1}', { A: "x,", B: "1" }, "This string has no closing quote.", '"x,'],
    ['{"A": 1 "B": 2}', { A: "1", B: "2" }, "A comma is missing here.", '"B"'],
    ['{"A": x, "B": 2}', { A: "", B: "2" }, "This text must be quoted.", "x"],
    ['{"A": [1, "B": 2}', { A: ["1", "B"] }, "A comma is missing here.", ":"],
    ["{", {}, 'A "}" is missing here.', "{"],
    ['{"A": 1}}', { A: "1" }, "The template ends before this.", "}"],
  ])("half-typed: %j", (text, tree, message, where) => {
    const document = readDocument(text);
    expect(document.problems.map((problem) => [problem.message, covered(document, problem)])).toEqual([[message, where]]);
    expect(plain(document.root)).toMatchObject(tree);
  });

  test("nothing after a colon stands behind it and one blank", () => {
    const document = readDocument('{"A":  , "B": 1}');
    expect(absoluteSpan(document, at(document, "A"))).toEqual({ start: 6, end: 6 });
  });

  test("keys without quotes make it YAML in braces", () => {
    const document = readDocument("{ Resources: {A: {Type: !Ref B}} }\n");
    expect(document.format).toBe("yaml");
    expect(plain(document.root)).toEqual({ Resources: { A: { Type: { "!Ref": "B" } } } });
  });

  test("deep brackets are cut off", () => {
    const document = readDocument(`{"A": ${"[".repeat(500)}1${"]".repeat(500)}, "B": 2}`);
    expect(plain(at(document, "B"))).toBe("2");
    expect(document.problems.map(({ message }) => message)).toEqual(["This is nested deeper than 100 levels and is not read."]);
  });
});
