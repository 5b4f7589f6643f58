/** The walkthrough: what it shows is packed, and its buttons run commands that exist. */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import picomatch from "picomatch";
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
const allowed = readFileSync(path.join(root, ".vscodeignore"), "utf8").split(/\r?\n/);
const isAllowed = picomatch(allowed.flatMap((line) => (line.startsWith("!") ? line.slice(1) : [])));
/** The file is there, and the allow list of the .vsix has it. */
const isPacked = (file: string): boolean => existsSync(path.join(root, file)) && isAllowed(file);

test("one walkthrough of five steps", () => {
  expect(contributes.walkthroughs.map(({ id }) => id)).toEqual(["start"]);
  expect(steps.map(({ id }) => id)).toEqual(["open", "fix", "explain", "trace", "settings"]);
});

test.each(steps.map((step) => [step.id, step] as const))("the picture of %s is packed", (_id, { media }) => {
  const file = media.svg ?? media.markdown ?? "";
  expect(isPacked(path.posix.normalize(file)), file).toBe(true);
  expect(statSync(path.join(root, file)).size).toBeLessThan(10_000);
  // VS Code puts the picture into the page as it is: a screen reader reads what it says of itself.
  if (media.svg !== undefined) expect(readFileSync(path.join(root, file), "utf8")).toContain(`role="img" aria-label="${media.altText}"`);
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
    expect(isPacked(`examples/${String(given[0])}`)).toBe(true);
  }
});

test("the page of every rule, and the lists of rules and samples, are packed", () => {
  for (const { id } of rules) expect(isPacked(`docs/rules/${id}.md`)).toBe(true);
  expect(isPacked("docs/rules/README.md")).toBe(true);
  expect(isPacked("examples/README.md")).toBe(true);
});

test("its project file is right", () => {
  const page = readFileSync(path.join(root, "docs/walkthrough/settings.md"), "utf8");
  const { project, problems } = readProject(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "");
  expect(problems).toEqual([]);
  expect(project).toMatchObject({ rules: { "cidr/host-bits": "hint" } });
});
