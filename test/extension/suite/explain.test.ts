/** The page of a rule, which is opened from its finding; what is greyed out; the samples. */
import assert from "node:assert/strict";
import { type CodeAction, CodeActionKind, commands, type Diagnostic, DiagnosticTag, TabInputWebview, Uri, window } from "vscode";
import { apply, codeAction, diagnosticsOf, eventually, open, ruleOf, untitled } from "./editor.ts";

const group = `Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Web
      VpcId: vpc-1
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16 }
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16 }
`;

/** The title of the Markdown preview that is active, once there is one. */
async function preview(name: string): Promise<void> {
  const shown = (): readonly string[] =>
    window.tabGroups.all.flatMap(({ activeTab }) =>
      activeTab?.input instanceof TabInputWebview && activeTab.input.viewType.endsWith("markdown.preview") ? activeTab.label : [],
    );
  await eventually(`preview of ${name}`, shown, (labels) => labels.some((label) => label.endsWith(name)));
}

/** Runs what a click on the code runs. */
async function follow({ code }: Diagnostic): Promise<void> {
  assert.ok(typeof code === "object" && code.target instanceof Uri);
  assert.equal(code.target.scheme, "command");
  const given: readonly unknown[] = JSON.parse(code.target.query);
  await commands.executeCommand(code.target.path, ...given);
}

suite("Explain", () => {
  teardown(async () => {
    for (const { activeTab } of window.tabGroups.all)
      if (activeTab?.input instanceof TabInputWebview) await window.tabGroups.close(activeTab);
    while (window.activeTextEditor) await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  test("the code of a finding leads to the page of its rule", async () => {
    const document = await open("internet-route.yaml");
    const [diagnostic] = await diagnosticsOf(document, 1);
    assert.ok(diagnostic);
    assert.equal(ruleOf(diagnostic), "depends/igw-route");
    await follow(diagnostic);
    await preview("igw-route.md");
  });

  test("the light bulb explains a finding, after its fix", async () => {
    const document = await open("internet-route.yaml");
    const [diagnostic] = await diagnosticsOf(document, 1);
    assert.ok(diagnostic);
    const action = await codeAction(document, diagnostic.range, CodeActionKind.QuickFix, /^Explain /);
    const all = await commands.executeCommand<CodeAction[]>("vscode.executeCodeActionProvider", document.uri, diagnostic.range);
    assert.deepEqual(
      all.map(({ title }) => title).filter((title) => /igw-route|DependsOn/.test(title)),
      [
        "Add DependsOn: Attachment",
        "Explain depends/igw-route",
        "Disable depends/igw-route for this line",
        "Disable depends/igw-route for this file",
        "Disable depends/igw-route for this project",
      ],
    );
    await apply(action);
    await preview("igw-route.md");
  });

  test("a rule that does not exist opens nothing", async () => {
    await open("internet-route.yaml");
    const before = window.tabGroups.all.flatMap(({ tabs }) => tabs).length;
    await commands.executeCommand("cfnNetworkLint.explain", "../../package");
    assert.equal(window.tabGroups.all.flatMap(({ tabs }) => tabs).length, before);
  });

  test("what is redundant is greyed out", async () => {
    const document = await untitled("yaml", group);
    const [diagnostic] = await diagnosticsOf(document, 1);
    assert.ok(diagnostic);
    assert.equal(ruleOf(diagnostic), "sg/duplicate-rule");
    assert.deepEqual(diagnostic.tags, [DiagnosticTag.Unnecessary]);
    assert.equal(diagnostic.range.start.line, 8);
  });

  test("a sample opens as a new document, and is checked", async () => {
    await commands.executeCommand("cfnNetworkLint.openSample", "two-tier-vpc.yaml");
    const document = await eventually(
      "sample",
      () => window.activeTextEditor?.document,
      (shown) => shown?.isUntitled === true,
    );
    assert.ok(document);
    assert.equal(document.languageId, "yaml");
    assert.deepEqual(new Set((await diagnosticsOf(document, 2)).map(ruleOf)), new Set(["cidr/subnet-overlap", "depends/igw-route"]));
  });
});
