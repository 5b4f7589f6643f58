/**
 * Reads a project file, `.cfn-network-lint.yaml`: what it states, and what is wrong with it, in places of its text. Knows
 * keys and values; reads no other file, and does not know where this one stands.
 */
import { rules } from "../rules/index.ts";
import { absoluteSpan, type Entry, type Node, type Place, scalarText } from "../template/node.ts";
import { readDocument } from "../template/read-document.ts";
import type { Span } from "../text/span.ts";
import { isMeant, similar } from "../text/similar.ts";
import { type PathTest, readGlob } from "./glob.ts";
import { type Preset, presets, type RuleLevel, severities } from "./settings.ts";

/** The name of a project file. */
export const projectFileName = ".cfn-network-lint.yaml";

/** Whether a path or URI is one of a project file. */
export const isProjectFile = (path: string): boolean => path.endsWith(`/${projectFileName}`) || path === projectFileName;

/** What a project file states. What it leaves open, or states wrongly, is undefined or left out. */
export interface Project {
  readonly preset: Preset | undefined;
  readonly rules: Readonly<Record<string, RuleLevel>>;
  readonly parameters: readonly GlobValues[];
  readonly parameterFiles: readonly GlobFile[];
  readonly ignore: readonly IgnoreGlob[];
}

export interface GlobValues {
  readonly isMatch: PathTest;
  readonly values: ReadonlyMap<string, string>;
}

export interface GlobFile {
  readonly isMatch: PathTest;
  /** Relative to the folder of the project file, with `/`. */
  readonly path: string;
  /** What follows `#`: the environment of a configuration file of SAM. */
  readonly environment: string | undefined;
  /** Where it is named. */
  readonly span: Span;
}

export interface IgnoreGlob {
  readonly isMatch: PathTest;
  /** Written with `!`: matching files are looked at after all. */
  readonly isException: boolean;
}

/** One sentence; `span` is absolute, in UTF-16 code units, and lies in one line. */
export interface ProjectProblem {
  readonly span: Span;
  readonly message: string;
  /** What was most likely meant in the place of what stands at `span`. */
  readonly meant?: string | undefined;
}

export interface ProjectReading {
  readonly project: Project;
  /** In the order of the text. */
  readonly problems: readonly ProjectProblem[];
}

/** The keys of a project file. */
export const projectKeys = ["preset", "rules", "parameters", "parameterFiles", "ignore"] as const;
/** What a rule can be set to. */
export const ruleLevels: readonly RuleLevel[] = ["off", ...severities];

type ProjectKey = (typeof projectKeys)[number];

type Complain = (at: Place, message: string, meant?: string) => void;

/** Reads the text of a project file, whatever it is. What is wrong costs itself only. */
export function readProject(text: string): ProjectReading {
  const document = readDocument(text);
  const problems: ProjectProblem[] = [];
  const spanOf = (at: Place): Span => firstLine(text, absoluteSpan(document, at));
  const complain: Complain = (at, message, meant) => problems.push({ span: spanOf(at), message, meant });
  for (const problem of document.problems) complain(problem, problem.message);
  const stray = document.root || problems.length > 0 ? null : content.exec(text);
  if (stray) problems.push({ span: { start: stray.index, end: stray.index + stray[0].length }, message: `${keysExpected}.` });

  const values = readKeys(document.root?.entries ?? [], complain);
  const read = <T>(key: ProjectKey, fallback: T, reader: (value: Node, complain: Complain) => T): T => {
    const value = values.get(key);
    return value && !isNothing(value) ? reader(value, complain) : fallback;
  };
  const project: Project = {
    preset: read("preset", undefined, readPreset),
    rules: read("rules", {}, readRules),
    parameters: read("parameters", [], readParameters),
    parameterFiles: read("parameterFiles", [], (value) => readParameterFiles(value, complain, spanOf)),
    ignore: read("ignore", [], readIgnore),
  };
  return { project, problems: withoutConsequences(text, problems, document.problems.length > 0) };
}

/** Of a value that is broken it is said only that; and lines that slid to the edge are no settings. */
function withoutConsequences(text: string, problems: readonly ProjectProblem[], isBroken: boolean): readonly ProjectProblem[] {
  const first = new Map(problems.toReversed().map((problem) => [problem.span.start, unquotedGlob(text, problem)]));
  return [...first.values()]
    .filter(({ span, message }) => !isBroken || !message.startsWith(noSetting) || !/[ \t]/.test(text.charAt(span.start - 1)))
    .sort((a, b) => a.span.start - b.span.start);
}

