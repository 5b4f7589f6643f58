/** Code lenses over a connection: which there are, when they change, and that typing leaves them alone. */
import type { CodeLens } from "vscode-languageserver/node";
import { afterEach, expect, test } from "vitest";
import { pinsNotification } from "../../server/src/protocol.ts";
import { inMemorySession } from "./in-memory.ts";
import { type EditorDocument, fullCapabilities, type Session, type SessionOptions } from "./session.ts";

const uri = "file:///work/network/main.yaml";
const template = `Parameters:
  Stage:
    Type: String
    AllowedValues: [dev, prod]
    Default: dev
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  SubnetA:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.0.0/24
  SubnetB:
    Type: AWS::EC2::Subnet
    Condition: IsProd
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.1.0/24
`;
const one = "1 isolated subnet · 65,280 of 65,536 addresses free";
const two = "2 isolated subnets · 65,024 of 65,536 addresses free";

let session: Session;
afterEach(() => session.end());

async function opened(options: SessionOptions = {}): Promise<EditorDocument> {
  const { workspace } = fullCapabilities;
  session = await inMemorySession({
    capabilities: { ...fullCapabilities, workspace: { ...workspace, codeLens: { refreshSupport: true } } },
    ...options,
  });
  return session.open(uri, template);
}

const listed = (): Promise<CodeLens[]> => session.request<CodeLens[]>("textDocument/codeLens", { textDocument: { uri } });
const resolved = (lens: CodeLens): Promise<CodeLens> => session.request<CodeLens>("codeLens/resolve", lens);
const lenses = async (): Promise<readonly (readonly [number, string | undefined])[]> =>
  (await Promise.all((await listed()).map(resolved))).map(({ range, command }) => [range.start.line, command?.title]);

test("a list without titles, and a title when it is asked for", async () => {
  await opened();
  const [lens, ...others] = await listed();
  expect(others).toEqual([]);
  expect(lens).toEqual({ range: { start: { line: 8, character: 2 }, end: { line: 8, character: 5 } }, data: { uri, logicalId: "Vpc" } });
  expect(lens && (await resolved(lens)).command).toEqual({
    title: one,
    tooltip: "Show the subnets, route tables and connections of Vpc",
    command: "cfnNetworkLint.showPlaces",
    arguments: [uri, { line: 8, character: 2 }, [{ start: { line: 12, character: 2 }, end: { line: 12, character: 9 } }]],
  });
});

test("each kind follows its setting at once", async () => {
  await opened({ section: { codeLens: { vpc: false, subnet: true } } });
  expect((await lenses()).map(([line]) => line)).toEqual([12, 17]);
  session.configure({ codeLens: { vpc: true } });
  await session.eventually("refresh", () => session.refreshes.find((method) => method === "workspace/codeLens/refresh"));
  expect(await lenses()).toEqual([[8, one]]);
});

test("the pinned scenario is what they say, half-typed or not", async () => {
  const document = await opened();
  expect(await lenses()).toEqual([[8, one]]);
  session.notify(pinsNotification, { pins: { [uri]: { kind: "scenario", label: "Stage = prod", values: { Stage: "prod" } } } });
  expect(await lenses()).toEqual([[8, two]]);
  session.replace(document, "CidrBlock: 10.0.1.0/24", "CidrBl");
  expect(await lenses()).toEqual([[8, two]]);
});

test("while the text is half-typed they stay, and move with the text", async () => {
  const document = await opened();
  expect(await lenses()).toEqual([[8, one]]);
  session.replace(document, "Resources:\n", "Resources:\n  New\n");
  expect(await lenses()).toEqual([[9, one]]);
  session.replace(document, "  New\n", "  New:\n    Type: AWS::EC2::Subnet\n    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.9.0/24\n");
  expect(await lenses()).toEqual([[11, one]]);
  session.replace(document, "10.0.9.0/24\n", "10.0.9.0/24}\n");
  expect(await lenses()).toEqual([[11, two]]);
});

test("what was whole under other settings does not count", async () => {
  const document = await opened();
  expect(await lenses()).toEqual([[8, one]]);
  session.replace(document, "CidrBlock: 10.0.0.0/16", "CidrBl");
  expect(await lenses()).toEqual([[8, one]]);
  session.configure({ parameters: { "*.yaml": { Stage: "prod" } } });
  await session.eventually("refresh", () => session.refreshes.find((method) => method === "workspace/codeLens/refresh"));
  expect(await lenses()).toEqual([[8, "2 isolated subnets"]]);
});

test("a lens of a resource that is gone keeps its place and asks for a path", async () => {
  const document = await opened();
  const [lens] = await listed();
  session.replace(document, "  Vpc:\n", "  Renamed:\n");
  expect(lens && (await resolved(lens)).command?.title).toBe("Trace Path…");
});
