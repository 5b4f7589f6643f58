/** What cannot be read or is no template: a sentence on standard error, exit code 2, and the rest is done. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, truncateSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { goodTemplate, overlapTemplate, setUpCli } from "./cli-process.ts";

const cli = setUpCli();

/** What stands on standard error, each line without the program's name. */
const complaints = (stderr: string): readonly string[] =>
  stderr
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^cfn-network-lint: /, ""));

test("a missing file costs only itself: the error in the other one is still reported", async () => {
  cli.write("missing/a.yaml", overlapTemplate);
  const { code, stdout, stderr } = await cli.run(["lint", "missing/none.yaml", "missing/a.yaml"]);
  expect(complaints(stderr)).toEqual(["missing/none.yaml does not exist"]);
  expect(stdout).toContain("cidr/subnet-overlap");
  expect(code).toBe(2);
});

test("a file where a folder is expected", async () => {
  cli.write("plain.yaml", goodTemplate);
  expect(complaints((await cli.run(["lint", "plain.yaml/x.yaml"])).stderr)).toEqual(["plain.yaml/x.yaml does not exist"]);
});

test("a folder without templates' files, and a glob without matches", async () => {
  cli.write("empty/readme.md", "nothing");
  const { code, stdout, stderr } = await cli.run(["lint", "empty", "empty/*.yaml"]);
  expect(complaints(stderr)).toEqual(["empty holds no .yaml, .yml, .json, .template or .cfn files", "no files match empty/*.yaml"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

test("a folder whose files are no templates is nothing to complain about", async () => {
  cli.write("other/values.yaml", "a: 1\n");
  const { code, stdout, stderr } = await cli.run(["lint", "other"]);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "No CloudFormation templates found.\n", stderr: "" });
});

test("a named file that is no template", async () => {
  cli.write("named/values.yaml", "a: 1\n");
  const text = await cli.run(["lint", "named/values.yaml"]);
  expect(text).toEqual({
    code: 0,
    stdout: "named/values.yaml is no CloudFormation template.\n",
    stderr: "",
  });
  const json: unknown = JSON.parse((await cli.run(["lint", "--format", "json", "named/values.yaml", "named"])).stdout);
  expect(json).toMatchObject({
    files: [{ path: "named/values.yaml", template: false, scenarios: { explored: 0, total: 0 }, diagnostics: [], problems: [] }],
    summary: { files: 1 },
  });
});

test("no permission: a file, a folder in a folder", async () => {
  cli.write("closed/a.yaml", goodTemplate);
  cli.write("closed/b.yaml", overlapTemplate);
  cli.write("closed/inner/c.yaml", goodTemplate);
  chmodSync(path.join(cli.folder, "closed/a.yaml"), 0o000);
  chmodSync(path.join(cli.folder, "closed/inner"), 0o000);
  const { code, stdout, stderr } = await cli.run(["lint", "closed"], { unprivileged: true });
  expect(complaints(stderr).toSorted()).toEqual([
    "closed/a.yaml cannot be read: permission denied",
    "closed/inner cannot be read: permission denied",
  ]);
  expect(stdout).toContain("1 error in 1 template");
  expect(code).toBe(2);
});

test("links: one that leads nowhere, a circle of two, a folder inside itself", async () => {
  cli.write("links/a.yaml", goodTemplate);
  const link = (target: string, name: string): void => symlinkSync(target, path.join(cli.folder, "links", name));
  link("nowhere.yaml", "broken.yaml");
  link("circle-b.yaml", "circle-a.yaml");
  link("circle-a.yaml", "circle-b.yaml");
  link(".", "itself");
  link("a.yaml", "z.yaml");
  const named = await cli.run(["lint", "links/broken.yaml", "links/circle-a.yaml"]);
  expect(complaints(named.stderr)).toEqual([
    "links/broken.yaml does not exist",
    "links/circle-a.yaml cannot be read: its links go round in a circle",
  ]);
  expect(named.code).toBe(2);
  const found = await cli.run(["lint", "links"]);
  expect(found).toEqual({ code: 0, stdout: "No problems in 1 template, 1 scenario.\n", stderr: "" });
});

test("a folder that is named like a file", async () => {
  cli.write("folder.yaml/x.yaml/a.yaml", goodTemplate);
  const { code, stdout, stderr } = await cli.run(["lint", "folder.yaml", "folder.yaml/*"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "No problems in 1 template, 1 scenario.\n" });
  expect(complaints(stderr)).toEqual(["no files match folder.yaml/*"]);
});

test.each([
  ["Latin-1", Buffer.from(`# Caf\u00e9\n${goodTemplate}`, "latin1")],
  ["UTF-16", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(goodTemplate, "utf16le")])],
])("%s is refused where it is a template or named", async (name, bytes) => {
  const folder = `encoding-${name}`;
  cli.write(`${folder}/a.yaml`, bytes);
  expect(await cli.run(["lint", `${folder}/a.yaml`])).toEqual({
    code: 2,
    stdout: "",
    stderr: `cfn-network-lint: ${folder}/a.yaml is not UTF-8 text\n`,
  });
  expect(complaints((await cli.run(["lint", folder])).stderr)).toEqual([`${folder}/a.yaml is not UTF-8 text`]);
});

