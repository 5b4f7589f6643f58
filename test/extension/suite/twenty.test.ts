/** Twenty templates of different kinds, open at once. In the Node extension host only: they are read from the tests of the rules. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { commands, DiagnosticSeverity, extensions, languages, Position, type Uri, workspace } from "vscode";
import { address, edit, eventually, ruleOf, shownAt } from "./editor.ts";

interface Case {
  readonly uri: Uri;
  readonly rule: string;
  /** Lines and severities of the rule's errors and warnings: `12 warning`. Counted from 0. */
  readonly expected: readonly string[];
}

/** Every seventh example of a rule, copied into the workspace. What is expected stands in it, on the line below: `# ^^^ error family/name: …`. */
async function cases(): Promise<readonly Case[]> {
  const root = path.join(extensions.getExtension("cfn-network-lint.cfn-network-lint")?.extensionPath ?? "", "test/rules");
  const rules = readdirSync(root).flatMap((family) => readdirSync(path.join(root, family)).map((name) => `${family}/${name}`));
  const some = rules.filter((_, index) => index % 7 === 0).slice(0, 20);
  return Promise.all(
    some.map(async (rule, index) => {
      const text = readFileSync(path.join(root, rule, "example.yaml"), "utf8");
      const uri = address(`twenty/${index}.yaml`);
      await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
      return { uri, rule, expected: expectedIn(text) };
    }),
  );
}

function expectedIn(text: string): readonly string[] {
  let line = 0;
  const expected: string[] = [];
  for (const [index, content] of text.split("\n").entries()) {
    const [, severity] = /^ *#(?:@\d+)? *\^+ (error|warning) /.exec(content) ?? [];
    if (severity !== undefined) expected.push(`${line} ${severity}`);
    else if (!/^ *#(?:@\d+)? *[\^~]+ /.test(content)) line = index;
  }
  return expected.sort();
}

const shown = ({ uri, rule }: Case): readonly string[] =>
  languages
    .getDiagnostics(uri)
    .filter((found) => ruleOf(found) === rule && found.severity <= DiagnosticSeverity.Warning)
    .map(({ range, severity }) => `${range.start.line} ${DiagnosticSeverity[severity].toLowerCase()}`)
    .sort();
const allAre = (all: readonly Case[], moved: number): Promise<unknown> =>
  eventually(
    "findings as expected",
    () =>
      all.flatMap((one) => {
        const lines = one.expected.map((found) => found.replace(/^\d+/, (line) => String(Number(line) + moved))).sort();
        return shown(one).join() === lines.join() ? [] : [{ rule: one.rule, shown: shown(one), lines }];
      }),
    (wrong) => wrong.length === 0,
  );

suite("Twenty templates", () => {
  teardown(async () => {
    await commands.executeCommand("workbench.action.closeAllEditors");
    await workspace.fs.delete(address("twenty"), { recursive: true });
  });

  test("each has its findings, while they are edited and closed", async () => {
    const all = await cases();
    assert.equal(all.length, 20);
    assert.ok(all.filter(({ expected }) => expected.length > 0).length > 10);
    await Promise.all(all.map(({ uri }) => commands.executeCommand("vscode.open", uri, { preview: false })));
    await allAre(all, 0);
    await edit((one) => {
      for (const { uri } of all) one.insert(uri, new Position(0, 0), "# One line more.\n");
    });
    await allAre(all, 1);
    await workspace.saveAll();
    await commands.executeCommand("workbench.action.closeAllEditors");
    for (const { uri } of all) await shownAt(uri, 0);
  });
});
