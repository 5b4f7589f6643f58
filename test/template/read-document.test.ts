import { describe, expect, test } from "vitest";
import { absoluteSpan, child, entry, type Node, type TemplateDocument } from "../../server/src/template/node.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { at, covered, plain } from "./tree.ts";

const resource = (properties: string): string => `Resources:\n  A:\n    Properties:\n${properties.replace(/^/gm, "      ")}\n`;
const property = (value: string): TemplateDocument => readDocument(resource(`P: ${value.replaceAll("\n", "\n  ")}`));

describe("scalars", () => {
  test.each([
    ["plain", "a b", "a b", "plain"],
    ["a number in octal is text", "010", "010", "plain"],
    ["an exponent is text", "1e3", "1e3", "plain"],
    ["a hexadecimal number is text", "0x1F", "0x1F", "plain"],
    ["a date is text", "2010-09-09", "2010-09-09", "plain"],
    ["a boolean is text", "yes", "yes", "plain"],
    ["sexagesimal is text", "22:22", "22:22", "plain"],
    ["null is empty", "null", "", "plain"],
    ["a tilde is empty", "~", "", "plain"],
    ["a quoted null is text", "'null'", "null", "single"],
    ["single quotes", "'it''s'", "it's", "single"],
    ["double quotes", '"a\\tb\\u0041\\\\"', "a\tbA\\", "double"],
    ["an unknown tag", "!Foo bar", "bar", "plain"],
    ["a standard tag", "!!int 3", "3", "plain"],
    ["plain over lines", "a\n b\n\n c", "a b\nc", "plain"],
    ["quoted over lines", '"a\n b \\\n c"', "a b c", "double"],
  ])("%s", (_, source, text, style) => {
    const document = property(source);
    expect(at(document, "Resources", "A", "Properties", "P")).toMatchObject({ kind: "scalar", text, style });
    expect(document.problems).toEqual([]);
  });

  test.each([
    ["|\n a\n  b\n\n c\n", "a\n b\n\nc\n", "literal"],
    ["|-\n a\n", "a", "literal"],
    [">\n a\n b\n\n c\n", "a b\nc\n", "folded"],
    [">2-\n   a\n  b\n", " a\nb", "folded"],
  ])("block scalar %j", (source, text, style) => {
    const document = readDocument(`A: ${source}B: x\n`);
    const node = at(document, "A");
    expect(node).toMatchObject({ text, style });
    expect(covered(document, node)).toBe(source.trimEnd());
  });

  test("a block scalar in CRLF has line feeds", () => {
    expect(at(readDocument("A: |\r\n  x\r\n  y\r\n"), "A")).toMatchObject({ text: "x\ny\n" });
  });

  test("a value covers its quotes and nothing after it", () => {
    const document = readDocument(`A: 'b'  # c\nD: "e"\nF: g h  # i\n`);
    expect(["A", "D", "F"].map((key) => covered(document, at(document, key)))).toEqual(["'b'", '"e"', "g h"]);
  });

  test.each([
    ["A:", 2],
    ["A: ", 3],
    ["A:   # c", 3],
    ["A:\n\nB: x", 2],
    ["A: !Ref\n", 7],
    ["A:\n  - ", 7],
    ["A:\n  -\n", 6],
    ["A: {b: , c: x}", 7],
    ["A: {b, c: x}", 5],
  ])("nothing in %j stands at %i", (text, offset) => {
    const document = readDocument(text);
    let node = at(document, "A");
    while (node.kind !== "scalar") {
      const next: Node | undefined =
        node.kind === "intrinsic" ? node.argument : node.kind === "list" ? node.items[0] : node.entries[0]?.value;
      if (next === undefined) throw new Error("It is not there.");
      node = next;
    }
    expect(node).toMatchObject({ text: "", style: "empty" });
    expect(absoluteSpan(document, node)).toEqual({ start: offset, end: offset });
  });
});

