/** The tags that the manifest gives to Red Hat's YAML extension, with that extension's own language server. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";

const require = createRequire(import.meta.url);
const server = path.join(path.dirname(require.resolve("yaml-language-server/package.json")), "bin/yaml-language-server");
const manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, "../../package.json"), "utf8"));
const given = manifest.contributes.configurationDefaults["yaml.customTags"];

const template = `Conditions:
  A: !Equals [!Ref AWS::Region, eu-west-1]
  B: !Not [!Condition A]
  C: !And [!Condition A, !Or [!Condition B, !Condition A]]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !If [A, !Ref Block, !FindInMap [Blocks, !Ref "AWS::Region", cidr]]
      Other: !GetAtt Vpc.CidrBlock
      List: !GetAtt [Vpc, CidrBlock]
      Select: !Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 2, 8]]
      Text: !Sub "\${Vpc}"
      WithMap: !Sub ["\${A}", { A: !ImportValue B }]
      Zones: !GetAZs ""
      ZonesOf: !GetAZs { Ref: AWS::Region }
      Joined: !Join ["", !Split [",", !Base64 text]]
      Made: !Transform { Name: AWS::Include, Parameters: { Location: a } }
`;

/** What YAML's language server says of `text` with these tags: lines and messages. */
async function diagnose(text, customTags) {
  const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const settings = { yaml: { customTags, validate: true, schemaStore: { enable: false } }, http: {}, "[yaml]": {}, editor: {}, files: {} };
  const answers = {
    "workspace/configuration": ({ items }) =>
      items.map(({ section }) => section.split(".").reduce((at, key) => at?.[key] ?? null, settings)),
  };
  try {
    return await new Promise((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`The server ended with ${code}.`)));
      const send = (message) => {
        const body = JSON.stringify({ jsonrpc: "2.0", ...message });
        child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      };
      const uri = "file:///a/template.yaml";
      receive(child.stdout, (message) => {
        if (message.id === 1 && message.result) {
          send({ method: "initialized", params: {} });
          send({ method: "workspace/didChangeConfiguration", params: { settings } });
          send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
        } else if (message.method === "textDocument/publishDiagnostics") {
          resolve(message.params.diagnostics.map((one) => `${one.range.start.line + 1} ${one.message}`));
        } else if (message.method && message.id !== undefined) {
          send({ id: message.id, result: answers[message.method]?.(message.params) ?? null });
        }
      });
      const capabilities = { workspace: { configuration: true }, textDocument: { publishDiagnostics: {} } };
      send({ id: 1, method: "initialize", params: { processId: process.pid, rootUri: null, capabilities } });
    });
  } finally {
    child.removeAllListeners("exit");
    child.kill();
  }
}

/** Calls `handle` for each message of the stream. */
function receive(stream, handle) {
  let buffer = Buffer.alloc(0);
  stream.on("data", (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (;;) {
      const head = buffer.indexOf("\r\n\r\n");
      const length = head < 0 ? undefined : Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, head).toString())?.[1]);
      if (length === undefined || buffer.length < head + 4 + length) return;
      const body = buffer.subarray(head + 4, head + 4 + length).toString();
      buffer = buffer.subarray(head + 4 + length);
      handle(JSON.parse(body));
    }
  });
}

test("with the tags of the manifest nothing is said of a template", async () => {
  assert.deepEqual(await diagnose(template, given), []);
});

test("without them every function is marked", async () => {
  const said = await diagnose(template, []);
  const tags = new Set(said.map((line) => /Unresolved tag: (!\w+)/.exec(line)?.[1]));
  assert.deepEqual(tags, new Set(template.match(/![A-Z]\w+/gi)));
});

test("a list of the user's own takes the place of ours, so that the functions are to be listed there, too", async () => {
  const own = ["!Own scalar"];
  const said = await diagnose("A: !Own 1\nB: !Ref C\n", own);
  assert.deepEqual(said, ["2 Unresolved tag: !Ref"]);
  assert.deepEqual(await diagnose("A: !Own 1\nB: !Ref C\n", [...own, ...given]), []);
});
