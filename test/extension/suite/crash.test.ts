/** A server process that dies is started again, up to a limit. In the Node extension host only. */
import assert from "node:assert/strict";
import { commands, ConfigurationTarget, DiagnosticSeverity, type Uri, window, workspace } from "vscode";
import { serverBelow } from "../host/processes.mjs";
import { analysedAfter, api, close, currentDiagnostics, diagnosticsOf, eventually, open, pinnedIs, untitled } from "./editor.ts";

const serverProcess = (): number | undefined => serverBelow(process.pid);

/** Ends the server as a crash does, and waits until it is gone. */
async function kill(): Promise<number> {
  const pid = await eventually("server process", serverProcess, (found) => found !== undefined);
  assert.ok(pid !== undefined);
  process.kill(pid, "SIGKILL");
  await eventually("end of the process", serverProcess, (found) => found !== pid);
  return pid;
}
/** Waits for another analysis of each. */
const analysedAgain = (uris: readonly Uri[], act: () => PromiseLike<unknown>): Promise<unknown> => {
  const done = Promise.resolve().then(act);
  return Promise.all(uris.map((uri) => analysedAfter(uri, () => done)));
};

const template = `Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !If [IsProd, 10.2.0.0/8, 10.1.0.0/16]
`;
const setRules = (value: unknown): Thenable<void> =>
  workspace.getConfiguration("cfnNetworkLint").update("rules", value, ConfigurationTarget.Global);

suite("Crash", () => {
  teardown(async () => {
    await setRules(undefined);
    while (window.activeTextEditor) await close();
  });

  test("all open templates have their findings, settings and pins again", async () => {
    await setRules({ "depends/igw-route": "hint" });
    const route = await open("internet-route.yaml");
    const peering = await open("peering.yaml");
    const staged = await untitled("yaml", template);
    const hint = (): Promise<unknown> =>
      eventually(
        "hint",
        () => currentDiagnostics(route),
        (found) => found.length === 1 && found[0]?.severity === DiagnosticSeverity.Hint,
      );
    const right = async (): Promise<void> => {
      await hint();
      await diagnosticsOf(peering, 2);
      await diagnosticsOf(staged, 1);
    };
    await right();
    await commands.executeCommand("cfnNetworkLint.chooseParameterValues", staged.uri.toString(), "Stage = prod");
    await pinnedIs(staged.uri, "Stage = prod");
    await analysedAgain([route.uri, peering.uri, staged.uri], kill);
    await right();
    await pinnedIs(staged.uri, "Stage = prod");
    await commands.executeCommand("cfnNetworkLint.chooseParameterValues", staged.uri.toString(), "All scenarios");
  });

  test("the fifth crash within three minutes is the last, until a person starts the server", async () => {
    const document = await open("peering.yaml");
    await analysedAgain([document.uri], () => commands.executeCommand("cfnNetworkLint.restartServer"));
    for (let crash = 1; crash <= 4; crash++) await analysedAgain([document.uri], kill);
    await diagnosticsOf(document, 2);
    await kill();
    await diagnosticsOf(document, 0);
    assert.equal(serverProcess(), undefined);
    const { status } = await api();
    const before = status(document.uri.toString());
    await commands.executeCommand("cfnNetworkLint.restartServer");
    await diagnosticsOf(document, 2);
    assert.notEqual(status(document.uri.toString()), before);
  });
});
