/** A scenario that is shown alone. */
import { type CodeLens, type Hover, type InlayHint, MessageType } from "vscode-languageserver/node";
import { afterEach, describe, expect, test } from "vitest";
import {
  type Pin,
  pinsNotification,
  type ScenarioChoice,
  scenariosRequest,
  type Status,
  type TraceResult,
  traceRequest,
} from "../../server/src/protocol.ts";
import { inMemorySession } from "./in-memory.ts";
import { type EditorDocument, fullCapabilities, rangeIn, type Session } from "./session.ts";

const uri = "file:///work/network/main.yaml";

const template = `Parameters:
  Stage:
    Type: String
    AllowedValues: [dev, prod]
    Default: dev
  Block:
    Type: String
    Default: 10.0.0.0/16
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !If [IsProd, 10.1.0.0/16, !Ref Block]
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: hosts
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: !If [IsProd, 443, 80], ToPort: !If [IsProd, 443, 80], CidrIp: 10.0.0.0/8}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: !If [IsProd, 10.1.0.0/24, 10.0.0.0/24]
  First:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-0123456789abcdef0, SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group]}
  Second:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-0123456789abcdef0, SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group]}
  Third:
    Type: AWS::EC2::Instance
    Condition: IsProd
    Properties: {ImageId: ami-0123456789abcdef0, SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group]}
`;

let session: Session;
afterEach(() => session.end());

async function opened(): Promise<EditorDocument> {
  const { workspace } = fullCapabilities;
  const refreshing = { ...workspace, inlayHint: { refreshSupport: true }, codeLens: { refreshSupport: true } };
  session = await inMemorySession({ capabilities: { ...fullCapabilities, workspace: refreshing } });
  const document = session.open(uri, template);
  await session.diagnostics(document);
  return document;
}

async function pin(chosen: Pin | undefined): Promise<Status> {
  const before = session.statuses.length;
  session.notify(pinsNotification, { pins: chosen ? { [uri]: chosen } : {} });
  return session.eventually("status", () => (session.statuses.length > before ? session.statuses.at(-1) : undefined));
}

const scenarios = (): Promise<readonly ScenarioChoice[]> => session.request(scenariosRequest, { uri });

async function prod(): Promise<Pin> {
  const found = (await scenarios()).find(({ label }) => label === "Stage = prod");
  if (!found) throw new Error("There is no such scenario.");
  return { kind: "scenario", label: found.label, values: found.values };
}

const hintAt = async (document: EditorDocument, text: string): Promise<unknown> => {
  const range = rangeIn(document, text);
  const hints = await session.request<InlayHint[]>("textDocument/inlayHint", { textDocument: { uri }, range });
  return hints.find(({ position }) => position.line === range.end.line && position.character >= range.end.character)?.label;
};
const hoverAt = async (document: EditorDocument, text: string): Promise<string> => {
  const found = await session.request<Hover | null>("textDocument/hover", {
    textDocument: { uri },
    position: rangeIn(document, text).start,
  });
  return JSON.stringify(found?.contents);
};
const verdict = async (): Promise<string> => {
  const found = await session.request<TraceResult>(traceRequest, { uri, from: "First", to: "Second", traffic: "tcp 443" });
  return "problem" in found ? found.problem : found.verdict;
};
const lenses = async (): Promise<readonly string[]> => {
  const found = await session.request<CodeLens[]>("textDocument/codeLens", { textDocument: { uri } });
  const resolved = await Promise.all(found.map((lens) => session.request<CodeLens>("codeLens/resolve", lens)));
  return resolved.map(({ command }) => command?.title ?? "");
};

const block = "!If [IsProd, 10.1.0.0/16, !Ref Block]";

test("the scenarios of a template, the default one first", async () => {
  await opened();
  expect((await scenarios()).map(({ label, detail }) => [label, detail])).toEqual([
    ["Stage = dev", ""],
    ["Stage = prod", ""],
  ]);
});

test("hovers, hints, lenses and traces show the pinned scenario; findings stay, and all comes back", async () => {
  const document = await opened();
  const before = { hint: await hintAt(document, block), hover: await hoverAt(document, "Vpc:\n"), lenses: await lenses() };
  expect([before.hint, await verdict()]).toEqual(["10.0.0.0/16", "blocked"]);
  const publications = session.published.length;

  expect(await pin(await prod())).toMatchObject({ pinned: "Stage = prod", scenarios: { explored: 2, total: 2 } });
  expect([await hintAt(document, block), await verdict()]).toEqual(["10.1.0.0/16", "reachable"]);
  expect(await hoverAt(document, "Vpc:\n")).not.toBe(before.hover);
  await session.eventually("refreshes", () => (session.refreshes.length >= 2 ? true : undefined));
  expect(session.published.length).toBe(publications);

  expect(await pin(undefined)).toMatchObject({ pinned: null });
  expect([await hintAt(document, block), await verdict()]).toEqual(["10.0.0.0/16", "blocked"]);
  expect(await hoverAt(document, "Vpc:\n")).toBe(before.hover);

  expect(before.lenses).toHaveLength(4);
  await pin({ kind: "scenario", label: "Stage = dev", values: { Stage: "dev" } });
  expect(await lenses()).toHaveLength(3);
});

