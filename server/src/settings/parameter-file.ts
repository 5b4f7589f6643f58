/**
 * Reads parameter files in the formats of AWS's tools. Knows formats; knows neither which templates a file is for nor where it stands.
 *
 * - CloudFormation: `[{"ParameterKey": "A", "ParameterValue": "b"}]`, also under `Parameters` as in `--cli-input-json`, and `["A=b"]`.
 *   https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/index.html
 * - CodePipeline's template configuration: `{"Parameters": {"A": "b"}}`.
 *   https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
 * - Git sync's deployment file: `parameters: {A: b}`.
 *   https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync-concepts-terms.html
 * - SAM's configuration file, TOML or YAML: `parameter_overrides` of `deploy` or `global` in each environment.
 *   https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
 * - Names and values alone: `{"A": "b"}`.
 */
import { parse, TomlError } from "smol-toml";
import { child, type Entry, type Node, scalarText } from "../template/node.ts";
import { readData } from "../template/read-data.ts";
import { lineIndex } from "../text/line-index.ts";
import { parameterText } from "./project.ts";

/** What a file gives for one deployment. */
export interface ParameterChoice {
  /** The environment of SAM's configuration file; undefined in other formats. */
  readonly environment: string | undefined;
  /** Values by parameter name, lists joined by commas. */
  readonly values: ReadonlyMap<string, string>;
}

export type ParameterFile =
  /** At least one choice; the environment `default` comes first. */
  | { readonly kind: "parameters"; readonly choices: readonly ParameterChoice[] }
  /** The end of a sentence that starts with the file's name. */
  | { readonly kind: "problem"; readonly message: string };

const noParameters: ParameterFile = {
  kind: "problem",
  message: "holds no parameters in a format of CloudFormation, CodePipeline or SAM",
};

/** Reads the text of a parameter file, whatever it is. `name` decides on TOML by its ending. */
export function readParameterFile(name: string, text: string): ParameterFile {
  if (/\.toml$/i.test(name)) return readToml(text);
  const { root, problem } = readData(text);
  if (problem)
    return { kind: "problem", message: `is broken in line ${lineOf(text, problem.span.start)}: ${problem.message.replace(/\.$/, "")}` };
  return root === undefined ? noParameters : readTree(root);
}

const lineOf = (text: string, offset: number): number => lineIndex(text).positionAt(offset).line + 1;

function readToml(text: string): ParameterFile {
  try {
    return fromEnvironments(
      Object.entries(parse(text.replace(/^\uFEFF/, ""))).map(([name, table]) => [name, (path) => tableAt(table, path)]),
    );
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { kind: "problem", message: `is no TOML: see line ${error.line}` };
  }
}

function readTree(root: Node): ParameterFile {
  const pairs = pairsOf(root) ?? pairsOf(child(root, "Parameters")) ?? namesOf(child(root, "Parameters") ?? child(root, "parameters"));
  if (pairs) return { kind: "parameters", choices: [{ environment: undefined, values: pairs }] };
  const entries = entriesOf(root);
  const environments = fromEnvironments(entries.map(({ key, value }) => [key.text, (path) => textsAt(path.reduce(childOf, value))]));
  if (environments.kind === "parameters") return environments;
  const names = entries.length > 0 ? namesOf(root) : undefined;
  return names ? { kind: "parameters", choices: [{ environment: undefined, values: names }] } : noParameters;
}

const childOf = (node: Node | undefined, key: string): Node | undefined => child(node, key);

/** `[{ParameterKey, ParameterValue}]` or `["Name=value"]`; undefined for anything else. A value that stays as it was is left open. */
function pairsOf(node: Node | undefined): ReadonlyMap<string, string> | undefined {
  if (node?.kind !== "list") return undefined;
  const pairs = new Map<string, string>();
  for (const item of node.items) {
    const [, named, given] = /^([A-Za-z0-9]+)=(.*)$/s.exec(scalarText(item) ?? "") ?? [];
    const name = named ?? scalarText(child(item, "ParameterKey"));
    const value = child(item, "ParameterValue");
    const text = given ?? (value && parameterText(value));
    if (name === undefined) return undefined;
    if (text !== undefined) pairs.set(name, text);
  }
  return pairs;
}

/** `{Name: value}`; undefined for anything else. */
function namesOf(node: Node | undefined): ReadonlyMap<string, string> | undefined {
  if (node?.kind !== "map") return undefined;
  const values = new Map<string, string>();
  for (const { key, value } of node.entries) {
    const text = parameterText(value);
    if (text === undefined) return undefined;
    values.set(key.text, text);
  }
  return values;
}

const entriesOf = (node: Node): readonly Entry[] => (node.kind === "map" ? node.entries : []);

/** Looks up the texts at a path of keys inside of an environment; undefined where nothing stands there. */
type Lookup = (path: readonly string[]) => readonly string[] | undefined;

/** SAM takes the values of `deploy` from its own table, or from that of all commands. */
function fromEnvironments(environments: readonly (readonly [string, Lookup])[]): ParameterFile {
  const choices = environments.flatMap(([environment, lookup]): readonly ParameterChoice[] => {
    const texts = lookup(["deploy", "parameters", "parameter_overrides"]) ?? lookup(["global", "parameters", "parameter_overrides"]);
    return texts ? [{ environment, values: new Map(texts.flatMap(readOverrides)) }] : [];
  });
  if (choices.length === 0) return noParameters;
  const isFirst = ({ environment }: ParameterChoice): boolean => environment === "default";
  return { kind: "parameters", choices: [...choices.filter(isFirst), ...choices.filter((choice) => !isFirst(choice))] };
}

function tableAt(table: unknown, path: readonly string[]): readonly string[] | undefined {
  const value = path.reduce<unknown>((at, key) => (isTable(at) && Object.hasOwn(at, key) ? at[key] : undefined), table);
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : undefined;
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function textsAt(node: Node | undefined): readonly string[] | undefined {
  if (node?.kind === "scalar") return [node.text];
  return node?.kind === "list" ? node.items.flatMap((item) => scalarText(item) ?? []) : undefined;
}

/** `A=b`, `A="b c"` and `ParameterKey=A,ParameterValue=b`, separated by blanks. */
const override =
  /(?:^|\s)(?:ParameterKey=)?["']?([A-Za-z0-9]+)["']?(?:,ParameterValue=|=)("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(?:\\.|[^\s"\\])*)/gs;

const readOverrides = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(override)].map(([, name = "", value = ""]) => [name, unquoted(value)] as const);

const unquoted = (value: string): string =>
  (/^(["']).*\1$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value).replace(/\\([ "'])/g, "$1");
