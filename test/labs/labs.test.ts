/** Two stories, step by step: a peering connection and an interface endpoint are added to networks that lack something for them. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { analyze, applyFixes, isSafeFix, type ReportedFinding, snapshotOf } from "../../server/src/analysis.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";

const read = (name: string): string => readFileSync(path.resolve(import.meta.dirname, name), "utf8");

function grave(text: string): readonly ReportedFinding[] {
  const analysis = analyze("lab.yaml", snapshotOf("lab.yaml", text), { settings: defaultSettings });
  expect(analysis.faults).toEqual([]);
  expect(analysis.document.problems).toEqual([]);
  return analysis.findings.filter((finding) => finding.severity === "error" || finding.severity === "warning");
}

const rulesOf = (findings: readonly ReportedFinding[]): readonly string[] => findings.map((finding) => finding.rule.id);

describe("peering", () => {
  const before = read("peering.yaml");
  const peered = `${before}  Peering:
    Type: AWS::EC2::VPCPeeringConnection
    Properties: { VpcId: !Ref VpcOne, PeerVpcId: !Ref VpcTwo }
`;

  test("two separate VPCs are fine", () => {
    expect(grave(before)).toEqual([]);
  });

  test("the peering connection alone lacks a route on each side, one finding for each", () => {
    const findings = grave(peered);
    expect(rulesOf(findings)).toEqual(["peering/missing-route", "peering/missing-route"]);
    expect(findings.map((finding) => finding.logicalId)).toEqual(["Peering", "Peering"]);
    expect(findings.map((finding) => finding.fixes?.[0]?.title ?? "").toSorted()).toEqual([
      "Add a route to VpcOne in TableTwo",
      "Add a route to VpcTwo in TableOne",
    ]);
  });

  test("with one route the other side is still asked for", () => {
    const [one] = applied(peered, (title) => title === "Add a route to VpcTwo in TableOne");
    expect(grave(one).map((finding) => finding.message)).toEqual([
      "VpcTwo has no route to VpcOne over Peering: packets from VpcTwo to VpcOne, answers included, will be dropped.",
    ]);
  });

  test("the fixes insert both routes, and nothing about the peering is left", () => {
    const [text, titles] = applied(peered, () => true);
    expect(titles.length).toBe(2);
    expect(grave(text)).toEqual([]);
    expect(text).toContain("DestinationCidrBlock: !GetAtt VpcTwo.CidrBlock");
    expect(text).toContain("DestinationCidrBlock: !GetAtt VpcOne.CidrBlock");
  });

  test("routes are not inserted unasked", () => {
    expect(applyFixes("lab.yaml", snapshotOf("lab.yaml", peered), defaultSettings, isSafeFix).text).toBe(peered);
  });

  test("a peering connection between overlapping VPCs is the cause, whatever the routes", () => {
    const findings = grave(
      peered.replace("10.42.0.0/16", "10.41.128.0/17").replace("10.42.1.0/24", "10.41.129.0/24").replace("10.42.1.100", "10.41.129.100"),
    );
    expect(rulesOf(findings)).toContain("peering/overlapping-cidr");
  });
});

describe("endpoint", () => {
  const before = read("endpoint.yaml");
  const withEndpoint = `${before}  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      VpcEndpointType: Interface
      ServiceName: !Sub com.amazonaws.\${AWS::Region}.cloudformation
      SubnetIds: [!Ref PublicSubnet, !Ref PrivateSubnet]
      SecurityGroupIds: [!Ref EndpointGroup]
      PrivateDnsEnabled: true
`;

  test("the network is fine before", () => {
    expect(grave(before)).toEqual([]);
  });

  test("private DNS needs the VPC's attributes, and the safe fix sets what is missing", () => {
    expect(rulesOf(grave(withEndpoint))).toEqual(["endpoint/private-dns-vpc-attributes"]);
    const fixed = applyFixes("lab.yaml", snapshotOf("lab.yaml", withEndpoint), defaultSettings, isSafeFix);
    expect(fixed.text).toContain("      EnableDnsHostnames: true\n");
    expect(grave(fixed.text)).toEqual([]);
  });

  test("without private DNS nothing is missing", () => {
    expect(grave(withEndpoint.replace("      PrivateDnsEnabled: true\n", ""))).toEqual([]);
  });

  test("a security group without https shuts the endpoint", () => {
    expect(rulesOf(grave(withEndpoint.replace("FromPort: 443, ToPort: 443", "FromPort: 80, ToPort: 80")))).toContain(
      "endpoint/sg-missing-port",
    );
  });
});

function applied(text: string, select: (title: string) => boolean): readonly [text: string, titles: readonly string[]] {
  const fixed = applyFixes(
    "lab.yaml",
    snapshotOf("lab.yaml", text),
    defaultSettings,
    (finding, fix) => finding.rule.id.startsWith("peering/") && select(fix.title),
  );
  return [fixed.text, fixed.applied];
}
