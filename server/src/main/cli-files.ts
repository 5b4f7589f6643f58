/** From the paths of a command line to texts, and back to the disk. Knows files and encodings; knows nothing of templates but their size. */
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { looksLikeTemplate } from "../template/recognize.ts";

/** A file to look at. */
export interface InputFile {
  /** What the user sees: with `/`, relative to the working directory where the user's word was. */
  readonly path: string;
  readonly source: "disk" | "stdin";
  /** Named by the user; otherwise it was found in a folder or by a glob. */
  readonly isNamed: boolean;
}

export interface FoundFiles {
  readonly files: readonly InputFile[];
  /** One sentence each. */
  readonly problems: readonly string[];
}

/** A text as it was read. `mark` is the byte-order mark, which is no part of the template and is kept when writing. */
export interface InputText {
  readonly kind: "text";
  readonly text: string;
  readonly mark: "\ufeff" | "";
}

export type ReadResult =
  | InputText
  /** Found, not named, and certainly no template. */
  | { readonly kind: "skipped" }
  | { readonly kind: "problem"; readonly message: string };

/**
 * Files above this are not read. CloudFormation takes templates up to 1 MB; some are larger before they are packaged, and the editor
 * stops at the same size. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const maxBytes = 5_000_000;

const shownStdin = "<stdin>";

/** The files that the words stand for, each once: named ones in their order, those of a folder or glob sorted. */
export async function findFiles(words: readonly string[]): Promise<FoundFiles> {
  const files = new Map<string, InputFile>();
  const problems: string[] = [];
  for (const word of words) {
    if (word === "-") {
      files.set("-", { path: shownStdin, source: "stdin", isNamed: true });
      continue;
    }
    const kind = kindOf(word);
    const found =
      kind.kind === "problem" ? kind : kind.kind === "file" ? [word] : (await import("./cli-search.ts")).search(kind.kind, word, problems);
    if ("kind" in found) {
      problems.push(found.message);
      continue;
    }
    const isNamed = kind.kind === "file";
    for (const name of found) {
      const identity = identityOf(name);
      if (isNamed ? !files.get(identity)?.isNamed : !files.has(identity))
        files.set(identity, { path: slashes(name), source: "disk", isNamed });
    }
  }
  return { files: [...files.values()], problems };
}

/** What is wrong with a word. */
export interface Problem {
  readonly kind: "problem";
  readonly message: string;
}

const globSigns = /[*?[\]{}()!]/;

/** What a word is. A name with glob signs in it that exists is that file. */
function kindOf(word: string): { readonly kind: "file" | "folder" | "glob" } | Problem {
  try {
    return { kind: statSync(word).isDirectory() ? "folder" : "file" };
  } catch (error) {
    const code = codeOf(error);
    if (globSigns.test(word) && (code === "ENOENT" || code === "ENOTDIR" || code === "EINVAL")) return { kind: "glob" };
    return { kind: "problem", message: `${word} ${complaint(code, error)}` };
  }
}

/** Two paths to one file have one identity. */
export function identityOf(name: string): string {
  try {
    return realpathSync(name);
  } catch {
    return path.resolve(name);
  }
}

/** The name as it is shown. */
export const slashes = (name: string): string => (path.sep === "\\" ? name.replaceAll("\\", "/") : name);

/** The text of a file. What a user did not name and is too big or no text is skipped where it cannot be a template. */
export async function readText(file: InputFile): Promise<ReadResult> {
  const bytes = file.source === "stdin" ? await readStdin() : readBytes(file.path);
  if (typeof bytes === "string") return { kind: "problem", message: `${file.path} ${bytes}` };
  if (bytes.length > maxBytes) {
    return file.isNamed
      ? { kind: "problem", message: `${file.path} is larger than ${maxBytes / 1_000_000} MB, which no template is` }
      : { kind: "skipped" };
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.startsWith("\ufeff") ? { kind: "text", text: text.slice(1), mark: "\ufeff" } : { kind: "text", text, mark: "" };
  } catch {
    if (!file.isNamed && !looksLikeTemplate(decodeLoosely(bytes))) return { kind: "skipped" };
    return { kind: "problem", message: `${file.path} is not UTF-8 text` };
  }
}

/** What a text in another encoding roughly says: enough to tell a template. */
function decodeLoosely(bytes: Uint8Array): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return new TextDecoder(!isUtf16 ? "utf-8" : bytes[0] === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
}

/** At most one byte more than a template may have, whatever it is (a pipe or a device has no size); a complaint where it cannot be read. */
function readBytes(name: string): Uint8Array | string {
  try {
    const handle = openSync(name, "r");
    try {
      let bytes = Buffer.allocUnsafe(65_536);
      let length = 0;
      for (;;) {
        const count = readSync(handle, bytes, length, bytes.length - length, null);
        if (count === 0) return bytes.subarray(0, length);
        length += count;
        if (length > maxBytes) return bytes.subarray(0, length);
        if (length === bytes.length) bytes = Buffer.concat([bytes], bytes.length * 4);
      }
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    return complaint(codeOf(error), error);
  }
}

async function readStdin(): Promise<Uint8Array | string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of process.stdin) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      length += bytes.length;
      if (length > maxBytes) break;
    }
  } catch (error) {
    return complaint(codeOf(error), error);
  }
  return Buffer.concat(chunks);
}

/**
 * Replaces a file's content: the new one is written beside it and takes its place in one step, so that the file is never half
 * written. Links stay links, and the mode is kept. Returns a sentence where it could not be done; then the file is as it was.
 */
export function writeText(name: string, content: string): string | undefined {
  let beside: string | undefined;
  try {
    const target = realpathSync(name);
    const { mode } = statSync(target);
    accessSync(target, constants.W_OK);
    const fresh = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
    // "wx" fails where the name is taken, so that only our own file is removed below.
    const handle = openSync(fresh, "wx", mode);
    beside = fresh;
    try {
      writeFileSync(handle, content);
    } finally {
      closeSync(handle);
    }
    chmodSync(fresh, mode);
    renameSync(fresh, target);
    return undefined;
  } catch (error) {
    if (beside !== undefined) rmSync(beside, { force: true });
    return `${name} could not be written: ${reason(codeOf(error), error)}`;
  }
}

export const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");

/** The end of a sentence that starts with the path. */
export function complaint(code: string, error: unknown): string {
  if (code === "ENOENT" || code === "ENOTDIR") return "does not exist";
  return `cannot be read: ${reason(code, error)}`;
}

function reason(code: string, error: unknown): string {
  switch (code) {
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ELOOP":
      return "its links go round in a circle";
    case "ENAMETOOLONG":
      return "its name is too long";
    case "EISDIR":
      return "it is a folder";
    case "EROFS":
      return "the file system is read-only";
    case "ENOSPC":
      return "the disk is full";
    default:
      return code !== "" ? code : String(error);
  }
}
