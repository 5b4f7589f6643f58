import { expect, test } from "vitest";
import { afterRename } from "../../client/src/renames.ts";

const renames = [
  { oldUri: "file:///w/a", newUri: "file:///w/b" },
  { oldUri: "file:///w/main.yaml", newUri: "file:///w/network.yaml" },
];

test("a file, and what stands in a folder", () => {
  expect(afterRename("file:///w/main.yaml", renames)).toBe("file:///w/network.yaml");
  expect(afterRename("file:///w/a/c/main.yaml", renames)).toBe("file:///w/b/c/main.yaml");
});

test("names that only begin alike stay", () => {
  expect(afterRename("file:///w/ab/main.yaml", renames)).toBe("file:///w/ab/main.yaml");
  expect(afterRename("file:///w/main.yaml.bak", renames)).toBe("file:///w/main.yaml.bak");
});
