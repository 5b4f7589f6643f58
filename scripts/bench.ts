/**
 * `npm run bench`: how long analyses take, as ratios to one whole parse by the package `yaml` of the same text in the same run.
 * All is measured warm and in turns, so that a busy machine slows everything alike. `npm run bench -- 30 L` takes 30 rounds of size L.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parseDocument, type ScalarTag, type CollectionTag } from "yaml";
import { type Analysis, analyze, snapshotOf } from "../server/src/analysis.ts";
import type { Network } from "../server/src/network/network.ts";
import { trace } from "../server/src/reachability/trace.ts";
import { defaultSettings } from "../server/src/settings/settings.ts";
import { intrinsicNames } from "../server/src/template/node.ts";
import { generateTemplate, sizes } from "../test/bench/generate.ts";

const warmUp = 4;
/** The size for which all ratios are promised. On smaller ones the way between two processes is most of the time. */
const promised = "L";
/** The largest real template of the tests. */
const realTemplate = "test/corpus/templates/widdix__aws-cf-templates__jenkins__jenkins2-ha-agents.yaml";

/** What is measured, in the order of the table. Each runs once in a round and gives its milliseconds. */
interface Measure {
  readonly name: string;
  /** The most that the ratio may be for the size `promised`. */
  readonly bar?: number;
  run(): number | Promise<number>;
}

const firstTime = "lint, first time";

/** A template to measure with. */
interface Sample {
  readonly name: string;
  readonly text: string;
  readonly resources: number;
  /** In characters. */
  readonly length: number;
}

async function main(args: readonly string[]): Promise<void> {
  const rounds = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 15);
  const real = readFileSync(realTemplate, "utf8");
  const all = [
    ...sizes.map((size) => ({ ...size, text: generateTemplate(size) })),
    { name: "REAL", text: real, length: real.length, resources: (real.match(/^ {4}Type: /gm) ?? []).length },
  ];
  const chosen = all.filter(({ name }) => !args.some((arg) => /^[A-Z]+$/.test(arg)) || args.includes(name));
  const server = await startServer();
  const suites = await Promise.all(
    chosen.map(async (size) => ({ size, measures: await measuresOf(size, server), times: new Map<string, number[]>() })),
  );
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const { measures, times } of suites) {
      for (const { name, run } of measures) {
        const time = await run();
        if (round >= warmUp) times.set(name, [...(times.get(name) ?? []), time]);
      }
    }
  }
  const isKept = suites.map(({ size, measures, times }) => printTable(size, measures, times));
  await server.connection.sendRequest("shutdown");
  await server.connection.sendNotification("exit");
  if (isKept.includes(false)) process.exitCode = 1;
}

async function measuresOf(size: Sample, server: Server): Promise<readonly Measure[]> {
  const { text } = size;
  const edits = alternatingEdits(text);
  const onServer = await openOnServer(server, size, text);
  let previous: Analysis | undefined;
  return [
    {
      name: "whole parse by yaml",
      run: () => timed(() => parseDocument(text, { customTags: [...customTags], merge: true, uniqueKeys: false })),
    },
    {
      name: firstTime,
      bar: 1.6,
      run: () => timed(() => analyze("a.yaml", snapshotOf("a.yaml", text), { settings: defaultSettings })),
    },
    {
      name: "lint, one edited character",
      bar: 0.5,
      run() {
        const now = edits();
        return timed(() => {
          previous = analyze("a.yaml", snapshotOf("a.yaml", now), { settings: defaultSettings, previous });
        });
      },
    },
    { name: "server: edit to diagnostics", bar: 0.5, run: onServer },
    {
      name: "trace, one question",
      bar: 0.1,
      run() {
        const network = freshNetwork(text);
        const [from = "", to = ""] = [...workloadsOf(network)].reverse();
        return timed(() => answer(network, from, to));
      },
    },
    {
      name: "trace, all pairs of workloads",
      bar: 10,
      run() {
        const network = freshNetwork(text);
        const ends = workloadsOf(network);
        return timed(() => {
          for (const from of ends) for (const to of ends) if (from !== to) answer(network, from, to);
        });
      },
    },
  ];
}

/** The default scenario's network, of which nothing has been asked yet. */
function freshNetwork(text: string): Network {
  const [network] = analyze("a.yaml", snapshotOf("a.yaml", text), { settings: defaultSettings }).networks;
  if (!network) throw new Error("the template has no network");
  return network;
}

/** What has an address. */
const workloadsOf = (network: Network): readonly string[] =>
  [...network.workloads.values()].flatMap(({ resource, holdsAddress }) => (holdsAddress ? [resource.logicalId] : []));

