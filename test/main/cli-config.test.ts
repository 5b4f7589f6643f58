/** The project file as the command line takes it: lint, fix and trace as processes. */
import { expect, test } from "vitest";
import { goodTemplate, orderTemplate, overlapTemplate, setUpCli } from "./cli-process.ts";

const cli = setUpCli();
const projectFile = ".cfn-network-lint.yaml";

/** What lint finds, as `path rule severity`. */
async function found(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await cli.run(["lint", "--format", "json", ...words]);
  const { files } = JSON.parse(stdout) as { files: { path: string; diagnostics: { rule: string; severity: string }[] }[] };
  return files.flatMap(({ path, diagnostics }) => diagnostics.map(({ rule, severity }) => `${path} ${rule} ${severity}`));
}

test("the nearest project file upwards counts, for named files and for those of folders", async () => {
  cli.write(`near/${projectFile}`, "rules: { cidr/subnet-overlap: information }\n");
  cli.write(`near/deep/${projectFile}`, "rules: { cidr/subnet-overlap: hint }\n");
  for (const path of ["near/a.yaml", "near/b/c/a.yaml", "near/deep/a.yaml", "far/a.yaml"]) cli.write(path, overlapTemplate);
  const expected = [
    "far/a.yaml cidr/subnet-overlap error",
    "near/a.yaml cidr/subnet-overlap information",
    "near/b/c/a.yaml cidr/subnet-overlap information",
    "near/deep/a.yaml cidr/subnet-overlap hint",
  ];
  expect(await found("far", "near")).toEqual(expected);
  expect(await found("far/a.yaml", "near/a.yaml", "near/b/c/a.yaml", "near/deep/a.yaml")).toEqual(expected);
});

test("preset, rules and parameters are stated for everyone, and flags win", async () => {
  const template = `Parameters:\n  Cidr: { Type: String, Default: 10.0.1.0/25 }\n${overlapTemplate.replace("10.0.0.0/25", "!Ref Cidr")}`;
  cli.write("stated/network/a.yaml", template.replace("10.0.0.0/16", "10.0.1.0/16"));
  cli.write(
    `stated/${projectFile}`,
    "preset: strict\nparameters:\n  network/*.yaml: { Cidr: 10.0.0.128/25 }\nparameterFiles:\n  network: p.json\n",
  );
  cli.write("stated/p.json", '{ "Parameters": { "Cidr": "10.0.2.0/25", "Unknown": "x" } }');
  const both = ["stated/network/a.yaml cidr/host-bits hint", "stated/network/a.yaml cidr/subnet-overlap error"];
  expect(await found("stated")).toEqual(both);
  expect(await found("stated", "--preset", "recommended")).toEqual(both.slice(1));
  expect(await found("stated", "--parameter", "Cidr=10.0.3.0/25")).toEqual(both.slice(0, 1));
  expect(await found("stated", "--no-config")).toEqual([]);
});

test("a parameter file decides, in the environment that is named", async () => {
  cli.write("sam/a.yaml", `Parameters:\n  Cidr: { Type: String }\n${overlapTemplate.replace("10.0.0.0/25", "!Ref Cidr")}`);
  cli.write(
    "sam/samconfig.toml",
    'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "Cidr=10.0.9.0/25"\n[prod.deploy.parameters]\nparameter_overrides = ["Cidr=10.0.0.0/25"]\n',
  );
  cli.write(`sam/${projectFile}`, 'parameterFiles: { "*.yaml": samconfig.toml }\n');
  expect(await found("sam")).toEqual([]);
  cli.write(`sam/${projectFile}`, 'parameterFiles: { "*.yaml": "samconfig.toml#prod" }\n');
  expect(await found("sam")).toEqual(["sam/a.yaml cidr/subnet-overlap error"]);
});

test("what is ignored is left out of folders in silence, and of names with a sentence", async () => {
  for (const path of ["ignored/a.yaml", "ignored/build/b.yaml", "ignored/build/keep.yaml"]) cli.write(path, overlapTemplate);
  cli.write(`ignored/${projectFile}`, 'ignore: [build, "!build/keep.yaml"]\n');
  expect((await found("ignored")).map((line) => line.split(" ")[0])).toEqual(["ignored/a.yaml", "ignored/build/keep.yaml"]);
  expect(await cli.run(["lint", "ignored/build/b.yaml"])).toEqual({
    code: 0,
    stdout: `ignored/build/b.yaml is ignored by ignored/${projectFile} (--no-config looks at it).\n`,
    stderr: "",
  });
  expect(await found("ignored/build/b.yaml")).toEqual([]);
  expect((await cli.run(["lint", "--no-config", "ignored/build/b.yaml"])).code).toBe(1);
  const fix = await cli.run(["fix", "--unsafe", "ignored/build/b.yaml"]);
  expect(fix.stdout).toBe(`ignored/build/b.yaml is ignored by ignored/${projectFile} (--no-config looks at it).\n`);
  expect(cli.read("ignored/build/b.yaml")).toBe(overlapTemplate);
});