describe("maps and lists", () => {
  test("cover their first key or dash to the end of their last value", () => {
    const document = readDocument("Resources:\n  A:\n    Tags: # c\n    - a\n    - b: c # d\n\n    # e\n    Flow: [ a, {b: c} ] # f\n");
    expect(covered(document, at(document, "Resources", "A"))).toBe(
      "Tags: # c\n    - a\n    - b: c # d\n\n    # e\n    Flow: [ a, {b: c} ]",
    );
    expect(covered(document, at(document, "Resources", "A", "Tags"))).toBe("- a\n    - b: c");
    expect(covered(document, at(document, "Resources", "A", "Tags", 1))).toBe("b: c");
    expect(at(document, "Resources", "A", "Tags")).toMatchObject({ flow: false });
    expect(covered(document, at(document, "Resources", "A", "Flow"))).toBe("[ a, {b: c} ]");
    expect(at(document, "Resources", "A", "Flow", 1)).toMatchObject({ flow: true });
  });

  test("a section put together from blocks has the place of its key", () => {
    const document = readDocument("A: x\nResources:\n  B: {}\n  C: {}\n");
    expect(covered(document, at(document, "Resources"))).toBe("Resources");
    expect(covered(document, document.root)).toBe("A");
  });

  test("duplicate keys are kept, and are no problem", () => {
    const document = readDocument("Resources:\n  A:\n    P: 1\n    P: 2\n  A: {}\n");
    const section = at(document, "Resources");
    expect(section.kind === "map" && section.entries.map(({ key }) => key.text)).toEqual(["A", "A"]);
    const first = section.kind === "map" ? section.entries[0]?.value : undefined;
    expect(first?.kind === "map" && first.entries.map(({ value }) => plain(value))).toEqual(["1", "2"]);
    expect(document.problems).toEqual([]);
  });

  test("keys of any kind are text", () => {
    expect(plain(readDocument("A: {1: a, 'b': c, null: d, [e]: f, ? g : h}\n").root)).toEqual({
      A: { 1: "a", b: "c", null: "d", "[e]": "f", g: "h" },
    });
  });
});

