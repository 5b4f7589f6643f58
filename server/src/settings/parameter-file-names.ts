/**
 * Which files are parameter files of a template, by their names alone. Knows habits of naming; reads nothing.
 *
 * Beside `network.yaml`, in this order: `network.parameters.json`, `network-params-prod.yaml`, `network-prod.parameter.json` (its own name
 * and a word for parameters); any file in a folder `parameters`, `params`, `parameter` or `param` whose name starts with its name; then
 * what says no other template's name: `parameters.json`, `prod.params.json`, `params/prod.json`, and SAM's `samconfig.toml`.
 */

/** Folders beside a template in which parameter files stand, besides its own folder. */
export const parameterFolders: readonly string[] = ["parameters", "params", "parameter", "param"];

const endings = /\.(?:json|ya?ml)$/i;
const parameterWord = /^param(?:eter)?s?$/i;
const samconfig = /^samconfig(?:[.-][\w-]+)*\.(?:toml|ya?ml)$/i;

/**
 * Of `files`, those that are parameter files of `template`, the likeliest first. Names of files are relative to the template's
 * folder (`params/prod.json`); `template` is a name without folder. Other templates among `files` keep theirs.
 */
export function parameterFilesFor(template: string, files: readonly string[]): readonly string[] {
  const own = wordsOf(template);
  const others = files.filter((file) => !file.includes("/") && file !== template && rankOf([], file, []) === undefined).map(wordsOf);
  const longer = others.filter((words) => words.length > 0 && !isSame(words, own));
  return files
    .flatMap((file) => {
      const rank = file === template ? undefined : rankOf(own, file, longer);
      return rank === undefined ? [] : [{ file, rank }];
    })
    .sort((a, b) => a.rank - b.rank || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0))
    .map(({ file }) => file);
}

/** 0 for the template's own name, 1 for no template's name, 2 for SAM's; undefined where it is no parameter file of the template. */
function rankOf(own: readonly string[], file: string, others: readonly (readonly string[])[]): number | undefined {
  const [name = "", folder, deeper] = file.split("/").reverse();
  if (deeper !== undefined) return undefined;
  if (samconfig.test(name)) return folder === undefined ? 2 : undefined;
  if (!endings.test(name) || (folder !== undefined && !parameterFolders.includes(folder.toLowerCase()))) return undefined;
  const words = wordsOf(name);
  if (folder === undefined && !words.some((word) => parameterWord.test(word))) return undefined;
  const isOwn = own.length > 0 && startsWith(words, own);
  if (others.some((other) => startsWith(words, other) && (!isOwn || other.length > own.length))) return undefined;
  return isOwn ? 0 : 1;
}

/** The words of a file's name without its endings: `vpc-prod.parameters.json` is vpc, prod, parameters. */
const wordsOf = (file: string): readonly string[] =>
  file
    .replace(/(?:\.(?:template|cfn|json|ya?ml))+$/i, "")
    .toLowerCase()
    .split(/[-_.]+/)
    .filter((word) => word !== "");

const startsWith = (words: readonly string[], start: readonly string[]): boolean => start.every((word, index) => words[index] === word);
const isSame = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && startsWith(a, b);
