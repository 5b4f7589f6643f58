/** Hints, tokens and completion over a connection. */
import { afterEach, expect, test } from "vitest";
import type { CompletionItem, InlayHint, SemanticTokens } from "vscode-languageserver/node";
import { inMemorySession } from "./in-memory.ts";
import { fullCapabilities, rangeIn, type Session, type SessionOptions } from "./session.ts";

const uri = "file:///work/network/main.yaml";
const template = `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.0.0/24
`;
const whole = { start: { line: 0, character: 0 }, end: { line: 10, character: 0 } };

let session: Session;
const start = async (options?: SessionOptions): Promise<Session> => (session = await inMemorySession(options));
afterEach(() => session.end());

const hints = (range = whole): Promise<InlayHint[]> => session.request("textDocument/inlayHint", { textDocument: { uri }, range });

test("all are announced, with standard names", async () => {
  await start();
  expect(session.initialized.capabilities).toMatchObject({
    inlayHintProvider: true,
    semanticTokensProvider: { legend: { tokenTypes: ["class", "parameter", "variable", "property", "number"] }, full: true, range: true },
    completionProvider: { triggerCharacters: [" ", '"', "'"] },
  });
});

test("hints of the text as it is now, in the range that is asked for", async () => {
  await start();
  const document = session.open(uri, template);
  expect((await hints()).map(({ label }) => label)).toEqual(["65,536 IPs, to 10.0.255.255", "isolated", "256 IPs, to 10.0.0.255"]);
  session.replace(document, "10.0.0.0/24", "10.0.7.0/26");
  const line = rangeIn(document, "10.0.7.0/26");
  expect(await hints(line)).toMatchObject([{ position: line.end, label: "64 IPs, to 10.0.7.63", paddingLeft: true }]);
});

test("hints follow the settings: the client is told to ask again", async () => {
  const capabilities = { ...fullCapabilities, workspace: { ...fullCapabilities.workspace, inlayHint: { refreshSupport: true } } };
  await start({ capabilities, section: { inlayHints: { cidrSize: false } } });
  session.open(uri, template);
  expect((await hints()).map(({ label }) => label)).toEqual(["isolated"]);
  session.configure({ inlayHints: { subnetExposure: false } });
  await session.eventually("refresh", () => session.refreshes.find((method) => method === "workspace/inlayHint/refresh"));
  expect(await hints()).toHaveLength(2);
});

test("a client that does not offer it is not told", async () => {
  await start();
  const document = session.open(uri, template);
  await session.diagnostics(document);
  session.configure({ preset: "strict" });
  await session.eventually("second analysis", () => (session.statuses.length > 1 ? true : undefined));
  expect(await hints()).toHaveLength(3);
  expect(session.refreshes).toEqual([]);
});

test("tokens of the whole text and of a range", async () => {
  await start();
  session.open(uri, template);
  const full = await session.request<SemanticTokens>("textDocument/semanticTokens/full", { textDocument: { uri } });
  expect(full.data).toEqual([4, 17, 11, 4, 0, 4, 18, 3, 0, 0, 1, 17, 11, 4, 0]);
  const range = { start: { line: 8, character: 0 }, end: { line: 8, character: 30 } };
  expect(await session.request("textDocument/semanticTokens/range", { textDocument: { uri }, range })).toEqual({ data: [8, 18, 3, 0, 0] });
});

test("completion of what is typed just now", async () => {
  await start();
  const document = session.open(uri, template);
  session.replace(document, "      CidrBlock: 10.0.0.0/24\n", "      CidrBlock: \n");
  const position = { line: 9, character: 17 };
  const items = await session.request<CompletionItem[]>("textDocument/completion", { textDocument: { uri }, position });
  expect(items[0]).toMatchObject({ label: "10.0.0.0/24", textEdit: { newText: "10.0.0.0/24", range: { start: position, end: position } } });
});

test("nothing for text that is no template, is not checked, or is not open", async () => {
  await start({ section: { enable: false } });
  session.open(uri, template);
  expect(await hints()).toEqual([]);
  expect(await session.request("textDocument/semanticTokens/full", { textDocument: { uri } })).toEqual({ data: [] });
  const elsewhere = { textDocument: { uri: "file:///nowhere.yaml" }, position: { line: 0, character: 0 } };
  expect(await session.request("textDocument/completion", elsewhere)).toEqual([]);
});