describe("functions", () => {
  test.each([
    ["!Ref Vpc", { "!Ref": "Vpc" }],
    ["!GetAtt A.B", { "!Fn::GetAtt": "A.B" }],
    ["!GetAtt [A, B]", { "!Fn::GetAtt": ["A", "B"] }],
    ["!GetAtt\n- A\n- B", { "!Fn::GetAtt": ["A", "B"] }],
    ['!Sub "${A}"', { "!Fn::Sub": "${A}" }],
    ["!Sub ['${a}', {a: b}]", { "!Fn::Sub": ["${a}", { a: "b" }] }],
    ["!If [C, !Ref A, x]", { "!Fn::If": ["C", { "!Ref": "A" }, "x"] }],
    ["!Cidr [!GetAtt A.B, 6, 8]", { "!Fn::Cidr": [{ "!Fn::GetAtt": "A.B" }, "6", "8"] }],
    ["!Transform {Name: x}", { "!Fn::Transform": { Name: "x" } }],
    ["!Condition C", { "!Condition": "C" }],
    ["!GetAZs", { "!Fn::GetAZs": "" }],
    ["!Ref null", { "!Ref": "null" }],
    ["{Ref: A}", { Ref: "A" }],
    ["\n  Fn::Sub: a", { "Fn::Sub": "a" }],
    ["{'Fn::GetAtt': [A, B]}", { "Fn::GetAtt": ["A", "B"] }],
    ["\n  Fn::Base64: !Sub a", { "Fn::Base64": { "!Fn::Sub": "a" } }],
  ])("%s", (source, tree) => {
    const document = property(source);
    const node = at(document, "Resources", "A", "Properties", "P");
    expect(node.kind).toBe("intrinsic");
    expect(plain(node)).toEqual(tree);
    expect(document.problems).toEqual([]);
  });

  test.each([
    ["{Condition: C}", { Condition: "C" }],
    ["{Fn::Transform: {Name: x}, a: b}", { "Fn::Transform": { Name: "x" }, a: "b" }],
    ["{Fn::ForEach::Loop: [a]}", { "Fn::ForEach::Loop": ["a"] }],
    ["{Fn::Other: a}", { "Fn::Other": "a" }],
  ])("%s is a map", (source, tree) => {
    const node = at(property(source), "Resources", "A", "Properties", "P");
    expect(node.kind).toBe("map");
    expect(plain(node)).toEqual(tree);
  });

  test("the short form starts at its tag, its argument after it", () => {
    const document = property("!Sub # c\n  - ${a}\n  - {a: b}");
    const node = at(document, "Resources", "A", "Properties", "P");
    expect(covered(document, node)).toMatch(/^!Sub # c\n +- \$\{a\}\n +- \{a: b\}$/);
    expect(node.kind === "intrinsic" && covered(document, node.argument)).toMatch(/^- \$\{a\}/);
  });

  test("the long form has the place of its map", () => {
    const document = property("{ Ref: A }");
    expect(covered(document, at(document, "Resources", "A", "Properties", "P"))).toBe("{ Ref: A }");
  });

  test("a section can be a function, the document cannot", () => {
    expect(plain(readDocument("Resources:\n  Fn::Transform:\n    Name: AWS::Include\n").root)).toEqual({
      Resources: { "Fn::Transform": { Name: "AWS::Include" } },
    });
    expect(readDocument("Resources:\n  Fn::Transform: {}\n").root?.entries[0]?.value.kind).toBe("intrinsic");
    expect(readDocument("Fn::Transform: {}\n").root?.kind).toBe("map");
    expect(readDocument('{"Fn::Transform": {}}').root?.kind).toBe("map");
  });
});

describe("anchors and aliases", () => {
  test("an alias has its own place and the anchored value", () => {
    const document = readDocument("A: &a\n  x: y\nB:\n  - *a\n");
    expect(covered(document, at(document, "B", 0))).toBe("*a");
    expect(plain(document.root)).toEqual({ A: { x: "y" }, B: [{ x: "y" }] });
    expect([at(document, "A").shared, at(document, "B", 0).shared, at(document, "B").shared]).toEqual([true, true, undefined]);
    expect(covered(document, at(document, "B", 0, "x"))).toBe("y");
    expect(document.blocks).toHaveLength(1);
  });

  test("anchors within a block do not keep the text in one piece", () => {
    const document = readDocument("Resources:\n  A:\n    P: &a x\n    Q: *a\n  B: {}\n");
    expect(plain(document.root)).toEqual({ Resources: { A: { P: "x", Q: "x" }, B: {} } });
    expect(document.blocks).toHaveLength(3);
  });

  test("merged keys follow the own ones that they do not repeat", () => {
    const document = readDocument("A:\n  a: &a {x: 1, y: 2}\n  b: &b {y: 3, z: 4}\n  c:\n    <<: [*a, *b]\n    x: 0\n  d: {<<: *b}\n");
    const merged = at(document, "A", "c");
    expect(merged.kind === "map" && merged.entries.map(({ key, value }) => [key.text, plain(value), value.shared])).toEqual([
      ["x", "0", undefined],
      ["y", "2", true],
      ["z", "4", true],
    ]);
    expect(covered(document, merged)).toMatch(/^<<: \[\*a, \*b\]\n +x: 0$/);
    expect(plain(at(document, "A", "d"))).toEqual({ y: "3", z: "4" });
  });

  test("keys merged at the edge count for the whole document", () => {
    expect(plain(readDocument("A: 1\n<<: {A: 2, B: 3}\nC: 4\n").root)).toEqual({ A: "1", C: "4", B: "3" });
  });

  test.each([
    ["A: *a\n", "No anchor &a stands above this alias."],
    ["A: *a\nB: &a x\n", "No anchor &a stands above this alias."],
    ["A: &a [*a]\n", "The alias *a stands inside the value that it stands for."],
  ])("%j leads nowhere", (text, message) => {
    const document = readDocument(text);
    expect(document.problems.map((problem) => [problem.message, covered(document, problem)])).toEqual([[message, "*a"]]);
  });

  test("an alias stands for what was anchored last", () => {
    expect(plain(readDocument("A: &a 1\nB: *a\nC: &a 2\nD: *a\n").root)).toEqual({ A: "1", B: "1", C: "2", D: "2" });
  });

  test("nested lists of aliases are not followed for ever", () => {
    const levels = Array.from({ length: 12 }, (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(10)}]\n`);
    const document = readDocument(`a0: &a0 x\n${levels.join("")}`);
    const size = (node: Node): number =>
      1 +
      (node.kind === "list"
        ? node.items.reduce((sum, item) => sum + size(item), 0)
        : node.kind === "map"
          ? node.entries.reduce((sum, { value }) => sum + size(value), 0)
          : 0);
    expect(document.root && size(document.root)).toBeLessThan(1_000_000);
    expect(document.problems.map(({ message }) => message)).toEqual(["The aliases here stand for too much to be followed."]);
  });
});

describe("blocks", () => {
  const text = "# c\n%YAML 1.2\n---\nA: x\nResources:\n  # about B\n  B:\n    P: 1\n\n  C:\n    P: 2\nOutputs: {}\n".replace("# c\n", "");

  test("one for each entry of each section, in order and without gaps", () => {
    const document = readDocument(text);
    expect(document.blocks.map(({ text }) => text)).toEqual([
      "%YAML 1.2\n---\nA: x\n",
      "Resources:\n  # about B\n",
      "  B:\n    P: 1\n\n",
      "  C:\n    P: 2\n",
      "Outputs: {}\n",
    ]);
    expect(document.blocks.map((block) => document.offsetOf(block))).toEqual([0, 19, 42, 57, 71]);
    expect(plain(document.root)).toEqual({ A: "x", Resources: { B: { P: "1" }, C: { P: "2" } }, Outputs: {} });
  });

  test("an edit reads one block again", () => {
    const before = readDocument(text);
    const after = readDocument(text.replace("P: 1", "P: 10\n    Q: 3"), before);
    expect(after.blocks.map((block) => before.blocks.includes(block))).toEqual([true, true, false, true, true]);
    expect(child(child(after.root, "Resources"), "C")).toBe(child(child(before.root, "Resources"), "C"));
    expect(covered(after, at(after, "Resources", "C", "P"))).toBe("2");
    expect(covered(before, at(before, "Resources", "C", "P"))).toBe("2");
    expect(at(after, "Resources", "B", "Q")).toMatchObject({ text: "3" });
  });

  test("equal blocks keep their identity apart", () => {
    const before = readDocument("Resources:\n  A: {}\n  A: {}\n");
    const after = readDocument("Resources:\n  A: {}\n  A: {}\n  A: {}\n", before);
    expect(new Set(after.blocks).size).toBe(4);
  });

  test("a block of another document has no offset", () => {
    expect(() => readDocument("A: x").offsetOf(readDocument("A: x").blocks[0] ?? { text: "" })).toThrow("another document");
  });

  test.each([
    ["a section in braces", "Resources: {A: {}, B: {}}\nC: x\n", 2],
    ["sections in braces over lines", "Resources: {\n  A: {},\n  B: {}\n}\nC: x\n", 2],
    ["text over lines", "Description:\n  some text\n  and more\nC: x\n", 2],
    ["quoted text that looks like entries", 'Description:\n  "A: x\n  B: y"\nC: x\n', 2],
    ["a literal that looks like entries", "Description: |\n  A: x\n  B: y\nC: x\n", 2],
    ["a literal with its indicator on the next line", "Description:\n  |\n  A: x\n  B: y\nC: x\n", 2],
    ["a tagged section", "Resources: !Foo\n  A: x\n  B: y\nC: x\n", 2],
    ["a list at the edge", "Transform:\n- A: x\n- B: y\nC: x\n", 2],
    ["? keys", "Resources:\n  ? A\n  : x\nC: x\n", 2],
    ["? keys at the edge", "? A\n: x\nC: x\n", 1],
    ["an end of the document", "A: x\nC: x\n...\n", 1],
    ["a tag directive", "%TAG ! !x-\n---\nA: x\nC: x\n", 1],
    ["a list", "- A: x\n- B: y\n", 1],
  ])("%s is read in %3$i", (_, text, count) => {
    const document = readDocument(text);
    expect(document.blocks).toHaveLength(count);
    expect(document.problems).toEqual([]);
  });

  test("what is no map has no root", () => {
    expect(["", "\uFEFF", "# c\n", "- a\n", "a\n", "[a]", "null"].map((text) => readDocument(text).root)).toEqual(Array(7).fill(undefined));
    expect(readDocument("").blocks.map(({ text }) => text)).toEqual([""]);
  });

  test("lone carriage returns end lines", () => {
    const document = readDocument("Resources:\r  A:\r    P: |\r      x\r      y\r  B: z\r");
    expect(plain(document.root)).toEqual({ Resources: { A: { P: "x\ny\n" }, B: "z" } });
    expect(covered(document, at(document, "Resources", "B"))).toBe("z");
    expect(document.blocks.map(({ text }) => text).join("")).toBe(document.text);
  });

  test("a byte-order mark belongs to no key", () => {
    const document = readDocument("\uFEFFA: x\nB: y\n");
    expect(covered(document, entry(document.root, "A")?.key)).toBe("A");
  });
});
