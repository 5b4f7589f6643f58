import { describe, expect, test } from "vitest";
import { addressOf, foldersAbove, pathBelow } from "../../server/src/server/locations.ts";

describe("foldersAbove", () => {
  test.each<[string, string[], string[]]>([
    ["file:///a/b/c.yaml", ["file:///a"], ["file:///a/b", "file:///a"]],
    ["file:///a/b/c.yaml", [], ["file:///a/b", "file:///a", "file://"]],
    ["file:///a/b/c.yaml", ["file:///a/bb"], ["file:///a/b", "file:///a", "file://"]],
    ["file:///c.yaml", [], ["file://"]],
    ["file:///c%3A/b/c.yaml?x#y", ["file:///c%3A"], ["file:///c%3A/b", "file:///c%3A"]],
    ["vscode-vfs://github/owner/repo/c.yaml", ["vscode-vfs://github/owner/repo"], ["vscode-vfs://github/owner/repo"]],
    ["untitled:Untitled-1", ["file:///a", "file:///b"], ["file:///a"]],
    ["untitled:Untitled-1", [], []],
  ])("%s in %j", (uri, roots, expected) => {
    expect(foldersAbove(uri, roots)).toEqual(expected);
  });

  test("a path of a thousand folders is cut off", () => {
    expect(foldersAbove(`file:///${"a/".repeat(1000)}b.yaml`, []).length).toBeLessThan(100);
  });
});

test.each([
  ["file:///a", "file:///a/b%20c/d.yaml", "b c/d.yaml"],
  ["file:///a", "untitled:Untitled-1", "Untitled-1"],
  ["file:///a", "file:///a/100%.yaml?x", "100%.yaml"],
  ["file://", "file:///a.yaml", "a.yaml"],
])("the path below %s of %s is %s", (folder, uri, path) => {
  expect(pathBelow(folder, uri)).toBe(path);
});

test.each([
  ["file:///a/b", "c.json", "file:///a/b/c.json"],
  ["file:///a/b", "./c/d e.json", "file:///a/b/c/d%20e.json"],
  ["file:///a/b", "../c.json", "file:///a/c.json"],
  ["file:///a/b", "../../../../c.json", "file:///c.json"],
  ["file:///a/b", "/c.json", "file:///c.json"],
  ["file://", "c#1.json", "file:///c%231.json"],
  ["vscode-vfs://github/o/r", "p/x.json", "vscode-vfs://github/o/r/p/x.json"],
])("from %s, %s is %s", (folder, path, address) => {
  expect(addressOf(folder, path)).toBe(address);
});
