/** The suite for a workspace of several folders, in the Node extension host. */
import Mocha from "mocha";
import { finish, options } from "./mocha.ts";

export async function run(): Promise<void> {
  const mocha = new Mocha(options);
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("./folders.test.ts");
  return finish((done) => mocha.run(done));
}
