import { expect, test } from "vitest";
import { readArguments } from "../../server/src/main/cli-arguments.ts";

test.each<[string, string]>([
  ["", "say what to do: lint, fix, trace or rules (--help explains them)"],
  ["frobnicate", "frobnicate is no command; the commands are lint, fix, trace and rules"],
  ["a.yaml", "a.yaml is no command; the commands are lint, fix, trace and rules"],
  ["--strict", "--strict is no flag that stands before a command (lint, fix, trace or rules)"],
  ["trace a.yaml --from A", "trace needs --from and --to: a logical id, an address or block, internet, or an AWS service"],
  ["trace --from A --to B", "trace needs one template: a file, or - for standard input"],
  ["trace a.yaml b.yaml --from A --to B", "trace needs one template: a file, or - for standard input"],
  [
    "trace a.yaml --from A --to B --protocol smtp",
    '--protocol must be tcp, udp, icmp, a protocol number or -1 for all traffic, not "smtp"',
  ],
  ["trace a.yaml --from A --to B --port http", '--port must be a number from 0 to 65535, not "http"'],
  ["trace a.yaml --from A --to B --port 65536", '--port must be a number from 0 to 65535, not "65536"'],
  ["trace a.yaml --from A --to B --protocol icmp --port 8", "--port goes with tcp and udp only"],
  ["trace a.yaml --from A --to B --form json", "trace has no flag --form; is from meant?"],
  ["graph a.yaml --format svg", "graph is not available in this version"],
  ["lint", "lint needs at least one file, folder or glob, or - for standard input"],
  ["fix --unsafe", "fix needs at least one file, folder or glob, or - for standard input"],
  ["lint --format xml a.yaml", '--format must be text or json, not "xml"'],
  ["lint --format sarif a.yaml", "--format sarif is not available in this version"],
  ["lint --format=github a.yaml", "--format github is not available in this version"],
  ["lint a.yaml --format junit", "--format junit is not available in this version"],
  ["lint a.yaml --format", "--format needs a value"],
  ["lint --preset best a.yaml", '--preset must be recommended, strict or security, not "best"'],
  ["lint --fail-on hint a.yaml", '--fail-on must be error, warning, information or never, not "hint"'],
  ["lint --parameter Cidr a.yaml", '--parameter needs a name and a value, as in --parameter VpcCidr=10.0.0.0/16, not "Cidr"'],
  ["lint --parameter =x a.yaml", '--parameter needs a name and a value, as in --parameter VpcCidr=10.0.0.0/16, not "=x"'],
  ["lint --prest strict a.yaml", "lint has no flag --prest; is preset meant?"],
  ["lint -f json a.yaml", "lint has no flag -f"],
  ["lint --constructor a.yaml", "lint has no flag --constructor"],
  ["fix --format json a.yaml", "fix has no flag --format"],
  ["fix --dry-run=yes a.yaml", "--dry-run takes no value"],
  ["fix --rule x/y a.yaml", "there is no rule x/y (cfn-network-lint rules lists them)"],
  ["lint a.yaml --config", "--config needs a value"],
  ["fix a.yaml --config b.yaml --no-config", "--config and --no-config exclude each other"],
  ["rules --no-config", "rules has no flag --no-config"],
  ["rules a.yaml", "rules takes no paths, and a.yaml is one"],
])("cfn-network-lint %s", (line, message) => {
  expect(readArguments(line === "" ? [] : line.split(" "))).toEqual({ kind: "problem", message });
});

test("lint with everything, flags and paths in any order", () => {
  const words = [
    "a.yaml",
    "--format",
    "json",
    "--parameter",
    "A=1=2",
    "-",
    "--parameter=B=",
    "--preset=strict",
    "--fail-on",
    "never",
    "--",
    "--odd.yaml",
  ];
  expect(readArguments(["lint", ...words])).toEqual({
    kind: "lint",
    format: "json",
    preset: "strict",
    failOn: "never",
    parameters: new Map([
      ["A", "1=2"],
      ["B", ""],
    ]),
    config: { kind: "nearest" },
    paths: ["a.yaml", "-", "--odd.yaml"],
  });
});

test("what is left out has its default, and of a flag that is given twice the last counts", () => {
  expect(readArguments(["lint", "a"])).toMatchObject({ format: "text", preset: undefined, failOn: "error", parameters: new Map() });
  expect(readArguments(["lint", "a", "--format", "json", "--format", "text"])).toMatchObject({ format: "text" });
  expect(readArguments(["fix", "a", "--rule", "cidr/invalid", "--rule", "depends/nat"])).toEqual({
    kind: "fix",
    rules: ["cidr/invalid", "depends/nat"],
    unsafe: false,
    dryRun: false,
    config: { kind: "nearest" },
    paths: ["a"],
  });
});

test("which project file counts", () => {
  const trace = ["trace", "a", "--from", "A", "--to", "B"];
  for (const words of [["lint", "a"], ["fix", "a"], trace]) {
    expect(readArguments(words)).toMatchObject({ config: { kind: "nearest" } });
    expect(readArguments([...words, "--no-config"])).toMatchObject({ config: { kind: "none" } });
    expect(readArguments([...words, "--config", "x", "--config=y"])).toMatchObject({ config: { kind: "file", path: "y" } });
  }
});

test("help and version, before and after a command", () => {
  for (const words of [["--help"], ["-h"], ["lint", "--help"], ["fix", "-h", "a.yaml"]])
    expect(readArguments(words)).toEqual({ kind: "help" });
  for (const words of [["--version"], ["-v"], ["lint", "--version"]]) expect(readArguments(words)).toEqual({ kind: "version" });
});
