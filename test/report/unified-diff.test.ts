import fc from "fast-check";
import { expect, test } from "vitest";
import { unifiedDiff } from "../../server/src/report/unified-diff.ts";

const numbered = (count: number): string => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");

test("equal texts have no difference", () => {
  expect(unifiedDiff("a.yaml", "a\n", "a\n")).toBe("");
});

test("three lines of context, and two changes whose contexts meet in one hunk", () => {
  const before = numbered(20);
  const after = before.replace("line 5\n", "five\n").replace("line 11\n", "").replace("line 20\n", "line 20\nmore\n");
  expect(unifiedDiff("/tmp/a.yaml", before, after)).toBe(`--- a/tmp/a.yaml
+++ b/tmp/a.yaml
@@ -2,13 +2,12 @@
 line 2
 line 3
 line 4
-line 5
+five
 line 6
 line 7
 line 8
 line 9
 line 10
-line 11
 line 12
 line 13
 line 14
@@ -18,3 +17,4 @@
 line 18
 line 19
 line 20
+more
`);
});

test("a last line without its end, on both sides", () => {
  expect(unifiedDiff("a", "a\nb", "a\nc\n")).toBe("--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n");
  expect(unifiedDiff("a", "", "x")).toBe("--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n");
});

/** What `patch` does with a diff, strictly: every line that it names must be there. */
function patched(before: string, diff: string): string {
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const rows = (diff.match(/[^\n]*\n/g) ?? []).slice(2);
  let result = "";
  let done = 0;
  for (const [index, row] of rows.entries()) {
    const head = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@$/.exec(row.trimEnd());
    const isUnended = rows[index + 1]?.startsWith("\\") ?? false;
    const text = isUnended ? row.slice(1, -1) : row.slice(1);
    if (head) {
      const start = Number(head[1]) - (head[2] === "0" ? 0 : 1);
      result += lines.slice(done, start).join("");
      done = start;
    } else if (row[0] === "+") result += text;
    else if (row[0] !== "\\") {
      expect(text).toBe(lines[done++]);
      if (row[0] === " ") result += text;
    }
  }
  return result + lines.slice(done).join("");
}

test("what it describes is the way from one text to the other", () => {
  const text = fc.array(fc.constantFrom("a\n", "b\n", "c\r\n", "\n", "d"), { maxLength: 40 }).map((lines) => lines.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after);
      expect(patched(before, unifiedDiff("a", before, after))).toBe(after);
    }),
    { numRuns: 300 },
  );
});
