/** Sessions with a real server over streams. */
import { MessageType } from "vscode-languageserver/node";
import { afterEach, describe, expect, test } from "vitest";
import { inMemorySession } from "./in-memory.ts";
import { fullCapabilities, rangeIn, type Session, type SessionOptions } from "./session.ts";

const uri = "file:///work/network/main.yaml";

/** `count` routes to a gateway that is attached by another resource, which nothing makes them wait for. */
const routesTemplate = (count = 1): string => `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Gateway:
    Type: AWS::EC2::InternetGateway
  GatewayLink:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties:
      VpcId: !Ref Vpc
      InternetGatewayId: !Ref Gateway
${Array.from({ length: count }, (_, index) => routeText(index + 1)).join("")}`;

const routeText = (number: number): string => `  Table${number}:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Vpc
  Route${number}:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table${number}
      DestinationCidrBlock: 0.0.0.0/0
      GatewayId: !Ref Gateway
`;

let session: Session;
const start = async (options?: SessionOptions): Promise<Session> => (session = await inMemorySession(options));
afterEach(() => session.end());

const disabling = ["Disable depends/igw-route for this line", "Disable depends/igw-route for this file"];

describe("a document's life", () => {
  test("open, change, fix, close", async () => {
    await start();
    const document = session.open(uri, routesTemplate());
    const [diagnostic, ...others] = await session.diagnostics(document);
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({
      severity: 2,
      code: "depends/igw-route",
      source: "cfn-network-lint",
      range: rangeIn(document, "Route1"),
      relatedInformation: [{ location: { uri, range: rangeIn(document, "GatewayLink") }, message: "Gateway is attached here." }],
    });
    expect(diagnostic?.codeDescription?.href).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);

    session.replace(document, "Route1", "DefaultRoute");
    const [renamed] = await session.diagnostics(document);
    expect(renamed?.message).toContain("DefaultRoute may be created before Gateway is attached");
    const [action] = await session.actions(document, rangeIn(document, "DefaultRoute"), { diagnostics: renamed ? [renamed] : [] });
    expect(action).toMatchObject({ title: "Add DependsOn: GatewayLink", kind: "quickfix", isPreferred: true, diagnostics: [renamed] });
    if (action) await session.apply(document, action);
    expect(document.text.getText()).toContain("  DefaultRoute:\n    Type: AWS::EC2::Route\n    DependsOn: GatewayLink\n    Properties:\n");
    expect(await session.diagnostics(document)).toEqual([]);

    session.replace(document, "    DependsOn: GatewayLink\n", "");
    expect(await session.diagnostics(document)).toHaveLength(1);
    session.close(document);
    await session.eventually("clearing", () => session.published.find((one) => one.version === undefined && one.diagnostics.length === 0));
  });

  test("text that is no template any more, and one again", async () => {
    await start();
    const document = session.open(uri, routesTemplate());
    expect(await session.diagnostics(document)).toHaveLength(1);
    session.replace(document, "Resources:", "resources:");
    expect(await session.diagnostics(document)).toEqual([]);
    expect(session.statuses.at(-1)).toMatchObject({ uri, template: false, rules: 0, scenarios: { explored: 0, total: 0 } });
    session.replace(document, "resources:", "Resources:");
    expect(await session.diagnostics(document)).toHaveLength(1);
  });

  test("a syntax error is one diagnostic, and the rest is still checked", async () => {
    await start();
    const document = session.open(uri, routesTemplate());
    await session.diagnostics(document);
    session.replace(document, "CidrBlock: 10.0.0.0/16", 'CidrBlock: "10.0.0.0/16');
    const found = await session.diagnostics(document);
    expect(found.map(({ code, severity }) => [code, severity])).toEqual([
      ["cfn/syntax", 1],
      ["depends/igw-route", 2],
    ]);
    expect(session.statuses.at(-1)?.findings).toEqual({ errors: 1, warnings: 1, information: 0, hints: 0 });
  });

  test("the status says what was looked at", async () => {
    await start();
    const parameters =
      "Parameters:\n  Stage:\n    Type: String\n    AllowedValues: [dev, prod]\nConditions:\n  IsProd: !Equals [!Ref Stage, prod]\n";
    const document = session.open(uri, parameters + routesTemplate().replace("  Route1:\n", "  Route1:\n    Condition: IsProd\n"));
    await session.diagnostics(document);
    const [status, ...others] = session.statuses;
    expect(others).toEqual([]);
    expect(status).toMatchObject({ uri, template: true, scenarios: { explored: 2, total: 2 } });
    expect(status?.findings).toEqual({ errors: 0, warnings: 1, information: 0, hints: 0 });
    expect(status?.rules).toBeGreaterThan(0);
    expect(status?.milliseconds).toBeGreaterThan(0);
  });

  test("positions are UTF-16 units, and a lone carriage return ends a line", async () => {
    await start();
    const text = routesTemplate().replaceAll("\n", "\r").replace("  Route1:\r", "  # 😀 한글\r  Route1: # 😀\r");
    const document = session.open(uri, text);
    const [before] = await session.diagnostics(document);
    expect(before?.range).toEqual(rangeIn(document, "Route1"));
    session.replace(document, "# 😀 한글", "# 😀😀\r\r  # é");
    const [after] = await session.diagnostics(document);
    expect(after?.range).toEqual(rangeIn(document, "Route1"));
    expect(after?.range.start.line).toBe((before?.range.start.line ?? 0) + 2);
  });
});

