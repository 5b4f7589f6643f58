/** The globs of a project file, read as those of .gitignore. Knows paths as text; looks at no file. */
import picomatch from "picomatch";

/** Whether a path is meant. Paths are relative to the project file's folder, with `/` and without `./` before them. */
export type PathTest = (path: string) => boolean;

/**
 * The test for a glob, or a sentence that says why there is none. One without a slash (but at its end) matches at any depth; any
 * other starts at the folder. What matches a folder matches all that is in it.
 */
export function readGlob(glob: string): PathTest | string {
  const trimmed = glob.replace(/\/+$/, "");
  if (trimmed === "" || trimmed === ".") return "This glob matches nothing.";
  const pattern = trimmed.includes("/") ? trimmed.replace(/^\.?\//, "") : `**/${trimmed}`;
  try {
    const isMatch = picomatch([pattern, `${pattern}/**`], { dot: true, nonegate: true, windows: false });
    return (path) => isMatch(path);
  } catch (error) {
    return `This glob cannot be used: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
