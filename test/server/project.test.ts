/** Project files in sessions with a real server: which one counts, when it is read again, what is said of it. */
import { afterEach, describe, expect, test } from "vitest";
import type { ClientCapabilities, CodeAction, WorkspaceEdit } from "vscode-languageserver/node";
import { type ParameterChoice, parameterChoicesRequest } from "../../server/src/protocol.ts";
import { overlapTemplate } from "../main/cli-process.ts";
import { inMemorySession } from "./in-memory.ts";
import { type EditorDocument, fullCapabilities, rangeIn, type Session, type SessionOptions } from "./session.ts";

const root = "file:///work";
const uri = `${root}/network/main.yaml`;
const projectUri = `${root}/.cfn-network-lint.yaml`;
const watching: ClientCapabilities = {
  ...fullCapabilities,
  workspace: {
    ...fullCapabilities.workspace,
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ["create"] },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
};

let session: Session;
let files: Map<string, string>;
afterEach(() => session.end());

async function start(texts: Readonly<Record<string, string>>, options: SessionOptions = {}): Promise<Session> {
  files = new Map(Object.entries(texts));
  return (session = await inMemorySession({ capabilities: watching, folders: [root], ...options }, files));
}

/** The severity of the one finding, 1 to 4; 0 where there is none. */
const severity = async (document: EditorDocument): Promise<number> => (await session.diagnostics(document))[0]?.severity ?? 0;

/** The severity, once a new analysis gives `expected`. */
const becomes = (expected: number, of = uri): Promise<true> =>
  session.eventually(`severity ${expected}`, () => {
    const last = session.published.findLast((one) => one.uri === of);
    return last && (last.diagnostics[0]?.severity ?? 0) === expected ? true : undefined;
  });

const level = (name: string): string => `rules: { cidr/subnet-overlap: ${name} }\n`;
const changed = (...uris: readonly string[]): void =>
  session.notify("workspace/didChangeWatchedFiles", { changes: uris.map((one) => ({ uri: one, type: 2 })) });

describe("which file counts", () => {
  test("the nearest one, up to the folder of the workspace", async () => {
    await start({ [projectUri]: level("hint"), "file:///.cfn-network-lint.yaml": level("off") });
    expect(await severity(session.open(uri, overlapTemplate))).toBe(4);
    files.set(`${root}/network/.cfn-network-lint.yaml`, level("warning"));
    changed(`${root}/network/.cfn-network-lint.yaml`);
    await becomes(2);
    files.clear();
    files.set("file:///.cfn-network-lint.yaml", level("off"));
    changed(projectUri);
    await becomes(1);
  });

  test("outside of every folder of the workspace, up to the outermost", async () => {
    await start({ "file:///.cfn-network-lint.yaml": level("warning") }, { folders: ["file:///elsewhere"] });
    expect(await severity(session.open(uri, overlapTemplate))).toBe(2);
  });

  test("an unsaved document has that of the first folder", async () => {
    await start({ [projectUri]: level("hint") });
    expect(await severity(session.open("untitled:Untitled-1", overlapTemplate))).toBe(4);
  });

  test("on a virtual file system, with an address that is encoded", async () => {
    const folder = "vscode-vfs://github/owner/my%20repository";
    const text = `parameterFiles: { "a b/*.yaml": "p q/#%25.json" }\n${level("hint")}`;
    await start({ [`${folder}/.cfn-network-lint.yaml`]: text }, { folders: [folder] });
    expect(await severity(session.open(`${folder}/a%20b/m%C3%A9.yaml`, overlapTemplate))).toBe(4);
  });

  test("a folder that joins the workspace, and one that leaves it", async () => {
    await start({ "file:///.cfn-network-lint.yaml": level("warning") });
    expect(await severity(session.open(uri, overlapTemplate))).toBe(1);
    const folder = { uri: root, name: "work" };
    session.notify("workspace/didChangeWorkspaceFolders", { event: { added: [], removed: [folder] } });
    await becomes(2);
    session.notify("workspace/didChangeWorkspaceFolders", { event: { added: [folder], removed: [] } });
    await becomes(1);
  });
});

