/** What holds for every edit at every place of every sample, whatever is written: an independent reader finds what was asked for, and nothing else. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { looksTyped, yamlScalar } from "../../server/src/template/edit-scalar.ts";
import {
  addDependsOn,
  appendItem,
  insertProperty,
  insertResource,
  removeEntry,
  removeItem,
  replaceValue,
  setEntry,
} from "../../server/src/template/edits.ts";
import type { Entry, Node, TemplateDocument } from "../../server/src/template/node.ts";
import { absoluteSpan, child } from "../../server/src/template/node.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import type { Source } from "../../server/src/template/source.ts";
import { applyEdits } from "../../server/src/text/text-edit.ts";
import { parse } from "yaml";
import { changed, isList, type Meaning, meaning, type Path, sourceMeaning } from "./edits/meaning.ts";
import type { Edits } from "./edits/operations.ts";

const folder = new URL("./edits/", import.meta.url);
const sampleTexts = readdirSync(folder)
  .filter((name) => /\.(?:yaml|json)$/.test(name))
  .map((name) => readFileSync(new URL(name, folder), "utf8"));
const texts = sampleTexts.flatMap((text) => [text, text.replaceAll("\n", "\r\n"), text.replaceAll("\n", "\r"), text.trimEnd()]);

interface Place {
  readonly path: Path;
  readonly node: Node;
}

/** Every node that is a value in a map or an item of a list, functions' arguments excepted. */
function places(node: Node | undefined, path: Path = []): readonly Place[] {
  if (node?.kind === "map") {
    return node.entries.flatMap(({ key, value }) => [{ path: [...path, key.text], node: value }, ...places(value, [...path, key.text])]);
  }
  if (node?.kind === "list")
    return node.items.flatMap((item, index) => [{ path: [...path, index], node: item }, ...places(item, [...path, index])]);
  return [];
}

const word = fc.constantFrom(
  "a",
  "10.0.0.0/16",
  "::/0",
  "443",
  "true",
  "a: b",
  "it's",
  '"x"',
  "",
  " y",
  "z ",
  "#",
  "- a",
  "[a]",
  "{a}",
  "a, b",
  "1:30",
  "é",
  "line\nline",
  "\\",
  "~",
);
const name = fc.constantFrom("Key", "CidrIp", "Tags", "New", "a: b", "yes", "1");
const logicalId = fc.constantFrom("Vpc", "Other");

const { source } = fc.letrec<{ source: Source }>((tie) => ({
  source: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    word,
    fc.integer({ min: -5, max: 70000 }),
    fc.boolean(),
    logicalId.map((ref) => ({ ref })),
    logicalId.map((id): Source => ({ getAtt: [id, "Arn"] })),
    word.map((text) => ({ sub: `\${A}${text}` })),
    tie("source").map((list): Source => ({ select: [0, list] })),
    tie("source").map((argument): Source => ({ call: "Fn::Base64", argument })),
    fc.array(tie("source"), { maxLength: 3 }),
    fc
      .uniqueArray(name, { maxLength: 3 })
      .chain((keys) => fc.tuple(...keys.map((key) => fc.tuple(fc.constant(key), tie("source")))).map((map) => ({ map }))),
  ),
}));

const documents = texts.map((text) => readDocument(text));
const meanings = new Map(texts.map((text) => [text, meaning(text)]));

interface Somewhere extends Place {
  readonly text: string;
  readonly document: TemplateDocument;
}

/** A place that fits in one of the samples. Two numbers, so that a counterexample can be read. */
const somewhere = (fits: (node: Node) => boolean = () => true): fc.Arbitrary<readonly [number, number]> =>
  fc
    .tuple(fc.nat({ max: texts.length - 1 }), fc.nat({ max: 1000 }))
    .filter(([sample]) => places(documents[sample]?.root).some(({ node }) => fits(node)));

