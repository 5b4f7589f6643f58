/** Settings and commands reach the server. */
import assert from "node:assert/strict";
import { commands, ConfigurationTarget, DiagnosticSeverity, workspace } from "vscode";
import { api, close, currentDiagnostics, diagnosticsOf, eventually, open } from "./editor.ts";

const set = (key: string, value: unknown): Thenable<void> =>
  workspace.getConfiguration("cfnNetworkLint").update(key, value, ConfigurationTarget.Global);

suite("Settings and commands", () => {
  teardown(async () => {
    for (const key of ["enable", "rules"]) await set(key, undefined);
    await close();
  });

  test("a rule's severity", async () => {
    const document = await open("internet-route.yaml");
    await diagnosticsOf(document, 1);
    await set("rules", { "depends/igw-route": "hint" });
    await eventually(
      "hint",
      () => currentDiagnostics(document),
      ([found]) => found?.severity === DiagnosticSeverity.Hint,
    );
    await set("rules", { "depends/igw-route": "off" });
    await diagnosticsOf(document, 0);
  });

  test("off and on again", async () => {
    const document = await open("internet-route.yaml");
    await diagnosticsOf(document, 1);
    await set("enable", false);
    await diagnosticsOf(document, 0);
    await set("enable", true);
    await diagnosticsOf(document, 1);
  });

  test("Restart Server", async () => {
    const { status } = await api();
    const document = await open("internet-route.yaml");
    await diagnosticsOf(document, 1);
    const before = status(document.uri.toString());
    await commands.executeCommand("cfnNetworkLint.restartServer");
    await eventually(
      "new analysis",
      () => status(document.uri.toString()),
      (after) => after !== before,
    );
    await diagnosticsOf(document, 1);
  });

  test("the commands are there", async () => {
    const all = await commands.getCommands(true);
    // Lenses that have been shown have commands of their own.
    const lens = "cfnNetworkLint.lens.";
    assert.deepEqual(all.filter((command) => command.startsWith("cfnNetworkLint.") && !command.startsWith(lens)).sort(), [
      "cfnNetworkLint.chooseParameterValues",
      "cfnNetworkLint.explain",
      "cfnNetworkLint.lintWorkspace",
      "cfnNetworkLint.openPath",
      "cfnNetworkLint.openSample",
      "cfnNetworkLint.restartServer",
      "cfnNetworkLint.showCommands",
      "cfnNetworkLint.showInTemplate",
      "cfnNetworkLint.showOutput",
      "cfnNetworkLint.showPlaces",
      "cfnNetworkLint.tracePath",
    ]);
    await commands.executeCommand("cfnNetworkLint.showOutput");
  });

  test("the status says what was looked at", async () => {
    const { status } = await api();
    const document = await open("internet-route.yaml");
    const found = await eventually(
      "status",
      () => status(document.uri.toString()),
      (status) => status?.findings.warnings === 1,
    );
    assert.deepEqual(found?.scenarios, { explored: 1, total: 1 });
    assert.ok((found?.rules ?? 0) > 0);
  });
});
