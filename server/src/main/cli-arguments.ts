/** The command line's words as a command, or the sentence that says what is wrong with them. Knows flags; reads no files. */
import { parseArgs } from "node:util";
import { parseProtocol, tcp, udp } from "../cidr/protocol.ts";
import type { Question } from "../reachability/answer.ts";
import { rules } from "../rules/index.ts";
import { type Preset, presets, type Severity } from "../settings/settings.ts";
import { didYouMean } from "../text/similar.ts";

export type FailOn = Exclude<Severity, "hint"> | "never";

/** Which project file counts: the nearest one upwards from each template, a certain one, or none. */
export type ConfigChoice = { readonly kind: "nearest" } | { readonly kind: "file"; readonly path: string } | { readonly kind: "none" };

export interface LintCommand {
  readonly kind: "lint";
  readonly format: "text" | "json";
  /** Undefined: what the project file says, or the default one. */
  readonly preset: Preset | undefined;
  readonly failOn: FailOn;
  readonly parameters: ReadonlyMap<string, string>;
  readonly config: ConfigChoice;
  readonly paths: readonly string[];
}

export interface FixCommand {
  readonly kind: "fix";
  /** Empty: all rules. */
  readonly rules: readonly string[];
  readonly unsafe: boolean;
  readonly dryRun: boolean;
  readonly config: ConfigChoice;
  readonly paths: readonly string[];
}

export interface RulesCommand {
  readonly kind: "rules";
  readonly format: "text" | "json";
}

export interface TraceCommand {
  readonly kind: "trace";
  readonly format: "text" | "json";
  readonly question: Question;
  readonly parameters: ReadonlyMap<string, string>;
  readonly config: ConfigChoice;
  readonly path: string;
}

export type Command = LintCommand | FixCommand | TraceCommand | RulesCommand | { readonly kind: "help" } | { readonly kind: "version" };

/** One sentence, for standard error. */
export interface UsageProblem {
  readonly kind: "problem";
  readonly message: string;
}

const configFlags = { config: "text", "no-config": "switch" } as const;

const flagsOf = {
  lint: { format: "text", preset: "text", "fail-on": "text", parameter: "text", ...configFlags },
  fix: { rule: "text", unsafe: "switch", "dry-run": "switch", ...configFlags },
  trace: {
    from: "text",
    to: "text",
    protocol: "text",
    port: "text",
    region: "text",
    through: "text",
    parameter: "text",
    format: "text",
    ...configFlags,
  },
  rules: { format: "text" },
} as const satisfies Readonly<Record<string, Readonly<Record<string, "text" | "switch">>>>;

const failOns: readonly FailOn[] = ["error", "warning", "information", "never"];
const formats = ["text", "json"] as const;
/** Promised for later; named here so that the answer is a clear one. */
const laterCommands: readonly string[] = ["graph"];
const laterFormats: readonly string[] = ["sarif", "github", "junit"];

const problem = (message: string): UsageProblem => ({ kind: "problem", message });

/** Reads the words after the program's name. Of a flag that is given twice the last one counts, except for --parameter and --rule. */
export function readArguments(words: readonly string[]): Command | UsageProblem {
  const name = words[0];
  if (name === undefined) return problem("say what to do: lint, fix, trace or rules (--help explains them)");
  if (laterCommands.includes(name)) return problem(`${name} is not available in this version`);
  if (name !== "lint" && name !== "fix" && name !== "trace" && name !== "rules") return readGlobal(words, name);
  const read = readFlags(words.slice(1), name, flagsOf[name]);
  if (read.kind !== "flags") return read;
  switch (name) {
    case "lint":
      return readLint(read);
    case "fix":
      return readFix(read);
    case "trace":
      return readTrace(read);
    case "rules":
      return readRules(read);
  }
}

function readGlobal(words: readonly string[], name: string): Command | UsageProblem {
  if (words.some((word) => word === "--help" || word === "-h")) return { kind: "help" };
  if (name === "--version" || name === "-v") return { kind: "version" };
  return problem(
    name.startsWith("-") && name !== "-"
      ? `${name} is no flag that stands before a command (lint, fix, trace or rules)`
      : `${name} is no command; the commands are lint, fix, trace and rules`,
  );
}

interface Flags {
  readonly kind: "flags";
  /** The values of each flag in their order; a switch has "". */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly paths: readonly string[];
}

/** Reads flags by node's own parser in its lenient form: its tokens say what was meant, so that the complaints can be ours. */
function readFlags(
  words: readonly string[],
  command: string,
  known: Readonly<Record<string, "text" | "switch">>,
): Flags | Command | UsageProblem {
  const options = Object.fromEntries(
    Object.entries(known).map(([flag, kind]) => [flag, { type: kind === "text" ? ("string" as const) : ("boolean" as const) }]),
  );
  const { tokens } = parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string[]>();
  const paths: string[] = [];
  let complaint: UsageProblem | undefined;
  for (const token of tokens) {
    if (token.kind === "positional") paths.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    if (name === "help" || name === "h") return { kind: "help" };
    if (name === "version" || name === "v") return { kind: "version" };
    const kind = Object.hasOwn(known, name) && rawName.startsWith("--") ? known[name] : undefined;
    if (kind === undefined) complaint ??= problem(`${command} has no flag ${rawName}${didYouMean(name, Object.keys(known))}`);
    else if (kind === "text" && value === undefined) complaint ??= problem(`${rawName} needs a value`);
    else if (kind === "switch" && value !== undefined) complaint ??= problem(`${rawName} takes no value`);
    else values.set(name, [...(values.get(name) ?? []), value ?? ""]);
  }
  return complaint ?? { kind: "flags", values, paths };
}