/** The place that two numbers stand for. */
function placeAt([sample, at]: readonly [number, number], fits: (node: Node) => boolean = () => true): Somewhere {
  const document = documents[sample];
  const fitting = places(document?.root).filter(({ node }) => fits(node));
  const place = fitting[at % fitting.length];
  if (!document || !place) throw new Error("no such place");
  return { ...place, document, text: document.text };
}

/** Applies the edits and compares the meaning with `change` of the meaning before, at `path`. */
function check(text: string, edits: Edits, path: Path, change: (old: Meaning | undefined) => Meaning | undefined): void {
  expect(edits).toBeDefined();
  const after = applyEdits(text, edits ?? []);
  expect(meaning(after)).toEqual(changed(meanings.get(text) ?? {}, path, change));
  expect(readDocument(after).problems).toEqual([]);
  expect(after.match(/\r\n|\r|\n/g)?.every((end) => end === /\r\n|\r|\n/.exec(text)?.[0]) ?? true).toBe(true);
}

const resourceAt = (document: TemplateDocument, index: number): Entry | undefined => {
  const section = child(document.root, "Resources");
  return section?.kind === "map" ? section.entries[index % section.entries.length] : undefined;
};

const wordsOf = (value: Meaning): readonly Meaning[] => (isList(value) ? value : [value]);

const mapOf = (value: Meaning | undefined): { readonly [key: string]: Meaning } =>
  typeof value === "object" && !isList(value) ? value : {};

const isMap = (node: Node): boolean => node.kind === "map";
const isListNode = (node: Node): boolean => node.kind === "list";
const hasMembers = (node: Node): boolean => memberCount(node) > 0;

describe("an independent reader finds", () => {
  test("the value that replaces another", () => {
    fc.assert(
      fc.property(somewhere(), source, (at, value) => {
        const { text, document, path, node } = placeAt(at);
        check(text, replaceValue(document, node, value), path, () => sourceMeaning(value));
      }),
      { numRuns: 250 },
    );
  });

  test("a copy of another place", () => {
    fc.assert(
      fc.property(somewhere(), fc.nat({ max: 1000 }), (at, other) => {
        const { text, document, path, node } = placeAt(at);
        const from = placeAt([at[0], other]);
        const found = meaningAt(meanings.get(text) ?? {}, from.path);
        check(text, replaceValue(document, node, { node: from.node }), path, () => found);
      }),
      { numRuns: 250 },
    );
  });

  test("the new entry of a map", () => {
    fc.assert(
      fc.property(somewhere(isMap), name, source, (at, key, value) => {
        const { text, document, path, node } = placeAt(at, isMap);
        check(text, setEntry(document, node, key, value), [...path, key], () => sourceMeaning(value));
      }),
      { numRuns: 200 },
    );
  });

  test("the new item of a list", () => {
    fc.assert(
      fc.property(somewhere(isListNode), source, (at, value) => {
        const { text, document, path, node } = placeAt(at, isListNode);
        check(text, appendItem(document, node, value), [...path, memberCount(node)], () => sourceMeaning(value));
      }),
      { numRuns: 150 },
    );
  });

  test("a map or a list without the member that was removed", () => {
    fc.assert(
      fc.property(somewhere(hasMembers), fc.nat({ max: 20 }), (at, which) => {
        const { text, document, path, node } = placeAt(at, hasMembers);
        const index = which % memberCount(node);
        const key = node.kind === "map" ? node.entries[index]?.key.text : undefined;
        const edits = key === undefined ? removeItem(document, node, index) : removeEntry(document, node, key);
        check(text, edits, [...path, key ?? index], () => undefined);
      }),
      { numRuns: 200 },
    );
  });

  test("the resource, the dependency and the property that were added", () => {
    fc.assert(
      fc.property(fc.nat({ max: texts.length - 1 }), fc.nat({ max: 5 }), source, (sample, at, value) => {
        const document = documents[sample];
        const resource = document && resourceAt(document, at);
        if (!document || !resource) throw new Error("no resources");
        const { text } = document;
        const path = ["Resources", resource.key.text];
        check(text, addDependsOn(document, resource, "New"), [...path, "DependsOn"], (old) =>
          old === undefined ? "New" : [...wordsOf(old), "New"],
        );
        check(text, insertProperty(document, resource, "New", value), [...path, "Properties"], (old) => ({
          ...mapOf(old),
          New: sourceMeaning(value),
        }));
        check(
          text,
          insertResource(document, resource, "New", "A::B::C", { map: [["D", value]] }, { condition: "IsProd" }),
          ["Resources", "New"],
          () => ({ Type: "A::B::C", Condition: "IsProd", Properties: { D: sourceMeaning(value) } }),
        );
      }),
      { numRuns: 80 },
    );
  });
});

