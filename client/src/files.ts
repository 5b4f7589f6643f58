/** Files through VS Code, on every file system that it has. */
import { FileType, Uri, workspace } from "vscode";
import { sizeLimit } from "./documents.ts";

/** Null where there is no such file, or it is too big or no text. */
export async function readText(address: string): Promise<string | null> {
  try {
    const uri = Uri.parse(address, true);
    if ((await workspace.fs.stat(uri)).size > sizeLimit) return null;
    return new TextDecoder("utf-8", { fatal: true }).decode(await workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}

/** The names of the files in a folder. Null where there is none, or it cannot be read. */
export async function readFolder(address: string): Promise<readonly string[] | null> {
  try {
    const entries = await workspace.fs.readDirectory(Uri.parse(address, true));
    return entries.flatMap(([name, type]) => (type & FileType.File ? [name] : []));
  } catch {
    return null;
  }
}
