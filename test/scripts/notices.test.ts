/** The notices of everything that is bundled are shipped with it. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { listFiles, PackageManager } from "@vscode/vsce";
import { type BuildOptions, build } from "esbuild";
import { expect, test, vi } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const file = "dist/THIRD-PARTY-NOTICES.txt";
const notices = (): string => {
  expect(existsSync(path.join(root, file)), "npm run build comes first").toBe(true);
  return readFileSync(path.join(root, file), "utf8");
};
vi.setConfig({ testTimeout: 30_000 });

test("every package that a source map names has its licence in the notices, once", async () => {
  const common: BuildOptions = { absWorkingDir: root, bundle: true, write: false, outdir: "out", external: ["vscode"], sourcemap: true };
  const results = await Promise.all([
    build({
      ...common,
      platform: "node",
      mainFields: ["module", "main"],
      entryPoints: ["client/src/node.ts", "server/src/main/node.ts", "server/src/main/cli.ts"],
    }),
    build({ ...common, platform: "browser", entryPoints: ["client/src/browser.ts", "server/src/main/browser.ts"] }),
  ]);
  const maps = results.flatMap(({ outputFiles }) => outputFiles ?? []).filter((output) => output.path.endsWith(".map"));
  expect(maps).toHaveLength(5);
  const sources = maps.flatMap((map): readonly string[] => JSON.parse(map.text).sources);
  const names = new Set(sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []));
  for (const known of ["ip-num", "yaml", "jsonc-parser", "smol-toml", "tinyglobby", "vscode-languageclient"])
    expect(names).toContain(known);

  const text = notices();
  const titles = [...text.matchAll(/^={78}\n(\S+) \d\S+ \([\w.-]+\)$/gm)];
  expect(new Set(titles.map((title) => title[1]))).toEqual(names);
  expect(new Set(titles.map((title) => title[0])).size).toBe(titles.length);
  for (const section of text.split(/^={78}$/m).slice(1)) expect(section).toMatch(/Permission|Redistribution|License|licensor/i);
});

test("the .vsix and the npm package hold them, and no picture of the README", async () => {
  const vsix = await listFiles({ cwd: root, packageManager: PackageManager.None });
  expect(vsix).toContain(file);
  const { stdout } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root, encoding: "utf8" });
  const npm: readonly string[] = JSON.parse(stdout)[0].files.map((each: { readonly path: string }) => each.path);
  expect(npm).toContain(file);
  expect([...vsix, ...npm].filter((each) => each.startsWith("docs/images/"))).toEqual([]);
});