function readLint({ values, paths }: Flags): LintCommand | UsageProblem {
  const format = readFormat(values);
  if (typeof format !== "string") return format;
  const named = values.get("preset")?.at(-1);
  const preset = named === undefined ? undefined : oneOf("--preset", named, presets);
  if (typeof preset === "object") return preset;
  const failOn = oneOf("--fail-on", values.get("fail-on")?.at(-1) ?? "error", failOns);
  if (typeof failOn !== "string") return failOn;
  const parameters = readParameters(values);
  if (isProblem(parameters)) return parameters;
  const config = readConfig(values);
  if (config.kind === "problem") return config;
  return withPaths({ kind: "lint", format, preset, failOn, parameters, config, paths });
}

const isProblem = (read: ReadonlyMap<string, string> | UsageProblem): read is UsageProblem => "kind" in read;

function readConfig(values: Flags["values"]): ConfigChoice | UsageProblem {
  const file = values.get("config")?.at(-1);
  if (file !== undefined && values.has("no-config")) return problem("--config and --no-config exclude each other");
  if (file !== undefined) return { kind: "file", path: file };
  return { kind: values.has("no-config") ? "none" : "nearest" };
}

function readParameters(values: Flags["values"]): ReadonlyMap<string, string> | UsageProblem {
  const parameters = new Map<string, string>();
  for (const text of values.get("parameter") ?? []) {
    const equals = text.indexOf("=");
    if (equals < 1) return problem(`--parameter needs a name and a value, as in --parameter VpcCidr=10.0.0.0/16, not "${text}"`);
    parameters.set(text.slice(0, equals), text.slice(equals + 1));
  }
  return parameters;
}

function readTrace({ values, paths }: Flags): TraceCommand | UsageProblem {
  const format = readFormat(values);
  if (typeof format !== "string") return format;
  const parameters = readParameters(values);
  if (isProblem(parameters)) return parameters;
  const config = readConfig(values);
  if (config.kind === "problem") return config;
  const last = (flag: string): string | undefined => values.get(flag)?.at(-1);
  const [from, to, region] = [last("from"), last("to"), last("region")];
  const [path, second] = paths;
  if (path === undefined || second !== undefined) return problem("trace needs one template: a file, or - for standard input");
  if (!from || !to) return problem("trace needs --from and --to: a logical id, an address or block, internet, or an AWS service");
  const protocol = readProtocol(last("protocol") ?? "tcp");
  if (typeof protocol !== "number") return protocol;
  const port = readPort(last("port"), protocol);
  if (port !== undefined && typeof port !== "number") return port;
  const given = new Map([...(region === undefined ? [] : [["AWS::Region", region] as const]), ...parameters]);
  const question = { from, to, protocol, port, region: given.get("AWS::Region"), through: last("through") };
  return { kind: "trace", format, question, parameters: given, config, path };
}

/** Names, numbers 0 to 255, and -1 (or `all`) for all traffic. */
function readProtocol(text: string): number | UsageProblem {
  const protocol = parseProtocol(text === "all" ? "-1" : text);
  return protocol ?? problem(`--protocol must be tcp, udp, icmp, a protocol number or -1 for all traffic, not "${text}"`);
}

function readPort(text: string | undefined, protocol: number): number | undefined | UsageProblem {
  if (text === undefined) return undefined;
  if (protocol !== tcp && protocol !== udp) return problem("--port goes with tcp and udp only");
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) return problem(`--port must be a number from 0 to 65535, not "${text}"`);
  return Number(text);
}

function readFix({ values, paths }: Flags): FixCommand | UsageProblem {
  const wanted = values.get("rule") ?? [];
  const ids = rules.map((rule) => rule.id);
  const unknown = wanted.find((id) => !ids.includes(id));
  if (unknown !== undefined) return problem(`there is no rule ${unknown}${didYouMean(unknown, ids)} (cfn-network-lint rules lists them)`);
  const config = readConfig(values);
  if (config.kind === "problem") return config;
  return withPaths({ kind: "fix", rules: wanted, unsafe: values.has("unsafe"), dryRun: values.has("dry-run"), config, paths });
}

function readRules({ values, paths }: Flags): RulesCommand | UsageProblem {
  const format = readFormat(values);
  if (typeof format !== "string") return format;
  if (paths[0] !== undefined) return problem(`rules takes no paths, and ${paths[0]} is one`);
  return { kind: "rules", format };
}

function withPaths<T extends LintCommand | FixCommand>(command: T): T | UsageProblem {
  if (command.paths.length > 0) return command;
  return problem(`${command.kind} needs at least one file, folder or glob, or - for standard input`);
}

function readFormat(values: Flags["values"]): "text" | "json" | UsageProblem {
  const format = values.get("format")?.at(-1) ?? "text";
  if (laterFormats.includes(format)) return problem(`--format ${format} is not available in this version`);
  return oneOf("--format", format, formats);
}

function oneOf<T extends string>(flag: string, value: string, allowed: readonly T[]): T | UsageProblem {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  return problem(`${flag} must be ${allowed.slice(0, -1).join(", ")} or ${allowed.at(-1)}, not "${value}"`);
}
