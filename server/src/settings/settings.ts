/** Which rules apply, and how grave their findings are. Knows presets and levels; knows no file and no editor. */
import type { Consequence, Rule } from "../rules/rule.ts";

export type Severity = "error" | "warning" | "information" | "hint";
export const severities: readonly Severity[] = ["error", "warning", "information", "hint"];

export type RuleLevel = Severity | "off";
export type Preset = "recommended" | "strict" | "security";
export const presets: readonly Preset[] = ["recommended", "strict", "security"];

export interface Settings {
  readonly preset: Preset;
  /** Levels by rule id; they win over the preset. */
  readonly rules: Readonly<Record<string, RuleLevel>>;
  /** Parameter values, as if given at deployment; pseudo parameters (`AWS::Region`) too. */
  readonly parameters: ReadonlyMap<string, string>;
}

export const defaultSettings: Settings = { preset: "recommended", rules: {}, parameters: new Map() };

const severityByConsequence: Readonly<Record<Consequence, Severity>> = {
  "deploy-fail": "error",
  "deploy-race": "warning",
  traffic: "warning",
  expectation: "error",
  hazard: "information",
  advice: "hint",
};

/** The severity that a consequence has where no setting says otherwise. */
export const severityOf = (consequence: Consequence): Severity => severityByConsequence[consequence];

/** How a finding of `rule` with that consequence is reported; "off" where the settings leave it out. */
export function levelOf(settings: Settings, rule: Rule, consequence: Consequence): RuleLevel {
  const own = settings.rules[rule.id];
  if (own !== undefined) return own;
  return presetsOf(rule, consequence).includes(settings.preset) ? severityOf(consequence) : "off";
}

/** The presets that report a finding of `rule` with that consequence. */
export function presetsOf(rule: Rule, consequence: Consequence): readonly Preset[] {
  if (consequence === "advice") return ["strict"];
  return rule.isPolicy ? ["strict", "security"] : presets;
}
