/** Requests that no sane client sends cost their answers, never the server. */
import { MessageType } from "vscode-languageserver/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  lintFileRequest,
  openPathRequest,
  parameterChoicesRequest,
  pinsNotification,
  scenariosRequest,
  traceEndsRequest,
  traceRequest,
} from "../../server/src/protocol.ts";
import { inMemorySession } from "./in-memory.ts";
import type { EditorDocument, Session } from "./session.ts";

const uri = "file:///work/main.yaml";
const template = "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: 10.0.0.0/8\n";

let session: Session;
let document: EditorDocument;
beforeEach(async () => {
  session = await inMemorySession({ folders: ["file:///work"] });
  document = session.open(uri, template);
  expect(await session.diagnostics(document)).toHaveLength(1);
});
afterEach(() => session.end());

const uris = [
  uri,
  "",
  "main.yaml",
  "file://",
  "file:///",
  "file:///%",
  "file:///work/%zz/\u0000.yaml",
  "untitled:",
  "\uD800",
  "x".repeat(5000),
  null,
  7,
  {},
];
const position = (line: unknown, character: unknown): object => ({ line, character });
const positions = [
  position(0, 0),
  position(1e9, 1e9),
  position(-1, -1),
  position(1.5, 2.5),
  position(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER),
  position("1", null),
  {},
  null,
];
const ranges = [
  ...positions.flatMap((start) => [
    { start, end: position(4, 3) },
    { start: position(4, 3), end: start },
  ]),
  {},
  null,
];

/** Each pair of an address and a place, and what has neither. */
function* paramsOf(places: readonly unknown[], name: string): Generator {
  for (const one of uris) yield { textDocument: { uri: one }, [name]: places[0] };
  for (const place of places) yield { textDocument: { uri }, [name]: place };
  yield* [{}, { textDocument: null }, []];
}

/** Sends all at once; an answer may be an error, and must come. */
async function askAll(method: string, all: Iterable<unknown>): Promise<void> {
  const asked = [...all].map((params) => session.request(method, params).catch(() => undefined));
  expect(asked.length).toBeGreaterThan(0);
  await Promise.all(asked);
}

/** The server still knows the document, and follows it. */
async function stillWorks(): Promise<void> {
  const found = await session.request("textDocument/hover", { textDocument: { uri }, position: position(1, 3) });
  expect(found).toMatchObject({ contents: { kind: "markdown" } });
  session.replace(document, "10.0.0.0/8", "10.0.0.0/16");
  expect(await session.diagnostics(document)).toEqual([]);
}

test.each(["hover", "completion"])("%s", async (name) => {
  await askAll(`textDocument/${name}`, paramsOf(positions, "position"));
  await stillWorks();
});

test.each(["inlayHint", "codeAction", "semanticTokens/range"])("%s", async (name) => {
  await askAll(`textDocument/${name}`, paramsOf(ranges, "range"));
  const contexts = [undefined, null, {}, { diagnostics: null }, { diagnostics: [null], only: [7] }, { diagnostics: [], only: "x" }];
  await askAll(
    `textDocument/${name}`,
    contexts.map((context) => ({ textDocument: { uri }, range: { start: position(0, 0), end: position(9, 9) }, context })),
  );
  await stillWorks();
});

test.each(["codeLens", "semanticTokens/full"])("%s", async (name) => {
  await askAll(`textDocument/${name}`, paramsOf([undefined], "nothing"));
  await stillWorks();
});

test.each(["codeLens/resolve", "codeAction/resolve"])("%s", async (method) => {
  const data = [
    undefined,
    null,
    7,
    "x",
    {},
    [],
    { uri },
    { uri: 7, target: null },
    { uri, target: { kind: "fix", key: 7 } },
    { uri, logicalId: {} },
  ];
  await askAll(method, [...data.map((one) => ({ title: "x", range: ranges[0], data: one })), {}, []]);
  await stillWorks();
});

test.each([lintFileRequest, openPathRequest, parameterChoicesRequest, scenariosRequest, traceEndsRequest, traceRequest])(
  "%s",
  async (method) => {
    const texts = [undefined, null, "", template, 7, {}];
    await askAll(method, [
      ...uris.flatMap((one) => texts.map((text) => ({ uri: one, text }))),
      ...["", "Vpc", "\u0000", 7, null].map((from) => ({ uri, from, to: from, traffic: from })),
      {},
      [],
    ]);
    await stillWorks();
  },
);

test("notifications about documents, files, folders and pins", async () => {
  const change = (contentChanges: unknown): object => ({ textDocument: { uri, version: 1 }, contentChanges });
  for (const [method, all] of [
    [
      "textDocument/didChange",
      [{}, { textDocument: { uri: "file:///closed.yaml", version: 2 }, contentChanges: [{ text: "" }] }, change(null), change([null])],
    ],
    [
      "textDocument/didOpen",
      [{}, { textDocument: null }, { textDocument: { uri: null, text: template } }, { textDocument: { uri: "file:///a.yaml" } }],
    ],
    ["textDocument/didClose", [{}, { textDocument: { uri: "file:///closed.yaml" } }, { textDocument: { uri: null } }]],
    ["workspace/didChangeWatchedFiles", [{}, { changes: null }, { changes: [null, {}, { uri: 7, type: 9 }] }]],
    ["workspace/didChangeWorkspaceFolders", [{}, { event: null }, { event: { added: [null], removed: [{}] } }]],
    ["workspace/didChangeConfiguration", [{}, { settings: null }, { settings: { cfnNetworkLint: 7 } }]],
    [
      pinsNotification,
      [{}, { pins: null }, { pins: { [uri]: null } }, { pins: { [uri]: { kind: "parameters" } } }, { pins: {}, texts: null }],
    ],
  ] as const) {
    for (const params of all) session.notify(method, params);
  }
  await stillWorks();
  const errors = session.logs.filter(({ type }) => type === MessageType.Error);
  expect(errors.length).toBeGreaterThan(0);
  for (const { message } of errors) expect(message).toMatch(/^[^\n]+ failed: [^\n]+$/);
});
