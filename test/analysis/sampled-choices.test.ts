/** Where only a sample of choices is looked at, what a message says about parameter values is true: all choices are tried one by one. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Analysis, analyze, type ReportedFinding, snapshotOf } from "../../server/src/analysis.ts";
import { hover } from "../../server/src/features/hover.ts";
import { rules } from "../../server/src/rules/index.ts";
import { defaultSettings, type Settings } from "../../server/src/settings/settings.ts";
import type { ValueClass } from "../../server/src/template/steering.ts";

const families = ["cidr", "route", "igw", "sg", "depends"];
const others = rules.filter((rule) => !families.includes(rule.id.split("/")[0] ?? ""));
const strict: Settings = {
  ...defaultSettings,
  preset: "strict",
  rules: Object.fromEntries(others.map((rule) => [rule.id, "off"] as const)),
};
const open = (text: string, values: Readonly<Record<string, string>> = {}): Analysis =>
  analyze("a.yaml", snapshotOf("a.yaml", text), { settings: { ...strict, parameters: new Map(Object.entries(values)) } });

const names = ["A", "B", "C", "D", "E", "F", "G", "H", "I"];
const parameters = (defaults: readonly string[]): string =>
  `Parameters:\n${names.map((name, at) => `  ${name}: { Type: String, Default: "${defaults[at] ?? "no"}", AllowedValues: ["yes", "no"] }\n`).join("")}`;

const leaf = fc.constantFrom(...names).map((name) => `!Equals [!Ref ${name}, "yes"]`);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 2 },
    leaf,
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `!And [${a}, ${b}]`),
    fc.tuple(tie("expression"), tie("expression"), tie("expression")).map((parts) => `!And [${parts.join(", ")}]`),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `!Or [${a}, ${b}]`),
    tie("expression").map((part) => `!Not [${part}]`),
  ),
}));

/** A resource of a small network; the condition and the `If` of each are drawn. */
const resources: readonly ((condition: string) => string)[] = [
  (of) => `  SubnetB: { Type: AWS::EC2::Subnet${of}, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/25 } }`,
  (of) =>
    `  SubnetC: { Type: AWS::EC2::Subnet${of}, Properties: { VpcId: !Ref Vpc, CidrBlock: !If [Choice, 10.0.0.128/25, 10.0.1.0/24] } }`,
  (of) => `  Gateway: { Type: AWS::EC2::InternetGateway${of} }`,
  (of) => `  Attachment: { Type: AWS::EC2::VPCGatewayAttachment${of}, Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway } }`,
  (of) => `  Table: { Type: AWS::EC2::RouteTable${of}, Properties: { VpcId: !Ref Vpc } }`,
  (of) =>
    `  Route: { Type: AWS::EC2::Route${of}, Properties: { RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway } }`,
  (of) => `  Link: { Type: AWS::EC2::SubnetRouteTableAssociation${of}, Properties: { SubnetId: !Ref SubnetA, RouteTableId: !Ref Table } }`,
  (of) =>
    `  Group: { Type: AWS::EC2::SecurityGroup${of}, Properties: { GroupDescription: web, VpcId: !Ref Vpc, SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !If [Choice, 0.0.0.0/0, 10.0.0.0/16] }] } }`,
];

const template = fc
  .tuple(
    fc.array(fc.constantFrom("yes", "no"), { minLength: names.length, maxLength: names.length }),
    fc.array(expression, { minLength: resources.length + 1, maxLength: resources.length + 1 }),
    fc.array(fc.boolean(), { minLength: resources.length, maxLength: resources.length }),
  )
  .map(([defaults, conditions, isConditional]) =>
    [
      `${parameters(defaults)}Conditions:`,
      `  Choice: ${conditions[resources.length]}`,
      ...resources.map((_, at) => `  C${at}: ${conditions[at]}`),
      "Resources:",
      "  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }",
      "  SubnetA: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }",
      ...resources.map((write, at) => write(isConditional[at] ? `, Condition: C${at}` : "")),
      "",
    ].join("\n"),
  );

/** All values of all parameters. */
const everyChoice = Array.from({ length: 2 ** names.length }, (_, bits) =>
  Object.fromEntries(names.map((name, at) => [name, (bits >> at) & 1 ? "yes" : "no"])),
);

/** Whether a choice is one that the words of a message speak of. */
function isMeant(clause: string, choice: Readonly<Record<string, string>>): boolean {
  const facts = [...clause.matchAll(/\b([A-I]) is (?:(not) )?(yes|no)\b/g)];
  return facts.every(([, name = "", not, value]) => (choice[name] === value) === (not === undefined));
}