test("an edit stays on the lines of what it changes", () => {
  fc.assert(
    fc.property(somewhere(), source, (at, value) => {
      const { text, document, node } = placeAt(at);
      const first = lineNumber(text, absoluteSpan(document, node).start);
      for (const { span } of replaceValue(document, node, value) ?? []) {
        // The key may stand above the value, with a comment between them.
        expect(lineNumber(text, span.start)).toBeGreaterThanOrEqual(first - 2);
        expect(lineNumber(text, span.end)).toBeLessThanOrEqual(lastLine(document, node));
      }
    }),
    { numRuns: 200 },
  );
});

/** Texts that some YAML reader takes for something else. */
const typed = fc
  .constantFrom(
    "y",
    "n",
    "yes",
    "no",
    "on",
    "off",
    "true",
    "false",
    "null",
    "~",
    "e5",
    ".nan",
    ".inf",
    "1e3",
    "0o17",
    "017",
    "0x1f",
    "1:30",
  )
  .chain((text) => fc.constantFrom(text, text.toUpperCase(), `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`));

test.each(["y", "N", "e5", "E+1", "No", "1_000", ".", "0b1"])("%s is written with quotes where it is a text", (text) => {
  expect(yamlScalar(text, "plain", "single", false)).toBe(`'${text}'`);
});

test("a text is read back as it was written", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.string({ unit: fc.constantFrom(...Array.from("ab:-#,[]{}'\"\\ \t\n1.0!&*|>%@`?~=<é")) }),
        fc.string({ unit: fc.constantFrom(...Array.from("01789.:_+-eExobT")), maxLength: 6 }),
        word,
        typed,
      ),
      fc.constantFrom("plain", "single", "double"),
      fc.constantFrom("single", "double"),
      fc.boolean(),
      (text, quoting, fallback, flow) => {
        const written = yamlScalar(text, quoting, fallback, flow);
        expect(parse(flow ? `[${written}]` : `a: ${written}`, { version: "1.1" })).toEqual(flow ? [text] : { a: text });
        expect(parse(flow ? `{a: ${written}}` : `- ${written}`)).toEqual(flow ? { a: text } : [text]);
      },
    ),
    { numRuns: 2000 },
  );
});

test("numbers and booleans are told from texts", () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()), (value) =>
      looksTyped(String(value)),
    ),
  );
});

const memberCount = (node: Node): number => (node.kind === "map" ? node.entries.length : node.kind === "list" ? node.items.length : 0);

/** The meaning at a path. Throws where nothing stands there. */
function meaningAt(value: Meaning, path: Path): Meaning {
  let found: Meaning | undefined;
  changed(value, path, (old) => {
    found = old;
    return old;
  });
  if (found === undefined) throw new Error(`nothing at ${path.join(".")}`);
  return found;
}

const lineNumber = (text: string, offset: number): number => text.slice(0, offset).split(/\r\n|\r|\n/).length;

/** The last line of anything in `node`: a section's own span is that of its key. */
const lastLine = (document: TemplateDocument, node: Node): number =>
  Math.max(
    ...[node, ...places(node).map((place) => place.node)].map((inner) => lineNumber(document.text, absoluteSpan(document, inner).end)),
  );
