/** "Choose Parameter Values…": a scenario that is shown alone. */
import assert from "node:assert/strict";
import { commands, type InlayHint, Range, type TextDocument } from "vscode";
import { api, close, eventually, untitled } from "./editor.ts";

const template = `Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !If [IsProd, 10.2.0.0/16, 10.1.0.0/16]
`;

const hints = (document: TextDocument, expected: string): Promise<string> =>
  eventually(
    `hint ${expected}`,
    async () => {
      const whole = new Range(0, 0, document.lineCount, 0);
      const found = await commands.executeCommand<InlayHint[]>("vscode.executeInlayHintProvider", document.uri, whole);
      return found.flatMap(({ label }) => (typeof label === "string" ? label : [])).join("; ");
    },
    (labels) => labels.endsWith(expected),
  );

suite("Scenarios", () => {
  teardown(close);

  test("one is chosen, outlives a restart of the server, and all are shown again", async () => {
    const { status } = await api();
    const document = await untitled("yaml", template);
    const uri = document.uri.toString();
    const pinned = (expected: string | null): Promise<unknown> =>
      eventually(
        `status with ${expected}`,
        () => status(uri),
        (found) => found?.pinned === expected,
      );
    await pinned(null);
    await hints(document, "10.1.0.0/16");
    await commands.executeCommand("cfnNetworkLint.chooseParameterValues", uri, "Stage = prod");
    await pinned("Stage = prod");
    await hints(document, "10.2.0.0/16");
    await commands.executeCommand("cfnNetworkLint.restartServer");
    await eventually(
      "restarted",
      () => status(uri),
      (found) => found?.pinned === "Stage = prod",
    );
    await hints(document, "10.2.0.0/16");
    await commands.executeCommand("cfnNetworkLint.chooseParameterValues", uri, "All scenarios");
    await pinned(null);
    await hints(document, "10.1.0.0/16");
    assert.equal(status(uri)?.scenarios.explored, 2);
  });
});
