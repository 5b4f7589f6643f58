/** Edits of resources and their attributes, next to what is shared or broken; and the style that a template has. */
import { describe, expect, test } from "vitest";
import {
  addDependsOn,
  freshLogicalId,
  insertProperty,
  insertResource,
  removeEntry,
  replaceValue,
} from "../../server/src/template/edits.ts";
import { indentStep, intrinsicStyle } from "../../server/src/template/edit-habits.ts";
import type { TemplateDocument } from "../../server/src/template/node.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { applyEdits } from "../../server/src/text/text-edit.ts";
import { at, type Edits, resource } from "./edits/operations.ts";
import { after, inResource, lines } from "./edits/texts.ts";

const setProperty = (document: TemplateDocument): Edits => insertProperty(document, resource(document, "A"), "New", "x");

const properties = (document: TemplateDocument) => at(document, "Resources", "A", "Properties");

describe("anchors, aliases and merged keys", () => {
  const text = lines(
    "Base: &base",
    "  Env: a",
    "Resources:",
    "  A:",
    "    Type: T",
    "    Properties: &p",
    "      B: c",
    "  D:",
    "    Type: T",
    "    Properties: *p",
    "  E:",
    "    <<: *base",
    "    Type: T",
    "    Properties:",
    "      <<: *base",
    "      F: g",
    "      Tag: !!str 1",
    "",
  );

  test("what others share is not edited", () => {
    expect(after(text, setProperty)).toBeUndefined();
    expect(after(text, (document) => insertProperty(document, resource(document, "D"), "New", "x"))).toBeUndefined();
    expect(after(text, (document) => replaceValue(document, at(document, "Resources", "D", "Properties", "B"), "x"))).toBeUndefined();
    expect(after(text, (document) => removeEntry(document, at(document, "Resources", "E"), "Env"))).toBeUndefined();
  });

  test("what stands around it is", () => {
    expect(after(text, (document) => addDependsOn(document, resource(document, "D"), "A"))).toBe(
      text.replace("    Type: T\n    Properties: *p", "    Type: T\n    DependsOn: A\n    Properties: *p"),
    );
    expect(after(text, (document) => insertProperty(document, resource(document, "E"), "Env", "x"))).toBe(
      text.replace("      Tag: !!str 1\n", "      Tag: !!str 1\n      Env: x\n"),
    );
    expect(after(text, (document) => removeEntry(document, at(document, "Resources"), "D"))).toBe(
      text.replace("  D:\n    Type: T\n    Properties: *p\n", ""),
    );
  });

  test("a copy has no anchors and aliases", () => {
    const copy = (document: TemplateDocument): Edits =>
      insertResource(document, resource(document, "A"), "New", "T", { node: at(document, "Resources", "D", "Properties") });
    expect(after(text, copy)).toBe(text.replace("  D:\n", "  New:\n    Type: T\n    Properties:\n      B: c\n  D:\n"));
  });

  test("a value with a tag that is no function is not replaced by another shape", () => {
    expect(after(text, (document) => replaceValue(document, at(document, "Resources", "E", "Properties", "Tag"), ["a"]))).toBeUndefined();
  });

  test("the last own key next to merged ones stays", () => {
    const merged = lines("Base: &base", "  B: c", "Resources:", "  A:", "    Properties:", "      <<: *base", "      B: d", "");
    expect(after(merged, (document) => removeEntry(document, properties(document), "B"))).toBeUndefined();
  });
});

describe("broken text", () => {
  const text = lines("Resources:", "  A:", "    Type: T", "    Properties:", "      B: [c", "  D:", "    Type: T", "");

  test("is not edited", () => {
    expect(after(text, setProperty)).toBeUndefined();
    expect(after(text, (document) => insertResource(document, resource(document, "A"), "New", "T", { map: [] }))).toBeUndefined();
    expect(after(text, (document) => removeEntry(document, at(document, "Resources"), "A"))).toBeUndefined();
  });

  test("does not keep its neighbours from being edited", () => {
    expect(after(text, (document) => addDependsOn(document, resource(document, "D"), "A"))).toBe(`${text}    DependsOn: A\n`);
    expect(after(text, (document) => insertResource(document, resource(document, "D"), "New", "T", { map: [] }))).toBe(
      `${text}  New:\n    Type: T\n`,
    );
  });

  test("a node of an earlier version is not found", () => {
    const old = readDocument("Resources:\n  A:\n    Type: T\n");
    expect(addDependsOn(readDocument("Resources:\n  A:\n    Type: TT\n"), resource(old, "A"), "B")).toBeUndefined();
  });
});