test("values of a parameter file count as given at deployment, those that do not steer as well", async () => {
  const document = await opened();
  const file = { kind: "parameters", label: "dev.json", values: { Stage: "dev", Block: "10.9.0.0/16", Unknown: "x" } } as const;
  expect(await pin(file)).toMatchObject({ pinned: "dev.json" });
  expect([await hintAt(document, block), await verdict()]).toEqual(["10.9.0.0/16", "blocked"]);
});

test("a scenario that the template has no more is not shown, and is again when it is back", async () => {
  const document = await opened();
  await pin(await prod());
  session.replace(document, "[dev, prod]", "[dev, stage]");
  await session.eventually("status without it", () => (session.statuses.at(-1)?.pinned === null ? true : undefined));
  expect(await hintAt(document, block)).toBe("10.0.0.0/16");
  session.replace(document, "[dev, stage]", "[dev, prod]");
  await session.eventually("status with it", () => (session.statuses.at(-1)?.pinned === "Stage = prod" ? true : undefined));
});

test("what is pinned before a document is opened counts from its first analysis", async () => {
  session = await inMemorySession();
  session.notify(pinsNotification, { pins: { [uri]: { kind: "scenario", label: "Stage = prod", values: { Stage: "prod" } } } });
  const document = session.open(uri, template);
  await session.diagnostics(document);
  expect(session.statuses.map(({ pinned }) => pinned)).toEqual(["Stage = prod"]);
});

describe("a pinned parameter file", () => {
  const file = "file:///work/network/prod.json";
  const textOf = (values: object): string => JSON.stringify({ Parameters: values });
  const tell = async (text: string | null | undefined, environment: string | null = null): Promise<Status> => {
    const before = session.statuses.length;
    const label = environment === null ? "prod.json" : `prod.json#${environment}`;
    const chosen: Pin = { kind: "parameters", label, values: { Stage: "dev", Block: "10.9.0.0/16" }, file: { uri: file, environment } };
    session.notify(pinsNotification, { pins: { [uri]: chosen }, texts: text === undefined ? {} : { [file]: text } });
    return session.eventually("status", () => (session.statuses.length > before ? session.statuses.at(-1) : undefined));
  };
  const said = (): readonly string[] => session.logs.filter(({ type }) => type === MessageType.Warning).map(({ message }) => message);

  test("is followed: its values are those of its text, and what was chosen counts until that is known", async () => {
    const document = await opened();
    expect(await tell(undefined)).toMatchObject({ pinned: "prod.json", pinProblem: null });
    expect(await hintAt(document, block)).toBe("10.9.0.0/16");
    expect(await tell(textOf({ Stage: "dev", Block: "10.7.0.0/16" }))).toMatchObject({ pinned: "prod.json", pinProblem: null });
    expect(await hintAt(document, block)).toBe("10.7.0.0/16");
    await tell(textOf({ Stage: "prod" }));
    expect([await hintAt(document, block), await verdict()]).toEqual(["10.1.0.0/16", "reachable"]);
  });

  test("that is broken or gone says so, once in the log, and its last values stay", async () => {
    const document = await opened();
    await tell(textOf({ Stage: "dev", Block: "10.7.0.0/16" }));
    const broken = "prod.json is broken in line 1: ";
    expect((await tell('{"Parameters": {"Stage": "de')).pinProblem).toContain(broken);
    expect((await tell('{"Parameters": {"Stage": ')).pinProblem).toContain(broken);
    const gone = "prod.json is gone, or cannot be read; its last values are shown.";
    expect(await tell(null)).toMatchObject({ pinned: "prod.json", pinProblem: gone });
    expect(await hintAt(document, block)).toBe("10.7.0.0/16");
    expect(said()).toEqual([expect.stringContaining(broken)]);

    expect(await tell(textOf({ Stage: "prod" }))).toMatchObject({ pinProblem: null });
    await tell(null);
    expect(said()).toEqual([expect.stringContaining(broken), gone]);
    expect(await hintAt(document, block)).toBe("10.1.0.0/16");
  });

  test("that has no such environment, or no value for the template, says so", async () => {
    const document = await opened();
    const sam = (environment: string): string => `${environment}: {deploy: {parameters: {parameter_overrides: Stage=prod}}}\n`;
    expect(await tell(sam("prod"), "prod")).toMatchObject({ pinned: "prod.json#prod", pinProblem: null });
    expect(await tell(sam("other"), "prod")).toMatchObject({
      pinned: "prod.json#prod",
      pinProblem: "prod.json has no environment prod any more; its last values are shown.",
    });
    expect(await hintAt(document, block)).toBe("10.1.0.0/16");
    expect(await tell(textOf({ Others: "1" }))).toMatchObject({
      pinned: null,
      pinProblem: "prod.json gives no value to a parameter of this template; all scenarios are shown.",
    });
    expect(await hintAt(document, block)).toBe("10.0.0.0/16");
  });
});
