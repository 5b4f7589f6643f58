/** A finding on its way: diagnostic, hover, fix. */
import assert from "node:assert/strict";
import { CodeActionKind, DiagnosticSeverity, Uri } from "vscode";
import { apply, close, codeAction, diagnosticsOf, hoverAt, open, positionOf, ruleOf, untitled } from "./editor.ts";

const first = <T>(found: readonly T[]): T => {
  const [value] = found;
  assert.ok(value);
  return value;
};

suite("Findings", () => {
  teardown(close);

  test("a diagnostic stands on the logical id, with the rule and a link", async () => {
    const document = await open("internet-route.yaml");
    const diagnostic = first(await diagnosticsOf(document, 1));
    assert.equal(ruleOf(diagnostic), "depends/igw-route");
    assert.equal(document.getText(diagnostic.range), "DefaultRoute");
    assert.equal(diagnostic.severity, DiagnosticSeverity.Warning);
    assert.ok(typeof diagnostic.code === "object" && diagnostic.code.target instanceof Uri);
    assert.match(diagnostic.message, /before Gateway is attached/);
  });

  test("a hover explains the route", async () => {
    const document = await open("internet-route.yaml");
    await diagnosticsOf(document, 1);
    await hoverAt(document, positionOf(document, "DefaultRoute"), /0\.0\.0\.0\/0/);
  });

  test("the fix is offered, applied, and the finding gone", async () => {
    const document = await open("internet-route.yaml");
    const { range } = first(await diagnosticsOf(document, 1));
    const action = await codeAction(document, range, CodeActionKind.QuickFix, /^Add DependsOn: Attachment/);
    assert.equal(action.isPreferred, true);
    await apply(action);
    assert.match(document.getText(), /DefaultRoute:\n    Type: AWS::EC2::Route\n    DependsOn: Attachment\n/);
    await diagnosticsOf(document, 0);
  });

  test("fix all applies the safe fixes", async () => {
    const document = await open("internet-route.yaml");
    const { range } = first(await diagnosticsOf(document, 1));
    await apply(await codeAction(document, range, CodeActionKind.SourceFixAll.append("cfn-network-lint"), /./));
    await diagnosticsOf(document, 0);
  });

  test("all of one rule are fixed together", async () => {
    const document = await open("peering.yaml");
    const { range } = first(await diagnosticsOf(document, 2));
    await apply(await codeAction(document, range, CodeActionKind.QuickFix, /^Fix all of peering\/missing-route in this file$/));
    assert.equal(document.getText().match(/Type: AWS::EC2::Route$/gm)?.length, 2);
    await diagnosticsOf(document, 0);
  });

  test("JSON is read as well", async () => {
    const document = await untitled(
      "json",
      JSON.stringify({ Resources: { Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/8" } } } }, undefined, 2),
    );
    assert.equal(ruleOf(first(await diagnosticsOf(document, 1))), "cidr/vpc-size");
  });
});
