/** The suite in the Node extension host, in the form that @vscode/test-electron runs. */
import Mocha from "mocha";
import { finish, options } from "./mocha.ts";

export async function run(): Promise<void> {
  const mocha = new Mocha(options);
  // Suites register themselves while they are loaded, with the functions that this event puts in place.
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("./start.test.ts");
  await import("./findings.test.ts");
  await import("./settings.test.ts");
  await import("./project.test.ts");
  await import("./trace.test.ts");
  await import("./beside.test.ts");
  await import("./lenses.test.ts");
  await import("./scan.test.ts");
  await import("./files.test.ts");
  await import("./pins.test.ts");
  await import("./explain.test.ts");
  await import("./outside.test.ts");
  await import("./twenty.test.ts");
  await import("./crash.test.ts");
  return finish((done) => mocha.run(done));
}
