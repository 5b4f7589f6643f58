/** A workspace of several folders: each has its own settings and project file, and folders come and go. */
import assert from "node:assert/strict";
import { commands, ConfigurationTarget, type Diagnostic, DiagnosticSeverity, languages, Uri, window, workspace } from "vscode";
import { address, api, close, eventually, shownAt } from "./editor.ts";

const folderOf = (name: string): Uri => Uri.joinPath(address(".."), name);
const file = (folder: string, name = "network.yaml"): Uri => Uri.joinPath(folderOf(folder), name);
const put = (folder: string, name: string, text: string): Thenable<void> =>
  workspace.fs.writeFile(file(folder, name), new TextEncoder().encode(text));
const show = async (folder: string): Promise<void> => void (await window.showTextDocument(file(folder), { preview: false }));

const { Error, Warning, Information, Hint } = DiagnosticSeverity;
/** Waits until the template of each folder has one finding of that severity, or none. */
const become = (...expected: readonly (readonly [string, DiagnosticSeverity | undefined])[]): Promise<unknown> =>
  eventually(
    `severities ${JSON.stringify(expected)}`,
    () => expected.map(([folder]) => languages.getDiagnostics(file(folder)).map(({ severity }: Diagnostic) => severity)),
    (found) => found.every((severities, index) => severities.join() === [expected[index]?.[1] ?? []].flat().join()),
  );
/** A setting of one folder. */
const set = (folder: string, key: string, value: unknown): Thenable<void> =>
  workspace.getConfiguration("cfnNetworkLint", folderOf(folder)).update(key, value, ConfigurationTarget.WorkspaceFolder);
const level = (severity: string): object => ({ "cidr/vpc-size": severity });

/** Changes the folders of the workspace behind the first two. */
async function folders(count: number, ...added: readonly string[]): Promise<void> {
  const changed = new Promise((resolve) => {
    const listener = workspace.onDidChangeWorkspaceFolders(() => resolve(listener.dispose()));
  });
  assert.ok(workspace.updateWorkspaceFolders(2, count, ...added.map((name) => ({ uri: folderOf(name) }))));
  await changed;
}

suite("Folders", () => {
  teardown(async () => {
    for (const folder of ["first", "second"]) {
      for (const key of ["rules", "enable"]) await set(folder, key, undefined);
    }
    await workspace.getConfiguration("cfnNetworkLint").update("workspaceScan", undefined, ConfigurationTarget.Global);
    while (window.activeTextEditor) await close();
  });

  test("Lint Workspace checks all of them, each by its own settings", async () => {
    assert.equal(workspace.workspaceFolders?.length, 2);
    const { isServerStarted } = await api();
    assert.equal(isServerStarted(), false);
    await set("first", "rules", level("warning"));
    await set("second", "rules", level("hint"));
    await commands.executeCommand("cfnNetworkLint.lintWorkspace");
    await become(["first", Warning], ["second", Hint], ["third", undefined]);
    await set("second", "enable", false);
    await become(["first", Warning], ["second", undefined]);
    await set("second", "enable", undefined);
    await become(["first", Warning], ["second", Hint]);
  });

  test("open templates of both follow their folder's settings, and each its project file", async () => {
    await show("first");
    await show("second");
    await become(["first", Error], ["second", Error]);
    await set("first", "rules", level("information"));
    await become(["first", Information], ["second", Error]);
    await put("second", ".cfn-network-lint.yaml", "rules: { cidr/vpc-size: warning }\n");
    await become(["first", Information], ["second", Warning]);
    await put("first", ".cfn-network-lint.yaml", "rules: { cidr/vpc-size: hint }\n");
    await become(["first", Hint], ["second", Warning]);
    await set("second", "enable", false);
    await become(["first", Hint], ["second", undefined]);
    await set("second", "enable", undefined);
    await workspace.fs.delete(file("second", ".cfn-network-lint.yaml"));
    await workspace.fs.delete(file("first", ".cfn-network-lint.yaml"));
    await become(["first", Information], ["second", Error]);
  });

  test("a folder that is added is checked, and one that is removed is cleared", async () => {
    await put("third", ".cfn-network-lint.yaml", "rules: { cidr/vpc-size: warning }\n");
    await workspace.getConfiguration("cfnNetworkLint").update("workspaceScan", true, ConfigurationTarget.Global);
    await become(["first", Error], ["second", Error], ["third", undefined]);
    await folders(0, "third");
    await become(["first", Error], ["second", Error], ["third", Warning]);
    await folders(1);
    await become(["first", Error], ["second", Error], ["third", undefined]);
  });

  test("an open template keeps its findings when its folder is added and removed", async () => {
    await show("third");
    await shownAt(file("third"), 1);
    await folders(0, "third");
    await become(["third", Warning]);
    await folders(1);
    await become(["third", Warning]);
    await put("third", ".cfn-network-lint.yaml", "rules: {}\n");
    await folders(0, "third");
    await become(["third", Error]);
    await folders(1);
    await become(["third", Error]);
  });
});
