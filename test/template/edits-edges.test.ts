/** Edits where the text around is unusual: nothing there, comments, odd spacing, anchors, broken neighbours. */
import { describe, expect, test } from "vitest";
import {
  addDependsOn,
  appendItem,
  freshLogicalId,
  insertProperty,
  insertResource,
  removeEntry,
  removeItem,
  replaceValue,
  setEntry,
} from "../../server/src/template/edits.ts";
import { indentStep, intrinsicStyle } from "../../server/src/template/edit-habits.ts";
import type { TemplateDocument } from "../../server/src/template/node.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { applyEdits } from "../../server/src/text/text-edit.ts";
import { at, type Edits, resource } from "./edits/operations.ts";

/** The text after an edit; undefined where it is refused. */
function after(text: string, edit: (document: TemplateDocument) => Edits): string | undefined {
  const edits = edit(readDocument(text));
  return edits && applyEdits(text, edits);
}

const lines = (...all: readonly string[]): string => all.join("\n");

const inResource = (...body: readonly string[]): string =>
  lines("Resources:", "  A:", ...body.map((line) => (line === "" ? "" : `    ${line}`)), "");

const setProperty = (document: TemplateDocument): Edits => insertProperty(document, resource(document, "A"), "New", "x");

const properties = (document: TemplateDocument) => at(document, "Resources", "A", "Properties");

const list = (document: TemplateDocument) => at(document, "Resources", "A", "Properties", "L");

const append = (document: TemplateDocument): Edits => appendItem(document, list(document), "x");

describe("a map without entries", () => {
  test.each([
    ["nothing after the colon", ["Type: T", "Properties:"], ["Type: T", "Properties:", "  New: x"]],
    ["a comment after the colon", ["Properties: # none yet", "Type: T"], ["Properties: # none yet", "  New: x", "Type: T"]],
    ["comments below", ["Type: T", "Properties:", "  # Old: y"], ["Type: T", "Properties:", "  New: x", "  # Old: y"]],
    ["braces", ["Type: T", "Properties: {}"], ["Type: T", "Properties:", "  New: x"]],
    ["braces and a comment", ["Type: T", "Properties: { } # none"], ["Type: T", "Properties: # none", "  New: x"]],
    ["no key", ["Type: T"], ["Type: T", "Properties:", "  New: x"]],
  ])("%s", (_, before, expected) => {
    expect(after(inResource(...before), setProperty)).toBe(inResource(...expected));
  });

  test("a comment in the braces would be lost", () => {
    expect(after(inResource("Type: T", "Properties: {", "  # none", "}"), setProperty)).toBeUndefined();
  });

  test("JSON", () => {
    expect(after('{"Resources":{"A":{"Type":"T","Properties":{}}}}', setProperty)).toBe(
      '{"Resources":{"A":{"Type":"T","Properties":{"New":"x"}}}}',
    );
  });
});

describe("the last entry of a map", () => {
  test.each([
    [
      "is a block scalar",
      ["Properties:", "  Text: |", "    a", "", "    b"],
      ["Properties:", "  Text: |", "    a", "", "    b", "  New: x"],
    ],
    [
      "keeps its empty lines",
      ["Properties:", "  Text: |+", "    a", "", "Type: T"],
      ["Properties:", "  Text: |+", "    a", "", "  New: x", "Type: T"],
    ],
    ["has no value", ["Properties:", "  Text:", "Type: T"], ["Properties:", "  Text:", "  New: x", "Type: T"]],
    [
      "has an indented comment below",
      ["Properties:", "  Text: a", "    # b", "  # c"],
      ["Properties:", "  Text: a", "    # b", "  New: x", "  # c"],
    ],
    ["is a long text", ["Properties:", "  Text: a", "    b"], ["Properties:", "  Text: a", "    b", "  New: x"]],
    [
      "ends with a bracket of its own line",
      ["Properties:", "  Text: [", "    a", "  ]"],
      ["Properties:", "  Text: [", "    a", "  ]", "  New: x"],
    ],
    [
      "is set apart",
      ["Properties:", "  B: a", "", "  C: b", "", "Type: T"],
      ["Properties:", "  B: a", "", "  C: b", "", "  New: x", "", "Type: T"],
    ],
  ])("%s", (_, before, expected) => {
    expect(after(inResource(...before), setProperty)).toBe(inResource(...expected));
  });

  test("is the last line, without an end", () => {
    expect(after("Resources:\n  A:\n    Properties:\n      B: c # d", setProperty)).toBe(
      "Resources:\n  A:\n    Properties:\n      B: c # d\n      New: x",
    );
  });

  test("keeps its empty lines at the end of the text", () => {
    expect(after("Resources:\n  A:\n    Properties:\n      B: |+\n        c\n\n", setProperty)).toBe(
      "Resources:\n  A:\n    Properties:\n      B: |+\n        c\n\n      New: x",
    );
  });
});

