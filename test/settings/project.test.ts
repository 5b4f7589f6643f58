import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isProjectFile, readProject } from "../../server/src/settings/project.ts";
import { statedFor } from "../../server/src/settings/project-settings.ts";

/** Problems as `text: message`. */
function problems(text: string): readonly string[] {
  return readProject(text).problems.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`);
}

describe("readProject", () => {
  test("takes what is right", () => {
    const text = `# ours
preset: strict
rules:
  cidr/host-bits: off
  "depends/nat": error
parameters:
  network/*.yaml:
    VpcCidr: 10.0.0.0/16
    Zones: [a, b]
    Port: 0443
    Empty: ""
  "**": { Stage: prod }
parameterFiles:
  a.yaml: parameters/a.json
  b.yaml: [one.json, "samconfig.toml#prod"]
ignore:
  - build
  - "!build/x.yaml"
`;
    const { project, problems: found } = readProject(text);
    expect(found).toEqual([]);
    expect(project.preset).toBe("strict");
    expect(project.rules).toEqual({ "cidr/host-bits": "off", "depends/nat": "error" });
    expect(project.parameters.map(({ values }) => [...values])).toEqual([
      [
        ["VpcCidr", "10.0.0.0/16"],
        ["Zones", "a,b"],
        ["Port", "0443"],
        ["Empty", ""],
      ],
      [["Stage", "prod"]],
    ]);
    expect(project.parameterFiles.map(({ path, environment, span }) => [path, environment, text.slice(span.start, span.end)])).toEqual([
      ["parameters/a.json", undefined, "parameters/a.json"],
      ["one.json", undefined, "one.json"],
      ["samconfig.toml", "prod", '"samconfig.toml#prod"'],
    ]);
    expect(project.ignore.map(({ isException }) => isException)).toEqual([false, true]);
  });

  test.each(["", "# nothing yet\n", "---\n# nothing\n", "{}", "preset:\nrules:\nparameters: ~\nignore: null\nparameterFiles:\n"])(
    "%j states nothing, and nothing is wrong",
    (text) =>
      expect(readProject(text)).toEqual({
        project: { preset: undefined, rules: {}, parameters: [], parameterFiles: [], ignore: [] },
        problems: [],
      }),
  );

  test("in braces, and with lone carriage returns", () => {
    expect(readProject('{ "preset": "security", "rules": { "cidr/host-bits": "off" } }').project).toMatchObject({
      preset: "security",
      rules: { "cidr/host-bits": "off" },
    });
    expect(problems("rules:\r  cidr/host-bits: off\r  nosuch: off\r")).toEqual(['nosuch: There is no rule "nosuch".']);
  });

  test.each([
    ["- a\n- b", "- a: A project file has the keys preset, rules, parameters, parameterFiles and ignore."],
    ["strict", "strict: A project file has the keys preset, rules, parameters, parameterFiles and ignore."],
    ["presett: strict", 'presett: There is no setting "presett"; is preset meant?'],
    ["cfnNetworkLint.rules: {}", 'cfnNetworkLint.rules: There is no setting "cfnNetworkLint.rules"; is rules meant?'],
    ["foo: 1", 'foo: There is no setting "foo": a project file has preset, rules, parameters, parameterFiles and ignore.'],
    ["enable: false", "enable: enable is a setting of VS Code only; to leave out files, list them under ignore."],
    ["preset: strct", 'strct: "strct" is no preset; is strict meant?'],
    ["preset: all", 'all: "all" is no preset: recommended, strict or security.'],
    ["preset: [strict]", "[strict]: A preset is expected here: recommended, strict or security."],
    ["rules: off", "off: Under rules stand rule ids with their severities, as in cidr/host-bits: off."],
    ["rules: { cidr/host-bit: off }", 'cidr/host-bit: There is no rule "cidr/host-bit"; is cidr/host-bits meant?'],
    ["rules: { host-bits: off }", 'host-bits: There is no rule "host-bits"; is cidr/host-bits meant?'],
    ["rules: { cidr/host-bits: warn }", 'warn: "warn" is no severity; is warning meant?'],
    ["rules: { cidr/host-bits: 1 }", '1: "1" is no severity: off, error, warning, information or hint.'],
    ["rules:\n  cidr/host-bits:\n", "cidr/host-bits: cidr/host-bits has no severity: off, error, warning, information or hint."],
    [
      "parameters: { Stage: prod }",
      'prod: A glob of templates is followed by names and values, as in "network/*.yaml": {VpcCidr: 10.20.0.0/16}.',
    ],
    ["parameters: x", 'x: Under parameters stand globs of templates, as in "network/*.yaml": {VpcCidr: 10.20.0.0/16}.'],
    ["parameters: { a.yaml: { A: { B: c } } }", '{ B: c }: "A" needs a text, a number, true or false, or a list of them.'],
    ["parameters:\n  a.yaml:\n    A:\n", 'A: "A" has no value; "" is an empty one.'],
    ["parameters: { '': { A: b } }", "'': This glob matches nothing."],
    [
      "parameterFiles: { a.yaml: { A: b } }",
      '{ A: b }: A glob of templates is followed by the path of a parameter file or a list of paths, as in "network/*.yaml": parameters/prod.json.',
    ],
    ["ignore: build", "build: Under ignore stands a list of globs, as in - build/**."],
    ["ignore: [[a]]", "[a]: A glob is expected here, as in build/**."],
    ["preset: strict\npreset: security", 'preset: "preset" is stated again below; this one does not count.'],
    ["preset: [", '[: This "[" is never closed.'],
  ])("%j: one sentence", (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  test.each([
    ["ignore:\n  - *.yaml\n", "*.yaml: A glob that starts with * needs quotes."],
    ["parameters:\n  **/*.yaml:\n    A: b\n  b.yaml: { A: c }\n", "**/*.yaml:: A glob that starts with * needs quotes."],
    ["ignore:\n  - build\n  - !build/kept.yaml\n", "!build/kept.yaml: A glob that starts with ! needs quotes."],
    ["parameters:\n  {a,b}.yaml: { A: b }\n", ".yaml: A glob that starts with { or [ needs quotes."],
  ])("%j: a glob without its quotes", (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  test("what is wrong costs itself only, also while it is typed", () => {
    const { project, problems: found } = readProject(
      "preset: strict\nrul\nrules:\n  cidr/host-bits: off\n  nosuch: off\nparameters:\n  a.yaml: { A: [[]], B: 1 }\n",
    );
    expect(found).toHaveLength(3);
    expect(project).toMatchObject({ preset: "strict", rules: { "cidr/host-bits": "off" } });
    expect(project.parameters.map(({ values }) => [...values])).toEqual([[["B", "1"]]]);
  });

  test("a hostile text is read, and what is said of it is short and stands in one line", () => {
    const words = fc.constantFrom(
      "rules",
      ":",
      " ",
      "\n",
      "  ",
      "- ",
      "{",
      "}",
      "[",
      "]",
      '"',
      "&a",
      "*a",
      "<<: *a",
      "!",
      "#",
      "off",
      "\r",
      "__proto__",
      "a/b",
      "parameters",
      "**",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        const { project, problems: found } = readProject(text);
        statedFor(project, "a.yaml", () => undefined);
        for (const { span, message } of found) {
          expect(text.slice(span.start, span.end)).not.toMatch(/[\r\n]/);
          expect(message.length).toBeLessThan(250);
          expect(message).not.toMatch(/[\r\n]/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test("project files by name", () => {
  expect(["/a/.cfn-network-lint.yaml", "file:///w/.cfn-network-lint.yaml", ".cfn-network-lint.yaml"].every(isProjectFile)).toBe(true);
  expect(["/a/cfn-network-lint.yaml", "/a/x.cfn-network-lint.yaml", "/a/.cfn-network-lint.yml"].some(isProjectFile)).toBe(false);
});