/** What YAML makes of a glob that should be quoted is of no interest to its author. */
function unquotedGlob(text: string, problem: ProjectProblem): ProjectProblem {
  const { start, end } = problem.span;
  const line =
    text
      .slice(0, start)
      .split(/[\r\n]/)
      .at(-1) ?? "";
  const tag = /(?:^|[\s[,])(![^\s,\]]*)\s*$/.exec(line)?.[1];
  if (text[start] === "*") return { ...problem, message: "A glob that starts with * needs quotes." };
  if (/[}\]]$/.test(line) && text.slice(start, end).startsWith("."))
    return { ...problem, message: "A glob that starts with { or [ needs quotes." };
  if (start === end && tag !== undefined) {
    return { span: { start: text.lastIndexOf(tag, start), end: start }, message: "A glob that starts with ! needs quotes." };
  }
  return problem;
}

const noSetting = "There is no setting";

/** The first line that says something. */
const content = /(?<=^[ \t\uFEFF]*)(?!---)[^\s#\uFEFF][^\r\n]*/m;

const keysExpected = `A project file has the keys ${listed(projectKeys, "and")}`;

function firstLine(text: string, { start, end }: Span): Span {
  const line = text.slice(start, end).split(/[\r\n]/, 1)[0] ?? "";
  return { start, end: start + line.trimEnd().length };
}

/** Nothing, or null: the key is there, its value is still to come. */
const isNothing = (node: Node): boolean =>
  node.kind === "scalar" && (node.style === "empty" || (isPlain(node) && /^(?:~|null)?$/i.test(node.text)));

const isPlain = (node: Node): boolean => node.kind === "scalar" && (node.style === "plain" || node.style === "keyword");

function readKeys(entries: readonly Entry[], complain: Complain): ReadonlyMap<string, Node> {
  const values = new Map<string, Node>();
  for (const { key, value } of entriesOnce(entries, complain)) {
    if (projectKeys.some((one) => one === key.text)) values.set(key.text, value);
    else complain(key, ...unknownKey(key.text));
  }
  return values;
}

/** The entries, of which the last one with a key counts. */
function entriesOnce(entries: readonly Entry[], complain: Complain): readonly Entry[] {
  const last = new Map(entries.map((entry) => [entry.key.text, entry]));
  for (const entry of entries) {
    if (last.get(entry.key.text) !== entry) complain(entry.key, `${show(entry.key.text)} is stated again below; this one does not count.`);
  }
  return [...last.values()];
}

/** The message, and what was meant. */
type Said = readonly [message: string, meant?: string];

/** `what` with the question for the word that is meant, or with `otherwise` where none is similar. */
function asked(what: string, word: string, candidates: readonly string[], otherwise: string): Said {
  const meant = similar(word, candidates);
  return meant === undefined ? [`${what}${otherwise}`] : [`${what}${isMeant(meant)}`, meant];
}

function unknownKey(key: string): Said {
  const name = key.replace(/^cfnNetworkLint\./, "");
  if (name === "enable") return ["enable is a setting of VS Code only; to leave out files, list them under ignore."];
  return asked(`${noSetting} ${show(key)}`, name, projectKeys, `: a project file has ${listed(projectKeys, "and")}.`);
}

function readPreset(value: Node, complain: Complain): Preset | undefined {
  const text = scalarText(value);
  const preset = presets.find((one) => one === text);
  if (!preset) complain(value, ...notOneOf(value, "preset", presets));
  return preset;
}

function readRules(value: Node, complain: Complain): Readonly<Record<string, RuleLevel>> {
  const entries = entriesOf(value);
  if (!entries) complain(value, "Under rules stand rule ids with their severities, as in cidr/host-bits: off.");
  return Object.fromEntries(entriesOnce(entries ?? [], complain).flatMap((entry) => readRule(entry, complain)));
}

function readRule({ key, value }: Entry, complain: Complain): readonly (readonly [string, RuleLevel])[] {
  const ids = rules.map((rule) => rule.id);
  const level = ruleLevels.find((one) => one === scalarText(value));
  if (!ids.includes(key.text)) complain(key, ...asked(`There is no rule ${show(key.text)}`, key.text, ids, "."));
  else if (isNothing(value)) complain(key, `${key.text} has no severity: ${listed(ruleLevels, "or")}.`);
  else if (!level) complain(value, ...notOneOf(value, "severity", ruleLevels));
  else return [[key.text, level]];
  return [];
}

function notOneOf(value: Node, what: string, allowed: readonly string[]): Said {
  const text = scalarText(value);
  if (text === undefined) return [`A ${what} is expected here: ${listed(allowed, "or")}.`];
  return asked(`${show(text)} is no ${what}`, text, allowed, `: ${listed(allowed, "or")}.`);
}

function readParameters(value: Node, complain: Complain): readonly GlobValues[] {
  const example = 'as in "network/*.yaml": {VpcCidr: 10.20.0.0/16}';
  return readGlobs(value, "parameters", example, complain).flatMap(({ key, value: given, isMatch }) => {
    const entries = entriesOf(given);
    if (!entries) complain(isNothing(given) ? key : given, `A glob of templates is followed by names and values, ${example}.`);
    const values = new Map<string, string>();
    for (const { key: name, value: one } of entriesOnce(entries ?? [], complain)) {
      const text = parameterText(one);
      if (text === undefined) complain(isNothing(one) ? name : one, noValue(name.text, one));
      else values.set(name.text, text);
    }
    return values.size > 0 ? [{ isMatch, values }] : [];
  });
}

const noValue = (name: string, value: Node): string =>
  isNothing(value)
    ? `${show(name)} has no value; "" is an empty one.`
    : `${show(name)} needs a text, a number, true or false, or a list of them.`;

/** Deployments take texts, and lists as texts with commas. */
export function parameterText(value: Node): string | undefined {
  if (value.kind === "scalar") return isNothing(value) ? undefined : value.text;
  if (value.kind !== "list") return undefined;
  const items = value.items.map(scalarText);
  return items.every((item) => item !== undefined) ? items.join(",") : undefined;
}

function readParameterFiles(value: Node, complain: Complain, spanOf: (at: Place) => Span): readonly GlobFile[] {
  const example = 'as in "network/*.yaml": parameters/prod.json';
  return readGlobs(value, "parameterFiles", example, complain).flatMap(({ key, value: named, isMatch }) => {
    const paths = named.kind === "list" ? named.items : [named];
    return paths.flatMap((at) => {
      const text = isNothing(at) ? "" : (scalarText(at) ?? "");
      const [, path = "", environment] = /^([^#]*)(?:#(.*))?$/s.exec(text) ?? [];
      if (path !== "") return [{ isMatch, path, environment, span: spanOf(at) }];
      complain(isNothing(at) ? key : at, `A glob of templates is followed by the path of a parameter file or a list of paths, ${example}.`);
      return [];
    });
  });
}

function readGlobs(value: Node, name: string, example: string, complain: Complain): readonly (Entry & { readonly isMatch: PathTest })[] {
  const entries = entriesOf(value);
  if (!entries) complain(value, `Under ${name} stand globs of templates, ${example}.`);
  return entriesOnce(entries ?? [], complain).flatMap((entry) => {
    const isMatch = readGlob(entry.key.text);
    if (typeof isMatch !== "string") return [{ ...entry, isMatch }];
    complain(entry.key, isMatch);
    return [];
  });
}

function readIgnore(value: Node, complain: Complain): readonly IgnoreGlob[] {
  if (value.kind !== "list") complain(value, "Under ignore stands a list of globs, as in - build/**.");
  return (value.kind === "list" ? value.items : []).flatMap((item) => {
    const text = scalarText(item);
    const isException = text?.startsWith("!") === true;
    const isMatch = text === undefined ? "A glob is expected here, as in build/**." : readGlob(isException ? text.slice(1) : text);
    if (typeof isMatch !== "string") return [{ isMatch, isException }];
    complain(item, isMatch);
    return [];
  });
}

/** The entries of a map, also of one that looks like a function (`{Ref: x}`); undefined where it is none. */
function entriesOf(node: Node): readonly Entry[] | undefined {
  if (node.kind === "map") return node.entries;
  if (node.kind !== "intrinsic" || node.form !== "long") return undefined;
  const { block, span } = node;
  return [{ key: { kind: "scalar", block, span, text: node.name, style: "plain" }, value: node.argument }];
}

/** "a, b or c". */
function listed(words: readonly string[], conjunction: "and" | "or"): string {
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}

/** A text as it may stand in a sentence: short, quoted, and on one line. */
function show(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.length > 60 ? `${quoted.slice(0, 57)}..."` : quoted;
}
