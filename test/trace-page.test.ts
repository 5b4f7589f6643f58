/** docs/TRACE.md shows what is really printed, and has every code that a trace can give. */
import { cpSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { setUpCli } from "./main/cli-process.ts";

const root = path.resolve(import.meta.dirname, "..");
const page = readFileSync(path.join(root, "docs/TRACE.md"), "utf8");
const cli = setUpCli();

const shown = [...page.matchAll(/```text\n\$ cfn-network-lint (.*)\n([\s\S]*?)\n```/g)].map(([, command = "", output = ""]) => ({
  command,
  output,
}));

test("the page has examples with every verdict", () => {
  const verdicts = new Set(shown.map(({ output }) => output.split("\n")[0]?.split(": ").at(-1)));
  expect(verdicts).toEqual(new Set(["reachable", "blocked", "unknown"]));
});

test.each(shown)("$command", async ({ command, output }) => {
  cpSync(path.join(root, "examples"), path.join(cli.folder, "examples"), { recursive: true });
  const { stdout, code } = await cli.run(command.split(" "));
  expect(stdout.trimEnd()).toBe(output);
  expect(code).toBe(output.split("\n")[0]?.endsWith(": reachable") ? 0 : 1);
});

test("every code of a blocker is on the page, and no other", () => {
  const folder = path.join(root, "server/src/reachability");
  const source = readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), "utf8"))
    .join("\n");
  const codes = (text: string, pattern: RegExp): readonly string[] =>
    [...new Set([...text.matchAll(pattern)].map(([, code = ""]) => code))].sort();
  const table = page.slice(page.indexOf("| code |"), page.indexOf("## In the editor"));
  expect(codes(table, /`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|x-[a-z-]+)`/g)).toEqual(
    codes(source, /"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|x-[a-z-]+)"/g),
  );
});
