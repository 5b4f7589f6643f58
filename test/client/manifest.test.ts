import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };

test("whoever installs the command line downloads nothing else", () => {
  const keys = Object.keys(manifest).filter((key) => /dependencies$/i.test(key));
  expect(keys).toEqual(["devDependencies"]);
  expect(Object.keys(manifest.scripts).filter((name) => /install|prepare/.test(name))).toEqual([]);
});

test("versions are exact", () => {
  expect(Object.values(manifest.devDependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test("dist/*.js are CommonJS", () => {
  expect("type" in manifest).toBe(false);
});
