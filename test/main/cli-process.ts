/** Runs the command line as a process, built from the sources of now, in a folder of its own. */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll } from "vitest";

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Run by a user who may not read everything (root may). */
  readonly unprivileged?: boolean;
}

export interface Cli {
  /** Where it runs and where the files are. */
  readonly folder: string;
  readonly run: (words: readonly string[], options?: CliOptions) => Promise<CliRun>;
  readonly write: (file: string, content: string | Uint8Array) => void;
  readonly read: (file: string) => string;
  readonly bundle: string;
}

const root = path.resolve(import.meta.dirname, "../..");
const nobody = 65534;

/** Builds it before the tests of the file that calls, and removes its folder after them. */
export function setUpCli(): Cli {
  const folder = mkdtempSync(path.join(os.tmpdir(), "cfn-network-lint-"));
  const bundle = path.join(folder, ".bin", "cli.js");
  const work = path.join(folder, "work");
  mkdirSync(work);
  beforeAll(async () => {
    await build({
      absWorkingDir: root,
      entryPoints: ["server/src/main/cli.ts"],
      outfile: bundle,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      mainFields: ["module", "main"],
      logLevel: "error",
    });
    chmodSync(folder, 0o755);
    chmodSync(work, 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder: work,
    bundle,
    run: (words, options) => runProcess(bundle, work, words, options ?? {}),
    write(file, content) {
      mkdirSync(path.dirname(path.join(work, file)), { recursive: true });
      writeFileSync(path.join(work, file), content);
    },
    read: (file) => readFileSync(path.join(work, file), "utf8"),
  };
}

function runProcess(bundle: string, cwd: string, words: readonly string[], { stdin = "", env, unprivileged }: CliOptions): Promise<CliRun> {
  const drop = unprivileged === true && process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  const { FORCE_COLOR: _force, NO_COLOR: _no, ...inherited } = process.env;
  const child = spawn(process.execPath, [bundle, ...words], { cwd, env: { ...inherited, ...env }, ...drop });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // It may end before it has read all: that is not what is tested.
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }));
  });
}

/** A template without a finding. */
export const goodTemplate = `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
`;

/** One error: two subnets overlap. Its fix is not safe. */
export const overlapTemplate = `${goodTemplate}  SubnetA:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 }
  SubnetB:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/25 }
`;

/** One warning, with a safe fix: the route does not wait for the attachment. */
export const orderTemplate = `${goodTemplate}  Gateway:
    Type: AWS::EC2::InternetGateway
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway }
  Table:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref Vpc }
  DefaultRoute:
    Type: AWS::EC2::Route # to the world
    Properties: { RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway }
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 }
  Association:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref Subnet, RouteTableId: !Ref Table }
`;
