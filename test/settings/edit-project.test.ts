import { expect, test } from "vitest";
import { putRight, switchOff } from "../../server/src/settings/edit-project.ts";
import { readProject } from "../../server/src/settings/project.ts";
import { applyEdits } from "../../server/src/text/text-edit.ts";

const rule = "cidr/host-bits";
const after = (text: string): string | undefined => {
  const edits = switchOff(text, rule);
  return edits && applyEdits(text, edits);
};

test.each([
  ["", "rules:\n  cidr/host-bits: off\n"],
  ["# ours", "# ours\nrules:\n  cidr/host-bits: off\n"],
  ["# ours\r\n", "# ours\r\nrules:\r\n  cidr/host-bits: off\r\n"],
  ["preset: strict\n", "preset: strict\nrules:\n  cidr/host-bits: off\n"],
  ["preset: strict", "preset: strict\nrules:\n  cidr/host-bits: off"],
  ["rules:\npreset: strict # all\n", "rules:\n  cidr/host-bits: off\npreset: strict # all\n"],
  ["rules:\n    depends/nat: error # why\n", "rules:\n    depends/nat: error # why\n    cidr/host-bits: off\n"],
  ["rules: { depends/nat: error }\n", "rules: { depends/nat: error, cidr/host-bits: off }\n"],
  ["rules: {}\n", "rules:\n  cidr/host-bits: off\n"],
  ["rules:\n  cidr/host-bits: error # why\n", "rules:\n  cidr/host-bits: off # why\n"],
  ['{ "preset": "strict" }', '{ "preset": "strict", "rules": { "cidr/host-bits": "off" } }'],
])("%j becomes %j", (text, expected) => {
  expect(after(text)).toBe(expected);
  expect(readProject(expected)).toMatchObject({ project: { rules: { [rule]: "off" } }, problems: [] });
});

test.each(["rules: [\n", "rules: off\n", "- a\n", "rules: [a]\n"])("%j cannot be edited", (text) => {
  expect(after(text)).toBeUndefined();
});

/** The text after the first slip in it is put right; undefined where that is not offered. */
function mended(text: string): string | undefined {
  const [problem] = readProject(text).problems;
  const edit = problem && putRight(text, problem);
  return edit && applyEdits(text, [edit]);
}

test.each([
  ["preset: strickt # all\n", "preset: strict # all\n"],
  ["preset: 'secure'\n", undefined],
  ["preset: 'recomended'\n", "preset: 'recommended'\n"],
  ["rule:\n  # ours\n  cidr/host-bits: off\n", "rules:\n  # ours\n  cidr/host-bits: off\n"],
  ["cfnNetworkLint.preset: strict\n", "preset: strict\n"],
  ["rules:\r\n  cidr/host-bit: off   # why\r\n", "rules:\r\n  cidr/host-bits: off   # why\r\n"],
  ['{ "rules": { "host-bits": "off" } }', '{ "rules": { "cidr/host-bits": "off" } }'],
  ["rules: { depends/nat: warn }\n", "rules: { depends/nat: warning }\n"],
  // The key that is meant is there as well.
  ["rule: { depends/nat: off }\nrules: { cidr/host-bits: off }\n", undefined],
  ["rules:\n  cidr/host-bit: off\n  cidr/host-bits: hint\n", undefined],
  ["nothing: like it\n", undefined],
  ["preset: [strict]\n", undefined],
])("%j is put right to %j", (text, expected) => expect(mended(text)).toBe(expected));
