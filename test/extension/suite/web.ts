/** The suite in the web worker extension host, with mocha's build for browsers. */
import "mocha/mocha.js";
import { finish, options } from "./mocha.ts";

declare const mocha: Mocha & { setup(settings: Mocha.MochaOptions): void };

export async function run(): Promise<void> {
  mocha.setup(options);
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
  return finish((done) => mocha.run(done));
}
