/** One scenario of an analysis. */
import { expect, test } from "vitest";
import { type Analysis, analyze, snapshotOf } from "../../server/src/analysis.ts";
import { pinned, scenarioNames } from "../../server/src/analysis/pinned.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";

const analysisOf = (text: string): Analysis => analyze("a.yaml", snapshotOf("a.yaml", text), { settings: defaultSettings });
const blocks = (analysis: Analysis | undefined): readonly string[] | undefined =>
  analysis?.networks.map((network) => [...network.resources.keys()].join(" "));

const template = analysisOf(`Parameters:
  Stage: {Type: String, AllowedValues: [dev, test, prod], Default: dev}
  Peered: {Type: String, Default: "no"}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsPeered: !Equals [!Ref Peered, "yes"]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Backup: {Type: AWS::EC2::VPC, Condition: IsProd, Properties: {CidrBlock: 10.1.0.0/16}}
  Peering: {Type: AWS::EC2::VPCPeeringConnection, Condition: IsPeered, Properties: {VpcId: !Ref Vpc, PeerVpcId: vpc-0123}}
`);
const none = new Map<string, string>();

test("each scenario has a name that tells it from the others, and is found by its values", () => {
  const names = scenarioNames(template);
  expect(names).toHaveLength(template.networks.length);
  expect(new Set(names.map(({ label }) => label)).size).toBe(names.length);
  expect(names[0]?.label).toContain("Stage = dev");
  for (const [index, { values }] of names.entries()) {
    expect(pinned(template, none, { kind: "scenario", values })?.networks).toEqual([template.networks[index]]);
  }
});

test("a template with one scenario has nothing to choose", () => {
  const simple = analysisOf("Resources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n");
  expect(scenarioNames(simple)).toEqual([]);
  expect(pinned(simple, none, { kind: "scenario", values: { Stage: "prod" } })).toBe(undefined);
  expect(pinned(simple, none, { kind: "parameters", values: { Stage: "prod" } })).toBe(undefined);
});

test("a value that shares its network with another is found, too", () => {
  expect(blocks(pinned(template, none, { kind: "scenario", values: { Stage: "test", Peered: null } }))).toEqual(
    blocks(pinned(template, none, { kind: "scenario", values: { Stage: "dev", Peered: null } })),
  );
});

test("values of parameters win over those of the settings, and leave open what they do not name", () => {
  const chosen = { kind: "parameters", values: { Stage: "prod", Other: "x" } } as const;
  const seen = pinned(template, new Map([["Stage", "dev"]]), chosen);
  expect(blocks(seen)).toEqual(["Vpc Backup", "Vpc Backup Peering"]);
  expect(seen?.findings).toBe(template.findings);
  expect(blocks(pinned(template, none, { kind: "parameters", values: { Stage: "dev", Peered: "yes" } }))).toEqual(["Vpc Peering"]);
});
