import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { rules } from "../../server/src/rules/index.ts";

const root = path.resolve(import.meta.dirname, "../..");
let copy = "";
// Each run bundles the script first.
vi.setConfig({ testTimeout: 30_000 });

const newRule = (...args: readonly string[]): { readonly status: number | null; readonly error: string } => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/run-ts.mjs", "scripts/new-rule.ts", ...args], {
    cwd: copy,
    encoding: "utf8",
  });
  return { status, error: stderr.trim() };
};

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), "new-rule-"));
  for (const part of ["scripts/run-ts.mjs", "scripts/new-rule.ts", "server/src/rules", "tsconfig.json"]) {
    mkdirSync(path.dirname(path.join(copy, part)), { recursive: true });
    cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
  }
  // A folder of its own, so that the bundle's cache stays in the copy.
  mkdirSync(path.join(copy, "node_modules"));
  symlinkSync(path.join(root, "node_modules/esbuild"), path.join(copy, "node_modules/esbuild"), "dir");
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test("makes the rule, its cases, and its entry in sorted place", () => {
  expect(newRule("depends/a-new-one")).toEqual({ status: 0, error: "" });
  expect(readFileSync(path.join(copy, "server/src/rules/depends/a-new-one.ts"), "utf8")).toContain('id: "depends/a-new-one"');
  expect(readFileSync(path.join(copy, "test/rules/depends/a-new-one/example.yaml"), "utf8")).toContain("AWS::EC2::VPC");
  const index = readFileSync(path.join(copy, "server/src/rules/index.ts"), "utf8");
  const imported = [...index.matchAll(/^import \w+ from "\.\/(.+)\.ts";$/gm)].map(([, id]) => id);
  expect(imported).toEqual([...rules.map((rule) => rule.id), "depends/a-new-one"].sort());
  expect(index).toMatch(/\n  dependsANewOne,\n  depends[A-Z]/);
});

test("refuses what is no id, and what exists, in one sentence", () => {
  expect(newRule()).toEqual({ status: 2, error: "Usage: npm run new-rule family/name" });
  expect(newRule("cidr/Overlap")).toEqual({
    status: 2,
    error:
      '"cidr/Overlap" is no rule id: it takes a family and a name in lower case, with hyphens between words, as in "cidr/subnet-overlap".',
  });
  expect(newRule("depends/igw-route")).toEqual({ status: 2, error: "depends/igw-route exists: server/src/rules/depends/igw-route.ts" });
  expect(newRule("depends/one", "depends/two")).toEqual({ status: 2, error: "One rule at a time, please." });
});
