import { describe, expect, test } from "vitest";
import { type EditorSettings, readEditorSettings } from "../../server/src/features/editor-settings.ts";
import { defaultSettings } from "../../server/src/settings/settings.ts";

const uri = "file:///work/network/main.yaml";
const read = (section: unknown, at = uri): EditorSettings => readEditorSettings(section, at).editor;
const complaints = (section: unknown): readonly string[] => readEditorSettings(section, uri).complaints;

const codeLens = { vpc: true, workload: true, subnet: false, securityGroup: false };
const hints = { cidrSize: true, subnetExposure: true, resolvedValue: true, routeOwner: true };

describe("readEditorSettings", () => {
  test.each([undefined, null, {}, { enable: null, preset: null, rules: null, parameters: null }, { unknown: 1 }, "text", [], 3])(
    "%j is the default",
    (section) => {
      expect(readEditorSettings(section, uri)).toEqual({
        editor: { isEnabled: true, codeLens, inlayHints: hints, settings: defaultSettings },
        complaints: [],
      });
    },
  );

  test("takes what is right", () => {
    const section = {
      enable: false,
      preset: "strict",
      inlayHints: { cidrSize: false, routeOwner: null },
      codeLens: { vpc: false, subnet: true, securityGroup: null, other: 1 },
      rules: { "depends/igw-route": "off" },
      parameters: { "*.yaml": { Stage: "prod" } },
    };
    expect(read(section)).toEqual({
      isEnabled: false,
      codeLens: { ...codeLens, vpc: false, subnet: true },
      inlayHints: { ...hints, cidrSize: false },
      settings: { preset: "strict", rules: { "depends/igw-route": "off" }, parameters: new Map([["Stage", "prod"]]) },
    });
    expect(complaints(section)).toEqual([]);
  });

  test.each([
    [{ enable: "no" }, 'cfnNetworkLint.enable: "no" is neither true nor false; true is used.'],
    [{ preset: "all" }, 'cfnNetworkLint.preset: "all" is none of recommended, strict, security; recommended is used.'],
    [
      { inlayHints: false },
      "cfnNetworkLint.inlayHints: false is not an object of cidrSize, subnetExposure, resolvedValue, routeOwner; the defaults are used.",
    ],
    [{ codeLens: true }, "cfnNetworkLint.codeLens: true is not an object of vpc, workload, subnet, securityGroup; the defaults are used."],
    [{ codeLens: { subnet: "on" } }, 'cfnNetworkLint.codeLens: subnet: "on" is neither true nor false; false is used.'],
    [{ inlayHints: { cidrSize: 1 } }, "cfnNetworkLint.inlayHints: cidrSize: 1 is neither true nor false; true is used."],
    [{ rules: ["a"] }, 'cfnNetworkLint.rules: ["a"] is not an object of rule ids to severities and is left out.'],
    [{ rules: { "no/such": "off" } }, 'cfnNetworkLint.rules: there is no rule "no/such"; it is left out.'],
    [
      { rules: { "depends/igw-route": "fatal" } },
      'cfnNetworkLint.rules: "fatal" for depends/igw-route is none of off, error, warning, information, hint; the preset decides.',
    ],
    [{ parameters: "x" }, 'cfnNetworkLint.parameters: "x" is not an object of globs to parameter values and is left out.'],
    [
      { parameters: { "*.json": 1 } },
      'cfnNetworkLint.parameters: 1 is not an object of parameter names to values, for "*.json", and is left out.',
    ],
    [{ parameters: { "*.yaml": { A: {} } } }, 'cfnNetworkLint.parameters: {} is no value for A of "*.yaml"; its Default is used.'],
  ])("%j is named, and the default is used", (section, complaint) => {
    expect(complaints(section)).toEqual([complaint]);
    expect(read(section)).toEqual({ isEnabled: true, codeLens, inlayHints: hints, settings: defaultSettings });
  });

  test("a bad value costs itself only", () => {
    const { settings } = read({
      preset: 1,
      rules: { "depends/igw-route": "hint", "no/such": "off", __proto__: null },
      parameters: { "*.yaml": { A: [], B: [[]], C: 1 } },
    });
    expect(settings.rules).toEqual({ "depends/igw-route": "hint" });
    expect([...settings.parameters]).toEqual([
      ["A", ""],
      ["C", "1"],
    ]);
  });

  test("a hostile value is one short line", () => {
    const [complaint, ...others] = complaints({ preset: `x\n${"y".repeat(10_000)}` });
    expect(others).toEqual([]);
    expect(complaint?.length).toBeLessThan(200);
    expect(complaint).not.toMatch(/[\r\n]/);
  });

  test("an impossible glob is left out", () => {
    expect(complaints({ parameters: { "": {}, ["a".repeat(70_000)]: { A: "b" } } })).toHaveLength(1);
  });
});

describe("globs", () => {
  test.each([
    ["main.yaml", true],
    ["*.yaml", true],
    ["*.json", false],
    ["network/*.yaml", true],
    ["./network/*.yaml", true],
    ["work/*.yaml", false],
    ["work/**/*.yaml", true],
    ["**/main.{yml,yaml}", true],
    ["/work/network/main.yaml", true],
    ["/network/main.yaml", false],
    ["net*/main.yaml", true],
    ["ork/network/main.yaml", false],
  ])("%s matches /work/network/main.yaml: %s", (glob, expected) => {
    expect(read({ parameters: { [glob]: { A: "b" } } }).settings.parameters.has("A")).toBe(expected);
  });

  test.each([
    ["untitled:Untitled-1", "Untitled-1"],
    ["file:///c%3A/my%20files/%C3%A9.yaml", "my files/é.yaml"],
    ["vscode-remote://ssh-remote%2Bhost/home/a/b.yaml", "/home/a/b.yaml"],
    ["vscode-vfs://github/owner/repository/.hidden/b.yaml?ref=1#L2", "repository/*/b.yaml"],
    ["file:///100%/b.yaml", "100%/b.yaml"],
  ])("%s is matched by %s", (at, glob) => {
    expect(read({ parameters: { [glob]: { A: "b" } } }, at).settings.parameters.has("A")).toBe(true);
  });

  test("later globs win, name by name", () => {
    const parameters = { "*.yaml": { A: "1", B: "1" }, "network/*": { B: true }, "other/*": { A: "3" } };
    expect([...read({ parameters }).settings.parameters]).toEqual([
      ["A", "1"],
      ["B", "true"],
    ]);
  });

  test("lists are joined as deployments take them", () => {
    expect(read({ parameters: { "*": { A: ["x", 1, "y"] } } }).settings.parameters.get("A")).toBe("x,1,y");
  });
});