describe("bursts", () => {
  test("twenty changes at once are analysed once", async () => {
    await start();
    const document = session.open(uri, routesTemplate(3));
    await session.diagnostics(document);
    const before = session.statuses.length;
    session.replace(document, "Route1:", "Route_:");
    for (let length = 1; length <= 19; length++)
      session.replace(document, `Route${"_".repeat(length)}:`, `Route${"_".repeat(length + 1)}:`);
    const found = await session.diagnostics(document);
    expect(found.map(({ range }) => document.text.getText(range))).toContain(`Route${"_".repeat(20)}`);
    expect(session.statuses.length - before).toBe(1);
    expect(document.text.version).toBe(21);
  });

  test("a request does not wait: it is answered for the changes before it", async () => {
    await start();
    const document = session.open(uri, routesTemplate());
    session.replace(document, "Route1", "Renamed");
    const actions = await session.actions(document, rangeIn(document, "Renamed"), { only: ["quickfix"] });
    expect(actions.map(({ title }) => title)).toEqual(["Add DependsOn: GatewayLink", ...disabling]);
    expect(await session.diagnostics(document)).toHaveLength(1);
    expect(session.statuses).toHaveLength(1);
  });

  test("other open documents are not touched", async () => {
    await start();
    const other = session.open("file:///work/other.yaml", routesTemplate());
    const document = session.open(uri, routesTemplate());
    await session.diagnostics(other);
    await session.diagnostics(document);
    session.replace(document, "Route1", "Renamed");
    await session.diagnostics(document);
    expect(session.published.filter((one) => one.uri === other.uri)).toHaveLength(1);
  });

  test("a cancelled request is not worked on", async () => {
    await start();
    const document = session.open(uri, routesTemplate());
    await session.diagnostics(document);
    const cancelled = session.requestAndCancel("textDocument/codeAction", {
      textDocument: { uri },
      range: rangeIn(document, "Route1"),
      context: { diagnostics: [] },
    });
    await expect(cancelled).rejects.toMatchObject({ code: -32800 });
  });
});

