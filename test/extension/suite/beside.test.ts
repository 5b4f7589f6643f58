/** What stands beside the text, and what is offered while typing. */
import assert from "node:assert/strict";
import {
  type CodeAction,
  CodeActionKind,
  commands,
  type CompletionList,
  ConfigurationTarget,
  type InlayHint,
  Range,
  type SemanticTokens,
  type SemanticTokensLegend,
  type TextDocument,
  workspace,
} from "vscode";
import { close, eventually, positionOf, untitled } from "./editor.ts";

const template = `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Data:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.0.0/24
  Table:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Vpc
  Association:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref Data
      RouteTableId: !Ref Table
`;

const labelsOf = async (document: TextDocument): Promise<readonly string[]> => {
  const whole = new Range(0, 0, document.lineCount, 0);
  const hints = await commands.executeCommand<InlayHint[]>("vscode.executeInlayHintProvider", document.uri, whole);
  return hints.flatMap(({ label }) => (typeof label === "string" ? label : []));
};

suite("Beside the text", () => {
  teardown(async () => {
    await workspace.getConfiguration("cfnNetworkLint").update("inlayHints.cidrSize", undefined, ConfigurationTarget.Global);
    await close();
  });

  test("inlay hints, of which each kind can be switched off", async () => {
    const document = await untitled("yaml", template);
    await eventually(
      "hints",
      () => labelsOf(document),
      (labels) => labels.join("; ") === "65,536 IPs, to 10.0.255.255; isolated; 256 IPs, to 10.0.0.255",
    );
    await workspace.getConfiguration("cfnNetworkLint").update("inlayHints.cidrSize", false, ConfigurationTarget.Global);
    await eventually(
      "fewer hints",
      () => labelsOf(document),
      (labels) => labels.join("; ") === "isolated",
    );
  });

  test("semantic tokens", async () => {
    const document = await untitled("yaml", template);
    const tokens = await eventually(
      "tokens",
      () => commands.executeCommand<SemanticTokens | undefined>("vscode.provideDocumentSemanticTokens", document.uri),
      (found) => (found?.data.length ?? 0) > 0,
    );
    const legend = await commands.executeCommand<SemanticTokensLegend>("vscode.provideDocumentSemanticTokensLegend", document.uri);
    assert.equal(tokens?.data.length, 6 * 5);
    assert.deepEqual([...legend.tokenTypes], ["class", "parameter", "variable", "property", "number"]);
  });

  test("completion of a block that is half typed", async () => {
    const document = await untitled("yaml", template.replace("10.0.0.0/24", "10."));
    const at = positionOf(document, "10.\n").translate(0, 3);
    const list = await eventually(
      "completions",
      () => commands.executeCommand<CompletionList>("vscode.executeCompletionItemProvider", document.uri, at),
      ({ items }) => items.some(({ detail }) => detail?.endsWith("usable") === true),
    );
    const own = list.items.filter(({ detail }) => detail?.endsWith("usable"));
    assert.deepEqual(
      own.slice(0, 2).map(({ label }) => (typeof label === "string" ? label : label.label)),
      ["10.0.0.0/24", "10.0.0.0/26"],
    );
  });

  test("refactorings, when they are asked for", async () => {
    const document = await untitled("yaml", template);
    const at = positionOf(document, "Vpc:");
    const actions = await eventually(
      "refactorings",
      () =>
        commands.executeCommand<CodeAction[]>(
          "vscode.executeCodeActionProvider",
          document.uri,
          new Range(at, at),
          CodeActionKind.Refactor.value,
          10,
        ),
      (found) => found.length > 0,
    );
    const [endpoint] = actions;
    assert.equal(endpoint?.title, "Add a gateway endpoint for S3 to Table");
    assert.ok(endpoint.edit && (await workspace.applyEdit(endpoint.edit)));
    assert.match(document.getText(), / {2}S3Endpoint:\n {4}Type: AWS::EC2::VPCEndpoint\n/);
  });

  test("Red Hat's YAML extension is told CloudFormation's tags, unless the user has a list", async () => {
    const read = (): readonly string[] => workspace.getConfiguration("yaml").get<readonly string[]>("customTags") ?? [];
    const tags = await eventually("tags", read, (found) => found.length > 0);
    for (const tag of ["!Ref scalar", "!GetAtt sequence", "!Transform mapping"]) assert.ok(tags.includes(tag), tag);
    await workspace.getConfiguration("yaml").update("customTags", ["!Own scalar"], ConfigurationTarget.Global);
    assert.deepEqual(read(), ["!Own scalar"]);
    await workspace.getConfiguration("yaml").update("customTags", undefined, ConfigurationTarget.Global);
  });
});