test("what is wrong is told once, on its line, and the rest is used", async () => {
  for (const path of ["wrong/a.yaml", "wrong/b.yaml"]) cli.write(path, overlapTemplate);
  cli.write(
    `wrong/${projectFile}`,
    "preset: strickt\nrules:\n  cidr/subnet-overlap: warning\n  cidr/host-bit: off\nparameterFiles:\n  a.yaml: gone.json\n",
  );
  const { code, stdout, stderr } = await cli.run(["lint", "wrong"]);
  expect(code).toBe(2);
  expect(stderr).toBe(
    [
      `cfn-network-lint: wrong/${projectFile}:1:9: "strickt" is no preset; is strict meant?`,
      `cfn-network-lint: wrong/${projectFile}:4:3: There is no rule "cidr/host-bit"; is cidr/host-bits meant?`,
      `cfn-network-lint: wrong/${projectFile}:6:11: gone.json does not exist here, or cannot be read.`,
      "",
    ].join("\n"),
  );
  expect(stdout).toContain("\n2 warnings in 2 templates");
});

test("--config names one, wherever the templates are; its globs start at its folder", async () => {
  cli.write("elsewhere/a.yaml", overlapTemplate);
  cli.write(`elsewhere/${projectFile}`, "rules: { cidr/subnet-overlap: hint }\n");
  cli.write("conf/ours.yaml", "rules: { cidr/subnet-overlap: warning }\nignore: [conf/x.yaml]\n");
  expect(await found("elsewhere", "--config", "conf/ours.yaml")).toEqual(["elsewhere/a.yaml cidr/subnet-overlap warning"]);
  const missing = await cli.run(["lint", "elsewhere", "--config", "conf/gone.yaml"]);
  expect(missing).toMatchObject({ code: 2, stderr: "cfn-network-lint: conf/gone.yaml does not exist\n" });
  expect(missing.stdout).toContain("cidr/subnet-overlap");
});

test("fix follows the project file, and --rule wins over it", async () => {
  cli.write(`fixed/${projectFile}`, "rules: { depends/igw-route: off }\n");
  cli.write("fixed/a.yaml", orderTemplate);
  expect((await cli.run(["fix", "fixed"])).stdout).toBe("Nothing to fix in 1 template.\n");
  expect((await cli.run(["fix", "--dry-run", "--rule", "depends/igw-route", "fixed"])).stdout).toContain("+    DependsOn: Attachment\n");
  expect((await cli.run(["fix", "--no-config", "fixed"])).stdout).toContain("Add DependsOn: Attachment");
});

test("trace follows the parameters of the project file", async () => {
  const template = `Parameters:
  Far: { Type: String, Default: 192.168.0.0/16 }
${goodTemplate}  Subnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24 }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: !Ref Far }]
  Web:
    Type: AWS::EC2::Instance
    Properties: { ImageId: ami-1, InstanceType: t3.micro, SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group] }
  Client:
    Type: AWS::EC2::Instance
    Properties: { ImageId: ami-1, InstanceType: t3.micro, SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group] }
`;
  cli.write("traced/a.yaml", template);
  const words = ["trace", "traced/a.yaml", "--from", "Client", "--to", "Web", "--port", "80"];
  expect((await cli.run(words)).code).toBe(1);
  cli.write(`traced/${projectFile}`, 'parameters: { "*.yaml": { Far: 10.0.0.0/16 } }\n');
  expect((await cli.run(words)).code).toBe(0);
  expect((await cli.run([...words, "--parameter", "Far=10.9.0.0/16"])).code).toBe(1);
  expect((await cli.run([...words, "--no-config"])).code).toBe(1);
});

test("standard input has the settings of the working directory, and is never ignored", async () => {
  cli.write(projectFile, 'rules: { cidr/subnet-overlap: warning }\nignore: ["**"]\n');
  const { code, stdout } = await cli.run(["lint", "-"], { stdin: overlapTemplate });
  expect(code).toBe(0);
  expect(stdout).toContain("warning  cidr/subnet-overlap");
  cli.write(projectFile, "");
});

test("a project file with a byte-order mark is read; one that is a folder or no text is told", async () => {
  cli.write("odd/a.yaml", goodTemplate);
  cli.write(`odd/${projectFile}`, "\uFEFFpreset: strickt\n");
  expect((await cli.run(["lint", "odd"])).stderr).toContain(`odd/${projectFile}:1:9: "strickt"`);
  cli.write(`odd/${projectFile}`, new Uint8Array([0xff, 0xfe, 0x70, 0x00]));
  expect(await cli.run(["lint", "odd"])).toMatchObject({ code: 2, stderr: `cfn-network-lint: odd/${projectFile} is not UTF-8 text\n` });
  cli.write(`folder/${projectFile}/x`, "");
  cli.write("folder/a.yaml", goodTemplate);
  expect((await cli.run(["lint", "folder/a.yaml"])).stderr).toBe(
    `cfn-network-lint: folder/${projectFile} cannot be read: it is a folder\n`,
  );
});
