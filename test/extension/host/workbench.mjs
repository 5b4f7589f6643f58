/** What a person does in the workbench, for Playwright. Knows VS Code's class names. */

/** Opens a file of the folder by a double click in the explorer. */
export async function openFile(page, name) {
  const entry = page.locator(".explorer-folders-view").getByText(name, { exact: true });
  await entry.waitFor({ timeout: 60_000 });
  await entry.dblclick();
  await page.locator(".tab.active", { hasText: name }).waitFor();
  await page.locator(".view-line").first().waitFor();
}

/** The line of the editor with that text. VS Code shows spaces as no-break spaces. */
export const line = (page, text) => page.locator(".view-line", { hasText: text }).first();

/** The first piece of the editor with that text, in the first line with `inLine`. */
export const word = (page, text, inLine = text) => line(page, inLine).locator("span > span", { hasText: text }).first();

/** Runs a command by its title, from the command palette. */
export async function runCommand(page, title) {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input.input").fill(`>${title}`);
  await page.locator(".quick-input-list").getByText(title).first().click();
}

/** Goes to the end of the document, and again until what stands there is seen: an editor that is just being opened drops the key. */
export async function toTheEnd(page, seen) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    await page.keyboard.press("Control+End");
    try {
      return await seen.waitFor({ timeout: 1500 });
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

/** Puts the caret at the start of a line, in the middle of the editor. */
export async function goToLine(page, number) {
  await page.keyboard.press("Control+g");
  await page.locator(".quick-input-widget input").fill(`:${number}`);
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

/** Opens the light bulb's menu at the caret and gives its entry. Asks again: VS Code drops the menu where hints arrive in the meantime. */
export async function quickFix(page, text) {
  const entry = page.locator(".action-widget").getByText(text).first();
  for (let tries = 1; ; tries++) {
    await page.keyboard.press("Control+.");
    const isThere = await entry.waitFor({ timeout: 4_000 }).then(
      () => true,
      () => false,
    );
    if (isThere) return entry;
    if (tries === 5) throw new Error(`The light bulb does not offer "${text}".`);
    await page.keyboard.press("Escape");
  }
}
