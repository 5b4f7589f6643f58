/** Runs steps that build on each other, and counts them. Knows nothing of what they do. */
import path from "node:path";

/** Prints a line for each step, then `N passed, N failed`. Of a step that fails the page is kept as a picture. */
export async function runSteps(page, steps, kind) {
  let passed = 0;
  let failed = 0;
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step();
      passed += 1;
      console.log(`✔ ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`✘ ${name}\n${error.stack}`);
      await page.screenshot({ path: path.resolve(import.meta.dirname, `../out/failed-${kind}-${failed}.png`) });
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