function answer(network: Network, from: string, to: string): void {
  const found = trace(network, { from, to, protocol: 6, port: 443 });
  if ("problem" in found) throw new Error(found.problem);
}

function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** The places that are edited in turns: text that only one resource has, a block of addresses, and a reference. */
const editedTexts: readonly string[] = [
  "Description: Service 5 of group 3",
  "CidrBlock: 10.0.32.0/2",
  "RouteTableId: !Ref Vpc0PrivateTable",
];

const offsetsOf = (text: string): readonly number[] =>
  editedTexts.map((part) => {
    const at = text.indexOf(part);
    return at < 0 ? text.indexOf("Value: !Sub") + 5 : at + part.length;
  });

/** The text with one more character at one of the places, then without it, and so on. */
function alternatingEdits(text: string): () => string {
  const offsets = offsetsOf(text);
  let count = 0;
  return () => {
    const at = offsets[(count >> 1) % offsets.length] ?? 0;
    return count++ % 2 === 0 ? `${text.slice(0, at)}1${text.slice(at)}` : text;
  };
}

const customTags: readonly (ScalarTag | CollectionTag)[] = intrinsicNames.flatMap((name) => {
  const tag = `!${name.replace("Fn::", "")}`;
  const scalar: ScalarTag = { tag, resolve: (value) => value };
  return [scalar, { tag, collection: "seq" }, { tag, collection: "map" }];
});

interface Server {
  readonly connection: ProtocolConnection;
  /** Resolves when the diagnostics of that version have come. */
  diagnostics(uri: string, version: number): Promise<void>;
}

/** The language server as a process of its own, bundled from the present sources. */
async function startServer(): Promise<Server> {
  const outfile = path.resolve("node_modules/.cache/bench/server.cjs");
  await build({
    entryPoints: ["server/src/main/node.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    mainFields: ["module", "main"],
  });
  const profile = process.env["BENCH_PROFILE"];
  const child = spawn(process.execPath, [...(profile ? ["--cpu-prof", `--cpu-prof-dir=${profile}`] : []), outfile, "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const waiting = new Map<string, () => void>();
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, version }: PublishDiagnosticsParams) =>
    waiting.get(`${uri} ${version}`)?.(),
  );
  connection.listen();
  await connection.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} });
  await connection.sendNotification("initialized", {});
  return { connection, diagnostics: (uri, version) => new Promise((resolve) => waiting.set(`${uri} ${version}`, resolve)) };
}

/** Opens the text on the server; the result makes one edit, waits for its diagnostics and gives the time between. */
async function openOnServer({ connection, diagnostics }: Server, { name }: Sample, text: string): Promise<() => Promise<number>> {
  const uri = `file:///${name}.yaml`;
  const places = TextDocument.create(uri, "yaml", 0, text);
  const offsets = offsetsOf(text);
  let version = 1;
  const opened = diagnostics(uri, version);
  await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version, text } });
  await opened;
  return async () => {
    const count = version++ - 1;
    const at = offsets[(count >> 1) % offsets.length] ?? 0;
    const change =
      count % 2 === 0
        ? { range: { start: places.positionAt(at), end: places.positionAt(at) }, text: "1" }
        : { range: { start: places.positionAt(at), end: places.positionAt(at + 1) }, text: "" };
    const published = diagnostics(uri, version);
    const start = performance.now();
    await connection.sendNotification("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [change] });
    await published;
    return performance.now() - start;
  };
}

/** Prints medians and ratios; whether every ratio is within its bar. */
function printTable(
  { name, resources, length }: Sample,
  measures: readonly Measure[],
  times: ReadonlyMap<string, readonly number[]>,
): boolean {
  const whole = median(times.get(measures[0]?.name ?? "") ?? []);
  console.log(`\n${name}: ${resources} resources, about ${Math.round(length / 1000)} KB`);
  console.log(`${"".padEnd(30)}${"median ms".padStart(10)}${"worst ms".padStart(10)}${"ratio".padStart(8)}${"bar".padStart(6)}`);
  const kept = measures.map((measure) => {
    const bar = name === promised || (name === "REAL" && measure.name === firstTime) ? measure.bar : undefined;
    const own = times.get(measure.name) ?? [];
    const ratio = median(own) / whole;
    const isKept = bar === undefined || ratio <= bar;
    const columns = [
      median(own).toFixed(2).padStart(10),
      Math.max(...own)
        .toFixed(2)
        .padStart(10),
      ratio.toFixed(3).padStart(8),
      String(bar ?? "").padStart(6),
    ];
    console.log(`${measure.name.padEnd(30)}${columns.join("")}${isKept ? "" : "  missed"}`);
    return isKept;
  });
  return kept.every(Boolean);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

await main(process.argv.slice(2));