describe("what is stated", () => {
  test("wins over the client's settings, which fill in what it leaves open", async () => {
    const section = { preset: "strict", rules: { "cidr/subnet-overlap": "error", "cidr/host-bits": "warning" } };
    await start({ [projectUri]: level("hint") }, { section });
    const document = session.open(uri, overlapTemplate.replace("10.0.0.0/16", "10.0.0.1/16"));
    expect((await session.diagnostics(document)).map(({ code, severity }) => [code, severity])).toEqual([
      ["cidr/host-bits", 2],
      ["cidr/subnet-overlap", 4],
    ]);
  });

  test("enable is the client's word alone, and what is ignored is not checked", async () => {
    await start({ [projectUri]: "ignore: [build]\n" });
    expect(await severity(session.open(uri, overlapTemplate))).toBe(1);
    expect(await severity(session.open(`${root}/build/main.yaml`, overlapTemplate))).toBe(0);
    session.configure({ enable: false });
    await becomes(0);
  });

  test("parameter files are read beside it, and watched by their names and those of their folders", async () => {
    const template = `Parameters:\n  Cidr: { Type: String }\n${overlapTemplate.replace("10.0.0.0/25", "!Ref Cidr")}`;
    await start({
      [projectUri]: "parameterFiles: { network/*.yaml: parameters/prod.json }\n",
      [`${root}/parameters/prod.json`]: '[{ "ParameterKey": "Cidr", "ParameterValue": "10.0.0.0/25" }]',
    });
    expect(await severity(session.open(uri, template))).toBe(1);
    expect(session.watched).toEqual(["**/.cfn-network-lint.yaml", "**/parameters", "**/prod.json"]);
    files.set(`${root}/parameters/prod.json`, '{ "Parameters": { "Cidr": "10.0.9.0/25" } }');
    changed(`${root}/parameters/prod.json`);
    await becomes(0);
  });

  test("a client that does not watch has the text of each reading", async () => {
    await start({ [projectUri]: level("hint") }, { capabilities: fullCapabilities });
    expect(await severity(session.open(uri, overlapTemplate))).toBe(4);
    files.set(projectUri, level("warning"));
    expect(await severity(session.open(`${root}/other.yaml`, overlapTemplate))).toBe(2);
    expect(session.watched).toEqual([]);
  });

  test("what is wrong with one that is not open stands in the output, once", async () => {
    await start({ [projectUri]: `preset: strickt\n${level("hint")}` });
    expect(await severity(session.open(uri, overlapTemplate))).toBe(4);
    await severity(session.open(`${root}/other.yaml`, overlapTemplate));
    const lines = session.logs.map(({ message }) => message).filter((message) => message.includes("strickt"));
    expect(lines).toEqual([`${projectUri}:1: "strickt" is no preset; is strict meant?`]);
  });
});

