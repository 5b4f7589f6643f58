/** The layers of docs/ARCHITECTURE.md, and which library belongs to which: read from the imports themselves. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");

/** Left may not import right. A layer is a folder of server/src or a file right in it. */
const layers = [
  "text",
  "cidr",
  "template",
  "network",
  "reachability",
  "rules",
  "settings",
  "analysis",
  "report",
  "features",
  "server",
  "main",
];

/** Where a library may be imported, by layer. `client` is everything in client/src. */
const homes: Readonly<Record<string, readonly string[]>> = {
  yaml: ["template"],
  "jsonc-parser": ["template"],
  "ip-num": ["cidr"],
  "smol-toml": ["settings"],
  "vscode-languageserver-types": ["features"],
  "vscode-languageserver": ["server", "main"],
  "vscode-languageserver-textdocument": ["server", "main"],
  "vscode-languageclient": ["client"],
  vscode: ["client"],
};

/** The only files of the server that the client shares. */
const sharedWithClient = ["server/src/protocol.ts", "server/src/template/recognize.ts"];

interface SourceFile {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** What it imports: paths from the root for files of its own, names for packages. */
  readonly imports: readonly string[];
}

const importPattern = /\b(?:from|import)\s*\(?\s*"([^"]+)"/g;

function sourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const file = path.posix.join(folder, name.replaceAll("\\", "/"));
      const text = readFileSync(path.join(root, file), "utf8");
      const imports = [...text.matchAll(importPattern)].map(([, target = ""]) =>
        target.startsWith(".") ? path.posix.join(path.posix.dirname(file), target) : target,
      );
      return { path: file, text, imports };
    });
}

const layerOf = (file: string): string => file.replace(/^server\/src\//, "").replace(/\/.*$|\.ts$/, "");
const rank = (file: string): number => layers.indexOf(layerOf(file));
const isOwn = (target: string): boolean => target.startsWith("server/") || target.startsWith("client/");
const packageOf = (target: string): string =>
  target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");

/** Code without comments and texts, so that a sentence about the clock is no use of it. */
const codeOf = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/gm, (found) => (found.startsWith("/") ? "" : '""'));

const server = sourceFiles("server/src");
const client = sourceFiles("client/src");
/** `protocol.ts` stands beside the layers: names and types of messages, for client and server. */
const layered = server.filter((file) => layerOf(file.path) !== "protocol");

describe("server/src", () => {
  test("every file is in a layer", () => {
    expect(layered.filter((file) => rank(file.path) < 0).map((file) => file.path)).toEqual([]);
  });

  test("no layer imports one to its right", () => {
    const wrong = layered.flatMap((file) =>
      file.imports
        .filter((target) => isOwn(target) && layerOf(target) !== "protocol" && rank(target) > rank(file.path))
        .map((target) => `${file.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("nothing imports the client", () => {
    expect(server.filter((file) => file.imports.some((target) => target.startsWith("client/"))).map((file) => file.path)).toEqual([]);
  });

  test("only main uses Node", () => {
    const users = server.filter((file) => layerOf(file.path) !== "main" && file.imports.some((target) => target.startsWith("node:")));
    expect(users.map((file) => file.path)).toEqual([]);
  });

  test("only main knows a clock, chance, a process or a console", () => {
    const wrong = server
      .filter((file) => layerOf(file.path) !== "main")
      .flatMap((file) =>
        [
          ...codeOf(file.text).matchAll(
            /(?<![\w.])(?:Date\.now|new Date\(\)|Math\.random|performance\.|process\.|console\.|setTimeout|setInterval)/g,
          ),
        ].map(([use]) => `${file.path} uses ${use}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe("client/src", () => {
  test("shares two files with the server and no more", () => {
    const wrong = client.flatMap((file) =>
      file.imports
        .filter((target) => target.startsWith("server/") && !sharedWithClient.includes(target))
        .map((target) => `${file.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });
});

test("what both share imports no file of its own", () => {
  const wrong = server.filter((file) => sharedWithClient.includes(file.path) && file.imports.some(isOwn));
  expect(wrong.map((file) => file.path)).toEqual([]);
});

describe("libraries", () => {
  test.each(Object.entries(homes))("%s stays where it belongs", (library, allowed) => {
    const users = [...server, ...client].filter((file) => file.imports.some((target) => packageOf(target) === library));
    const wrong = users.filter((file) => !allowed.includes(file.path.startsWith("client/") ? "client" : layerOf(file.path)));
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  test("the ones that the design gives a home are used there", () => {
    const used = new Set([...server, ...client].flatMap((file) => file.imports.filter((target) => !isOwn(target)).map(packageOf)));
    expect(
      ["yaml", "jsonc-parser", "ip-num", "vscode", "vscode-languageclient", "vscode-languageserver"].filter(
        (library) => !used.has(library),
      ),
    ).toEqual([]);
  });
});

test("no relative import leaves out its ending", () => {
  const wrong = [...server, ...client].flatMap((file) =>
    file.imports.filter((target) => isOwn(target) && !/\.(ts|json)$/.test(target)).map((target) => `${file.path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});
