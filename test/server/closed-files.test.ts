/** Templates that are checked without being open. */
import { afterEach, expect, test } from "vitest";
import { lintFileRequest, type LintFileResult } from "../../server/src/protocol.ts";
import { inMemorySession } from "./in-memory.ts";
import type { Session, SessionOptions } from "./session.ts";

const uri = "file:///work/network/main.yaml";

const template = (cidr: string): string => `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: ${cidr}
`;
const wrong = template("10.0.0.0/8");
const right = template("10.0.0.0/16");

const files = new Map<string, string>();
let session: Session;
const start = async (options?: SessionOptions): Promise<Session> => (session = await inMemorySession(options, files));
afterEach(async () => {
  files.clear();
  await session.end();
});

const lint = (text: string | null): Promise<LintFileResult> => session.request(lintFileRequest, { uri, text });
/** How many diagnostics each publication for the file had, and whether it was for an open document. */
const published = (): readonly string[] =>
  session.published.map(({ version, diagnostics }) => `${version === undefined ? "file" : "document"}: ${diagnostics.length}`);

test("a file is checked, and not again while its text stays", async () => {
  await start();
  expect(await lint(wrong)).toEqual({ template: true, findings: { errors: 1, warnings: 0, information: 0, hints: 0 }, isCached: false });
  expect(await lint(wrong)).toMatchObject({ findings: { errors: 1 }, isCached: true });
  expect(await lint(right)).toMatchObject({ findings: { errors: 0 }, isCached: false });
  expect(published()).toEqual(["file: 1", "file: 0"]);
});

test("what is gone, or no template any more, is cleared", async () => {
  await start();
  const none = { template: false, findings: { errors: 0, warnings: 0, information: 0, hints: 0 }, isCached: false };
  expect(await lint("kind: Deployment\n")).toEqual(none);
  await lint(wrong);
  expect(await lint("kind: Deployment\n")).toEqual(none);
  await lint(wrong);
  expect(await lint(null)).toEqual(none);
  expect(await lint(null)).toEqual(none);
  expect(published()).toEqual(["file: 1", "file: 0", "file: 1", "file: 0"]);
});

test("an open document's own diagnostics win, and the file's return when it is closed", async () => {
  await start();
  files.set(uri, wrong);
  await lint(wrong);
  const document = session.open(uri, right);
  expect(await session.diagnostics(document)).toEqual([]);
  await lint(wrong);
  await lint(`${wrong}# changed\n`);
  expect(published()).toEqual(["file: 1", "document: 0"]);
  session.close(document);
  await session.eventually("the file's diagnostics", () => (session.published.length >= 3 ? true : undefined));
  expect(published().slice(0, 3)).toEqual(["file: 1", "document: 0", "file: 1"]);
});

test("a document that is saved and closed is judged by what its file holds now", async () => {
  await start();
  files.set(uri, wrong);
  await lint(wrong);
  const document = session.open(uri, right);
  await session.diagnostics(document);
  files.set(uri, right);
  session.close(document);
  await session.eventually("nothing", () => (published().at(-1) === "file: 0" ? true : undefined));
});

test("a document whose file was deleted is cleared when it is closed", async () => {
  await start();
  await lint(wrong);
  const document = session.open(uri, wrong);
  await session.diagnostics(document);
  session.close(document);
  await session.eventually("nothing", () => (published().at(-1) === "file: 0" ? true : undefined));
  expect(await lint(wrong)).toMatchObject({ isCached: false });
});

test("settings count at once, and project files do", async () => {
  const folder = "file:///work";
  await start({ folders: [folder] });
  await lint(wrong);
  session.configure({ rules: { "cidr/vpc-size": "hint" } });
  await session.eventually("a hint", () => (session.published.at(-1)?.diagnostics[0]?.severity === 4 ? true : undefined));
  session.configure({ enable: false });
  await session.eventually("nothing", () => (published().at(-1) === "file: 0" ? true : undefined));
  expect(await lint(wrong)).toMatchObject({ template: false, isCached: true });
  session.configure({});
  await session.eventually("the finding", () => (published().at(-1) === "file: 1" ? true : undefined));
  files.set(`${folder}/.cfn-network-lint.yaml`, "ignore: [network]\n");
  session.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: `${folder}/.cfn-network-lint.yaml`, type: 1 }] });
  await session.eventually("nothing", () => (published().at(-1) === "file: 0" ? true : undefined));
});

test("a request that is cancelled checks nothing", async () => {
  await start();
  await expect(session.requestAndCancel(lintFileRequest, { uri, text: wrong })).rejects.toThrow("cancelled");
  expect(await lint(wrong)).toMatchObject({ isCached: false });
  expect(published()).toEqual(["file: 1"]);
});

test("a keystroke in an open document does not wait for the files that are on their way", async () => {
  await start();
  const document = session.open("file:///work/open.yaml", right);
  await session.diagnostics(document);
  const before = session.published.length;
  const all = Array.from({ length: 8 }, (_, number) =>
    session.request(lintFileRequest, { uri: `file:///work/${number}.yaml`, text: wrong }),
  );
  await session.eventually("the first file", () => (session.published.length > before ? true : undefined));
  session.replace(document, "10.0.0.0/16", "10.0.0.0/8");
  expect(await session.diagnostics(document)).toHaveLength(1);
  expect(session.published.findIndex(({ version }) => version === 2) - before).toBeLessThanOrEqual(2);
  expect(await Promise.all(all)).toHaveLength(8);
  expect(session.published.length - before).toBe(9);
});

test("settings that change while files are on their way count for them", async () => {
  await start();
  const all = Array.from({ length: 8 }, (_, number) =>
    session.request(lintFileRequest, { uri: `file:///work/${number}.yaml`, text: wrong }),
  );
  await session.eventually("the first file", () => session.published[0]);
  session.configure({ rules: { "cidr/vpc-size": "hint" } });
  await Promise.all(all);
  const severityOf = (number: number): unknown =>
    session.published.findLast((one) => one.uri === `file:///work/${number}.yaml`)?.diagnostics[0]?.severity;
  for (let number = 0; number < 8; number++)
    await session.eventually(`hint in ${number}`, () => (severityOf(number) === 4 ? true : undefined));
});
