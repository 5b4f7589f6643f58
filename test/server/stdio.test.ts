/** The server as it is shipped: built, in a process of its own, over standard input and output. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { type ParameterChoice, parameterChoicesRequest } from "../../server/src/protocol.ts";
import { rangeIn, startSession } from "./session.ts";

const root = path.resolve(import.meta.dirname, "../..");
const server = path.join(root, "dist/server/node.js");
const example = path.join(root, "test/rules/depends/igw-route/example.yaml");

test("open, twenty changes at once, fix, close, exit", async () => {
  expect(existsSync(server), "npm run build comes first").toBe(true);
  const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (data) => (complaints += String(data)));
  const exited = once(child, "exit");
  const session = await startSession(child.stdout, child.stdin);

  const document = session.open("file:///example.yaml", readFileSync(example, "utf8"));
  const [diagnostic] = await session.diagnostics(document);
  expect(diagnostic?.code).toBe("depends/igw-route");

  const before = session.statuses.length;
  session.replace(document, "DefaultRoute:", "Route_:");
  for (let length = 1; length <= 19; length++) session.replace(document, `Route${"_".repeat(length)}:`, `Route${"_".repeat(length + 1)}:`);
  await session.diagnostics(document);
  // They may reach the other process in more than one portion.
  expect(session.statuses.length - before).toBeLessThanOrEqual(3);

  const [action] = await session.actions(document, rangeIn(document, `Route${"_".repeat(20)}`));
  if (action) await session.apply(document, action);
  expect(document.text.getText()).toContain("DependsOn: Attachment");
  expect(await session.diagnostics(document)).toEqual([]);
  session.close(document);

  await session.request("shutdown", undefined);
  session.notify("exit", undefined);
  expect(await exited).toEqual([0, null]);
  expect(complaints).toBe("");
});

test("a project file and parameter files on the disk", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "cfn network-lint-"));
  const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "pipe"] });
  try {
    mkdirSync(path.join(folder, "params"));
    writeFileSync(
      path.join(folder, ".cfn-network-lint.yaml"),
      'rules: { depends/igw-route: hint }\nparameterFiles: { "*": params/a.json }\n',
    );
    writeFileSync(path.join(folder, "params/a.json"), '{ "Parameters": { "AWS::Region": "eu-west-1" } }');
    const session = await startSession(child.stdout, child.stdin);
    const document = session.open(pathToFileURL(path.join(folder, "a.yaml")).href, readFileSync(example, "utf8"));
    expect((await session.diagnostics(document)).map(({ severity }) => severity)).toEqual([4]);
    const choices = await session.request<ParameterChoice[]>(parameterChoicesRequest, { uri: document.uri });
    expect(choices.map(({ path, values }) => [path, values])).toEqual([["params/a.json", { "AWS::Region": "eu-west-1" }]]);
    await session.end();
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
});
