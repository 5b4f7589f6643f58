/** How the suite runs and what it says at its end, in every host. */

export const options: Mocha.MochaOptions = { ui: "tdd", color: false, timeout: 60_000, reporter: "spec" };

/** Runs, and prints the counts in the form that the test script adds up. */
export function finish(run: (done: (failures: number) => void) => Mocha.Runner): Promise<void> {
  return new Promise((resolve, reject) => {
    const runner = run((failures) => {
      console.log(`${runner.stats?.passes ?? 0} passed, ${failures} failed`);
      if (failures > 0) reject(new Error(`${failures} tests failed.`));
      else resolve();
    });
  });
}
