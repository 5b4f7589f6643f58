import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { DiagnosticTag } from "vscode-languageserver-types";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Analysis, analyze, snapshotOf } from "../../server/src/analysis.ts";
import { diagnosticOf, diagnosticsOf, keyOf } from "../../server/src/features/diagnostics.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";
import type { Place } from "../../server/src/template/node.ts";

const uri = "file:///main.yaml";
const text = readFileSync(path.resolve(import.meta.dirname, "../rules/depends/igw-route/example.yaml"), "utf8");

function analysisOf(source: string): { readonly analysis: Analysis; readonly document: TextDocument } {
  const analysis = analyze(uri, snapshotOf(uri, source), { settings: defaultSettings });
  return { analysis, document: TextDocument.create(uri, "yaml", 1, source) };
}

/** The text that is underlined for a finding of DefaultRoute at `place`. */
function underlined(source: string, place: (analysis: Analysis) => Place | undefined): string | undefined {
  const { analysis, document } = analysisOf(source);
  const [finding] = analysis.findings;
  const at = place(analysis);
  return finding && at && document.getText(diagnosticOf(analysis, { ...finding, at }, uri, document).range);
}

describe("the range of a diagnostic", () => {
  const resource = (analysis: Analysis) => analysis.template.resources.get("DefaultRoute");

  test("is the logical id for a whole resource", () => {
    expect(underlined(text, (analysis) => resource(analysis)?.entry.value)).toBe("DefaultRoute");
  });

  test("is all of a smaller place, without the blanks after it", () => {
    expect(underlined(`${text}\n\n  Other:\n    Type: AWS::EC2::VPC\n`, (analysis) => resource(analysis)?.properties)).toBe(
      "RouteTableId: !Ref RouteTable\n      DestinationCidrBlock: 0.0.0.0/0\n      GatewayId: !Ref Gateway",
    );
  });

  test("is that of the place with Windows line ends, too", () => {
    expect(underlined(text.replaceAll("\n", "\r\n"), (analysis) => resource(analysis)?.entry.key)).toBe("DefaultRoute");
  });
});

test("a diagnostic can be sent, and its key read again", () => {
  const { analysis, document } = analysisOf(text);
  const sent = diagnosticsOf(analysis, uri, document);
  const received: typeof sent = JSON.parse(JSON.stringify(sent));
  expect(received).toEqual(sent);
  expect(received.map(keyOf)).toEqual(analysis.findings.map(({ key }) => key));
  expect(received).toHaveLength(1);
});

test.each([undefined, null, 1, "key", [], {}, { key: 1 }])("no key in %j", (data) => {
  const { analysis, document } = analysisOf(text);
  const [sent] = diagnosticsOf(analysis, uri, document);
  expect(sent && keyOf({ ...sent, data })).toBeUndefined();
});

test("what is no template has no diagnostics", () => {
  const { analysis, document } = analysisOf("kind: Deployment\nspec: [\n");
  expect(diagnosticsOf(analysis, uri, document)).toEqual([]);
});

const group = `Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Web
      VpcId: vpc-1
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16 }
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16 }
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.1.0/24 }
  # cfn-network-lint-disable-next-line cidr/invalid
  Wide:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/8 }
`;

test("what is redundant is tagged as unnecessary, and nothing else", () => {
  const analysis = analyze(uri, snapshotOf(uri, group), { settings: { ...defaultSettings, preset: "strict" } });
  const diagnostics = diagnosticsOf(analysis, uri, TextDocument.create(uri, "yaml", 1, group));
  expect(diagnostics.map(({ code, tags }) => [code, tags])).toEqual([
    ["sg/duplicate-rule", [DiagnosticTag.Unnecessary]],
    ["sg/rule-implied", [DiagnosticTag.Unnecessary]],
    ["cfn/unused-suppression", [DiagnosticTag.Unnecessary]],
    ["cidr/vpc-size", undefined],
  ]);
});

const several = `Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Web
      VpcId: vpc-1
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          CidrIp: 10.0.0.0/16
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          CidrIp: 10.0.0.0/16 # again
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          CidrIp: 10.0.1.0/24
  Apart:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !Ref Group, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.2.0/24 }
`;

test("all of a redundant rule is faded; what is underlined besides is no whole resource", () => {
  const read = (source: string): readonly (readonly [unknown, string])[] => {
    const analysis = analyze(uri, snapshotOf(uri, source), { settings: { ...defaultSettings, preset: "strict" } });
    const document = TextDocument.create(uri, "yaml", 1, source);
    return diagnosticsOf(analysis, uri, document).map(({ code, range }) => [code, document.getText(range)]);
  };
  expect(read(several)).toEqual([
    ["sg/duplicate-rule", "IpProtocol: tcp\n          FromPort: 443\n          ToPort: 443\n          CidrIp: 10.0.0.0/16"],
    ["sg/rule-implied", "IpProtocol: tcp\n          FromPort: 443\n          ToPort: 443\n          CidrIp: 10.0.1.0/24"],
    [
      "sg/rule-implied",
      "Apart:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties: { GroupId: !Ref Group, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.2.0/24 }",
    ],
  ]);
  expect(read(several.replace("10.0.2.0/24", "10.0.0.0/16")).at(-1)).toEqual(["sg/duplicate-rule", "Apart"]);
  const json = `{"Resources": {"Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "Web", "SecurityGroupIngress": [
    {"IpProtocol": "-1", "CidrIp": "10.0.0.0/16"},
    {
      "IpProtocol": "-1",
      "CidrIp": "10.0.1.0/24"
    }]}}}}`;
  expect(read(json)).toEqual([["sg/rule-implied", json.slice(json.indexOf("{\n"), json.indexOf("}]") + 1)]]);
});
