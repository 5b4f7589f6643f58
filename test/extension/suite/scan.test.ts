/** Templates that are checked without being open. */
import assert from "node:assert/strict";
import { commands, ConfigurationTarget, type Diagnostic, languages, Uri, workspace } from "vscode";
import { close, diagnosticsOf, eventually, insert, open, ruleOf } from "./editor.ts";

const template = (cidr: string): string => `Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: ${cidr}\n`;

const address = (name: string): Uri => {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (!folder) throw new Error("No folder is open.");
  return Uri.joinPath(folder, name);
};
const write = (name: string, text: string): Thenable<void> => workspace.fs.writeFile(address(name), new TextEncoder().encode(text));
/** The diagnostics of a file, open or not, once there are `count`. */
const shownOf = (name: string, count: number): Promise<readonly Diagnostic[]> =>
  eventually(
    `${count} diagnostics of ${name}`,
    () => languages.getDiagnostics(address(name)),
    (found) => found.length === count,
  );
const setUnasked = (value: boolean | undefined): Thenable<void> =>
  workspace.getConfiguration("cfnNetworkLint").update("workspaceScan", value, ConfigurationTarget.Global);

suite("Workspace", () => {
  teardown(() => setUnasked(undefined));

  test("Lint Workspace finds what is not open, and an open document's diagnostics win", async () => {
    await write("unopened.yaml", template("10.0.0.0/8"));
    await shownOf("unopened.yaml", 0);
    await commands.executeCommand("cfnNetworkLint.lintWorkspace");
    assert.deepEqual((await shownOf("unopened.yaml", 1)).map(ruleOf), ["cidr/vpc-size"]);
    await shownOf("kubernetes.yaml", 0);
    const document = await open("unopened.yaml");
    await insert(document, "  Other:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: 11.0.0.0/8\n");
    await diagnosticsOf(document, 2);
    await close();
    await shownOf("unopened.yaml", 1);
  });

  test("with the setting files are checked when they appear, change and go", async () => {
    await setUnasked(true);
    await shownOf("unopened.yaml", 1);
    await write("scanned.yaml", template("10.0.0.0/8"));
    await shownOf("scanned.yaml", 1);
    await write("scanned.yaml", template("10.0.0.0/16"));
    await shownOf("scanned.yaml", 0);
    await write("scanned.yaml", template("10.0.0.0/8"));
    await shownOf("scanned.yaml", 1);
    await workspace.fs.delete(address("scanned.yaml"));
    await shownOf("scanned.yaml", 0);
  });

  test("a server that was restarted knows them again", async () => {
    await commands.executeCommand("cfnNetworkLint.restartServer");
    await shownOf("unopened.yaml", 1);
  });
});
