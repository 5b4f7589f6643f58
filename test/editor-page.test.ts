/** docs/EDITOR.md: what it claims of the keyboard is what the test without a mouse does, and its pictures are there. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const page = read("docs/EDITOR.md");

test("each line about the keyboard is a step of the test without a mouse, in its order", () => {
  const [, section = ""] = page.split("## Keyboard and screen reader\n");
  const claims = [...section.matchAll(/^\| (?!To …|---)(.+?) \| .+ \| .+ \|$/gm)].map(([, claim]) => claim);
  const steps = [...read("test/extension/run-keyboard.mjs").matchAll(/^ {2}async "(.+)"\(\) \{$/gm)].map(([, step]) => step);
  expect(steps.length).toBeGreaterThan(10);
  expect(claims).toEqual(steps);
});

test("the commands that it names exist, or are VS Code's", () => {
  const { contributes }: { readonly contributes: { readonly commands: readonly { readonly title: string }[] } } = JSON.parse(
    read("package.json"),
  );
  const ours = contributes.commands.map(({ title }) => title);
  const vscodes = [
    "Read Line with Inlay Hints",
    "Focus Status Bar",
    "Show CodeLens Commands for Current Line",
    "Welcome: Open Walkthrough…",
  ];
  const named = [...page.matchAll(/(?<!\*)\*([A-Z][^*]+)\*(?!\*)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(5);
  for (const name of named) expect([...ours, ...vscodes]).toContain(name);
});

test("its pictures and those of the README are there, say what they show, and none is left over", () => {
  const shown = ["README.md", "docs/EDITOR.md"].flatMap((file) =>
    [...read(file).matchAll(/!\[([^\]]*)\]\(([^)]+\.png)\)/g)].map(([, text = "", target = ""]) => {
      expect(text.length, target).toBeGreaterThan(20);
      return path.posix.join(path.posix.dirname(file), target);
    }),
  );
  for (const file of shown) expect(existsSync(path.join(root, file)), file).toBe(true);
  const taken = readdirSync(path.join(root, "docs/images")).map((name) => `docs/images/${name}`);
  expect([...new Set(shown)].sort()).toEqual(taken.sort());
  expect(taken.reduce((sum, file) => sum + statSync(path.join(root, file)).size, 0)).toBeLessThan(3_000_000);
});