describe("an open project file", () => {
  test("says what is wrong on its line, and counts as it is typed, until it is closed", async () => {
    await start({ [projectUri]: level("warning") });
    const template = session.open(uri, overlapTemplate);
    expect(await severity(template)).toBe(2);

    const project = session.open(projectUri, "rules:\n  cidr/subnet-overlap: hint\n");
    expect(await session.diagnostics(project)).toEqual([]);
    await becomes(4);
    session.replace(project, "hint", "hnt");
    const [problem, ...others] = await session.diagnostics(project);
    expect(others).toEqual([]);
    expect(problem).toEqual({
      range: rangeIn(project, "hnt"),
      severity: 1,
      source: "cfn-network-lint",
      message: '"hnt" is no severity; is hint meant?',
    });
    await becomes(1);
    session.replace(project, "hnt", "information");
    await becomes(3);
    session.close(project);
    await becomes(2);
    expect(session.published.findLast((one) => one.uri === projectUri)?.diagnostics).toEqual([]);
  });

  test("a parameter file that is missing is said on its line, until it is there", async () => {
    await start({});
    const project = session.open(projectUri, 'parameterFiles: { "*.yaml": "../p.json" }\n');
    const [problem] = await session.diagnostics(project);
    expect(problem?.message).toBe("../p.json does not exist here, or cannot be read.");
    expect(problem?.range).toEqual(rangeIn(project, '"../p.json"'));
    files.set("file:///p.json", "{}");
    changed("file:///p.json");
    const complaint = "../p.json holds no parameters in a format of CloudFormation, CodePipeline or SAM.";
    await session.eventually("another complaint", () => session.published.find(({ diagnostics }) => diagnostics[0]?.message === complaint));
    files.set("file:///p.json", '{ "Parameters": {} }');
    changed("file:///p.json");
    await becomes(0, projectUri);
  });

  test("one that is deleted does not count any more, though an editor still shows it", async () => {
    await start({ [projectUri]: level("warning") });
    session.open(uri, overlapTemplate);
    const project = session.open(projectUri, level("hint"));
    await becomes(4);
    files.clear();
    session.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: projectUri, type: 3 }] });
    await becomes(1);
    session.replace(project, "hint", "warning");
    await becomes(2);
  });

  test("one that was deleted before it is opened does not count either", async () => {
    await start({});
    const project = session.open(projectUri, level("hint"));
    expect(await session.diagnostics(project)).toEqual([]);
    expect(await severity(session.open(uri, overlapTemplate))).toBe(1);
    session.replace(project, "hint", "warning");
    await becomes(2);
  });

  test("twenty changes at once are read once", async () => {
    await start({});
    const project = session.open(projectUri, "preset: s\n");
    await session.diagnostics(project);
    const before = session.published.length;
    for (let length = 1; length <= 20; length++) session.replace(project, `: ${"s".repeat(length)}`, `: ${"s".repeat(length + 1)}`);
    expect(await session.diagnostics(project)).toHaveLength(1);
    expect(session.published.length - before).toBe(1);
  });
});

describe("parameter files beside a template", () => {
  const template = `Parameters:\n  Stage: { Type: String }\n${overlapTemplate}`;
  const ask = async (): Promise<readonly ParameterChoice[]> => {
    await session.diagnostics(session.open(uri, template));
    return session.request(parameterChoicesRequest, { uri });
  };

  test("are found by their names, and read", async () => {
    await start({
      [uri]: template,
      [`${root}/network/other.yaml`]: template,
      [`${root}/network/main.parameters.json`]: '[{ "ParameterKey": "Stage", "ParameterValue": "prod" }]',
      [`${root}/network/other.parameters.json`]: '{ "Stage": "other" }',
      [`${root}/network/params/dev.json`]: '{ "Parameters": { "Stage": "dev", "Zone": "a", "AWS::Region": "eu-west-1" } }',
      [`${root}/network/params/broken.json`]: "{",
      [`${root}/network/samconfig.toml`]: "[test.deploy.parameters]\nparameter_overrides = 'Stage=test'\n",
    });
    expect(await ask()).toEqual([
      {
        uri: `${root}/network/main.parameters.json`,
        path: "main.parameters.json",
        environment: null,
        values: { Stage: "prod" },
        unknown: [],
      },
      {
        uri: `${root}/network/params/dev.json`,
        path: "params/dev.json",
        environment: null,
        values: { Stage: "dev", "AWS::Region": "eu-west-1" },
        unknown: ["Zone"],
      },
      { uri: `${root}/network/samconfig.toml`, path: "samconfig.toml", environment: "test", values: { Stage: "test" }, unknown: [] },
    ]);
  });

  test("none, where no folder can be read", async () => {
    await start({});
    expect(await ask()).toEqual([]);
  });
});

