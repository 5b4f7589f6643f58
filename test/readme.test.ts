/** The README shows what is really printed, and the rules that it compares exist. */
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { rules } from "../server/src/rules/index.ts";
import { readProject } from "../server/src/settings/project.ts";
import { setUpCli } from "./main/cli-process.ts";

const root = path.resolve(import.meta.dirname, "..");
const readme = readFileSync(path.join(root, "README.md"), "utf8");
const cli = setUpCli();

test("the output under the command is that of the command", async () => {
  const shown = /```text\n\$ cfn-network-lint (.*)\n([\s\S]*?)\n```/.exec(readme);
  cpSync(path.join(root, "examples"), path.join(cli.folder, "examples"), { recursive: true });
  const { stdout } = await cli.run((shown?.[1] ?? "").split(" "));
  expect(shown?.[2]).toBe(stdout.trim());
});

test("every command in the README is one of the command line, and every flag a flag", async () => {
  const runs = await Promise.all([["--help"], ["lint", "--help"], ["fix", "--help"], ["rules", "--help"]].map((words) => cli.run(words)));
  const help = runs.map((run) => run.stdout).join("");
  const lines = [...readme.matchAll(/^cfn-network-lint (.*)$/gm)].map((match) => match[1] ?? "");
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines)
    for (const word of line.split(" ").filter((each, index) => index === 0 || each.startsWith("--"))) expect(help, line).toContain(word);
});

test("every link to a file leads somewhere, and every setting is contributed", () => {
  for (const [, target] of readme.matchAll(/\]\((?!https:)([^)#]+)\)/g))
    expect(() => readFileSync(path.join(root, target ?? "")), target).not.toThrow();
  const contributed = readFileSync(path.join(root, "package.json"), "utf8");
  for (const [, setting] of readme.matchAll(/`(cfnNetworkLint\.[\w.]+)`/g)) expect(contributed).toContain(`"${setting}"`);
});

test("its project file is right", () => {
  const text = /`\.cfn-network-lint\.yaml`[\s\S]*?```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const { project, problems } = readProject(text);
  expect(problems).toEqual([]);
  expect(project).toMatchObject({ preset: "security", rules: { "cidr/host-bits": "off" } });
});

test("the families that the README speaks of have rules", () => {
  const families = new Set(rules.map((rule) => rule.id.split("/")[0]));
  for (const family of ["cidr", "depends", "peering", "route", "nat", "tgw", "vpn", "sg", "nacl", "lb", "endpoint", "dns"])
    expect(families).toContain(family);
});
