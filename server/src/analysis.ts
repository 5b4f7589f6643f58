/**
 * Text in, findings out: reads a template, builds its networks, runs the rules and merges what they find. Synchronous, without
 * IO, clock or state. Knows no editor and no command line.
 */
import { createProbes, keyOf } from "./analysis/probes.ts";
import { applySuppressions } from "./settings/suppressed.ts";
import { networkReads } from "./network/families.ts";
import { buildNetwork, type Network } from "./network/network.ts";
import { continueReadings, type Readings } from "./network/readings.ts";
import { rules } from "./rules/index.ts";
import type { Finding, Fix, Rule } from "./rules/rule.ts";
import type { ReportedFinding } from "./settings/reported.ts";
import { isSaidAlready } from "./settings/said-already.ts";
import { levelOf, type Settings } from "./settings/settings.ts";
import { describeChoices } from "./template/choice-text.ts";
import type { TemplateDocument } from "./template/node.ts";
import { readDocument } from "./template/read-document.ts";
import { looksLikeTemplate } from "./template/recognize.ts";
import { planScenarios, type ScenarioPlan } from "./template/scenarios.ts";
import { buildTemplate, namesIn, type Template, visitIntrinsics } from "./template/template.ts";
import type { TextEdit } from "./text/span.ts";
import { applyEdits, minimalEdits } from "./text/text-edit.ts";

/** The texts to work on, by path. */
export interface Snapshot {
  /** Undefined where there is no such text. */
  readonly read: (path: string) => string | undefined;
}

export type { ReportedFinding };

export const snapshotOf = (path: string, text: string): Snapshot => ({ read: (asked) => (asked === path ? text : undefined) });

export interface Analysis {
  readonly path: string;
  /** Whether the text is a CloudFormation template. Where it is none, there are no findings. */
  readonly isTemplate: boolean;
  readonly document: TemplateDocument;
  readonly template: Template;
  readonly plan: ScenarioPlan;
  /** One for each scenario of the plan, the default one first. */
  readonly networks: readonly Network[];
  /** What was read of the resources: the next version takes over what did not change. */
  readonly readings: Readings;
  /** In document order, without those that the template itself suppresses. */
  readonly findings: readonly ReportedFinding[];
  /** Those that it suppresses. */
  readonly suppressed: readonly ReportedFinding[];
  /** Our own faults, one line each: a rule that failed costs its own findings only. */
  readonly faults: readonly string[];
}

export interface AnalysisOptions {
  readonly settings: Settings;
  /** The analysis of an earlier text of the same path: what did not change is not read again. */
  readonly previous?: Analysis | undefined;
}

/** Analyses the text at `entry`. A missing text is an empty one. */
export function analyze(entry: string, snapshot: Snapshot, { settings, previous }: AnalysisOptions): Analysis {
  const text = snapshot.read(entry) ?? "";
  const isTemplate = looksLikeTemplate(text);
  const document = readDocument(isTemplate ? text : "", previous?.document);
  const template = buildTemplate(document);
  const reads = (type: string): readonly string[] | undefined => networkReads.get(type);
  const plan = planScenarios(template, settings.parameters, reads);
  const readings = continueReadings(previous?.readings);
  const networks = plan.scenarios.map((scenario) => buildNetwork(template, scenario.choice, settings.parameters, readings));
  const faults: string[] = [];
  const reported = isTemplate
    ? merge({ document, template, plan, networks, readings }, runRules(networks, settings, faults), settings)
    : [];
  const { findings, suppressed } = applySuppressions(document, reported, settings, plan.isComplete);
  return { path: entry, isTemplate, document, template, plan, networks, readings, findings, suppressed, faults };
}

interface Found {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly scenarios: Set<number>;
}

/** What every rule finds in every network, by key. */
function runRules(networks: readonly Network[], settings: Settings, faults: string[]): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  for (const rule of rules) {
    if (settings.rules[rule.id] === "off") continue;
    for (const [index, network] of networks.entries()) {
      try {
        for (const finding of rule.check(network)) {
          const key = keyOf(rule, finding);
          const known = found.get(key);
          if (known) known.scenarios.add(index);
          else found.set(key, { rule, finding, scenarios: new Set([index]) });
        }
      } catch (error) {
        faults.push(`rule ${rule.id} failed: ${error instanceof Error ? error.message : String(error)}`);
        break;
      }
    }
  }
  return found;
}

type Read = Pick<Analysis, "document" | "template" | "plan" | "networks" | "readings">;