test("bytes that are no text and were not named are left alone", async () => {
  cli.write("binary/data.json", Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x80]));
  expect(await cli.run(["lint", "binary"])).toEqual({ code: 0, stdout: "No CloudFormation templates found.\n", stderr: "" });
  expect(complaints((await cli.run(["lint", "binary/data.json"])).stderr)).toEqual(["binary/data.json is not UTF-8 text"]);
});

test("a file of 100 MB is not read to its end", async () => {
  cli.write("huge/a.json", goodTemplate);
  truncateSync(path.join(cli.folder, "huge/a.json"), 100_000_000);
  const { code, stderr } = await cli.run(["lint", "huge/a.json"]);
  expect(complaints(stderr)).toEqual(["huge/a.json is larger than 5 MB, which no template is"]);
  expect(code).toBe(2);
  expect(await cli.run(["lint", "huge"])).toEqual({ code: 0, stdout: "No CloudFormation templates found.\n", stderr: "" });
});

test("too much on standard input, and nothing on it", async () => {
  const { code, stderr } = await cli.run(["lint", "-"], { stdin: Buffer.alloc(6_000_000, 0x20) });
  expect(complaints(stderr)).toEqual(["<stdin> is larger than 5 MB, which no template is"]);
  expect(code).toBe(2);
  expect((await cli.run(["lint", "-"])).stdout).toBe("<stdin> is no CloudFormation template.\n");
});

test("a device is no endless file", async () => {
  const { code, stderr } = await cli.run(["lint", "/dev/zero"]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: "cfn-network-lint: /dev/zero is larger than 5 MB, which no template is\n" });
});

test("names with escape sequences do not reach the terminal", async () => {
  const { stderr } = await cli.run(["lint", "a\u001b2Jb\nc.yaml"]);
  expect(stderr).toBe("cfn-network-lint: a\ufffd2Jb c.yaml does not exist\n");
});

test("a reader that closes the pipe is nothing to complain about, and the exit code stays", () => {
  cli.write(
    "pipe/a.yaml",
    `${goodTemplate}${Array.from({ length: 300 }, (_, index) => `  S${index}:\n    Type: AWS::EC2::Subnet\n    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 }\n`).join("")}`,
  );
  const script = `{ "$0" "$1" lint pipe/a.yaml; echo "exit $?" >&2; } 2>err.txt | head -1; cat err.txt`;
  mkdirSync(path.join(cli.folder, "pipe"), { recursive: true });
  const output = execFileSync("sh", ["-c", script, process.execPath, cli.bundle], { cwd: cli.folder, encoding: "utf8" });
  expect(output).toBe("pipe/a.yaml:11:47  error  cidr/subnet-overlap\nexit 1\n");
});

test("half a template, tabs, unclosed quotes, binary in the middle: reported, never a fault", async () => {
  for (const text of [
    `${goodTemplate}  Sub`,
    `Resources:\n\tVpc:\n\t\tType: AWS::EC2::VPC\n`,
    `${goodTemplate}  X: "`,
    `{"Resources": {"Vpc": {"Type": "AWS::EC2::VPC", `,
    `${goodTemplate}\u0000\u0007`,
  ]) {
    const { code, stdout, stderr } = await cli.run(["lint", "--format", "json", "-"], { stdin: text });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ files: [{ path: "<stdin>", template: true }] });
    expect([0, 1]).toContain(code);
  }
});
