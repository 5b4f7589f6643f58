/** YAML's language server, that of Red Hat's extension, set up as that extension does it: what it says of one document. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
export const yamlServer = path.join(path.dirname(require.resolve("yaml-language-server/package.json")), "bin/yaml-language-server");

/**
 * Opens `text` at `uri`. `schemas` are `{fileMatch, uri}`, as extensions contribute them. `diagnostics` are those that are published
 * first; `request` asks about the document.
 * @returns {Promise<{diagnostics: readonly object[], request(method: string, params?: object): Promise<unknown>, end(): void}>}
 */
export async function openYaml({ text, uri = "file:///a/template.yaml", customTags = [], schemas = [] }) {
  const child = spawn(process.execPath, [yamlServer, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const yaml = { customTags, validate: true, hover: true, completion: true, schemaStore: { enable: false } };
  const settings = { yaml, http: {}, "[yaml]": {}, editor: {}, files: {} };
  const configuration = ({ items }) => items.map(({ section }) => section.split(".").reduce((at, key) => at?.[key] ?? null, settings));
  const waiting = new Map();
  let published;
  const first = new Promise((resolve) => {
    published = resolve;
  });
  const broken = new Promise((_, reject) => child.once("exit", (code) => reject(new Error(`The server ended with ${code}.`))));
  broken.catch(() => {});
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const request = (method, params) => {
    const id = waiting.size + 1;
    send({ id, method, params });
    return Promise.race([new Promise((resolve) => waiting.set(id, resolve)), broken]);
  };
  receive(child.stdout, (message) => {
    if (message.method === "textDocument/publishDiagnostics") published(message.params.diagnostics);
    else if (message.method === undefined) waiting.get(message.id)?.(message.result);
    else if (message.id !== undefined)
      send({ id: message.id, result: message.method === "workspace/configuration" ? configuration(message.params) : null });
  });
  const markdown = { contentFormat: ["markdown"] };
  const capabilities = {
    workspace: { configuration: true },
    textDocument: { publishDiagnostics: {}, hover: markdown, completion: { completionItem: { snippetSupport: true } } },
  };
  await request("initialize", { processId: process.pid, rootUri: null, capabilities });
  send({ method: "initialized", params: {} });
  // A list in a list: the outer one holds the parameters.
  send({ method: "json/schemaAssociations", params: [schemas] });
  send({ method: "workspace/didChangeConfiguration", params: { settings } });
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
  const end = () => {
    child.removeAllListeners("exit");
    child.kill();
  };
  try {
    const diagnostics = await Promise.race([first, broken]);
    return { diagnostics, end, request: (method, params) => request(method, { textDocument: { uri }, ...params }) };
  } catch (error) {
    end();
    throw error;
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
