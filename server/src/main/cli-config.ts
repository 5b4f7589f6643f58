/** Which project file counts for a file of the command line, and what it states for it. Knows the disk; what keys mean, settings/ knows. */
import { existsSync } from "node:fs";
import path from "node:path";
import { type ProjectReading, projectFileName, readProject } from "../settings/project.ts";
import { nothingStated, parameterFileProblems, parameterPaths, type Stated, statedFor } from "../settings/project-settings.ts";
import { printable } from "../report/printable.ts";
import { lineIndex } from "../text/line-index.ts";
import type { ConfigChoice } from "./cli-arguments.ts";
import type { Console } from "./cli-console.ts";
import { type InputFile, readText, slashes } from "./cli-files.ts";

export interface ProjectFiles {
  /** What is stated for a file. What is wrong with its project file is told to the console, once. */
  stated(file: InputFile): Promise<StatedForFile>;
}

export interface StatedForFile extends Stated {
  /** The project file as it is shown; undefined where there is none. */
  readonly projectFile: string | undefined;
}

const none: StatedForFile = { ...nothingStated, projectFile: undefined };

/** What is said of a file that was named and is left out by its project file. */
export const ignoredText = ({ path }: InputFile, { projectFile = "" }: StatedForFile): string =>
  `${printable(path)} is ignored by ${printable(projectFile)} (--no-config looks at it).\n`;

/** A project file that was read. */
interface LoadedProject extends ProjectReading {
  readonly folder: string;
  readonly shown: string;
  readonly texts: ReadonlyMap<string, string>;
}

export function projectFiles(choice: ConfigChoice, console: Console): ProjectFiles {
  const loaded = new Map<string, Promise<LoadedProject | undefined>>();
  const load = (name: string): Promise<LoadedProject | undefined> => {
    const known = loaded.get(name) ?? loadProject(name, console);
    loaded.set(name, known);
    return known;
  };
  const find = (folder: string): string | undefined => {
    if (choice.kind === "none") return undefined;
    return choice.kind === "file" ? path.resolve(choice.path) : nearest(folder);
  };
  return {
    async stated(file) {
      // A text from standard input has the settings of the working directory.
      const at = path.resolve(file.path);
      const name = find(path.dirname(at));
      const project = name === undefined ? undefined : await load(name);
      if (!project) return none;
      const relative = slashes(path.relative(project.folder, at)).replace(/^(?:\.\.\/)+/, "");
      const stated = statedFor(project.project, relative, (named) => project.texts.get(named));
      return { ...stated, isIgnored: stated.isIgnored && file.source === "disk", projectFile: project.shown };
    },
  };
}

/** The project file in the folder, or in the nearest one above that has one. */
function nearest(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const name = path.join(at, projectFileName);
    if (existsSync(name)) return name;
    if (path.dirname(at) === at) return undefined;
  }
}

async function loadProject(name: string, console: Console): Promise<LoadedProject | undefined> {
  const shown = slashes(path.relative(".", name));
  const input = await readText({ path: shown, source: "disk", isNamed: true });
  if (input.kind === "problem") console.complain(input.message);
  if (input.kind !== "text") return undefined;
  const folder = path.dirname(name);
  const reading = readProject(input.text);
  const texts = await readParameterTexts(folder, parameterPaths(reading.project));
  const problems = [...reading.problems, ...parameterFileProblems(reading.project, (named) => texts.get(named))];
  const lines = lineIndex(input.text);
  for (const { span, message } of problems.sort((a, b) => a.span.start - b.span.start)) {
    const { line, character } = lines.positionAt(span.start);
    console.complain(`${shown}:${line + 1}:${character + 1}: ${message}`);
  }
  return { ...reading, folder, shown, texts };
}

async function readParameterTexts(folder: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const name of names) {
    const input = await readText({ path: path.resolve(folder, name), source: "disk", isNamed: true });
    if (input.kind === "text") texts.set(name, input.text);
  }
  return texts;
}
