/** The pages of docs/rules as texts: from the rules themselves and from the example that their test runs. Writes no files. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Analysis, analyze, type ReportedFinding, snapshotOf } from "../server/src/analysis.ts";
import { fileReport } from "../server/src/report/diagnostic.ts";
import { plainPaint } from "../server/src/report/paint.ts";
import { textReport } from "../server/src/report/text.ts";
import { unifiedDiff } from "../server/src/report/unified-diff.ts";
import { rules } from "../server/src/rules/index.ts";
import type { Consequence, Fix, Rule } from "../server/src/rules/rule.ts";
import { defaultSettings, presets, presetsOf, severityOf } from "../server/src/settings/settings.ts";
import { applyEdits } from "../server/src/text/text-edit.ts";
import { withoutMarkers } from "../test/markers.ts";

const exampleName = "example.yaml";
/** Longer lines would be cut or wrapped in most windows that show the pages. */
const frameWidth = 110;

const meanings: Readonly<Record<Consequence, string>> = {
  "deploy-fail": "Creating or updating the stack fails.",
  "deploy-race": "Creating or updating the stack may fail: the order is open, or AWS does not document what happens.",
  traffic: "The stack is made, but packets or names do not arrive.",
  expectation: "The stack is made, and the network is not as the template itself states.",
  hazard: "It works, with a risk for security, availability or a later change.",
  advice: "It works; it could be clearer.",
};

/** Every page by its path in docs/rules. `casesFolder` holds the examples: `family/name/example.yaml`. */
export function rulePages(casesFolder: string): ReadonlyMap<string, string> {
  const pages = rules.map((rule) => {
    const file = path.join(casesFolder, rule.id, exampleName);
    // A rule that is being written has none yet; the test of the rules asks for it.
    const example = existsSync(file) ? readFileSync(file, "utf8") : "Resources: {}\n";
    return [`${rule.id}.md`, rulePage(rule, withoutMarkers(example, "#"))] as const;
  });
  return new Map([["README.md", indexPage()], ...pages]);
}

const joined = (parts: readonly string[]): string => `${parts.filter((part) => part !== "").join("\n\n")}\n`;

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

function rulePage(rule: Rule, example: string): string {
  const settings = {
    ...defaultSettings,
    preset: "strict",
    // A suppression is judged by the rule that it names: that one stays on.
    rules: Object.fromEntries(
      rules.flatMap(({ id }) => (id === rule.id || example.includes(`disable-next-line ${id}`) ? [] : [[id, "off"] as const])),
    ),
  } as const;
  const analysis = analyze(exampleName, snapshotOf(exampleName, example), { settings });
  const printed = textReport(fileReport(analysis, example), { paint: plainPaint, width: frameWidth });
  return joined([
    `<!-- Made by \`npm run docs\` from server/src/rules/${rule.id}.ts and test/rules/${rule.id}/${exampleName}. -->`,
    `# ${rule.id}`,
    rule.summary,
    rule.why.trim(),
    facts(rule, analysis),
    "## Example",
    fenced("yaml", example),
    fenced("text", printed),
    fixSection(analysis, example),
    silenceSection(rule),
    rule.awsError === undefined ? "" : `## What AWS says\n\n${fenced("text", rule.awsError)}`,
    `## Reference\n\n<${rule.reference}>`,
    "## Turning it off\n\nFor one place, with the reason, by a comment in YAML:",
    fenced("yaml", `# cfn-network-lint-disable-next-line ${rule.id} -- the reason`),
    "For a resource or a whole template, in JSON too, by its Metadata:",
    fenced("json", `"Metadata": { "cfn-network-lint": { "disable": ["${rule.id}"] } }`),
    "Everywhere, in the settings of VS Code (any severity works as well as `off`):",
    fenced("json", `"cfnNetworkLint.rules": { "${rule.id}": "off" }`),
  ]);
}

