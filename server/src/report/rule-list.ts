/** The list of all rules, as a table and as JSON. */
import type { Rule } from "../rules/rule.ts";
import { presets, presetsOf, type Severity, severityOf } from "../settings/settings.ts";
import type { Paint } from "./paint.ts";
import { countText } from "./text.ts";

/** The gravest severity that a finding of the rule has. */
const gravest = (rule: Rule): Severity => severityOf(rule.consequence);

/** One line for each rule, with a head: id, severity, whether it has fixes, the presets that it is in, what it says. */
export function ruleTable(rules: readonly Rule[], paint: Paint): string {
  const rows = rules.map((rule) => [rule.id, gravest(rule), rule.isFixable ? "fix" : "", presetText(rule), rule.summary] as const);
  const head = ["rule", "severity", "fix", "preset", "what must be the case"] as const;
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));
  const format = (row: readonly string[]): string =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join("  ");
  const lines = [paint(format(head), "bold"), ...rows.map(format)];
  return `${lines.join("\n")}\n\n${countText(rules.length, "rule")}\n`;
}

/** "all", or the presets by name. */
function presetText(rule: Rule): string {
  const names = presetsOf(rule, rule.consequence);
  return names.length === presets.length ? "all" : names.join(", ");
}

/** The rules as a JSON array, with a line feed at its end. `severity` and `presets` are those of the gravest finding that a rule can have. */
export function ruleJson(rules: readonly Rule[]): string {
  const list = rules.map((rule) => ({
    id: rule.id,
    consequence: rule.consequence,
    severity: gravest(rule),
    summary: rule.summary,
    fixable: rule.isFixable,
    presets: presetsOf(rule, rule.consequence),
    reference: rule.reference,
  }));
  return `${JSON.stringify(list, undefined, 2)}\n`;
}
