import fc from "fast-check";
import { expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { lineIndex } from "../../server/src/text/line-index.ts";
import { clampedRange, rangeOf, spanOf } from "../../server/src/features/positions.ts";

const text = fc.array(fc.constantFrom("a", "é", "😀", "\n", "\r", "\r\n", "  "), { maxLength: 12 }).map((parts) => parts.join(""));
const position = fc.record({ line: fc.nat(8), character: fc.nat(8) });
const change = fc.record({ start: position, end: position, text });

test("a document that is changed step by step counts lines and characters as our line index does", () => {
  fc.assert(
    fc.property(text, fc.array(change, { maxLength: 6 }), fc.nat(60), (source, changes, offset) => {
      const document = TextDocument.create("file:///a", "yaml", 0, source);
      for (const { start, end, text } of changes) {
        TextDocument.update(document, [{ range: clampedRange(document, { start, end }), text }], document.version + 1);
      }
      const index = lineIndex(document.getText());
      expect(document.lineCount).toBe(index.lineCount);
      expect(document.positionAt(offset)).toEqual(index.positionAt(offset));
      const range = rangeOf(document, { start: 0, end: offset });
      expect(spanOf(document, range)).toEqual(spanOf(index, range));
    }),
    { numRuns: 2000 },
  );
});
