import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { lineIndex } from "../../server/src/text/line-index.ts";

const text = fc.array(fc.constantFrom("a", "é", "😀", "\n", "\r", "\r\n", "  ")).map((parts) => parts.join(""));

describe("lineIndex", () => {
  test.each([
    ["", 1],
    ["a", 1],
    ["a\n", 2],
    ["a\r\nb", 2],
    ["a\rb\r", 3],
    ["\n\r", 3],
    ["\r\r\n\n", 4],
  ])("%j has %i lines", (source, count) => {
    expect(lineIndex(source).lineCount).toBe(count);
  });

  test("counts characters in UTF-16 code units", () => {
    const index = lineIndex("x\r\n한😀b");
    expect(index.positionAt(6)).toEqual({ line: 1, character: 3 });
    expect(index.offsetAt({ line: 1, character: 3 })).toBe(6);
  });

  test("clamps what lies outside", () => {
    const index = lineIndex("ab\r\ncd");
    expect(index.positionAt(-1)).toEqual({ line: 0, character: 0 });
    expect(index.positionAt(99)).toEqual({ line: 1, character: 2 });
    expect(index.positionAt(3)).toEqual({ line: 0, character: 2 });
    expect(index.offsetAt({ line: 0, character: 99 })).toBe(2);
    expect(index.offsetAt({ line: 0, character: -1 })).toBe(0);
    expect(index.offsetAt({ line: -1, character: 1 })).toBe(0);
    expect(index.offsetAt({ line: 2, character: 0 })).toBe(6);
    expect([-1, 0, 1, 2].map(index.lineStart)).toEqual([0, 0, 4, 6]);
  });

  test("more lines than the first allocation holds", () => {
    const index = lineIndex("x\n".repeat(1000));
    expect(index.lineCount).toBe(1001);
    expect(index.lineStart(999)).toBe(1998);
    expect(index.positionAt(1999)).toEqual({ line: 999, character: 1 });
  });

  test("agrees with the language server's own text document", () => {
    fc.assert(
      fc.property(text, fc.nat(40), fc.nat(10), (source, offset, line) => {
        const document = TextDocument.create("file:///a", "yaml", 0, source);
        const index = lineIndex(source);
        expect(index.lineCount).toBe(document.lineCount);
        expect(index.positionAt(offset)).toEqual(document.positionAt(offset));
        const position = { line, character: offset };
        expect(index.offsetAt(position)).toBe(document.offsetAt(position));
      }),
    );
  });
});
