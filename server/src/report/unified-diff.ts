/** The difference of two texts in the unified format, which `git apply` and `patch -p1` read. Knows lines, not templates. */
import { changedLines, type Hunk } from "../text/line-diff.ts";

const contextLines = 3;

/** Empty for equal texts. Only `\n` ends a line: that is how the tools which read it see a text. */
export function unifiedDiff(path: string, before: string, after: string): string {
  const old = splitLines(before);
  const now = splitLines(after);
  const groups = grouped(changedLines(old, now), old.length);
  if (groups.length === 0) return "";
  // A tab ends a name that has blanks in it; git writes it so.
  const end = path.includes(" ") ? "\t\n" : "\n";
  const name = path.replace(/^\/+/, "");
  return `--- a/${name}${end}+++ b/${name}${end}${groups.map((group) => groupText(group, old, now)).join("")}`;
}

const splitLines = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Hunks whose contexts meet are written as one. */
function grouped(hunks: readonly Hunk[], oldCount: number): readonly (readonly Hunk[])[] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const group = groups.at(-1);
    const previous = group?.at(-1);
    if (group && previous && hunk.oldStart - previous.oldEnd <= Math.min(2 * contextLines, oldCount)) group.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

function groupText(group: readonly Hunk[], old: readonly string[], now: readonly string[]): string {
  const first = group[0];
  const last = group.at(-1);
  if (!first || !last) return "";
  const lead = Math.min(contextLines, first.oldStart);
  const tail = Math.min(contextLines, old.length - last.oldEnd);
  const body: string[] = [];
  let done = first.oldStart - lead;
  for (const hunk of group) {
    body.push(...old.slice(done, hunk.oldStart).map((line) => ` ${line}`));
    body.push(...old.slice(hunk.oldStart, hunk.oldEnd).map((line) => `-${line}`));
    body.push(...now.slice(hunk.newStart, hunk.newEnd).map((line) => `+${line}`));
    done = hunk.oldEnd;
  }
  body.push(...old.slice(done, last.oldEnd + tail).map((line) => ` ${line}`));
  const head = `@@ -${extent(first.oldStart - lead, last.oldEnd + tail)} +${extent(first.newStart - lead, last.newEnd + tail)} @@\n`;
  return head + body.map((line) => (line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`)).join("");
}

/** `start,count`, lines counted from 1; for no lines at all the number of the line before. */
const extent = (start: number, end: number): string => {
  const count = end - start;
  if (count === 0) return `${start},0`;
  return count === 1 ? `${start + 1}` : `${start + 1},${count}`;
};
