import { expect, test } from "vitest";
import { codeFrame } from "../../server/src/report/code-frame.ts";
import { columnsOf, printable } from "../../server/src/report/printable.ts";
import { lineIndex } from "../../server/src/text/line-index.ts";

/** A frame as rows, around the stretch between the two `|` of `marked`. */
function frameOf(marked: string, width = 80): readonly string[] {
  const [before = "", inside = "", after = ""] = marked.split("|");
  const text = before + inside + after;
  const lines = lineIndex(text);
  const range = { start: lines.positionAt(before.length), end: lines.positionAt(before.length + inside.length) };
  const frame = codeFrame(text, lines, range, width);
  for (const { number } of frame.lines) expect(String(number).length).toBeLessThanOrEqual(frame.gutterWidth);
  return frame.lines.flatMap(({ number, text: row, underline }) =>
    underline === "" ? [`${number} ${row}`] : [`${number} ${row}`, `${" ".repeat(String(number).length)} ${underline}`],
  );
}

test("two lines before and after, without blank ones at the edges", () => {
  expect(frameOf("a\n\nb\nc |key|: d\n\ne\nf\n")).toEqual(["3 b", "4 c key: d", "    ^^^", "5 ", "6 e"]);
  expect(frameOf("|a|")).toEqual(["1 a", "  ^"]);
  expect(frameOf("\n\n|a|\n\n\n")).toEqual(["3 a", "  ^"]);
});

test("an empty stretch, also at the end of the text, has one caret", () => {
  expect(frameOf("key:||\nb")).toEqual(["1 key:", "      ^", "2 b"]);
  expect(frameOf("a\n||")).toEqual(["1 a", "2 ", "  ^"]);
});

test("of several lines the first is underlined to its end", () => {
  expect(frameOf("Tags: |[a,  \n  b]|\nc\n")).toEqual(["1 Tags: [a,", "        ^^^", "2   b]", "3 c"]);
});

test("CRLF and lone CR end lines and are not shown", () => {
  expect(frameOf("a\r\nb: |c|\r\nd")).toEqual(["1 a", "2 b: c", "     ^", "3 d"]);
  expect(frameOf("a\rb: |c|\rd")).toEqual(["1 a", "2 b: c", "     ^", "3 d"]);
});

test("tabs become blanks up to the next stop, before and in the stretch", () => {
  expect(frameOf('\t"a":\t|"b\tc"|')).toEqual(['1     "a":    "b  c"', "              ^^^^^^"]);
});

test("wide characters take two columns, combining ones none", () => {
  expect(frameOf("漢字: |x|")).toEqual(["1 漢字: x", "        ^"]);
  expect(frameOf("e\u0301: |x|")).toEqual(["1 e\u0301: x", "     ^"]);
  expect(frameOf("😀: |x😀|")).toEqual(["1 😀: x😀", "      ^^^"]);
});

test("a long line is cut around the stretch, its neighbours at the same column", () => {
  const long = `${"a".repeat(100)}|bbb|${"c".repeat(100)}`;
  expect(frameOf(`short\n${long}\n${"d".repeat(300)}`, 40)).toEqual([
    "1 ",
    `2 …${"a".repeat(17)}bbb${"c".repeat(19)}…`,
    `  ${" ".repeat(18)}^^^`,
    `3 …${"d".repeat(39)}…`,
  ]);
});

test("a line that fits is not cut, and one whose stretch is in sight only at its end", () => {
  expect(frameOf(`|a|${"b".repeat(39)}`, 40)).toEqual([`1 a${"b".repeat(39)}`, "  ^"]);
  expect(frameOf(`|a|${"b".repeat(40)}`, 40)).toEqual([`1 a${"b".repeat(39)}…`, "  ^"]);
});

test("a stretch longer than the width is underlined as far as it is seen", () => {
  expect(frameOf(`ab|${"c".repeat(100)}|`, 40)).toEqual([`1 ab${"c".repeat(38)}…`, `    ${"^".repeat(38)}`]);
});

test("a megabyte in one line costs no more than what is shown", () => {
  const [row = "", underline = ""] = frameOf(`${'{"a": '.repeat(80_000)}|"here"|${"}".repeat(500_000)}`, 60);
  expect(row).toContain('"here"');
  expect(underline.indexOf("^")).toBe(row.indexOf('"here"'));
});

test("what a terminal would obey is replaced", () => {
  expect(printable("a\u001b[31mb\u0007\u202e\u2066c\u009b")).toBe("a\ufffd[31mb\ufffd\ufffd\ufffdc\ufffd");
  expect(printable("a\n  b\tc")).toBe("a b c");
  expect(frameOf("|a|\u001b[2J")).toEqual(["1 a\ufffd[2J", "  ^"]);
});

test("columns of characters", () => {
  expect(["a", "é", "漢", "😀", "\u0301", "ｆ", "—"].map(columnsOf)).toEqual([1, 1, 2, 2, 0, 2, 1]);
});
