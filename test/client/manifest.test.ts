import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };

test("whoever installs the command line downloads nothing else", () => {
  const { dependencies, optionalDependencies, peerDependencies, scripts }: Partial<Record<string, object>> = manifest;
  expect([dependencies, optionalDependencies, peerDependencies]).toEqual([undefined, undefined, undefined]);
  expect(Object.keys(scripts ?? {}).filter((name) => /install|prepare/.test(name))).toEqual([]);
});

test("versions are exact", () => {
  expect(Object.values(manifest.devDependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test("dist/*.js are CommonJS", () => {
  expect("type" in manifest).toBe(false);
});
