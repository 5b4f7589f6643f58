/** What the editor shows in real templates: every place is one of the text, a part shows what the whole shows, and nothing fails. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type Analysis, analyze, snapshotOf } from "../../server/src/analysis.ts";
import { completions, mayComplete } from "../../server/src/features/completion.ts";
import { harmlessRefactorings, refactoringsAt } from "../../server/src/features/refactorings.ts";
import { inlayHints } from "../../server/src/features/inlay-hints.ts";
import { semanticTokens } from "../../server/src/features/semantic-tokens.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";
import { absoluteSpan } from "../../server/src/template/node.ts";
import { type LineIndex, lineIndex } from "../../server/src/text/line-index.ts";
import { applyEdits } from "../../server/src/text/text-edit.ts";

const kinds = { cidrSize: true, subnetExposure: true, resolvedValue: true, routeOwner: true };
const folder = path.resolve(import.meta.dirname, "../corpus/templates");

interface Read {
  readonly name: string;
  readonly text: string;
  readonly analysis: Analysis;
  readonly positions: LineIndex;
}

let templates: readonly Read[] = [];
beforeAll(() => {
  templates = readdirSync(folder).map((name) => {
    const text = readFileSync(path.join(folder, name), "utf8");
    return { name, text, analysis: analyze(name, snapshotOf(name, text), { settings: defaultSettings }), positions: lineIndex(text) };
  });
}, 60_000);

test("inlay hints stand in order, and a part of the text has those of the whole", () => {
  let found = 0;
  for (const { name, text, analysis, positions } of templates) {
    const offsets = (start: number, end: number): readonly number[] =>
      inlayHints(analysis, positions, { start, end }, kinds).map(({ position }) => positions.offsetAt(position));
    const whole = offsets(0, text.length);
    const middle = Math.floor(text.length / 2);
    expect(offsets(middle, text.length), name).toEqual(whole.filter((offset) => offset >= middle));
    expect(whole, name).toEqual([...whole].sort((a, b) => a - b));
    found += whole.length;
  }
  expect(found).toBeGreaterThan(300);
});

/** Absolute starts and texts of the tokens. */
function tokens({ text, analysis, positions }: Read, start: number, end: number): readonly string[] {
  const data = semanticTokens(analysis, positions, { start, end });
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let index = 0; index < data.length; index += 5) {
    const [down = 0, right = 0, length = 0] = data.slice(index, index + 3);
    line += down;
    character = down === 0 ? character + right : right;
    const offset = positions.offsetAt({ line, character });
    found.push(`${offset} ${text.slice(offset, offset + length)}`);
  }
  return found;
}

test("semantic tokens are names and blocks, and a part of the text has those of the whole", () => {
  let found = 0;
  for (const read of templates) {
    const whole = tokens(read, 0, read.text.length);
    for (const token of whole) expect(token, read.name).toMatch(/^\d+ (?:[\w.:-]+|[\da-fA-F.:]+\/\d+)$/);
    const middle = Math.floor(read.text.length / 2);
    const later = whole.filter((token) => Number(token.split(" ")[0]) > middle);
    expect(tokens(read, middle, read.text.length).slice(-later.length || Number.POSITIVE_INFINITY), read.name).toEqual(later);
    found += whole.length;
  }
  expect(found).toBeGreaterThan(2000);
});

test("completions of every value that has some replace what stands there", () => {
  let found = 0;
  for (const { name, text, analysis, positions } of templates) {
    for (const match of text.matchAll(/(?<![\w-])(?:CidrBlock|FromPort|Port)["']?[ \t]*:[ \t]*["']?\d/g)) {
      const offset = match.index + match[0].length;
      if (text.slice(text.lastIndexOf("\n", offset) + 1, match.index).includes("#")) continue;
      expect(mayComplete(text, offset), `${name} ${match[0]}`).toBe(true);
      for (const { textEdit } of completions(analysis, positions, offset)) {
        if (!textEdit || !("range" in textEdit)) throw new Error("A completion has an edit with one range.");
        const { start, end } = textEdit.range;
        const replaced = text.slice(positions.offsetAt(start), positions.offsetAt(end));
        expect(start.line, name).toBe(end.line);
        expect(replaced, name).toMatch(/^(["']?)[\d./]+\1$/);
        found++;
      }
    }
  }
  expect(found).toBeGreaterThan(500);
});

test("refactorings of the first VPC, subnet and group can be made, and are not offered again", () => {
  let found = 0;
  for (const { name, text, analysis } of templates) {
    const [network] = analysis.networks;
    const families = [network?.vpcs, network?.subnets, network?.securityGroups].map((family) => [...(family?.values() ?? [])][0]);
    for (const { entry } of families.flatMap((one) => one?.resource ?? [])) {
      const { start } = absoluteSpan(analysis.document, entry.key);
      for (const { title, edits } of harmlessRefactorings(analysis, defaultSettings, { start, end: start })) {
        const changed = applyEdits(text, edits() ?? []);
        expect(changed, `${name}: ${title}`).not.toBe(text);
        if (analysis.document.format === "json") expect(() => JSON.parse(changed), `${name}: ${title}`).not.toThrow();
        const after = analyze(name, snapshotOf(name, changed), { settings: defaultSettings, previous: analysis });
        expect(after.document.problems.length, `${name}: ${title}`).toBeLessThanOrEqual(analysis.document.problems.length);
        const at = changed.indexOf(entry.key.text, start);
        expect(
          refactoringsAt(after, { start: at, end: at }).map((one) => one.title),
          name,
        ).not.toContain(title);
        found++;
      }
    }
  }
  expect(found).toBeGreaterThan(25);
}, 60_000);
