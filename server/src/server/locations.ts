/** Addresses (URIs) as folders and paths below them. Knows no file and no client. */

/** More folders than anyone nests. */
const mostFolders = 60;

/**
 * The folders above a document, nearest first, without a slash at their ends: up to the one of `roots` that holds it, or to the
 * outermost. An unsaved document counts as standing in the first root.
 */
export function foldersAbove(uri: string, roots: readonly string[]): readonly string[] {
  const [, start, path] = /^([a-z][a-z\d+.-]*:\/\/[^/?#]*)(\/[^?#]*)/i.exec(uri) ?? [];
  if (start === undefined || path === undefined) return roots.slice(0, 1);
  const folders: string[] = [];
  for (let end = path.lastIndexOf("/"); end >= 0 && folders.length < mostFolders; end = path.lastIndexOf("/", end - 1)) {
    const folder = start + path.slice(0, end);
    folders.push(folder);
    if (roots.includes(folder) || end === 0) break;
  }
  return folders;
}

/** The decoded path of a document below a folder; its own name where it stands elsewhere. */
export function pathBelow(folder: string, uri: string): string {
  const bare = uri.replace(/[?#].*$/, "");
  return decoded(bare.startsWith(`${folder}/`) ? bare.slice(folder.length + 1) : bare.replace(/^.*[/:]/, ""));
}

/** The address of `path`, which is relative to `folder` and may climb out of it, or starts at the outermost folder with a slash. */
export function addressOf(folder: string, path: string): string {
  const [, start = "", below = ""] = /^([a-z][a-z\d+.-]*:\/\/[^/]*)(.*)$/i.exec(folder) ?? ["", "", folder];
  const segments = path.startsWith("/") ? [] : below.split("/").filter((segment) => segment !== "");
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(encodeURIComponent(segment));
  }
  return `${start}/${segments.join("/")}`;
}

/** A lone surrogate, or a percent sign that stands for itself, stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