const clauseOf = ({ message }: ReportedFinding): string => / when ((?:[A-I] is [^,(]*))/.exec(message)?.[1] ?? "";

describe("in a sample of choices", () => {
  test("what is named as the cause is followed by the finding, whatever else is chosen", () => {
    fc.assert(
      fc.property(template, (text) => {
        const sampled = open(text);
        if (sampled.plan.isComplete) return;
        const found = new Map<string, ReadonlySet<string>>();
        const keysFor = (choice: Readonly<Record<string, string>>): ReadonlySet<string> => {
          const { plan } = sampled;
          const indexOf = (name: string, classes: readonly ValueClass[]): number =>
            classes.findIndex((one) => one.values.includes(choice[name] ?? ""));
          // Choices of one network are tried once.
          const key = plan.signature(plan.variables.map(({ name, classes }) => indexOf(name, classes)));
          const keys = found.get(key) ?? new Set(open(text, choice).findings.map((finding) => finding.key));
          found.set(key, keys);
          return keys;
        };
        const defaults = Object.fromEntries(names.map((name) => [name, sampled.template.parameters.get(name)?.defaultText ?? ""]));
        for (const finding of sampled.findings) {
          const { message, key, scenario } = finding;
          if (message.includes("in some combinations of parameter values")) {
            expect(keysFor({ ...defaults, ...scenario } as Record<string, string>), message).toContain(key);
          } else if (message.includes(" when ") && clauseOf(finding) !== "") {
            const meant = everyChoice.filter((choice) => isMeant(clauseOf(finding), choice));
            expect(meant.length).toBeGreaterThan(0);
            for (const choice of meant) if (!keysFor(choice).has(key)) throw new Error(`${message}\n${JSON.stringify(choice)}\n${text}`);
          }
        }
      }),
      { numRuns: 8 },
    );
  }, 30_000);

  const text = (conditions: Readonly<Record<string, string>>): string =>
    [
      `${parameters([])}Conditions:`,
      ...names.map((name) => `  Is${name}: !Equals [!Ref ${name}, "yes"]`),
      ...Object.entries(conditions).map(([name, condition]) => `  ${name}: ${condition}`),
      "Resources:",
      "  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }",
      ...names.map(
        (name, at) =>
          `  Subnet${name}: { Type: AWS::EC2::Subnet, Condition: Is${name}, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.${at}.0/24 } }`,
      ),
      "  Gateway: { Type: AWS::EC2::InternetGateway }",
      "  Attachment: { Type: AWS::EC2::VPCGatewayAttachment, Condition: IsAttached, Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway } }",
      "  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }",
      "  Route: { Type: AWS::EC2::Route, Condition: IsRouted, DependsOn: Attachment, Properties: { RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway } }",
      "",
    ].join("\n");
  const said = (conditions: Readonly<Record<string, string>>): readonly string[] =>
    open(text(conditions))
      .findings.filter((finding) => finding.rule.id === "route/gateway-not-attached")
      .map(({ message, scenario }) => `${message.replace(/.* will fail to create it ?/, "")} ${JSON.stringify(scenario)}`);

  const is = (name: string): string => `!Condition Is${name}`;

  test.each([
    ["two parameters", "!Condition IsA", "!Condition IsB", 'when A is yes and B is no. {"A":"yes","B":"no"}'],
    [
      "three parameters",
      "!And [!Condition IsA, !Condition IsB]",
      "!Condition IsC",
      'when A is yes and B is yes and C is no. {"A":"yes","B":"yes","C":"no"}',
    ],
    [
      "a condition that no choice of the sample meets",
      "!Condition IsA",
      `!And [${names.slice(1, 6).map(is).join(", ")}]`,
      'in some combinations of parameter values, for example when A is yes and all else has its default. {"A":"yes"}',
    ],
    [
      "more parameters than can be tried",
      "!Condition IsA",
      `!And [${names.slice(1).map(is).join(", ")}]`,
      'in some combinations of parameter values, for example when A is yes and all else has its default. {"A":"yes"}',
    ],
    [
      "more parameters than can be tried, and the defaults among them",
      "!Not [!Condition IsA]",
      `!Or [${names.slice(1).map(is).join(", ")}]`,
      `in some combinations of parameter values, the default one among them. ${JSON.stringify(Object.fromEntries(names.map((name) => [name, "no"])))}`,
    ],
  ])("%s", (_, isRouted, isAttached, expected) => {
    expect(said({ IsRouted: isRouted, IsAttached: isAttached })).toEqual([expected]);
  });

  test("a hover tells when a resource exists", () => {
    const source = text({ IsRouted: "!And [!Condition IsA, !Condition IsB, !Not [!Condition IsC]]", IsAttached: "!Condition IsA" });
    const analysis = open(source);
    expect(analysis.plan.isComplete).toBe(false);
    expect(hover(analysis, source.indexOf("Route: {") + 1)?.contents).toContain("_It exists when A is yes and B is yes and C is no._");
  });
});
