/** The command `fix` as a process: what it writes, and what it leaves alone. */
import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { goodTemplate, orderTemplate, overlapTemplate, setUpCli } from "./cli-process.ts";

const cli = setUpCli();
const fixedOrder = orderTemplate.replace("AWS::EC2::Route # to the world\n", "AWS::EC2::Route # to the world\n    DependsOn: Attachment\n");

test("safe fixes are written, others are not", async () => {
  cli.write("safe/order.yaml", orderTemplate);
  cli.write("safe/overlap.yaml", overlapTemplate);
  const { code, stdout, stderr } = await cli.run(["fix", "safe"]);
  expect(stdout).toBe("safe/order.yaml\n  Add DependsOn: Attachment\nApplied 1 fix in 1 of 2 templates.\n");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(cli.read("safe/order.yaml")).toBe(fixedOrder);
  expect(cli.read("safe/overlap.yaml")).toBe(overlapTemplate);
  expect((await cli.run(["fix", "safe"])).stdout).toBe("Nothing to fix in 2 templates.\n");
});

test("--unsafe applies the others too, until nothing is left to report", async () => {
  cli.write("unsafe/overlap.yaml", overlapTemplate);
  expect((await cli.run(["fix", "--unsafe", "unsafe/overlap.yaml"])).code).toBe(0);
  expect(cli.read("unsafe/overlap.yaml")).toBe(overlapTemplate.replace("10.0.0.0/25", "10.0.1.0/25"));
  expect((await cli.run(["lint", "unsafe/overlap.yaml"])).stdout).toContain("No problems");
});

test("--rule takes the rules that are named, also those that are off by default", async () => {
  const text = orderTemplate.replace("10.0.0.0/16", "10.0.1.0/16");
  cli.write("rule/a.yaml", text);
  await cli.run(["fix", "--rule", "cidr/host-bits", "rule/a.yaml"]);
  expect(cli.read("rule/a.yaml")).toBe(orderTemplate);
  await cli.run(["fix", "--rule", "cidr/host-bits", "--rule", "depends/igw-route", "rule/a.yaml"]);
  expect(cli.read("rule/a.yaml")).toBe(fixedOrder);
});

test("--dry-run prints a diff that git applies, and writes nothing", async () => {
  cli.write("dry/a b.yaml", orderTemplate);
  const { code, stdout, stderr } = await cli.run(["fix", "--dry-run", "dry"]);
  expect(stdout).toBe(`--- a/dry/a b.yaml\t
+++ b/dry/a b.yaml\t
@@ -13,6 +13,7 @@
     Properties: { VpcId: !Ref Vpc }
   DefaultRoute:
     Type: AWS::EC2::Route # to the world
+    DependsOn: Attachment
     Properties: { RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway }
   Subnet:
     Type: AWS::EC2::Subnet
`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(cli.read("dry/a b.yaml")).toBe(orderTemplate);
  execFileSync("git", ["apply", "-"], { cwd: cli.folder, input: stdout });
  expect(cli.read("dry/a b.yaml")).toBe(fixedOrder);
});

test("the byte-order mark and the ends of lines stay", async () => {
  const windows = (text: string): string => `\ufeff${text.replaceAll("\n", "\r\n")}`;
  cli.write("windows/a.yaml", windows(orderTemplate));
  await cli.run(["fix", "windows/a.yaml"]);
  expect(cli.read("windows/a.yaml")).toBe(windows(fixedOrder));
});

test("standard input is fixed to standard output", async () => {
  expect(await cli.run(["fix", "-"], { stdin: `\ufeff${orderTemplate}` })).toEqual({ code: 0, stdout: `\ufeff${fixedOrder}`, stderr: "" });
  expect((await cli.run(["fix", "-"], { stdin: "a: 1\n" })).stdout).toBe("a: 1\n");
  expect((await cli.run(["fix", "--dry-run", "-"], { stdin: orderTemplate })).stdout).toContain("+    DependsOn: Attachment\n");
});

test("mode and links stay, and nothing is left beside the file", async () => {
  cli.write("kept/a.yaml", orderTemplate);
  chmodSync(path.join(cli.folder, "kept/a.yaml"), 0o640);
  symlinkSync("a.yaml", path.join(cli.folder, "kept/link"));
  await cli.run(["fix", "kept/link"]);
  expect(cli.read("kept/a.yaml")).toBe(fixedOrder);
  expect(statSync(path.join(cli.folder, "kept/a.yaml")).mode & 0o777).toBe(0o640);
  expect(lstatSync(path.join(cli.folder, "kept/link")).isSymbolicLink()).toBe(true);
  expect(readdirSync(path.join(cli.folder, "kept"))).toEqual(["a.yaml", "link"]);
});

test("a file or folder that may not be written stays as it is, and the rest is done", async () => {
  cli.write("locked/a.yaml", orderTemplate);
  cli.write("locked/b.yaml", goodTemplate);
  chmodSync(path.join(cli.folder, "locked/a.yaml"), 0o444);
  const { code, stdout, stderr } = await cli.run(["fix", "locked/a.yaml", "none.yaml", "locked/b.yaml"], { unprivileged: true });
  expect(stderr).toBe(
    "cfn-network-lint: none.yaml does not exist\ncfn-network-lint: locked/a.yaml could not be written: permission denied\n",
  );
  expect({ code, stdout }).toEqual({ code: 2, stdout: "Nothing to fix in 2 templates.\n" });
  expect(cli.read("locked/a.yaml")).toBe(orderTemplate);
  // Its folder is another user's: no file can be put beside it.
  chmodSync(path.join(cli.folder, "locked/a.yaml"), 0o666);
  chmodSync(path.join(cli.folder, "locked"), 0o555);
  const closed = await cli.run(["fix", "locked/a.yaml"], { unprivileged: true });
  chmodSync(path.join(cli.folder, "locked"), 0o755);
  expect(closed.stderr).toBe("cfn-network-lint: locked/a.yaml could not be written: permission denied\n");
  expect(cli.read("locked/a.yaml")).toBe(orderTemplate);
  expect(readdirSync(path.join(cli.folder, "locked"))).toEqual(["a.yaml", "b.yaml"]);
});

test("what is no template is left alone", async () => {
  cli.write("none/a.yaml", "a: 1\n");
  expect(await cli.run(["fix", "none/a.yaml"])).toEqual({ code: 0, stdout: "none/a.yaml is no CloudFormation template.\n", stderr: "" });
  expect(await cli.run(["fix", "none"])).toEqual({ code: 0, stdout: "No CloudFormation templates found.\n", stderr: "" });
  expect(cli.read("none/a.yaml")).toBe("a: 1\n");
});

test("an unknown rule", async () => {
  const { code, stderr } = await cli.run(["fix", "--rule", "depends/igwroute", "."]);
  expect(stderr).toBe(
    "cfn-network-lint: there is no rule depends/igwroute; is depends/igw-route meant? (cfn-network-lint rules lists them)\n",
  );
  expect(code).toBe(2);
});