describe("addDependsOn", () => {
  const add = (document: TemplateDocument): Edits => addDependsOn(document, resource(document, "A"), "B");

  test.each([
    [
      "stands after the attributes that follow the type",
      ["Type: T", "Condition: C", "DeletionPolicy: Retain", "Properties:", "  D: e"],
      ["Type: T", "Condition: C", "DeletionPolicy: Retain", "DependsOn: B", "Properties:", "  D: e"],
    ],
    ["stands after a type that comes last", ["Properties:", "  D: e", "Type: T"], ["Properties:", "  D: e", "Type: T", "DependsOn: B"]],
    ["fills in what is missing", ["DependsOn: # what?", "Type: T"], ["DependsOn: B # what?", "Type: T"]],
    ["makes a list in brackets where nothing tells", ["Type: T", "DependsOn: 'C' # c"], ["Type: T", "DependsOn: ['C', 'B'] # c"]],
    ["changes nothing where it stands", ["Type: T", "DependsOn: B"], ["Type: T", "DependsOn: B"]],
    ["changes nothing where it stands in a list", ["Type: T", "DependsOn: [C, B]"], ["Type: T", "DependsOn: [C, B]"]],
  ])("%s", (_, before, expected) => {
    expect(after(inResource(...before), add)).toBe(inResource(...expected));
  });

  test("leaves a function alone", () => {
    expect(after(inResource("Type: T", "DependsOn: !If [C, D, E]"), add)).toBeUndefined();
  });
});

describe("insertResource", () => {
  const insert = (document: TemplateDocument): Edits =>
    insertResource(document, resource(document, "A"), "New", "T", { map: [["B", "c"]] });

  test("leaves the comments of the next resource with it", () => {
    expect(after(lines("Resources:", "  A:", "    Type: T", "    # still A", "", "  # about B", "  B:", "    Type: T", ""), insert)).toBe(
      lines(
        "Resources:",
        "  A:",
        "    Type: T",
        "    # still A",
        "",
        "  New:",
        "    Type: T",
        "    Properties:",
        "      B: c",
        "",
        "  # about B",
        "  B:",
        "    Type: T",
        "",
      ),
    );
  });

  test("goes by the gaps of other sections after the only one", () => {
    const before = ["Parameters:", "  P:", "    Type: T", "", "  Q:", "    Type: T", "", "Resources:", "  A:", "    Type: T"];
    expect(after(lines(...before), insert)).toBe(lines(...before, "", "  New:", "    Type: T", "    Properties:", "      B: c"));
  });

  test("indents as its sibling does", () => {
    const parameters = ["Parameters:", "  P:", "    Type: T", "  Q:", "    Type: T"];
    const before = [...parameters, "Resources:", "   A:", "      Type: T", "      Properties:", "         X: y"];
    expect(after(lines(...before, ""), insert)).toBe(
      lines(...before, "   New:", "      Type: T", "      Properties:", "         B: c", ""),
    );
  });

  test("twice after the same sibling keeps the order", () => {
    const text = '{"Resources":{"A":{"Type":"T"}}}';
    const document = readDocument(text);
    const first = insertResource(document, resource(document, "A"), "B", "T", { map: [] });
    const second = insertResource(document, resource(document, "A"), "C", "T", { map: [] });
    expect(applyEdits(text, [...(first ?? []), ...(second ?? [])])).toBe(
      '{"Resources":{"A":{"Type":"T"},"B":{"Type":"T"},"C":{"Type":"T"}}}',
    );
  });
});

describe("the template's style", () => {
  test.each([
    ["short where short is usual", "A: [!Ref B, !Sub c, {Ref: D}]", "short"],
    ["long where long is usual", "A: [!Ref B, {'Fn::Sub': c}, {Ref: D}]", "long"],
    ["short where nothing tells", "A: b", "short"],
    ["long in JSON", '{"A": 1}', "long"],
  ])("is %s", (_, text, style) => {
    expect(intrinsicStyle(readDocument(text))).toBe(style);
  });

  test.each([
    ["two blanks", "A:\n  B: c", "  "],
    ["four blanks", "A:\n    B:\n    - c", "    "],
    ["two blanks where nothing tells", "A: b", "  "],
    ["a tab", '{\n\t"A": {\n\t\t"B": 1\n\t}\n}', "\t"],
  ])("indents by %s", (_, text, step) => {
    expect(indentStep(readDocument(text))).toBe(step);
  });
});

describe("freshLogicalId", () => {
  test.each([
    ["Route", [], "Route"],
    ["Route", ["Route"], "Route2"],
    ["Route", ["Route", "Route2", "Route3"], "Route4"],
    ["to-peer 10.0.0.0/16", [], "topeer1000016"],
    ["--", [], "Resource"],
    ["A".repeat(300), [], "A".repeat(240)],
  ])("of %s", (wished, taken, expected) => {
    expect(freshLogicalId(new Set(taken), wished)).toBe(expected);
  });
});
