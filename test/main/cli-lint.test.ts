/** The command `lint` as a process: what it prints, and its exit code. */
import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { goodTemplate, orderTemplate, overlapTemplate, setUpCli } from "./cli-process.ts";

const cli = setUpCli();
const version = (JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../package.json"), "utf8")) as { readonly version: string })
  .version;

test("a finding as people read it", async () => {
  cli.write("text/a.yaml", orderTemplate);
  const { code, stdout, stderr } = await cli.run(["lint", "text/a.yaml"]);
  expect(stdout).toBe(`text/a.yaml:14:3  warning  depends/igw-route
  DefaultRoute may be created before Gateway is attached to its VPC: CloudFormation may fail to create it.

  12 |     Type: AWS::EC2::RouteTable
  13 |     Properties: { VpcId: !Ref Vpc }
  14 |   DefaultRoute:
     |   ^^^^^^^^^^^^
  15 |     Type: AWS::EC2::Route # to the world
  16 |     Properties: { RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway }

  text/a.yaml:8:3: Gateway is attached here.
  fix: Add DependsOn: Attachment

1 warning in 1 template (1 can be fixed by cfn-network-lint fix)
`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("a finding as programs read it", async () => {
  cli.write("json/a.yaml", orderTemplate);
  const { code, stdout, stderr } = await cli.run(["lint", "--format=json", "json/a.yaml"]);
  expect(JSON.parse(stdout)).toEqual({
    version,
    files: [
      {
        path: "json/a.yaml",
        template: true,
        scenarios: { explored: 1, total: 1 },
        diagnostics: [
          {
            rule: "depends/igw-route",
            severity: "warning",
            consequence: "deploy-race",
            message: "DefaultRoute may be created before Gateway is attached to its VPC: CloudFormation may fail to create it.",
            key: '["depends/igw-route","DefaultRoute","Attachment"]',
            logicalId: "DefaultRoute",
            range: { start: { line: 13, character: 2 }, end: { line: 13, character: 14 } },
            related: [
              {
                message: "Gateway is attached here.",
                path: "json/a.yaml",
                range: { start: { line: 7, character: 2 }, end: { line: 7, character: 12 } },
              },
            ],
            fixes: [
              {
                title: "Add DependsOn: Attachment",
                preferred: true,
                safe: true,
                edits: [
                  {
                    path: "json/a.yaml",
                    range: { start: { line: 14, character: 40 }, end: { line: 14, character: 40 } },
                    newText: "\n    DependsOn: Attachment",
                  },
                ],
              },
            ],
          },
        ],
        problems: [],
      },
    ],
    summary: { files: 1, errors: 0, warnings: 1, information: 0, hints: 0 },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("nothing found: one line with templates and scenarios", async () => {
  cli.write("clean/a.yaml", goodTemplate);
  cli.write(
    "clean/b.yaml",
    `Parameters:\n  Kind: { Type: String, AllowedValues: [a, b, c], Default: a }\nConditions:\n  IsA: !Equals [!Ref Kind, a]\n${goodTemplate.replace("Properties:", "Condition: IsA\n    Properties:")}`,
  );
  expect(await cli.run(["lint", "clean"])).toEqual({ code: 0, stdout: "No problems in 2 templates, 4 scenarios.\n", stderr: "" });
});

test.each([
  { words: [], warning: 0, error: 1 },
  { words: ["--fail-on", "error"], warning: 0, error: 1 },
  { words: ["--fail-on", "warning"], warning: 1, error: 1 },
  { words: ["--fail-on=information"], warning: 1, error: 1 },
  { words: ["--fail-on", "never"], warning: 0, error: 0 },
])("exit codes of a warning and an error with $words", async ({ words, warning, error }) => {
  cli.write("codes/warning.yaml", orderTemplate);
  cli.write("codes/error.yaml", overlapTemplate);
  expect((await cli.run(["lint", "codes/warning.yaml", ...words])).code).toBe(warning);
  expect((await cli.run(["lint", ...words, "codes/error.yaml"])).code).toBe(error);
});

test("a preset switches rules on", async () => {
  cli.write("preset/a.yaml", goodTemplate.replace("10.0.0.0/16", "10.0.1.0/16"));
  expect((await cli.run(["lint", "preset/a.yaml"])).stdout).toBe("No problems in 1 template, 1 scenario.\n");
  const strict = await cli.run(["lint", "--preset", "strict", "preset/a.yaml"]);
  expect(strict.stdout).toContain("hint  cidr/host-bits");
  // The command `fix` would not see this one.
  expect(strict.stdout).toContain("\n1 hint in 1 template\n");
});

test("parameters decide, and one that no template has is told", async () => {
  cli.write("parameter/a.yaml", `Parameters:\n  Cidr: { Type: String }\n${overlapTemplate.replace("10.0.0.0/25", "!Ref Cidr")}`);
  expect((await cli.run(["lint", "parameter/a.yaml"])).code).toBe(0);
  expect(
    (await cli.run(["lint", "parameter/a.yaml", "--parameter", "Cidr=10.0.0.128/25", "--parameter", "AWS::Region=eu-west-1"])).code,
  ).toBe(1);
  expect((await cli.run(["lint", "parameter/a.yaml", "--parameter", "Cidr=10.0.1.0/25"])).code).toBe(0);
  const typo = await cli.run(["lint", "parameter/a.yaml", "--parameter", "Cird=10.0.1.0/25"]);
  expect({ code: typo.code, stderr: typo.stderr }).toEqual({
    code: 2,
    stderr: "cfn-network-lint: no template declares the parameter Cird\n",
  });
});

test("the scenario of a finding", async () => {
  const conditional = overlapTemplate.replace(
    "  SubnetB:\n    Type: AWS::EC2::Subnet",
    "  SubnetB:\n    Condition: IsProd\n    Type: AWS::EC2::Subnet",
  );
  cli.write(
    "scenario/a.yaml",
    `Parameters:\n  Environment: { Type: String, AllowedValues: [dev, prod], Default: dev }\nConditions:\n  IsProd: !Equals [!Ref Environment, prod]\n${conditional}`,
  );
  const { stdout } = await cli.run(["lint", "--format", "json", "scenario/a.yaml"]);
  expect(JSON.parse(stdout)).toMatchObject({
    files: [{ scenarios: { explored: 2, total: 2 }, diagnostics: [{ rule: "cidr/subnet-overlap", scenario: { Environment: "prod" } }] }],
  });
  // The message says it already.
  const text = (await cli.run(["lint", "scenario/a.yaml"])).stdout;
  expect(text).toContain("when Environment is prod.");
  expect(text).not.toContain("scenario:");
});

test("standard input, with a byte-order mark that shifts no column", async () => {
  const { code, stdout } = await cli.run(["lint", "-"], {
    stdin: `\ufeff{"Resources":{"Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.0.0.0/99"}}}}`,
  });
  expect(stdout).toContain("<stdin>:1:71  error  cidr/invalid\n");
  expect(code).toBe(1);
});

test("files, folders and globs together: each file once, in an order that stays", async () => {
  cli.write("many/b.yml", goodTemplate);
  cli.write("many/a.yaml", goodTemplate);
  cli.write("many/c.json", '{"Resources": {"V": {"Type": "AWS::EC2::VPC"}}}');
  cli.write("many/deep/d.template", goodTemplate);
  cli.write("many/deep/E.CFN", goodTemplate);
  cli.write("many/deep/[odd] (1).yaml", goodTemplate);
  cli.write("many/notes.txt", goodTemplate);
  cli.write("many/node_modules/x/x.yaml", goodTemplate);
  cli.write("many/.hidden/x.yaml", goodTemplate);
  cli.write("many/.x.yaml", goodTemplate);
  symlinkSync("../a.yaml", path.join(cli.folder, "many/deep/a-again.yaml"));
  const paths = async (words: readonly string[]): Promise<readonly string[]> => {
    const { stdout } = await cli.run(["lint", "--format", "json", ...words]);
    return (JSON.parse(stdout) as { readonly files: readonly { readonly path: string }[] }).files.map((file) => file.path);
  };
  const all = ["many/a.yaml", "many/b.yml", "many/c.json", "many/deep/E.CFN", "many/deep/[odd] (1).yaml", "many/deep/d.template"];
  expect(await paths(["many"])).toEqual(all);
  expect(await paths(["many/deep/d.template", "many/", "many/**/*.yaml"])).toEqual(["many/deep/d.template", ...all.slice(0, -1)]);
  expect(await paths(["many/*.{yml,txt}"])).toEqual(["many/b.yml", "many/notes.txt"]);
  expect(await paths(["many/deep/[odd] (1).yaml"])).toEqual(["many/deep/[odd] (1).yaml"]);
  expect(await paths(["./many/a.yaml", "many/.x.yaml"])).toEqual(["./many/a.yaml", "many/.x.yaml"]);
  expect(await paths([path.join(cli.folder, "many/a.yaml")])).toEqual([path.join(cli.folder, "many/a.yaml")]);
  expect(await paths(["many/node_modules/**/*.yaml"])).toEqual(["many/node_modules/x/x.yaml"]);
});

test("colours only where they are wanted", async () => {
  cli.write("colors/a.yaml", overlapTemplate);
  const run = async (env: Readonly<Record<string, string>>): Promise<string> => (await cli.run(["lint", "colors/a.yaml"], { env })).stdout;
  expect(await run({})).not.toContain("\u001b");
  expect(await run({ FORCE_COLOR: "1" })).toContain("\u001b[31m\u001b[1merror\u001b[0m");
  expect(await run({ FORCE_COLOR: "0" })).not.toContain("\u001b");
  expect(await run({ NO_COLOR: "1" })).not.toContain("\u001b");
});

test("the flags that need no command, and a command line that makes no sense", async () => {
  expect(await cli.run(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  expect((await cli.run(["--help"])).stdout).toMatch(/^cfn-network-lint: [\s\S]*\n {2}cfn-network-lint fix /);
  expect(await cli.run(["lint", "--fromat", "json", "a.yaml"])).toEqual({
    code: 2,
    stdout: "",
    stderr: "cfn-network-lint: lint has no flag --fromat; is format meant?\n",
  });
  expect((await cli.run([])).code).toBe(2);
});

test("the list of rules", async () => {
  const { stdout } = await cli.run(["rules", "--format", "json"]);
  expect(JSON.parse(stdout)).toContainEqual({
    id: "depends/igw-route",
    consequence: "deploy-race",
    severity: "warning",
    summary: "A route to an internet gateway must wait until the gateway is attached to the VPC.",
    fixable: true,
    presets: ["recommended", "strict", "security"],
    reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html",
  });
  const table = (await cli.run(["rules"])).stdout;
  expect(table).toMatch(/^depends\/igw-route +warning +fix +all +A route to an internet gateway must/m);
  expect(table).toMatch(/^cidr\/host-bits +hint +fix +strict +/m);
});