/** What the gravest finding means. A list: the table would have a head without words, which screen readers read out. */
function facts(rule: Rule, { findings }: Analysis): string {
  const [fix] = findings.flatMap((finding) => finding.fixes ?? []);
  const fixText = !rule.isFixable
    ? "none"
    : fix === undefined
      ? "for some findings"
      : fix.safe
        ? "yes, and safe"
        : "yes, but it changes the network";
  return [
    `- **Consequence**: \`${rule.consequence}\`. ${meanings[rule.consequence]}`,
    `- **Severity**: ${severityOf(rule.consequence)}`,
    `- **Presets**: ${presetText(rule)}`,
    `- **Quick fix**: ${fixText}`,
  ].join("\n");
}

/** "all", or the presets by name. */
function presetText(rule: Rule): string {
  const names = presetsOf(rule, rule.consequence);
  return names.length === presets.length ? "all" : names.join(", ");
}

/** What the first fix of the first finding that has one does to the example. */
function fixSection({ findings }: Analysis, example: string): string {
  for (const finding of findings) {
    for (const fix of finding.fixes ?? []) {
      const edits = fix.edits();
      if (edits && edits.length > 0) return fixText(finding, fix, diffOf(example, applyEdits(example, edits)));
    }
  }
  return "";
}

function fixText({ fixes = [] }: ReportedFinding, fix: Fix, diff: string): string {
  const isDefault = fix.preferred && fix.safe;
  const who = isDefault
    ? "On the command line `cfn-network-lint fix` applies it; in VS Code the code action `source.fixAll.cfn-network-lint` does."
    : "On the command line only `cfn-network-lint fix --unsafe` applies it.";
  const others = fixes.filter((other) => other !== fix).map((other) => `"${other.title}"`);
  const more = others.length > 0 ? ` Also offered: ${others.join(", ")}.` : "";
  return `## Fix\n\n"${fix.title}". ${who}${more}\n\n${fenced("diff", diff)}`;
}

/** The hunks without the names of the files. */
const diffOf = (before: string, after: string): string => unifiedDiff(exampleName, before, after).replace(/^---.*\n\+\+\+.*\n/, "");

function silenceSection({ silentWhen }: Rule): string {
  const clauses = silentWhen.length > 0 ? silentWhen : ["a value that it depends on is not known from the template"];
  return `## When it is silent\n\n${clauses.map((clause) => `- ${clause}`).join("\n")}`;
}

function indexPage(): string {
  const families = [...new Set(rules.map(familyOf))];
  const consequences = Object.keys(meanings).filter((name): name is Consequence => rules.some((rule) => rule.consequence === name));
  return joined([
    "<!-- Made by `npm run docs` from server/src/rules. -->",
    "# Rules",
    `${rules.length} rules. The preset \`recommended\` is the default; \`cfn-network-lint rules\` prints this list.`,
    "## By family",
    ...families.map((family) => `### ${family}\n\n${familyTable(rules.filter((rule) => familyOf(rule) === family))}`),
    "## By consequence",
    ...consequences.map((consequence) =>
      consequenceText(
        consequence,
        rules.filter((rule) => rule.consequence === consequence),
      ),
    ),
  ]);
}

const familyOf = (rule: Rule): string => rule.id.split("/", 1)[0] ?? rule.id;

const linkTo = (rule: Rule): string => `[${rule.id}](${rule.id}.md)`;

function familyTable(family: readonly Rule[]): string {
  const rows = family.map(
    (rule) =>
      `| ${linkTo(rule)} | ${severityOf(rule.consequence)} | ${rule.isFixable ? "yes" : ""} | ${presetText(rule)} | ${rule.summary} |`,
  );
  return ["| Rule | Severity | Fix | Presets | What must be the case |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

const consequenceText = (consequence: Consequence, of: readonly Rule[]): string =>
  `### ${consequence}\n\n${meanings[consequence]} Reported as ${severityOf(consequence)}.\n\n${of.map((rule) => `- ${linkTo(rule)}`).join("\n")}`;
