/** The walkthrough: what it shows is packed, and its buttons run commands that exist. */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { listFiles, PackageManager } from "@vscode/vsce";
import { expect, test } from "vitest";
import { rules } from "../server/src/rules/index.ts";
import { readProject } from "../server/src/settings/project.ts";

const root = path.resolve(import.meta.dirname, "..");

interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly svg?: string; readonly markdown?: string; readonly altText?: string };
  readonly completionEvents: readonly string[];
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly Step[] }[];
  };
}

const { contributes }: Manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
const packed = await listFiles({ cwd: root, packageManager: PackageManager.None });

test("one walkthrough of five steps", () => {
  expect(contributes.walkthroughs.map(({ id }) => id)).toEqual(["start"]);
  expect(steps.map(({ id }) => id)).toEqual(["open", "fix", "explain", "trace", "settings"]);
});

test.each(steps.map((step) => [step.id, step] as const))("the picture of %s is packed", (_id, { media }) => {
  const file = media.svg ?? media.markdown ?? "";
  expect(packed).toContain(path.posix.normalize(file));
  expect(statSync(path.join(root, file)).size).toBeLessThan(10_000);
  if (media.svg !== undefined) expect(media.altText).toMatch(/\w/);
});

test.each(steps.map((step) => [step.id, step] as const))("the links of %s run commands that are there", (_id, step) => {
  const own = contributes.commands.map(({ command }) => command);
  const links = [...step.description.matchAll(/\]\(command:(?:toSide:)?([\w.]+)(?:\?([^)]*))?\)/g)];
  expect(links.length).toBeGreaterThan(0);
  expect(step.description.match(/\]\(/g)).toHaveLength(links.length);
  const commands = [...links.map(([, command = ""]) => command), ...step.completionEvents.map((event) => event.replace("onCommand:", ""))];
  for (const command of commands) {
    if (command.startsWith("cfnNetworkLint.")) expect(own).toContain(command);
    else expect(command).toMatch(/^workbench\.action/);
  }
  // VS Code shows single asterisks as they are.
  expect(step.description.replaceAll("**", "")).not.toContain("*");
  for (const [, command, query] of links) {
    if (command !== "cfnNetworkLint.openSample") continue;
    const given: readonly unknown[] = JSON.parse(decodeURIComponent(query ?? ""));
    expect(packed).toContain(`examples/${String(given[0])}`);
  }
});

test("the page of every rule, and the lists of rules and samples, are packed", () => {
  for (const { id } of rules) expect(packed).toContain(`docs/rules/${id}.md`);
  expect(packed).toContain("docs/rules/README.md");
  expect(packed).toContain("examples/README.md");
});

test("its project file is right", () => {
  const page = readFileSync(path.join(root, "docs/walkthrough/settings.md"), "utf8");
  const { project, problems } = readProject(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "");
  expect(problems).toEqual([]);
  expect(project).toMatchObject({ rules: { "cidr/host-bits": "hint" } });
});
