/** Templates that are checked without being open. */
import assert from "node:assert/strict";
import { commands, ConfigurationTarget, workspace } from "vscode";
import { address, close, diagnosticsOf, insert, open, ruleOf, shownOf, vpcTemplate, write } from "./editor.ts";

const setUnasked = (value: boolean | undefined): Thenable<void> =>
  workspace.getConfiguration("cfnNetworkLint").update("workspaceScan", value, ConfigurationTarget.Global);

suite("Workspace", () => {
  teardown(() => setUnasked(undefined));

  test("Lint Workspace finds what is not open, and an open document's diagnostics win", async () => {
    await write("unopened.yaml", vpcTemplate("10.0.0.0/8"));
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
    await write("scanned.yaml", vpcTemplate("10.0.0.0/8"));
    await shownOf("scanned.yaml", 1);
    await write("scanned.yaml", vpcTemplate("10.0.0.0/16"));
    await shownOf("scanned.yaml", 0);
    await write("scanned.yaml", vpcTemplate("10.0.0.0/8"));
    await shownOf("scanned.yaml", 1);
    await setUnasked(false);
    await shownOf("scanned.yaml", 0);
    await setUnasked(true);
    await shownOf("scanned.yaml", 1);
    await workspace.fs.delete(address("scanned.yaml"));
    await shownOf("scanned.yaml", 0);
  });

  test("a server that was restarted knows them again", async () => {
    await commands.executeCommand("cfnNetworkLint.lintWorkspace");
    await commands.executeCommand("cfnNetworkLint.restartServer");
    await shownOf("unopened.yaml", 1);
  });
});