describe("the light bulb of a project file", () => {
  const text = "# ours\nrules:\n  cidr/subnet-overlaps: hint # for now\n  depends/nat: fatal\n";

  test("puts right what is nearly right", async () => {
    await start({ [projectUri]: text });
    const project = session.open(projectUri, text);
    const diagnostics = await session.diagnostics(project);
    expect(diagnostics).toHaveLength(2);
    const range = { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } };
    const actions = await session.actions(project, range, { diagnostics });
    expect(actions.map(({ title, isPreferred, diagnostics: of }) => [title, isPreferred, of])).toEqual([
      ["Change to cidr/subnet-overlap", true, [diagnostics[0]]],
    ]);
    expect(actions[0]?.edit?.documentChanges).toEqual([
      {
        textDocument: { uri: projectUri, version: project.text.version },
        edits: [{ range: diagnostics[0]?.range, newText: "cidr/subnet-overlap" }],
      },
    ]);
  });

  test("offers nothing elsewhere, and no refactoring", async () => {
    await start({ [projectUri]: text });
    const project = session.open(projectUri, text);
    await session.diagnostics(project);
    const start00 = { line: 0, character: 0 };
    expect(await session.actions(project, { start: start00, end: start00 })).toEqual([]);
    const key = { line: 2, character: 4 };
    expect(await session.actions(project, { start: key, end: key }, { only: ["refactor"] })).toEqual([]);
  });
});

describe("Disable for this project", () => {
  const title = "Disable cidr/subnet-overlap for this project";
  const offered = async (document: EditorDocument): Promise<CodeAction | undefined> => {
    const [diagnostic] = await session.diagnostics(document);
    if (!diagnostic) throw new Error("There is no finding.");
    const actions = await session.actions(document, diagnostic.range, { diagnostics: [diagnostic] });
    return actions.find((action) => action.title === title);
  };
  const editOf = async (document: EditorDocument): Promise<WorkspaceEdit | undefined> =>
    (await session.request<CodeAction>("codeAction/resolve", await offered(document))).edit;
  const start00 = { line: 0, character: 0 };

  test("creates the file in the folder of the workspace", async () => {
    await start({});
    expect(await editOf(session.open(uri, overlapTemplate))).toEqual({
      documentChanges: [
        { kind: "create", uri: projectUri, options: { ignoreIfExists: true } },
        {
          textDocument: { uri: projectUri, version: null },
          edits: [{ range: { start: start00, end: start00 }, newText: "rules:\n  cidr/subnet-overlap: off\n" }],
        },
      ],
    });
  });

  test("without a folder, beside the template", async () => {
    await start({}, { folders: [] });
    const edit = await editOf(session.open(uri, overlapTemplate));
    expect(edit?.documentChanges?.[0]).toMatchObject({ kind: "create", uri: `${root}/network/.cfn-network-lint.yaml` });
  });

  test("writes into the file that counts, as it is in the editor", async () => {
    await start({ [projectUri]: "preset: strict\n" });
    const project = session.open(projectUri, "rules:\n  # ours\n  cidr/host-bits: off\n");
    const edit = await editOf(session.open(uri, overlapTemplate));
    const end = { line: 2, character: 21 };
    expect(edit).toEqual({
      documentChanges: [
        {
          textDocument: { uri: projectUri, version: project.text.version },
          edits: [{ range: { start: end, end }, newText: "\n  cidr/subnet-overlap: off" }],
        },
      ],
    });
  });

  test("is not offered where the file would have to be created and the client cannot", async () => {
    await start({}, { capabilities: fullCapabilities });
    expect(await offered(session.open(uri, overlapTemplate))).toBeUndefined();
    files.set(projectUri, "");
    expect(await editOf(session.open(`${root}/other.yaml`, overlapTemplate))).toMatchObject({ documentChanges: [{ edits: [{}] }] });
  });

  test("is not offered for an unsaved document without a folder", async () => {
    await start({}, { folders: [] });
    expect(await offered(session.open("untitled:Untitled-1", overlapTemplate))).toBeUndefined();
  });

  test("a file that is too broken to be edited is told to the user", async () => {
    await start({ [projectUri]: "rules: [\n" });
    expect(await editOf(session.open(uri, overlapTemplate))).toBeUndefined();
    const message = `"${title}" is not possible here any more, or the text around is too broken to be edited.`;
    await session.eventually("a message", () => session.shown.find((one) => one.message === message));
  });
});
