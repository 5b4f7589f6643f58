/** The tags that the manifest gives to Red Hat's YAML extension, with that extension's own language server. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { openYaml } from "./host/yaml-server.mjs";

const manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, "../../package.json"), "utf8"));
const given = manifest.contributes.configurationDefaults["yaml.customTags"];

const template = `Conditions:
  A: !Equals [!Ref AWS::Region, eu-west-1]
  B: !Not [!Condition A]
  C: !And [!Condition A, !Or [!Condition B, !Condition A]]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !If [A, !Ref Block, !FindInMap [Blocks, !Ref "AWS::Region", cidr]]
      Other: !GetAtt Vpc.CidrBlock
      List: !GetAtt [Vpc, CidrBlock]
      Select: !Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 2, 8]]
      Text: !Sub "\${Vpc}"
      WithMap: !Sub ["\${A}", { A: !ImportValue B }]
      Zones: !GetAZs ""
      ZonesOf: !GetAZs { Ref: AWS::Region }
      Joined: !Join ["", !Split [",", !Base64 text]]
      Made: !Transform { Name: AWS::Include, Parameters: { Location: a } }
`;

/** What YAML's language server says of `text` with these tags: lines and messages. */
async function diagnose(text, customTags) {
  const { diagnostics, end } = await openYaml({ text, customTags });
  end();
  return diagnostics.map((one) => `${one.range.start.line + 1} ${one.message}`);
}

test("with the tags of the manifest nothing is said of a template", async () => {
  assert.deepEqual(await diagnose(template, given), []);
});

test("without them every function is marked", async () => {
  const said = await diagnose(template, []);
  const tags = new Set(said.map((line) => /Unresolved tag: (!\w+)/.exec(line)?.[1]));
  assert.deepEqual(tags, new Set(template.match(/![A-Z]\w+/gi)));
});

test("a list of the user's own takes the place of ours, so that the functions are to be listed there, too", async () => {
  const own = ["!Own scalar"];
  const said = await diagnose("A: !Own 1\nB: !Ref C\n", own);
  assert.deepEqual(said, ["2 Unresolved tag: !Ref"]);
  assert.deepEqual(await diagnose("A: !Own 1\nB: !Ref C\n", [...own, ...given]), []);
});