describe("settings", () => {
  const codes = async (document: Parameters<Session["diagnostics"]>[0]): Promise<unknown[]> =>
    (await session.diagnostics(document)).map(({ code, severity }) => [code, severity]);
  const warnings = (): readonly string[] => session.logs.filter(({ type }) => type === MessageType.Warning).map(({ message }) => message);
  /** The codes and severities of the publication after the `count` first ones. */
  const next = (count: number): Promise<unknown[]> =>
    session.eventually(`publication ${count + 1}`, () =>
      session.published[count]?.diagnostics.map(({ code, severity }) => [code, severity]),
    );

  test("are asked for at the start, and changes apply at once", async () => {
    await start({ section: { rules: { "depends/igw-route": "error" } } });
    const document = session.open(uri, routesTemplate());
    expect(await codes(document)).toEqual([["depends/igw-route", 1]]);
    session.configure({ rules: { "depends/igw-route": "hint" } });
    expect(await next(1)).toEqual([["depends/igw-route", 4]]);
    session.configure({ enable: false });
    expect(await next(2)).toEqual([]);
    session.replace(document, "Route1", "Renamed");
    expect(await next(3)).toEqual([]);
    expect(await session.actions(document, rangeIn(document, "Renamed"))).toEqual([]);
    session.configure(undefined);
    expect(await next(4)).toEqual([["depends/igw-route", 2]]);
    expect(warnings()).toEqual([]);
  });

  test("a value that cannot be used is named once, and its default is used", async () => {
    await start({ section: { preset: "relaxed", rules: { "depends/igw-route": "error" } } });
    const document = session.open(uri, routesTemplate());
    const other = session.open("file:///work/other.yaml", routesTemplate());
    expect(await codes(document)).toEqual([["depends/igw-route", 1]]);
    expect(await codes(other)).toEqual([["depends/igw-route", 1]]);
    expect(warnings()).toEqual(['cfnNetworkLint.preset: "relaxed" is none of recommended, strict, security; recommended is used.']);
  });

  test("a client that cannot be asked sends them", async () => {
    await start({
      capabilities: { ...fullCapabilities, workspace: {} },
      initializationOptions: { cfnNetworkLint: { rules: { "depends/igw-route": "off" } } },
    });
    const document = session.open(uri, routesTemplate());
    expect(await codes(document)).toEqual([]);
    session.configure({ rules: { "depends/igw-route": "information" } });
    expect(await next(1)).toEqual([["depends/igw-route", 3]]);
  });

  test("parameter values for some paths", async () => {
    const text = `Parameters:\n  Stage:\n    Type: String\n    Default: dev\nConditions:\n  IsProd: !Equals [!Ref Stage, prod]\n${routesTemplate().replace("  Route1:\n", "  Route1:\n    Condition: IsProd\n")}`;
    await start({ section: { parameters: { "network/*.yaml": { Stage: "dev" } } } });
    const document = session.open(uri, text);
    expect(await codes(document)).toEqual([]);
    const other = session.open("file:///work/other.yaml", text);
    expect(await codes(other)).toEqual([["depends/igw-route", 2]]);
  });
});

describe("code actions", () => {
  const titles = async (only: readonly string[] | undefined, triggerKind: 1 | 2 = 1): Promise<string[]> => {
    const document = session.open(uri, routesTemplate(2));
    const actions = await session.actions(document, rangeIn(document, "Route1"), { triggerKind, ...(only ? { only: [...only] } : {}) });
    return actions.map(({ title }) => title);
  };

  test.each([
    [
      "everything",
      undefined,
      ["Add DependsOn: GatewayLink", "Fix all of depends/igw-route in this file", ...disabling, "Fix all that is safe in this file"],
    ],
    ["quick fixes", ["quickfix"], ["Add DependsOn: GatewayLink", "Fix all of depends/igw-route in this file", ...disabling]],
    ["all that is source", ["source"], ["Fix all that is safe in this file"]],
    ["our own fix-all", ["source.fixAll.cfn-network-lint"], ["Fix all that is safe in this file"]],
    ["another's fix-all", ["source.fixAll.eslint"], []],
    ["what begins with the same letters", ["quick"], []],
    ["refactorings", ["refactor"], []],
  ])("when %s is asked for", async (_, only, expected) => {
    await start();
    expect(await titles(only)).toEqual(expected);
  });

  test("the light bulb gets quick fixes only", async () => {
    await start();
    expect(await titles(undefined, 2)).toEqual(["Add DependsOn: GatewayLink", "Fix all of depends/igw-route in this file", ...disabling]);
  });

  test("nothing at other places, and no fix-all where all is well", async () => {
    await start();
    const document = session.open(uri, routesTemplate());
    expect(await session.actions(document, rangeIn(document, "10.0.0.0/16"), { only: ["quickfix"] })).toEqual([]);
    session.replace(
      document,
      "  Route1:\n    Type: AWS::EC2::Route\n",
      "  Route1:\n    Type: AWS::EC2::Route\n    DependsOn: [GatewayLink]\n",
    );
    expect(await session.actions(document, rangeIn(document, "Route1"))).toEqual([]);
    expect(await session.actions(document, rangeIn(document, "Route1"), { only: ["source.fixAll"] })).toEqual([]);
  });

  test.each(["Fix all of depends/igw-route in this file", "Fix all that is safe in this file"])("%s", async (title) => {
    await start();
    const document = session.open(uri, routesTemplate(3));
    const action = (await session.actions(document, rangeIn(document, "Route2"))).find((one) => one.title === title);
    expect(action?.edit).toBeUndefined();
    if (action) await session.apply(document, action);
    expect(await session.diagnostics(document)).toEqual([]);
    expect(document.text.getText().split("DependsOn: GatewayLink")).toHaveLength(4);
  });

  test("a client that cannot ask for edits gets them at once, without versions if it has none", async () => {
    await start({ capabilities: {} });
    const document = session.open(uri, routesTemplate());
    const [action] = await session.actions(document, rangeIn(document, "Route1"));
    expect(action?.edit?.changes?.[uri]).toHaveLength(1);
    if (action) await session.apply(document, action);
    expect(await session.diagnostics(document)).toEqual([]);
  });

  test("an action whose finding is gone changes nothing and says so", async () => {
    await start();
    const document = session.open(uri, routesTemplate());
    const [action] = await session.actions(document, rangeIn(document, "Route1"));
    session.replace(document, "Resources:", "resources:");
    expect(await session.request("codeAction/resolve", action)).toEqual(action);
    const [message] = await session.eventually("message", () => (session.shown.length > 0 ? session.shown : undefined));
    expect(message?.message).toContain("Add DependsOn: GatewayLink");
  });

  test("an action resolved later is computed for the text of then", async () => {
    await start();
    const document = session.open(uri, routesTemplate());
    const [action] = await session.actions(document, rangeIn(document, "Route1"));
    session.replace(document, "Resources:", "# one\n# two\nResources:");
    if (action) await session.apply(document, action);
    expect(await session.diagnostics(document)).toEqual([]);
  });
});