describe("a list", () => {
  test.each([
    ["at its key's column", ["L:", "- a", "- b # c"], ["L:", "- a", "- b # c", "- x"]],
    ["of lists", ["L:", "  - - a", "    - b"], ["L:", "  - - a", "    - b", "  - x"]],
    ["with wide dashes", ["L:", "  -   a: 1", "      b: 2"], ["L:", "  -   a: 1", "      b: 2", "  - x"]],
    ["with a comment behind a dash", ["L:", "  - # first", "    a: 1"], ["L:", "  - # first", "    a: 1", "  - x"]],
    ["with a dash alone", ["L:", "  - a", "  -"], ["L:", "  - a", "  -", "  - x"]],
    ["that is empty", ["L: []"], ["L: [x]"]],
    ["that is missing", ["L: # none"], ["L: [x] # none"]],
    ["in brackets", ["L: [a, b]"], ["L: [a, b, x]"]],
    ["in brackets without blanks", ["L: [a,b]"], ["L: [a,b,x]"]],
    ["in brackets with a comma at the end", ["L: [a, b, ]"], ["L: [a, b, x, ]"]],
    ["in brackets over lines", ["L: [", "  a, # c", "  b # d", "]"], ["L: [", "  a, # c", "  b, # d", "  x", "]"]],
    ["in brackets with commas first", ["L: [ a", "   , b", "   ]"], ["L: [ a", "   , b", "   , x", "   ]"]],
  ])("%s", (_, before, expected) => {
    const text = (body: readonly string[]) => inResource("Properties:", ...body.map((line) => `  ${line}`));
    expect(after(text(before), append)).toBe(text(expected));
  });

  test("with wide dashes takes maps", () => {
    const before = inResource("Properties:", "  L:", "    -   a: 1", "        b: 2");
    expect(
      after(before, (document) =>
        appendItem(document, list(document), {
          map: [
            ["a", 3],
            ["b", 4],
          ],
        }),
      ),
    ).toBe(inResource("Properties:", "  L:", "    -   a: 1", "        b: 2", "    -   a: 3", "        b: 4"));
  });

  test("in JSON with commas first", () => {
    const before = lines('{ "Resources": { "A": { "Properties": {', '  "L": [ "a"', '       , "b"', "       ]", "} } } }");
    expect(after(before, append)).toBe(
      lines('{ "Resources": { "A": { "Properties": {', '  "L": [ "a"', '       , "b"', '       , "x"', "       ]", "} } } }"),
    );
  });
});

describe("removing", () => {
  const remove =
    (index: number) =>
    (document: TemplateDocument): Edits =>
      removeItem(document, list(document), index);

  test.each([
    ["the first behind a comment", 0, ["L:", "  # about a", "  - a", "  - b"], ["L:", "  # about a", "  - b"]],
    ["the last with its comment", 1, ["L:", "  - a", "  - b # b"], ["L:", "  - a"]],
    ["one between empty lines", 1, ["L:", "  - a", "", "  - b", "", "  - c"], ["L:", "  - a", "", "  - c"]],
    ["one of a nested list", 0, ["L:", "  - [a]", "  - [b]"], ["L:", "  - [b]"]],
    ["the only one", 0, ["L:", "  - a", "  # c"], ["L: []", "  # c"]],
    ["the only one in brackets", 0, ["L: [ a ]"], ["L: []"]],
    ["the first in brackets over lines", 0, ["L: [", "  a, # a", "  # b", "  b", "]"], ["L: [", "  # b", "  b", "]"]],
    ["the last in brackets over lines", 1, ["L: [", "  a, # a", "  b # b", "]"], ["L: [", "  a # a", "]"]],
    ["the last before a comma", 1, ["L: [a, b,]"], ["L: [a,]"]],
  ])("%s", (_, index, before, expected) => {
    const text = (body: readonly string[]) => inResource("Properties:", ...body.map((line) => `  ${line}`));
    expect(after(text(before), remove(index))).toBe(text(expected));
  });

  test("the first key behind a dash keeps the comment below it", () => {
    const before = inResource("Properties:", "  L:", "    - a: 1 # a", "      # b", "      b: 2");
    const edit = (document: TemplateDocument): Edits => removeEntry(document, at(document, "Resources", "A", "Properties", "L", 0), "a");
    expect(after(before, edit)).toBe(inResource("Properties:", "  L:", "    - ", "      # b", "      b: 2"));
  });

  test("the last property takes its parents with it", () => {
    const before = inResource("Type: T", "Properties:", "  L:", "    - a: 1");
    const edit = (document: TemplateDocument): Edits =>
      removeEntry(document, at(document, "Resources", "A", "Properties", "L", 0), "a", { removeEmptyParent: true });
    expect(after(before, edit)).toBe(inResource("Type: T"));
  });

  test("the only resource leaves an empty section", () => {
    const edit = (document: TemplateDocument): Edits => removeEntry(document, at(document, "Resources"), "A");
    expect(after("Resources:\n  A:\n    Type: T\nOutputs: {}\n", edit)).toBe("Resources: {}\nOutputs: {}\n");
  });

  test("a key that stands twice is refused", () => {
    const edit = (document: TemplateDocument): Edits => removeEntry(document, properties(document), "B");
    expect(after(inResource("Properties:", "  B: 1", "  B: 2"), edit)).toBeUndefined();
  });
});

