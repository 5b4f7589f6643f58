/** What a screen reader gets of a page: Chromium's accessibility tree, what is read out unasked, and where the focus is. */
import assert from "node:assert/strict";

/** Asks until the answer fits. Fails with the last answer. */
export async function eventually(what, ask, fits, milliseconds = 15_000) {
  for (const deadline = Date.now() + milliseconds; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const found = await ask();
    if (fits(found)) return found;
    if (Date.now() > deadline) assert.fail(`${what}; there is: ${JSON.stringify(found, null, 1)}`);
  }
}

/** The things with a role, as `name` or `name (description)`, in their order. */
export async function named(page, role) {
  const session = await page.context().newCDPSession(page);
  try {
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    return nodes
      .filter((node) => !node.ignored && node.role?.value === role)
      .map(({ name, description }) => [name?.value.trim(), description?.value && `(${description.value})`].filter(Boolean).join(" "));
  } finally {
    await session.detach();
  }
}

/** Waits for a thing with that role and a name that matches. */
export const nameOf = async (page, role, pattern) => {
  const all = await eventually(
    `no ${role} is named ${pattern}`,
    () => named(page, role),
    (names) => names.some((name) => pattern.test(name)),
  );
  return all.find((name) => pattern.test(name));
};

/** To be called before the page is opened: from then on it is written down what is read out without being asked for. */
export const listen = (page) =>
  page.addInitScript(() => {
    globalThis.readOut = [];
    const write = () => {
      const texts = [...document.querySelectorAll("[role=alert]")].map(({ textContent }) => textContent);
      globalThis.readOut.push(...texts.filter((text) => text && !globalThis.readOut.includes(text)));
    };
    new MutationObserver(write).observe(document, { subtree: true, childList: true, characterData: true });
  });

/** Waits until something that matches has been read out since the last time. */
export async function alerted(page, pattern) {
  await eventually(
    `nothing says ${pattern}`,
    () => page.evaluate(() => globalThis.readOut),
    (texts) => texts.some((text) => pattern.test(text)),
  );
  await page.evaluate(() => globalThis.readOut.splice(0));
}

/** Waits until the focus is on something, or the entry of a list, whose name matches. */
export const focused = (page, pattern, milliseconds = 15_000) =>
  eventually(
    `the focus is on nothing named ${pattern}`,
    () =>
      page.evaluate(() => {
        const element = document.activeElement;
        const entry = document.getElementById(element?.getAttribute("aria-activedescendant") ?? "");
        const { ariaLabel, title, textContent } = entry ?? element ?? document.body;
        return [ariaLabel, title, textContent].filter(Boolean).join(" ");
      }),
    (name) => pattern.test(name),
    milliseconds,
  );
