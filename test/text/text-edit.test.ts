import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { lineIndex } from "../../server/src/text/line-index.ts";
import type { TextEdit } from "../../server/src/text/span.ts";
import { applyEdits, lineEnding, minimalEdits } from "../../server/src/text/text-edit.ts";

const edit = (start: number, end: number, newText: string): TextEdit => ({ span: { start, end }, newText });

describe("applyEdits", () => {
  test("refers to the original text, in whatever order the edits come", () => {
    expect(applyEdits("abcdef", [edit(4, 5, "E"), edit(0, 1, "AA"), edit(2, 2, "-")])).toBe("AAb-cdEf");
  });
  test("insertions at one offset keep their order and stand before a replacement there", () => {
    expect(applyEdits("abc", [edit(1, 2, "B"), edit(1, 1, "1"), edit(1, 1, "2")])).toBe("a12Bc");
  });
  test("an insertion may stand where a replacement ends", () => {
    expect(applyEdits("abc", [edit(0, 1, "A"), edit(1, 1, "-")])).toBe("A-bc");
  });
  test.each([
    ["overlap", [edit(0, 2, ""), edit(1, 3, "")]],
    ["the same stretch twice", [edit(0, 1, "x"), edit(0, 1, "x")]],
    ["an insertion inside a replacement", [edit(0, 2, "x"), edit(1, 1, "x")]],
    ["past the end", [edit(2, 4, "x")]],
    ["before the start", [edit(-1, 0, "x")]],
    ["backwards", [edit(2, 1, "x")]],
  ])("throws: %s", (_, edits) => {
    expect(() => applyEdits("abc", edits)).toThrow(RangeError);
  });
});

describe("minimalEdits", () => {
  test("equal texts need none", () => {
    expect(minimalEdits("a\nb", "a\nb")).toEqual([]);
  });
  test("an inserted line is an insertion", () => {
    expect(minimalEdits("a\nc\n", "a\nb\nc\n")).toEqual([edit(2, 2, "b\n")]);
  });
  test("a removed line is a removal", () => {
    expect(minimalEdits("a\nb\nc\n", "a\nc\n")).toEqual([edit(2, 4, "")]);
  });
  test("a changed word is the word's change", () => {
    expect(minimalEdits("x: 10.0.1.0/24\ny: 1\n", "x: 10.0.2.0/24\ny: 1\n")).toEqual([edit(8, 9, "2")]);
  });
  test("changes far apart leave what lies between alone", () => {
    expect(minimalEdits("a1\nb\nc\nd1\n", "a2\nb\nnew\nc\nd2\n")).toEqual([edit(1, 2, "2"), edit(5, 5, "new\n"), edit(8, 9, "2")]);
  });
  test("neighbouring changed lines are changed one by one", () => {
    expect(minimalEdits("a1\nb1\n", "a2\nb2\n")).toEqual([edit(1, 2, "2"), edit(4, 5, "2")]);
  });
  test("never cuts a surrogate pair or a Windows line end", () => {
    expect(minimalEdits("😀", "😁")).toEqual([edit(0, 2, "😁")]);
    expect(minimalEdits("a\r\nb", "a\nb")).toEqual([edit(1, 3, "\n")]);
    expect(minimalEdits("a\nb", "a\r\nb")).toEqual([edit(1, 2, "\r\n")]);
  });
  test("texts with nothing in common, longer than the search goes", () => {
    const before = Array.from({ length: 2000 }, (_, n) => `a${n}\n`).join("");
    const after = Array.from({ length: 1500 }, (_, n) => `b${n}\n`).join("");
    expect(applyEdits(before, minimalEdits(before, after))).toBe(after);
  });

  const lines = fc
    .array(fc.constantFrom("a\n", "b\n", "c\r\n", "d\r", "😀\n", "😁", "ab", "\n"), { maxLength: 14 })
    .map((parts) => parts.join(""));

  test("lead from one text to the other, also as LSP positions", () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const edits = minimalEdits(before, after);
        expect(applyEdits(before, edits)).toBe(after);
        const { positionAt } = lineIndex(before);
        const document = TextDocument.create("file:///a", "yaml", 0, before);
        const lspEdits = edits.map(({ span, newText }) => ({
          range: { start: positionAt(span.start), end: positionAt(span.end) },
          newText,
        }));
        expect(TextDocument.applyEdits(document, lspEdits)).toBe(after);
      }),
      { numRuns: 500 },
    );
  });

  test("touch as few lines as any longest common subsequence would", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 10 });
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const text = (parts: readonly string[]) => parts.map((part) => `${part}\n`).join("");
        const edits = minimalEdits(text(a), text(b));
        const removed = edits.reduce((sum, { span }) => sum + Math.ceil((span.end - span.start) / 2), 0);
        expect(removed).toBeLessThanOrEqual(a.length - longestCommon(a, b));
      }),
      { numRuns: 500 },
    );
  });
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  const [first, ...rest] = a;
  if (first === undefined || b.length === 0) return 0;
  const at = b.indexOf(first);
  const without = longestCommon(rest, b);
  return at < 0 ? without : Math.max(without, 1 + longestCommon(rest, b.slice(at + 1)));
}

test.each([
  ["", "\n"],
  ["a", "\n"],
  ["a\r\nb\n", "\r\n"],
  ["a\nb\r\n", "\n"],
  ["a\rb\n", "\r"],
] as const)("lineEnding of %j", (text, expected) => {
  expect(lineEnding(text)).toBe(expected);
});