function merge(read: Read, found: ReadonlyMap<string, Found>, settings: Settings): readonly ReportedFinding[] {
  const { document, template, plan } = read;
  const probeOf = createProbes(read);
  const reported: ReportedFinding[] = [];
  const all = [...found].map(([key, one]) => {
    const consequence = one.finding.consequence ?? one.rule.consequence;
    return { ...one, key, consequence, severity: levelOf(settings, one.rule, consequence) };
  });
  const inGlobals = new Set<string>();
  for (const { key, rule, finding, scenarios, consequence, severity } of all) {
    const inherited = severity === "off" ? undefined : inheritedPlace(document, template, finding);
    const place = inherited === undefined ? undefined : [rule.id, inherited, ...scenarios].join(" ");
    if (place !== undefined && inGlobals.has(place)) continue;
    if (place !== undefined) inGlobals.add(place);
    if (severity === "off" || isSaidAlready({ rule, finding, scenarios, severity }, all)) continue;
    const { assumesDefaults, stoppedBy: _, ...rest } = finding;
    const { text, witness } = describeChoices(plan, scenarios, probeOf(rule, finding));
    const isSampled = text === "" && !plan.isComplete && hangsOnSteering(template, plan, finding);
    const scenario = Object.keys(witness).length > 0 ? witness : isSampled ? sampleOf(plan) : undefined;
    const clauses = [
      text,
      isSampled ? "in every combination of parameter values that was looked at" : "",
      assumesDefaults?.length ? "with the default parameter values" : "",
    ];
    reported.push({ ...rest, rule, consequence, severity, key, scenario, message: qualify(finding.message, clauses) });
  }
  const start = (finding: ReportedFinding): number => document.offsetOf(finding.at.block) + finding.at.span.start;
  return reported.sort((a, b) => start(a) - start(b) || (a.key < b.key ? -1 : 1));
}

/** Where a finding stands in the `Globals` of a SAM template: what several resources inherit is said once. */
function inheritedPlace(document: TemplateDocument, template: Template, { at, logicalId }: Finding): number | undefined {
  const resource = template.resources.get(logicalId);
  if (!resource?.inherited || at.block === resource.entry.key.block) return undefined;
  return document.offsetOf(at.block) + at.span.start;
}

/** The sentence with the circumstances under which it holds, before its full stop. */
function qualify(message: string, clauses: readonly string[]): string {
  const said = clauses.filter((clause) => clause !== "").join(", ");
  if (said === "") return message;
  return message.endsWith(".") ? `${message.slice(0, -1)} ${said}.` : `${message} ${said}`;
}

/** Whether a resource that the finding is about is conditional or has steered values. */
function hangsOnSteering(template: Template, plan: ScenarioPlan, finding: Finding): boolean {
  const steering = new Set(plan.variables.map((variable) => variable.name));
  return [finding.logicalId, ...finding.about].some((logicalId) => {
    const declaration = template.resources.get(logicalId);
    if (!declaration) return false;
    if (declaration.condition !== undefined) return true;
    let hangs = false;
    visitIntrinsics(declaration.properties, (intrinsic) => {
      hangs ||= intrinsic.name === "Fn::If" || intrinsic.name === "Fn::FindInMap" || namesIn(intrinsic).some((name) => steering.has(name));
    });
    return hangs;
  });
}

const sampleOf = (plan: ScenarioPlan): Readonly<Record<string, string | null>> =>
  Object.fromEntries([...(plan.scenarios[0]?.choice ?? [])].map(([name, value]) => [name.replace(/^\?/, ""), value]));

export interface FixedText {
  readonly text: string;
  /** What turns the text that was given into `text`: few, small, in order. */
  readonly edits: readonly TextEdit[];
  /** Titles of the fixes, in the order in which they were applied. */
  readonly applied: readonly string[];
}

/** How many fixes are applied to one text at most: a guard against fixes that undo each other. */
const maxFixes = 500;

/**
 * Applies fixes by repetition in memory: analyse, apply the first fix that `select` takes, analyse again, until none is left.
 */
export function applyFixes(
  entry: string,
  snapshot: Snapshot,
  settings: Settings,
  select: (finding: ReportedFinding, fix: Fix) => boolean,
): FixedText {
  const before = snapshot.read(entry) ?? "";
  const applied: string[] = [];
  const tried = new Set<string>();
  let text = before;
  let analysis = analyze(entry, snapshot, { settings });
  while (applied.length < maxFixes) {
    const next = firstFix(analysis, select, tried);
    if (!next) break;
    text = applyEdits(text, next.edits);
    applied.push(next.title);
    analysis = analyze(entry, snapshotOf(entry, text), { settings, previous: analysis });
  }
  return { text, edits: minimalEdits(before, text), applied };
}

function firstFix(
  analysis: Analysis,
  select: (finding: ReportedFinding, fix: Fix) => boolean,
  tried: Set<string>,
): { readonly title: string; readonly edits: readonly TextEdit[] } | undefined {
  for (const finding of analysis.findings) {
    for (const fix of finding.fixes ?? []) {
      const attempt = `${finding.key} ${fix.title}`;
      if (tried.has(attempt) || !select(finding, fix)) continue;
      tried.add(attempt);
      const edits = fix.edits();
      if (edits && edits.length > 0) return { title: fix.title, edits };
    }
  }
  return undefined;
}

/** The preferred, safe fixes: what `source.fixAll.cfn-network-lint` and `fix` apply. */
export const isSafeFix = (_finding: ReportedFinding, fix: Fix): boolean => fix.preferred && fix.safe;
