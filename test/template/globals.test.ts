/** What the `Globals` section of a SAM template adds to a resource. */
import { expect, test } from "vitest";
import { child, type Node } from "../../server/src/template/node.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { isShared } from "../../server/src/template/source.ts";
import { buildTemplate } from "../../server/src/template/template.ts";

const sam = "Transform: AWS::Serverless-2016-10-31\n";

const plain = (node: Node | undefined): unknown => {
  switch (node?.kind) {
    case "map":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
    case "list":
      return node.items.map(plain);
    case "intrinsic":
      return { [node.name]: plain(node.argument) };
    default:
      return node?.text;
  }
};

const properties = (globals: string, own: string, head = sam, type = "AWS::Serverless::Function"): Node | undefined =>
  buildTemplate(
    readDocument(
      `${head}Globals:\n  Function: ${globals}\nResources:\n  F:\n    Type: ${type}\n${own === "" ? "" : `    Properties: ${own}\n`}`,
    ),
  ).resources.get("F")?.properties;

test.each([
  ["maps are merged", "{ VpcConfig: { A: x, B: y } }", "{ VpcConfig: { B: z, C: w } }", { VpcConfig: { A: "x", B: "z", C: "w" } }],
  ["the items of Globals come first", "{ L: [a, b] }", "{ L: [c] }", { L: ["a", "b", "c"] }],
  ["a value of its own counts", "{ Timeout: 3, Runtime: x }", "{ Timeout: 9 }", { Timeout: "9", Runtime: "x" }],
  ["a function of its own counts", "{ VpcConfig: { A: x } }", "{ VpcConfig: !Ref Own }", { VpcConfig: { Ref: "Own" } }],
  ["a value of its own counts where a function is inherited", "{ L: !Ref Ids }", "{ L: [a] }", { L: ["a"] }],
  ["a list is none of a map", "{ L: { A: x } }", "{ L: [a] }", { L: ["a"] }],
  ["a resource without properties inherits all", "{ L: [!Ref A] }", "", { L: [{ Ref: "A" }] }],
  ["what is no map adds nothing", "[a]", "{ L: [a] }", { L: ["a"] }],
])("%s", (_, globals, own, expected) => {
  expect(plain(properties(globals, own))).toEqual(expected);
});

test("without the transform, and for other types, nothing is inherited", () => {
  expect(plain(properties("{ A: x }", "{ B: y }", ""))).toEqual({ B: "y" });
  expect(plain(properties("{ A: x }", "{ B: y }", sam, "AWS::Lambda::Function"))).toEqual({ B: "y" });
  expect(plain(properties("{ A: x }", "{ B: y }", sam, "AWS::Serverless::Api"))).toEqual({ B: "y" });
});

test("no fix may write to what is inherited as if it were the resource's own", () => {
  const merged = properties("{ VpcConfig: { A: [x] } }", "{ VpcConfig: { B: y } }");
  const config = child(merged, "VpcConfig");
  expect(isShared(child(config, "A") ?? { kind: "map", entries: [], flow: true, block: { text: "" }, span: { start: 0, end: 0 } })).toBe(
    true,
  );
  expect(child(config, "B")?.shared).toBeUndefined();
});
