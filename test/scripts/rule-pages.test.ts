/** The committed pages of docs/rules are those that `npm run docs` makes. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { rulePages } from "../../scripts/rule-pages.ts";

const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(root, "docs/rules");
const pages = rulePages(path.join(root, "test/rules"));

describe("docs/rules (npm run docs writes them)", () => {
  test.each([...pages])("%s", (name, text) => {
    const file = path.join(folder, name);
    expect(existsSync(file) ? readFileSync(file, "utf8") : "no such page").toBe(text);
  });

  test("holds no page of a rule that is gone", () => {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
    expect(files.map((name) => name.replaceAll("\\", "/")).toSorted()).toEqual([...pages.keys()].toSorted());
  });

  test("every page of a rule shows its finding, and the links of the list lead somewhere", () => {
    for (const [name, text] of pages) if (name !== "README.md") expect(text).toMatch(/```text\nexample\.yaml:\d+:\d+ {2}\w+ {2}/);
    for (const [, target = ""] of (pages.get("README.md") ?? "").matchAll(/\]\(([^)]+)\)/g)) expect([...pages.keys()]).toContain(target);
  });
});
