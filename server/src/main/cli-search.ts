/** The files of folders and globs. Apart from the rest, so that naming a file does not load the glob library. */
import { readdirSync } from "node:fs";
import path from "node:path";
// Its CommonJS form: the other one asks for `import.meta.url`, which a bundle in CommonJS does not have.
import tinyglobby = require("tinyglobby");
import { codeOf, complaint, identityOf, type Problem, slashes } from "./cli-files.ts";

const templateFiles = "**/*.{yaml,yml,json,template,cfn}";

/**
 * The files of a folder or a glob, sorted. What cannot be looked into is added to `problems`. Links are followed; of two ways to
 * one file the shorter comes first.
 */
export function search(kind: "folder" | "glob", word: string, problems: string[]): readonly string[] | Problem {
  const closed = new Map<string, string>();
  const names = tinyglobby.globSync(kind === "folder" ? templateFiles : slashes(word), {
    cwd: kind === "folder" ? word : ".",
    // Explicit words win: a glob that names node_modules gets it.
    ignore: word.includes("node_modules") && kind === "glob" ? [] : ["**/node_modules/**"],
    caseSensitiveMatch: kind === "glob",
    expandDirectories: false,
    fs: {
      readdirSync: new Proxy(readdirSync, {
        apply(target, self, args) {
          try {
            return Reflect.apply(target, self, args);
          } catch (error) {
            const folder = String(args[0]);
            closed.set(identityOf(folder), `${slashes(path.relative(".", folder)) || "."} ${complaint(codeOf(error), error)}`);
            throw error;
          }
        },
      }),
    },
  });
  problems.push(...closed.values());
  if (names.length === 0) {
    if (closed.size > 0) return [];
    const message = kind === "folder" ? `${word} holds no .yaml, .yml, .json, .template or .cfn files` : `no files match ${word}`;
    return { kind: "problem", message };
  }
  const depth = (name: string): number => name.split("/").length;
  const unique = new Map<string, string>();
  for (const name of names
    .map((name) => (kind === "folder" ? path.join(word, name) : name))
    .sort((a, b) => depth(a) - depth(b) || compare(a, b))) {
    const identity = identityOf(name);
    if (!unique.has(identity)) unique.set(identity, name);
  }
  return [...unique.values()].sort(compare);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
