/** What the settings and the template itself take out of the findings. */
import { describe, expect, test } from "vitest";
import { analyze, applyFixes, snapshotOf } from "../server/src/analysis.ts";
import { defaultSettings, type Settings } from "../server/src/settings/settings.ts";

const vpc = "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties: { CidrBlock: 10.0.0.0/16 }\n";
const subnet = (name: string, attributes = "", comment = ""): string =>
  `  ${name}:\n    Type: AWS::EC2::Subnet\n${attributes}    Properties:\n      VpcId: !Ref Vpc\n${comment}      CidrBlock: 10.0.0.0/24\n`;

function found(
  text: string,
  settings: Settings = defaultSettings,
): { readonly reported: readonly string[]; readonly suppressed: readonly string[] } {
  const analysis = analyze("a.yaml", snapshotOf("a.yaml", text), { settings });
  expect(analysis.faults).toEqual([]);
  const words = (of: typeof analysis.findings): readonly string[] =>
    of.map((finding) => `${finding.severity} ${finding.rule.id} ${finding.logicalId}`);
  return { reported: words(analysis.findings), suppressed: words(analysis.suppressed) };
}

const overlap = "error cidr/subnet-overlap SubnetB";

describe("suppression", () => {
  test.each([
    ["the next line", subnet("SubnetB", "", "      # cfn-network-lint-disable-next-line cidr/subnet-overlap -- on purpose\n")],
    ["the next line, all rules", subnet("SubnetB", "", "      # cfn-network-lint-disable-next-line\n")],
    ["several ids", subnet("SubnetB", "", "      # cfn-network-lint-disable-next-line cidr/host-bits, cidr/subnet-overlap\n")],
    ["the line itself", subnet("SubnetB").replace("10.0.0.0/24", "10.0.0.0/24 # cfn-network-lint-disable-line cidr/subnet-overlap")],
    [
      "a stretch",
      `  # cfn-network-lint-disable cidr/subnet-overlap\n${subnet("SubnetB")}  # cfn-network-lint-enable cidr/subnet-overlap\n`,
    ],
    ["a stretch to the end", `  # cfn-network-lint-disable\n${subnet("SubnetB")}`],
    ["Metadata of the resource", subnet("SubnetB", "    Metadata: { cfn-network-lint: { disable: [cidr/subnet-overlap] } }\n")],
  ])("%s", (_, second) => {
    expect(found(vpc + subnet("SubnetA") + second)).toEqual({ reported: [], suppressed: [overlap] });
  });

  test("Metadata of the template", () => {
    expect(
      found(`Metadata: { cfn-network-lint: { disable: [cidr/subnet-overlap] } }\n${vpc}${subnet("SubnetA")}${subnet("SubnetB")}`)
        .suppressed,
    ).toEqual([overlap]);
  });

  test.each([
    ["another rule", subnet("SubnetB", "", "      # cfn-network-lint-disable-next-line cidr/vpc-size\n")],
    ["another line", subnet("SubnetB", "", "      # cfn-network-lint-disable-next-line cidr/subnet-overlap\n\n")],
    ["a stretch that has ended", `  # cfn-network-lint-disable cidr/subnet-overlap\n  # cfn-network-lint-enable\n${subnet("SubnetB")}`],
    [
      "Metadata of another resource",
      subnet("SubnetB") +
        subnet("SubnetC", "    Metadata: { cfn-network-lint: { disable: [cidr/subnet-overlap] } }\n").replace("10.0.0.0/24", "10.0.9.0/24"),
    ],
    ["a text that is no directive", subnet("SubnetB", "", "      # cfn-network-lint-disable-next-lines cidr/subnet-overlap\n")],
  ])("%s does not suppress", (_, second) => {
    expect(found(vpc + subnet("SubnetA") + second).reported).toContain(overlap);
  });

  test("a suppressed finding is not fixed", () => {
    const text = vpc + subnet("SubnetA") + subnet("SubnetB", "", "      # cfn-network-lint-disable-next-line cidr/subnet-overlap\n");
    expect(applyFixes("a.yaml", snapshotOf("a.yaml", text), defaultSettings, () => true).text).toBe(text);
  });

  test("in JSON with comments", () => {
    const text = `{ "Resources": {
      "Vpc": { "Type": "AWS::EC2::VPC", "Properties": {
        // cfn-network-lint-disable-next-line cidr/vpc-size
        "CidrBlock": "10.0.0.0/8" } } } }`;
    expect(found(text)).toEqual({ reported: [], suppressed: ["error cidr/vpc-size Vpc"] });
  });
});

describe("presets and levels", () => {
  const text = `Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties: { CidrBlock: 10.0.0.1/16 }\n${subnet("SubnetA")}${subnet("SubnetB")}`;
  const hint = "hint cidr/host-bits Vpc";

  test("advice is for the strict preset", () => {
    expect(found(text).reported).toEqual([overlap]);
    expect(found(text, { ...defaultSettings, preset: "security" }).reported).toEqual([overlap]);
    expect(found(text, { ...defaultSettings, preset: "strict" }).reported).toEqual([hint, overlap]);
  });

  test("a level of its own wins over the preset", () => {
    expect(found(text, { ...defaultSettings, rules: { "cidr/host-bits": "warning", "cidr/subnet-overlap": "off" } }).reported).toEqual([
      "warning cidr/host-bits Vpc",
    ]);
  });
});
