/**
 * Everything that CI runs, on a machine with Node 20 and npm only: installs what is missing, runs every check and every test
 * runner, and prints the sum of their counts as its last line.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { hostNode } from "../test/extension/host/machine.mjs";
import { installChromium, installRoot, installVscode, root } from "./install.mjs";

const bin = (name) => path.join(root, "node_modules/.bin", name);
const extensionTests = path.join(root, "test/extension");
const vitestReport = path.join(root, "node_modules/.cache/vitest.json");

const totals = { passed: 0, failed: 0 };

/** Runs one step: whether all passed. `count` reads passed and failed from the output; a step without it counts as one check. */
async function step(name, command, args, { cwd = root, count } = {}) {
  const start = performance.now();
  console.log(`\n== ${name}`);
  const { code, output } = await execute(command, args, cwd);
  const counts = count?.(output) ?? { passed: 0, failed: 0 };
  // A runner that dies before it counts has failed, whatever it has counted.
  if (count && code !== 0 && counts.failed === 0) counts.failed = 1;
  if (count && code === 0 && counts.passed === 0) counts.failed = 1;
  if (!count) counts[code === 0 ? "passed" : "failed"] = 1;
  totals.passed += counts.passed;
  totals.failed += counts.failed;
  console.log(`== ${name}: ${counts.passed} passed, ${counts.failed} failed, ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return counts.failed === 0;
}

/** The exit code of a command, and what it printed, without colours. */
function execute(command, args, cwd) {
  return new Promise((resolve) => {
    const { FORCE_COLOR: _, ...inherited } = process.env;
    const env = { ...inherited, NO_COLOR: "1", CI: "true" };
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (stream) => (data) => {
      output += data;
      stream.write(data);
    };
    child.stdout.on("data", collect(process.stdout));
    child.stderr.on("data", collect(process.stderr));
    child.once("error", (error) => resolve({ code: -1, output: String(error) }));
    child.once("close", (code) => resolve({ code, output: stripVTControlCharacters(output) }));
  });
}

/** The last `N passed, N failed` of a runner of ours. */
function ownCount(output) {
  const [, passed, failed] = [...output.matchAll(/^\W*(\d+) passed, (\d+) failed$/gm)].at(-1) ?? [];
  return { passed: Number(passed ?? 0), failed: Number(failed ?? 0) };
}

function vitestCount() {
  const { numPassedTests, numFailedTests, numFailedTestSuites, success } = JSON.parse(readFileSync(vitestReport, "utf8"));
  return { passed: numPassedTests, failed: success ? 0 : Math.max(numFailedTests, numFailedTestSuites, 1) };
}

/** Node's own runner, in its TAP form. */
function tapCount(output) {
  const read = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, "m").exec(output)?.[1] ?? 0);
  return { passed: read("pass"), failed: read("fail") + read("cancelled") };
}

async function main() {
  const started = performance.now();
  console.log("== install");
  installRoot();
  installVscode();
  installChromium();
  console.log(`== install: ${((performance.now() - started) / 1000).toFixed(1)} s`);

  await step("typecheck", "npm", ["run", "--silent", "typecheck"]);
  await step("lint", "npm", ["run", "--silent", "lint"]);
  const built = await step("build and package", "npm", ["run", "--silent", "package"]);
  await step("build the extension tests", process.execPath, ["build.mjs"], { cwd: extensionTests });

  mkdirSync(path.dirname(vitestReport), { recursive: true });
  rmSync(vitestReport, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`];
  await step("unit tests", bin("vitest"), ["run", ...reporters], { count: vitestCount });
  const languageTests = ["grammar.test.mjs", "yaml-tags.test.mjs", "project-file.test.mjs"];
  await step("grammars and YAML's language server", process.execPath, ["--test", "--test-reporter=tap", ...languageTests], {
    cwd: extensionTests,
    count: tapCount,
  });
  // Without a build each of these would wait for its deadlines, and what they say would be about an older build.
  if (!built) throw new Error("The build failed, therefore nothing ran in VS Code.");
  await step("extension host", hostNode(), ["run-host.mjs"], { cwd: extensionTests, count: ownCount });
  await step("extension host, several folders", hostNode(), ["run-host.mjs", "folders"], { cwd: extensionTests, count: ownCount });
  await step("extension host in a browser", hostNode(), ["run-web.mjs"], { cwd: extensionTests, count: ownCount });
  await step("packaged extension", process.execPath, ["run-ui.mjs"], { cwd: extensionTests, count: ownCount });
  await step("packaged extension by keyboard", process.execPath, ["run-keyboard.mjs"], { cwd: extensionTests, count: ownCount });
  console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s in all`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  totals.failed += 1;
}
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;
