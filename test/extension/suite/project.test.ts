/** Project files reach the server: from the disk, from an editor, and through the light bulb. */
import assert from "node:assert/strict";
import { CodeActionKind, DiagnosticSeverity, Uri, workspace } from "vscode";
import { apply, close, codeAction, currentDiagnostics, diagnosticsOf, eventually, open, ruleOf } from "./editor.ts";

const address = (): Uri => Uri.joinPath(workspace.workspaceFolders?.[0]?.uri ?? Uri.file("/"), ".cfn-network-lint.yaml");
const write = (text: string): Thenable<void> => workspace.fs.writeFile(address(), new TextEncoder().encode(text));

suite("Project file", () => {
  teardown(async () => {
    for (const document of workspace.textDocuments.filter((one) => one.uri.toString() === address().toString())) {
      if (document.isDirty) await document.save();
    }
    try {
      await workspace.fs.delete(address());
    } catch {
      // It was not written.
    }
    await close();
    await close();
  });

  test("what it states is taken up when it is written, changed and deleted", async () => {
    const document = await open("internet-route.yaml");
    await diagnosticsOf(document, 1);
    await write("rules: { depends/igw-route: hint }\n");
    await eventually(
      "hint",
      () => currentDiagnostics(document),
      ([found]) => found?.severity === DiagnosticSeverity.Hint,
    );
    await write("ignore: ['*-route.yaml']\n");
    await diagnosticsOf(document, 0);
    await workspace.fs.delete(address());
    await diagnosticsOf(document, 1);
  });

  test("an open one says what is wrong on its line, and counts before it is saved", async () => {
    await write("rules:\n  depends/igw-route: hnt\n");
    const project = await open(".cfn-network-lint.yaml");
    const [problem] = await diagnosticsOf(project, 1);
    assert.ok(problem);
    assert.equal(problem.message, '"hnt" is no severity; is hint meant?');
    assert.equal(problem.range.start.line, 1);
    const document = await open("internet-route.yaml");
    await diagnosticsOf(document, 1);
    await apply(await codeAction(project, problem.range, CodeActionKind.QuickFix, /^Change to hint$/));
    assert.equal(project.getText(), "rules:\n  depends/igw-route: hint\n");
    await diagnosticsOf(project, 0);
    await eventually(
      "hint",
      () => currentDiagnostics(document),
      ([found]) => found?.severity === DiagnosticSeverity.Hint,
    );
  });

  test("Disable for this project creates it", async () => {
    const document = await open("internet-route.yaml");
    const [finding] = await diagnosticsOf(document, 1);
    assert.ok(finding);
    assert.equal(ruleOf(finding), "depends/igw-route");
    const title = /^Disable depends\/igw-route for this project$/;
    await apply(await codeAction(document, finding.range, CodeActionKind.QuickFix, title));
    await diagnosticsOf(document, 0);
    const project = await workspace.openTextDocument(address());
    assert.equal(project.getText(), "rules:\n  depends/igw-route: off\n");
  });
});
