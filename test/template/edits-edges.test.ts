/** Edits where the text around is unusual: nothing there, comments, odd spacing, brackets over lines. */
import { describe, expect, test } from "vitest";
import { appendItem, insertProperty, removeEntry, removeItem, replaceValue, setEntry } from "../../server/src/template/edits.ts";

import type { TemplateDocument } from "../../server/src/template/node.ts";
import { at, type Edits, resource } from "./edits/operations.ts";
import { after, inResource, lines } from "./edits/texts.ts";

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
    ["one that keeps its empty lines", 1, ["L:", "  - a", "  - |+", "    b", "", "  - c"], ["L:", "  - a", "  - c"]],
    ["one below such a text", 1, ["L:", "  - |+", "    a", "", "  - b", "", "  - c"], ["L:", "  - |+", "    a", "", "  - c"]],
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

  test("a value above comments by a block text", () => {
    const before = inResource("Text: |", "  a", "Properties:", "  B: c # d", "    # e");
    const edit = (document: TemplateDocument): Edits =>
      replaceValue(document, at(document, "Resources", "A", "Properties", "B"), { node: at(document, "Resources", "A", "Text") });
    expect(after(before, edit)).toBe(inResource("Text: |", "  a", "Properties:", '  B: "a\\n" # d', "    # e"));
  });

  test("a tag without a value is not taken for nothing", () => {
    expect(after(inResource("Properties:", "  B: !R", "  C: d"), replace("x"))).toBeUndefined();
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

test("setEntry in a list's only pair without braces is refused", () => {
  const text = inResource("Properties:", "  L: [a: b]");
  expect(after(text, (document) => setEntry(document, at(document, "Resources", "A", "Properties", "L", 0), "c", "d"))).toBeUndefined();
});