test("a hover is Markdown, for the text as it is now", async () => {
  await start();
  const document = session.open(uri, routesTemplate());
  session.replace(document, "DestinationCidrBlock: 0.0.0.0/0", "DestinationCidrBlock: 192.0.2.0/24");
  const hovered = await session.request("textDocument/hover", { textDocument: { uri }, position: rangeIn(document, "192.0.2.0/24").start });
  expect(hovered).toMatchObject({ contents: { kind: "markdown" }, range: rangeIn(document, "192.0.2.0/24") });
  expect(JSON.stringify(hovered)).toContain("192.0.2.0/24");
  const nowhere = { textDocument: { uri: "file:///nowhere.yaml" }, position: { line: 0, character: 0 } };
  expect(await session.request("textDocument/hover", nowhere)).toBeNull();
});

describe("faults", () => {
  const errors = (): readonly string[] => session.logs.filter(({ type }) => type === MessageType.Error).map(({ message }) => message);

  test("a request that fails is one log line and an empty answer", async () => {
    await start();
    session.open(uri, routesTemplate());
    expect(await session.request("textDocument/codeAction", { textDocument: { uri }, range: 1, context: { diagnostics: [] } })).toEqual([]);
    const [line, ...others] = await session.eventually("log line", () => (errors().length > 0 ? errors() : undefined));
    expect(line).toMatch(/^code actions failed: .+ \(at .+\)$/);
    expect(others).toEqual([]);
  });

  test("a notification that fails is one log line, and the next one is handled", async () => {
    await start();
    const document = session.open(uri, routesTemplate());
    session.notify("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges: [{}] });
    const [line] = await session.eventually("log line", () => (errors().length > 0 ? errors() : undefined));
    expect(line).toMatch(/^changing a document failed: /);
    session.replace(document, "Route1", "Renamed");
    expect(await session.diagnostics(document)).toHaveLength(1);
    expect(errors()).toHaveLength(1);
  });

  test("a document that is not open has no actions, and no log line", async () => {
    await start();
    const nowhere = {
      textDocument: { uri: "file:///nowhere.yaml" },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    };
    expect(await session.request("textDocument/codeAction", { ...nowhere, context: { diagnostics: [] } })).toEqual([]);
    session.notify("textDocument/didChange", { textDocument: { uri: "file:///nowhere.yaml", version: 2 }, contentChanges: [{ text: "" }] });
    expect(await session.request("codeAction/resolve", { title: "x", data: "nonsense" })).toEqual({ title: "x", data: "nonsense" });
    expect(errors()).toEqual([]);
  });
});
