/** What edits do to samples in every form. The expected changes stand beside the samples, as differences of lines. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../server/src/template/read-document.ts";
import { changedLines } from "../../server/src/text/line-diff.ts";
import { applyEdits } from "../../server/src/text/text-edit.ts";
import { operations } from "./edits/operations.ts";

const folder = new URL("./edits/", import.meta.url);
const samples = readdirSync(folder).filter((name) => /\.(?:yaml|json)$/.test(name));

/** `text` after the operation; undefined where it is refused. */
function edited(text: string, operation: keyof typeof operations): string | undefined {
  const edits = operations[operation]?.(readDocument(text));
  return edits && applyEdits(text, edits);
}

/** The changed lines, each stretch with one line before and one after it; of very long ones the part that differs. */
function difference(before: string, after: string): string {
  const old = before.split("\n");
  const now = after.split("\n");
  if (old.length <= 2 && (old[0] ?? "").length > 1000) return differentPart(before.trimEnd(), after.trimEnd());
  const stretches = changedLines(old, now).map((hunk) => [
    ...old.slice(Math.max(0, hunk.oldStart - 1), hunk.oldStart).map((line) => `  ${line}`),
    ...old.slice(hunk.oldStart, hunk.oldEnd).map((line) => `- ${line}`),
    ...now.slice(hunk.newStart, hunk.newEnd).map((line) => `+ ${line}`),
    ...old.slice(hunk.oldEnd, hunk.oldEnd + 1).map((line) => `  ${line}`),
  ]);
  return stretches.map((lines) => lines.map((line) => `${line.trimEnd()}\n`).join("")).join("  ...\n");
}

function differentPart(before: string, after: string): string {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const part = (text: string): string => `...${text.slice(Math.max(0, start - 30), text.length - Math.max(0, end - 30))}...`;
  return `- ${part(before)}\n+ ${part(after)}\n`;
}

describe.each(samples)("%s", (name) => {
  const text = readFileSync(new URL(name, folder), "utf8");

  test("changes only what is asked for", async () => {
    const report = Object.keys(operations).map((title) => {
      const after = edited(text, title);
      return `${title}\n${after === undefined ? "  refused\n" : difference(text, after)}`;
    });
    await expect(report.join("\n")).toMatchFileSnapshot(`edits/${name}.diff`);
  });

  test.each([
    ["Windows line ends", "\r\n"],
    ["lone carriage returns", "\r"],
  ])("writes the same with %s", (_, eol) => {
    for (const title of Object.keys(operations)) {
      expect(edited(text.replaceAll("\n", eol), title), title).toBe(edited(text, title)?.replaceAll("\n", eol));
    }
  });

  test("writes the same without a last line end", () => {
    for (const title of Object.keys(operations)) {
      expect(edited(text.trimEnd(), title), title).toBe(edited(text, title)?.trimEnd());
    }
  });
});
