/** Paths in the editor: the lens of a workload, the answer beside the template, what opens a path, the hover of a rule. */
import assert from "node:assert/strict";
import { type CodeLens, commands, type DocumentLink, type TextDocument, type TextEditor, window, workspace } from "vscode";
import {
  close,
  currentDiagnostics,
  diagnosticsOf,
  eventually,
  hoverAt,
  insert,
  lensesOf,
  open,
  positionOf,
  setGlobally,
} from "./editor.ts";

const viewScheme = "cfn-network-lint-trace";

const views = (): readonly TextEditor[] => window.visibleTextEditors.filter(({ document }) => document.uri.scheme === viewScheme);

/** The answer in the editor, once its text matches. */
async function view(expected: RegExp): Promise<TextDocument> {
  const text = (): string => views()[0]?.document.getText() ?? "";
  await eventually(`answer like ${String(expected)}`, text, (found) => expected.test(found));
  const [editor] = views();
  assert.ok(editor);
  return editor.document;
}

const trace = (template: TextDocument, from: string, to: string, traffic: string): Thenable<unknown> =>
  commands.executeCommand("cfnNetworkLint.tracePath", template.uri.toString(), from, to, traffic);

suite("Paths", () => {
  // In a browser VS Code saves after a second, and then there is nothing to revert.
  suiteSetup(() => setGlobally("files", "autoSave", "off"));
  suiteTeardown(() => setGlobally("files", "autoSave", undefined));
  teardown(async () => {
    await setGlobally("cfnNetworkLint", "codeLens.workload", undefined);
    const template = workspace.textDocuments.find(({ uri }) => uri.path.endsWith("/paths.yaml"));
    if (template) {
      await window.showTextDocument(template);
      await close();
    }
    await commands.executeCommand("workbench.action.closeAllEditors");
  });

  test("a lens above a workload says who reaches it, while it is switched on", async () => {
    const template = await open("paths.yaml");
    const lenses = (): Promise<readonly string[]> => lensesOf(template.uri);
    const summaries = (titles: readonly string[]): readonly string[] => titles.filter((title) => title.startsWith("from "));
    const isSummary = (titles: readonly string[]): boolean =>
      JSON.stringify(summaries(titles)) ===
      JSON.stringify([
        "from internet: no · from ServerVpc: no · to internet: no",
        "from internet: no · from ClientVpc: no · to internet: no",
      ]);
    await eventually("lenses", lenses, isSummary);
    await setGlobally("cfnNetworkLint", "codeLens.workload", false);
    await eventually("no lenses", lenses, (titles) => titles.length > 0 && summaries(titles).length === 0);
    await setGlobally("cfnNetworkLint", "codeLens.workload", true);
    await eventually("lenses again", lenses, isSummary);
  });

  test("the answer is shown beside the template, and its names lead there", async () => {
    const template = await open("paths.yaml");
    await diagnosticsOf(template, 2);
    await trace(template, "Client", "Server", "tcp 80");
    const answer = await view(/^Client -> Server, tcp 80: blocked\n\nblocked by 3 things\n/);
    assert.equal(answer.languageId, "cfn-network-trace");
    assert.match(answer.getText(), /\n {4}NO_ROUTE_TO_DESTINATION {2}line 13\n {4}fix: Add a route to 10\.52\.0\.0\/16/);

    const links = await eventually(
      "links",
      () => commands.executeCommand<DocumentLink[]>("vscode.executeLinkProvider", answer.uri),
      ({ length }) => length > 0,
    );
    const peering = links.find(({ range }) => answer.getText(range) === "Peering");
    assert.equal(peering?.target?.scheme, "command");
    await commands.executeCommand(peering.target.path, ...(JSON.parse(peering.target.query) as readonly unknown[]));
    const active = window.activeTextEditor;
    assert.equal(active?.document.uri.toString(), template.uri.toString());
    assert.equal(template.lineAt(active.selection.active.line).text, "  Peering:");
    assert.equal(views().length, 1);
  });

  test("the lens of the answer opens the path, and the answer says so", async () => {
    const template = await open("paths.yaml");
    await diagnosticsOf(template, 2);
    await trace(template, "Client", "Server", "tcp 80");
    const answer = await view(/: blocked\n/);
    const [lens] = await eventually(
      "lens",
      () => commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", answer.uri, 10),
      (found) => found.length === 2,
    );
    assert.equal(lens?.command?.title, "Open this path: 3 changes");
    await commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []));
    await view(/^Client -> Server, tcp 80: reachable\n/);
    assert.equal(template.getText().match(/Type: AWS::EC2::Route$/gm)?.length, 2);
    await diagnosticsOf(template, 0);
    await eventually(
      "one lens",
      () => lensesOf(answer.uri),
      (titles) => titles.length === 1 && titles[0] === "Trace another path",
    );
    await eventually(
      "the lens of the server",
      () => lensesOf(template.uri),
      (titles) => titles.includes("from internet: no · from ClientVpc: tcp 22 · to internet: no"),
    );
  });

  test("the answer follows the template", async () => {
    const template = await open("paths.yaml");
    await trace(template, "Client", "Server", "tcp 80");
    await view(/blocked by 3 things/);
    await insert(template, "        - { IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.51.0.0/16 }\n", "        - IpProtocol");
    await view(/blocked by 2 things/);
    await insert(template, "Away", "VPCPeeringConnection");
    await view(/DISCONNECTED_VPCS/);
  });

  test("a question without an answer changes nothing", async () => {
    const template = await open("paths.yaml");
    await diagnosticsOf(template, 2);
    await trace(template, "Nobody", "Server", "tcp 80");
    assert.equal(views().length, 0);
    assert.equal(currentDiagnostics(template).length, 2);
  });

  test("the hover of a rule says who it is for, and whether they get there", async () => {
    const template = await open("paths.yaml");
    await hoverAt(
      template,
      positionOf(template, "FromPort: 22"),
      /Lets in\*\* tcp 22 from[\s\S]*`Client` \| `Server` \| no: ClientTable has no route/,
    );
  });
});
