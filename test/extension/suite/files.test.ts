/** Documents that change their names and languages, and files that are renamed and deleted, through VS Code. */
import assert from "node:assert/strict";
import { commands, languages, type TextDocument, type Uri, window, workspace } from "vscode";
import {
  address,
  analysedAfter,
  api,
  close,
  diagnosticsOf,
  edit,
  eventually,
  insert,
  open,
  pinnedIs,
  remove,
  shownOf,
  untitled,
  vpcTemplate,
  wholeOf,
  write,
} from "./editor.ts";

const json = JSON.stringify({ Resources: { Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/8" } } } });

const rename = (from: string, to: string): Promise<void> => edit((all) => all.renameFile(address(from), address(to)));

/** Gives the document another language, and waits until the server has looked at it again. */
async function inLanguage(document: TextDocument, language: string): Promise<TextDocument> {
  await analysedAfter(document.uri, () => languages.setTextDocumentLanguage(document, language));
  return workspace.openTextDocument(document.uri);
}

/** Addresses at which the extension has findings, one for each. */
const foundAt = (uri: Uri): readonly string[] =>
  languages
    .getDiagnostics()
    .flatMap(([at, found]) => found.map(() => at.toString()))
    .filter((at) => at === uri.toString());

suite("Files", () => {
  teardown(async () => {
    while (window.activeTextEditor) await close();
    for (const name of ["typed.yaml", "first.yaml", "second.yaml", "second.params.json", "one", "two"]) await remove(name);
  });

  test("a template that is typed into plain text, and its languages change", async () => {
    let document = await untitled("plaintext", "");
    await insert(document, vpcTemplate("10.0.0.0/8"));
    await diagnosticsOf(document, 1);
    for (const language of ["yaml", "plaintext", "json"]) {
      document = await inLanguage(document, language);
      await diagnosticsOf(document, 1);
    }
    await edit((all) => all.replace(document.uri, wholeOf(document), json));
    document = await inLanguage(document, "jsonc");
    await diagnosticsOf(document, 1);
    assert.equal(foundAt(document.uri).length, 1);
    await close();
    await eventually(
      "no findings",
      () => foundAt(document.uri),
      (found) => found.length === 0,
    );
  });

  test("a document that is saved under a name takes its findings along", async () => {
    const fresh = await workspace.openTextDocument(address("typed.yaml").with({ scheme: "untitled" }));
    await window.showTextDocument(fresh);
    await insert(fresh, vpcTemplate("10.0.0.0/8"));
    await diagnosticsOf(fresh, 1);
    assert.ok(await fresh.save());
    await shownOf("typed.yaml", 1);
    await eventually(
      "no findings under the old name",
      () => foundAt(fresh.uri),
      (found) => found.length === 0,
    );
  });

  test("a template that is open is renamed and deleted, and what is pinned goes with it", async () => {
    const { status } = await api();
    const text = vpcTemplate("!Ref Block").replace("Resources:", "Parameters:\n  Block: {Type: String, Default: 10.0.0.0/8}\nResources:");
    await write("first.yaml", text);
    await write("first.params.json", JSON.stringify({ Parameters: { Block: "10.1.0.0/16" } }));
    await diagnosticsOf(await open("first.yaml"), 1);
    await commands.executeCommand("cfnNetworkLint.chooseParameterValues", address("first.yaml").toString(), "first.params.json");
    await pinnedIs(address("first.yaml"), "first.params.json");
    await edit((all) => {
      all.renameFile(address("first.yaml"), address("second.yaml"));
      all.renameFile(address("first.params.json"), address("second.params.json"));
    });
    await shownOf("second.yaml", 1);
    await shownOf("first.yaml", 0);
    await pinnedIs(address("second.yaml"), "second.params.json");
    assert.equal(status(address("second.yaml").toString())?.pinProblem, null);
    await edit((all) => all.deleteFile(address("second.yaml")));
    await shownOf("second.yaml", 0);
  });

  test("files that are not open, and their folders, are renamed and deleted", async () => {
    await write("one/first.yaml", vpcTemplate("10.0.0.0/8"));
    await write("one/deep/second.yaml", vpcTemplate("11.0.0.0/8"));
    await commands.executeCommand("cfnNetworkLint.lintWorkspace");
    await shownOf("one/first.yaml", 1);
    await rename("one/first.yaml", "one/third.yaml");
    await shownOf("one/third.yaml", 1);
    await shownOf("one/first.yaml", 0);
    await rename("one", "two");
    await shownOf("two/third.yaml", 1);
    await shownOf("two/deep/second.yaml", 1);
    await shownOf("one/deep/second.yaml", 0);
    await edit((all) => all.deleteFile(address("two/third.yaml")));
    await shownOf("two/third.yaml", 0);
    await remove("two");
    await shownOf("two/deep/second.yaml", 0);
  });
});
