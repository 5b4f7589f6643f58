/** Tables of Markdown pages whose rows begin with a link: the packed lists of rules and of samples. Knows no file and no editor. */

export interface LinkRow {
  /** The text of the link. */
  readonly label: string;
  /** Where it leads, relative to the page. */
  readonly target: string;
  /** The last cell, without Markdown's marks for code. */
  readonly text: string;
}

/** The rows of every table of the page in their order, each target once. What is no such row is left out. */
export function linkTable(page: string): readonly LinkRow[] {
  const rows = new Map<string, LinkRow>();
  for (const line of page.split(/\r?\n/)) {
    const [, label, target, text] = /^\| \[([^\]]+)\]\(([^)]+)\) \|(?:.*[^\\]\|)? (.+?) \|$/.exec(line) ?? [];
    if (label === undefined || target === undefined || text === undefined || rows.has(target)) continue;
    rows.set(target, { label, target, text: text.replaceAll("`", "").replaceAll("\\|", "|") });
  }
  return [...rows.values()];
}
