/** Small pieces of Markdown for hovers. Knows Markdown; knows no template. */

/** Text that stands for itself: ids and values of a template may hold any character. */
export const code = (text: string): string => {
  const clean = text.replace(/\s+/g, " ");
  const fence = clean.includes("`") ? "``" : "`";
  return fence === "`" ? `\`${clean}\`` : `\`\` ${clean} \`\``;
};

/** A table; cells may hold Markdown. Long tables end with a line that counts what is left out. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], limit = 20): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\|/g, "\\|").replace(/\n/g, " ")).join(" | ")} |`;
  const shown = rows.slice(0, limit);
  const rest = rows.length - shown.length;
  const more = rest > 0 ? [`\n… and ${rest} more`] : [];
  // Without the colon VS Code centres the head over cells that are not.
  return [line(head), line(head.map(() => ":--")), ...shown.map(line), ...more].join("\n");
}

/** "a", "a and b", "a, b and c". */
export function sentenceList(items: readonly string[], conjunction = "and"): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}

/** "1 subnet", "2 subnets". */
export const count = (number: number | bigint, noun: string, plural = `${noun}s`): string =>
  `${group(number)} ${number.toString() === "1" ? noun : plural}`;

/** Digits in groups of three: 65,536. */
export const group = (number: number | bigint): string => number.toString().replace(/\B(?=(\d{3})+$)/g, ",");

export const paragraphs = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "").join("\n\n");
