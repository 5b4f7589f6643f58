/** What a project file means for one template, and how it goes together with other settings. Texts of parameter files are given. */
import { type ParameterChoice, readParameterFile } from "./parameter-file.ts";
import type { GlobFile, Project, ProjectProblem } from "./project.ts";
import type { Preset, RuleLevel, Settings } from "./settings.ts";

/** The text of a file that a project file names, by the path as it is written there; undefined where it cannot be read. */
export type ReadParameterText = (path: string) => string | undefined;

/** What is stated for one template. */
export interface Stated {
  readonly isIgnored: boolean;
  readonly preset: Preset | undefined;
  readonly rules: Readonly<Record<string, RuleLevel>>;
  readonly parameters: ReadonlyMap<string, string>;
}

export const nothingStated: Stated = { isIgnored: false, preset: undefined, rules: {}, parameters: new Map() };

/** The paths of all parameter files that are named, each once. */
export const parameterPaths = (project: Project): readonly string[] => [...new Set(project.parameterFiles.map(({ path }) => path))];

/**
 * What the project states for the template at `path` (relative to the project file's folder, with `/`). Values of `parameters`
 * win over those of parameter files, and later ones over earlier ones.
 */
export function statedFor(project: Project, path: string, read: ReadParameterText): Stated {
  const parameters = new Map<string, string>();
  for (const file of project.parameterFiles.filter(({ isMatch }) => isMatch(path))) {
    const choice = choiceOf(file, read);
    for (const [name, value] of "values" in choice ? choice.values : []) parameters.set(name, value);
  }
  for (const { isMatch, values } of project.parameters) {
    if (isMatch(path)) for (const [name, value] of values) parameters.set(name, value);
  }
  const last = project.ignore.findLast(({ isMatch }) => isMatch(path));
  return { isIgnored: last?.isException === false, preset: project.preset, rules: project.rules, parameters };
}

/** What is wrong with the parameter files that are named, where they are named. */
export const parameterFileProblems = (project: Project, read: ReadParameterText): readonly ProjectProblem[] =>
  project.parameterFiles.flatMap((file) => {
    const choice = choiceOf(file, read);
    return "message" in choice ? [{ span: file.span, message: `${file.path} ${choice.message}.` }] : [];
  });

function choiceOf({ path, environment }: GlobFile, read: ReadParameterText): ParameterChoice | { readonly message: string } {
  const text = read(path);
  if (text === undefined) return { message: "does not exist here, or cannot be read" };
  const file = readParameterFile(path, text);
  if (file.kind === "problem") return file;
  const choice = environment === undefined ? file.choices[0] : file.choices.find((one) => one.environment === environment);
  return choice ?? { message: `has no environment ${environment}` };
}

/** What is stated wins; `settings` fill in what it leaves open: single rules, and single parameters. */
export function withStated(settings: Settings, stated: Stated): Settings {
  return {
    preset: stated.preset ?? settings.preset,
    rules: { ...settings.rules, ...stated.rules },
    parameters: new Map([...settings.parameters, ...stated.parameters]),
  };
}
