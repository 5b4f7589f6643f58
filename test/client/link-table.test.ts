/** The packed tables as the client reads them. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { linkTable } from "../../client/src/link-table.ts";
import { rules } from "../../server/src/rules/index.ts";

const root = path.resolve(import.meta.dirname, "../..");
const pageOf = (file: string): string => readFileSync(path.join(root, file), "utf8");

test("the list of rules has each rule once, with its page and its summary", () => {
  const rows = linkTable(pageOf("docs/rules/README.md"));
  expect(rows.map(({ label }) => label).sort()).toEqual(rules.map(({ id }) => id).sort());
  for (const { label, target } of rows) expect(target).toBe(`${label}.md`);
  const summaries = new Map(rules.map(({ id, summary }) => [id, summary.replaceAll("`", "")]));
  for (const { label, text } of rows) expect(text, label).toBe(summaries.get(label));
});

test("the list of samples has each template", () => {
  const rows = linkTable(pageOf("examples/README.md"));
  expect(rows.map(({ target }) => target).sort()).toEqual(readdirSync(path.join(root, "examples")).filter((name) => name !== "README.md"));
  for (const { label, target, text } of rows) {
    expect(label).toBe(target);
    expect(text).toMatch(/\.$/);
  }
});

test.each([
  ["an empty page", "", []],
  ["rows without a link", "| a | b |\n| --- | --- |", []],
  ["a link in a sentence", "See [a](a.md) | b |", []],
  ["a row without a second cell", "| [a](a.md) |", []],
  ["Windows line ends", "| [a](a.md) | b |\r\n", [{ label: "a", target: "a.md", text: "b" }]],
  ["a bar in a cell", "| [a](a.md) | x | `b \\| c` |", [{ label: "a", target: "a.md", text: "b | c" }]],
  ["a row that is there twice", "| [a](a.md) | b |\n| [a](a.md) | c |", [{ label: "a", target: "a.md", text: "b" }]],
])("%s", (_name, page, rows) => {
  expect(linkTable(page)).toEqual(rows);
});
