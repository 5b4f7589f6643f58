/** When the server starts, and which documents it gets. The first of the suites: here the server has not been started yet. */
import assert from "node:assert/strict";
import { extensions, workspace } from "vscode";
import { api, close, diagnosticsOf, eventually, hoverAt, insert, open, positionOf, ruleOf, untitled } from "./editor.ts";

suite("Start", () => {
  teardown(close);

  test("the extension has the entry point of its host", async () => {
    const { main, browser } = extensions.getExtension("cfn-network-lint.cfn-network-lint")?.packageJSON ?? {};
    assert.deepEqual([main, browser], ["./dist/client/node.js", "./dist/client/browser.js"]);
    await api();
  });

  test("a Kubernetes file starts no server", async () => {
    const { isServerStarted } = await api();
    const document = await open("kubernetes.yaml");
    await insert(document, "# changed\n");
    assert.equal(isServerStarted(), false);
  });

  test("a folder of 2,000 YAML files starts nothing, and none is read", async () => {
    const { isServerStarted, filesRead } = await api();
    const files = await workspace.findFiles("many/*.yaml");
    assert.equal(files.length, 2000);
    assert.equal(isServerStarted(), false);
    assert.equal(filesRead(), 0);
  });

  test("text that becomes a template starts it, and is analysed", async () => {
    const { isServerStarted, status } = await api();
    const document = await untitled("yaml", "# nothing yet\n");
    assert.equal(isServerStarted(), false);
    await insert(document, 'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  Vpc:\n    Type: AWS::EC2::VPC\n');
    await insert(document, "    Properties:\n      CidrBlock: 10.20.0.0/8\n");
    const analysed = await eventually(
      "status",
      () => status(document.uri.toString()),
      (found) => (found?.findings.errors ?? 0) > 0,
    );
    assert.equal(analysed?.template, true);
    await diagnosticsOf(document, 1);
  });

  test("a second document that becomes a template is opened in the running server", async () => {
    const document = await untitled("yaml", "# nothing yet\n");
    await insert(document, "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: 10.20.0.0/8\n");
    await diagnosticsOf(document, 1);
  });

  test("a Kubernetes file is not shown to the running server", async () => {
    const { status } = await api();
    const kubernetes = await open("kubernetes.yaml");
    const template = await open("internet-route.yaml");
    await diagnosticsOf(template, 1);
    assert.equal(status(kubernetes.uri.toString()), undefined);
    await diagnosticsOf(kubernetes, 0);
  });

  test("a template in a language that nobody writes templates in is checked too, and the others stay", async () => {
    const known = await open("internet-route.yaml");
    await diagnosticsOf(known, 1);
    const text = "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: 10.20.0.0/8\n";
    const document = await untitled("ini", text);
    const [found] = await diagnosticsOf(document, 1);
    assert.equal(found && ruleOf(found), "cidr/vpc-size");
    await insert(document, "  Other:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: 11.0.0.0/8\n");
    await diagnosticsOf(document, 2);
    await hoverAt(document, positionOf(document, "10.20.0.0/8"), /addresses/);
    await close();
    await diagnosticsOf(known, 1);
  });
});
