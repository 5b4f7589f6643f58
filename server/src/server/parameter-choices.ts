/** The parameter files beside a template, read. Knows addresses; names and formats are told by settings/. */
import type { ParameterChoice } from "../protocol.ts";
import { readParameterFile } from "../settings/parameter-file.ts";
import { parameterFilesFor, parameterFolders } from "../settings/parameter-file-names.ts";
import type { Template } from "../template/template.ts";
import { addressOf, foldersAbove, pathBelow } from "./locations.ts";

/** What is read through. */
export interface FolderRuntime {
  readText(uri: string): Promise<string | undefined>;
  readFolder(uri: string): Promise<readonly string[] | undefined>;
}

/** What the files that are named like parameter files of the template give, likeliest first. Files that hold no parameters are left out. */
export async function parameterChoices(uri: string, template: Template, runtime: FolderRuntime): Promise<readonly ParameterChoice[]> {
  const [folder] = foldersAbove(uri, []);
  if (folder === undefined) return [];
  const listed = await Promise.all(
    ["", ...parameterFolders].map(async (name) => {
      const files = (await runtime.readFolder(name === "" ? folder : `${folder}/${name}`)) ?? [];
      return files.map((file) => (name === "" ? file : `${name}/${file}`));
    }),
  );
  const paths = parameterFilesFor(pathBelow(folder, uri), listed.flat());
  const found = await Promise.all(paths.map((path) => choicesOf(path, addressOf(folder, path), template, runtime)));
  return found.flat();
}

async function choicesOf(path: string, uri: string, { parameters }: Template, runtime: FolderRuntime): Promise<readonly ParameterChoice[]> {
  const text = await runtime.readText(uri);
  const file = text === undefined ? undefined : readParameterFile(path, text);
  if (file?.kind !== "parameters") return [];
  const isKnown = (name: string): boolean => parameters.has(name) || name.startsWith("AWS::");
  return file.choices.map(({ environment, values }) => ({
    uri,
    path,
    environment: environment ?? null,
    values: Object.fromEntries([...values].filter(([name]) => isKnown(name))),
    unknown: [...values.keys()].filter((name) => !isKnown(name)),
  }));
}