describe("replacing", () => {
  const replace =
    (value: Parameters<typeof replaceValue>[2]) =>
    (document: TemplateDocument): Edits =>
      replaceValue(document, at(document, "Resources", "A", "Properties", "B"), value);

  test.each([
    ["a text in double quotes", 'B: "a" # c', "b", 'B: "b" # c'],
    ["a text in single quotes", "B: 'a'", "it's", "B: 'it''s'"],
    ["a text that now needs quotes", "B: a", "yes", 'B: "yes"'],
    ["a number in quotes", 'B: "443"', 80, 'B: "80"'],
    ["a number", "B: 443", 80, "B: 80"],
    ["a number by a text", "B: 443", "80", 'B: "80"'],
    ["a boolean", "B: true # c", false, "B: false # c"],
    ["an aligned value", "B:     a", { ref: "C" }, "B:     !Ref C"],
    ["nothing", "B:", { ref: "C" }, "B: !Ref C"],
    ["nothing but a comment", "B: # c", { ref: "C" }, "B: !Ref C # c"],
    ["a long function", "B: # c\n        Ref: C", { sub: "${D}" }, "B: {Fn::Sub: ${D}} # c"],
    ["a folded text", "B: >-\n        a\n        b", "c", "B: c"],
    ["a text by an empty map", "B: a", { map: [] }, "B: {}"],
    ["a text by an empty list", "B: a", [], "B: []"],
    ["a map by nothing", "B:\n        C: d", "", 'B: ""'],
  ])("%s", (title, before, value, expected) => {
    const text = (line: string) => inResource("Properties:", `  ${line}`);
    const result = after(text(before), replace(value));
    expect(result).toBe(text(title === "a long function" ? "B: # c\n        Fn::Sub: ${D}" : expected));
  });

  test("the argument of a short function by a function", () => {
    const edit = (document: TemplateDocument): Edits => {
      const value = at(document, "Resources", "A", "Properties", "B");
      return value.kind === "intrinsic" ? replaceValue(document, value.argument, { ref: "C" }) : undefined;
    };
    expect(after(inResource("Properties:", "  B: !GetAZs ''"), edit)).toBe(inResource("Properties:", "  B: !GetAZs", "    Ref: C"));
  });

  test("a value below comments", () => {
    expect(after(inResource("Properties:", "  B:", "    # why", "    Ref: C"), replace("x"))).toBe(
      inResource("Properties:", "  B:", "    # why", "    x"),
    );
  });

  test("a list at its key's column below comments", () => {
    expect(after(inResource("Properties:", "  B:", "  # why", "  - C"), replace("x"))).toBe(
      inResource("Properties:", "  B:", "  # why", "    x"),
    );
  });
});

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
    expect(
      after(lines("Parameters:", "  P:", "    Type: T", "", "  Q:", "    Type: T", "", "Resources:", "  A:", "    Type: T"), insert),
    ).toBe(
      lines(
        "Parameters:",
        "  P:",
        "    Type: T",
        "",
        "  Q:",
        "    Type: T",
        "",
        "Resources:",
        "  A:",
        "    Type: T",
        "",
        "  New:",
        "    Type: T",
        "    Properties:",
        "      B: c",
      ),
    );
  });

  test("indents as its sibling does", () => {
    expect(
      after(
        lines(
          "Parameters:",
          "  P:",
          "    Type: T",
          "  Q:",
          "    Type: T",
          "Resources:",
          "   A:",
          "      Type: T",
          "      Properties:",
          "         X: y",
          "",
        ),
        insert,
      ),
    ).toBe(
      lines(
        "Parameters:",
        "  P:",
        "    Type: T",
        "  Q:",
        "    Type: T",
        "Resources:",
        "   A:",
        "      Type: T",
        "      Properties:",
        "         X: y",
        "   New:",
        "      Type: T",
        "      Properties:",
        "         B: c",
        "",
      ),
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

test("setEntry in a list's only pair without braces is refused", () => {
  const text = inResource("Properties:", "  L: [a: b]");
  expect(after(text, (document) => setEntry(document, at(document, "Resources", "A", "Properties", "L", 0), "c", "d"))).toBeUndefined();
});
