/** Files and folders that something else than VS Code makes, renames and deletes. In the Node extension host only. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { commands, ConfigurationTarget, type InlayHint, window, workspace } from "vscode";
import { address, api, close, diagnosticsOf, eventually, insert, open, pinnedIs, shownOf, vpcTemplate, wholeOf } from "./editor.ts";

const at = (name: string): string => address(name).fsPath;
const put = (name: string, text: string): void => {
  mkdirSync(at(`${name}/..`), { recursive: true });
  writeFileSync(at(name), text);
};
/** Opens a file as the explorer does. A document that an extension asks for stays open for minutes. */
const show = (name: string): Thenable<unknown> => commands.executeCommand("vscode.open", address(name));
const analysed = async (name: string): Promise<void> => {
  const { status } = await api();
  await eventually(
    `analysis of ${name}`,
    () => status(address(name).toString()),
    (found) => found !== undefined,
  );
};
const setUnasked = (value: boolean | undefined): Thenable<void> =>
  workspace.getConfiguration("cfnNetworkLint").update("workspaceScan", value, ConfigurationTarget.Global);

suite("Outside", () => {
  teardown(async () => {
    await setUnasked(undefined);
    while (window.activeTextEditor) await close();
    for (const name of ["one", "two", "main.yaml", "main.params.json", "params", "values"])
      rmSync(at(name), { recursive: true, force: true });
  });

  test("a folder is made, renamed and deleted, while all is checked", async () => {
    await setUnasked(true);
    await shownOf("peering.yaml", 2);
    put("one/first.yaml", vpcTemplate("10.0.0.0/8"));
    put("one/deep/second.yaml", vpcTemplate("11.0.0.0/8"));
    await shownOf("one/first.yaml", 1);
    await shownOf("one/deep/second.yaml", 1);
    renameSync(at("one"), at("two"));
    await shownOf("two/first.yaml", 1);
    await shownOf("two/deep/second.yaml", 1);
    await shownOf("one/first.yaml", 0);
    await shownOf("one/deep/second.yaml", 0);
    rmSync(at("two"), { recursive: true });
    await shownOf("two/first.yaml", 0);
    await shownOf("two/deep/second.yaml", 0);
  });

  test("a template that is open changes, moves and goes", async () => {
    put("one/main.yaml", vpcTemplate("10.0.0.0/16"));
    await show("one/main.yaml");
    await analysed("one/main.yaml");
    put("one/main.yaml", vpcTemplate("10.0.0.0/8"));
    await shownOf("one/main.yaml", 1);
    renameSync(at("one"), at("two"));
    await show("two/main.yaml");
    await shownOf("two/main.yaml", 1);
    await close();
    await shownOf("two/main.yaml", 0);
  });

  test("a folder of parameter files that the project file names comes and goes", async () => {
    put(
      "main.yaml",
      vpcTemplate("!Ref Block").replace("Resources:", "Parameters:\n  Block: {Type: String, Default: 10.0.0.0/16}\nResources:"),
    );
    put("one/prod.json", JSON.stringify({ Parameters: { Block: "10.0.0.0/8" } }));
    put(".cfn-network-lint.yaml", "parameterFiles: { main.yaml: values/prod.json }\n");
    try {
      const document = await open("main.yaml");
      await diagnosticsOf(document, 0);
      renameSync(at("one"), at("values"));
      await diagnosticsOf(document, 1);
      renameSync(at("values"), at("one"));
      await diagnosticsOf(document, 0);
    } finally {
      rmSync(at(".cfn-network-lint.yaml"));
    }
  });

  test("a parameter file that is pinned is followed: typed, written, gone and back", async () => {
    const { status } = await api();
    put(
      "main.yaml",
      vpcTemplate("!Ref Block").replace("Resources:", "Parameters:\n  Block: {Type: String, Default: 10.0.0.0/16}\nResources:"),
    );
    const parameters = (block: string): string => JSON.stringify({ Parameters: { Block: block } });
    put("params/prod.json", parameters("10.1.0.0/16"));
    const document = await open("main.yaml");
    const hint = (expected: string): Promise<unknown> =>
      eventually(
        `hint ${expected}`,
        () => commands.executeCommand<InlayHint[]>("vscode.executeInlayHintProvider", document.uri, wholeOf(document)),
        (found) => found.some(({ label }) => label === expected),
      );
    const problem = (expected: RegExp | null): Promise<unknown> =>
      eventually(
        `status with ${String(expected)}`,
        () => status(document.uri.toString())?.pinProblem ?? null,
        (found) => (expected === null ? found === null : expected.test(found ?? "")),
      );
    await hint("10.0.0.0/16");
    await commands.executeCommand("cfnNetworkLint.chooseParameterValues", document.uri.toString(), "params/prod.json");
    await pinnedIs(document.uri, "params/prod.json");
    await hint("10.1.0.0/16");
    put("params/prod.json", parameters("10.2.0.0/16"));
    await hint("10.2.0.0/16");

    const file = await open("params/prod.json");
    await insert(file, "3", "2.0.0/16");
    await hint("10.32.0.0/16");
    await insert(file, "{");
    await problem(/^params\/prod\.json is broken in line 1: .+; its last values are shown\.$/);
    await hint("10.32.0.0/16");
    await close();
    await problem(null);
    await hint("10.2.0.0/16");

    renameSync(at("params"), at("one"));
    await problem(/^params\/prod\.json is gone, or cannot be read; its last values are shown\.$/);
    await hint("10.2.0.0/16");
    put("one/prod.json", parameters("10.4.0.0/16"));
    renameSync(at("one"), at("params"));
    await problem(null);
    await hint("10.4.0.0/16");
    await commands.executeCommand("cfnNetworkLint.chooseParameterValues", document.uri.toString(), "All scenarios");
    await hint("10.0.0.0/16");
  });
});
