/** The settings `cfnNetworkLint.*` of an editor for one document, read with care: people write them by hand. Knows no client. */
import picomatch from "picomatch";
import { rules } from "../rules/index.ts";
import type { CodeLensKinds } from "./code-lens.ts";
import type { InlayHintKinds } from "./inlay-hints.ts";
import { defaultSettings, type Preset, presets, type RuleLevel, type Settings, severities } from "../settings/settings.ts";

/** The section of the settings that is asked for. */
export const settingsSection = "cfnNetworkLint";

export interface EditorSettings {
  readonly isEnabled: boolean;
  readonly codeLens: CodeLensKinds;
  readonly inlayHints: InlayHintKinds;
  readonly settings: Settings;
}

export interface EditorSettingsReading {
  readonly editor: EditorSettings;
  /** One sentence for each value that cannot be used; it names the setting. The default is used instead. */
  readonly complaints: readonly string[];
}

export const isSameEditorSettings = (a: EditorSettings, b: EditorSettings): boolean => a === b || textOf(a) === textOf(b);

const textOf = ({ isEnabled, codeLens, inlayHints, settings: { preset, rules, parameters } }: EditorSettings): string =>
  JSON.stringify([isEnabled, Object.values(codeLens), Object.values(inlayHints), preset, rules, [...parameters]]);

/**
 * Reads what the client has in its section `cfnNetworkLint` for the document at `uri`. What is missing or null is the default.
 */
export function readEditorSettings(section: unknown, uri: string): EditorSettingsReading {
  const complaints: string[] = [];
  const read = <T>(name: string, fallback: T, reader: (value: unknown, complain: Complain) => T | undefined): T => {
    const value = Object.entries(asRecord(section) ?? {}).find(([key]) => key === name)?.[1];
    if (value === undefined || value === null) return fallback;
    return reader(value, (what) => complaints.push(`${settingsSection}.${name}: ${what}`)) ?? fallback;
  };
  const path = pathOf(uri);
  return {
    editor: {
      isEnabled: read("enable", true, (value, complain) => readBoolean(value, true, complain)),
      codeLens: read("codeLens", defaultLenses, (value, complain) => readKinds(value, defaultLenses, complain)),
      inlayHints: read("inlayHints", defaultHints, (value, complain) => readKinds(value, defaultHints, complain)),
      settings: {
        preset: read("preset", defaultSettings.preset, readPreset),
        rules: read("rules", defaultSettings.rules, readRules),
        parameters: read("parameters", defaultSettings.parameters, (value, complain) => readParameters(value, path, complain)),
      },
    },
    complaints,
  };
}

type Complain = (what: string) => void;

function readBoolean(value: unknown, fallback: boolean, complain: Complain): boolean {
  if (typeof value === "boolean") return value;
  complain(`${show(value)} is neither true nor false; ${fallback} is used.`);
  return fallback;
}

const defaultHints: InlayHintKinds = { cidrSize: true, subnetExposure: true, resolvedValue: true, routeOwner: true };
const defaultLenses: CodeLensKinds = { vpc: true, workload: true, subnet: false, securityGroup: false };

/** An object of switches; `defaults` has all of its keys. */
function readKinds<T extends Readonly<Record<keyof T, boolean>>>(value: unknown, defaults: T, complain: Complain): T {
  const record = asRecord(value);
  if (!record) complain(`${show(value)} is not an object of ${Object.keys(defaults).join(", ")}; the defaults are used.`);
  const given = new Map<string, unknown>(Object.entries(record ?? {}));
  const read = ([kind, fallback]: readonly [string, boolean]): readonly [string, boolean] => {
    const one = given.get(kind) ?? fallback;
    return [kind, readBoolean(one, fallback, (what) => complain(`${kind}: ${what}`))];
  };
  return { ...defaults, ...Object.fromEntries(Object.entries<boolean>(defaults).map(read)) };
}

function readPreset(value: unknown, complain: Complain): Preset | undefined {
  const preset = presets.find((one) => one === value);
  if (!preset) complain(`${show(value)} is none of ${presets.join(", ")}; ${defaultSettings.preset} is used.`);
  return preset;
}

const levels: readonly RuleLevel[] = ["off", ...severities];

function readRules(value: unknown, complain: Complain): Readonly<Record<string, RuleLevel>> | undefined {
  const entries = recordOf(value, "rule ids to severities", complain);
  return entries && Object.fromEntries(entries.flatMap(([id, level]) => readRule(id, level, complain)));
}

function readRule(id: string, value: unknown, complain: Complain): readonly (readonly [string, RuleLevel])[] {
  const level = levels.find((one) => one === value);
  if (!rules.some((rule) => rule.id === id)) complain(`there is no rule ${show(id)}; it is left out.`);
  else if (!level) complain(`${show(value)} for ${id} is none of ${levels.join(", ")}; the preset decides.`);
  else return [[id, level]];
  return [];
}

/** Values of all globs that match, later ones before earlier ones. */
function readParameters(value: unknown, path: string, complain: Complain): ReadonlyMap<string, string> | undefined {
  const globs = recordOf(value, "globs to parameter values", complain);
  if (!globs) return undefined;
  const parameters = new Map<string, string>();
  for (const [glob, given] of globs) {
    const isMatch = matcherOf(glob, complain);
    const entries = recordOf(given, `parameter names to values, for ${show(glob)},`, complain);
    if (!isMatch?.(path) || !entries) continue;
    for (const [name, one] of entries) {
      const text = parameterText(one);
      if (text === undefined) complain(`${show(one)} is no value for ${name} of ${show(glob)}; its Default is used.`);
      else parameters.set(name, text);
    }
  }
  return parameters;
}

/** Deployments take texts, and lists as texts with commas. */
function parameterText(value: unknown): string | undefined {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  if (!Array.isArray(value)) return undefined;
  const items = value.map((item: unknown) => (Array.isArray(item) ? undefined : parameterText(item)));
  return items.every((item) => item !== undefined) ? items.join(",") : undefined;
}

/** A glob that does not start with a slash matches at any depth: `network/*.yaml` is any folder `network`. */
function matcherOf(glob: string, complain: Complain): ((path: string) => boolean) | undefined {
  try {
    const pattern = glob.startsWith("/") || glob.startsWith("**/") ? glob : `**/${glob.replace(/^\.\//, "")}`;
    return picomatch(pattern, { dot: true, windows: false });
  } catch (error) {
    complain(`${show(glob)} cannot be used as a glob (${error instanceof Error ? error.message : String(error)}); it is left out.`);
    return undefined;
  }
}

/** The path of an address, decoded, with slashes and a slash at its start. An unsaved document has its name only. */
function pathOf(uri: string): string {
  const path = uri.replace(/^[a-z][a-z\d+.-]*:(?:\/\/[^/]*)?/i, "").replace(/[?#].*$/, "");
  const rooted = path.startsWith("/") ? path : `/${path}`;
  try {
    return decodeURIComponent(rooted);
  } catch {
    return rooted;
  }
}

function recordOf(value: unknown, what: string, complain: Complain): readonly (readonly [string, unknown])[] | undefined {
  const record = asRecord(value);
  if (!record) complain(`${show(value)} is not an object of ${what} and is left out.`);
  return record && Object.entries(record);
}

const asRecord = (value: unknown): object | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;

/** A value as it may stand in a log line: short, and on one line. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
