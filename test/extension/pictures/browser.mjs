/** The picture of VS Code in the browser, whose extension host and language server are web workers: the build that vscode.dev serves. */
import { createRequire } from "node:module";
import path from "node:path";
import { findChromium } from "../host/machine.mjs";
import { chromiumArguments } from "../host/vscode.mjs";
import { line, openFile, runCommand } from "../host/workbench.mjs";

const here = (file) => path.join(import.meta.dirname, "..", file);

/** Opens the folder, and gives the page to `look` once a problem is seen. */
export async function inBrowser(folder, viewport, look) {
  // @vscode/test-web keeps the browser to itself: it is noted when it is launched.
  const require = createRequire(import.meta.url);
  const { chromium } = createRequire(require.resolve("@vscode/test-web"))("playwright");
  const launch = chromium.launch.bind(chromium);
  let browser;
  chromium.launch = async (options) => {
    browser = await launch({ ...options, executablePath: findChromium(), args: chromiumArguments });
    return browser;
  };
  const { open } = require("@vscode/test-web");
  const opened = await open({
    browserType: "chromium",
    headless: true,
    quality: "stable",
    commit: "1.91.1",
    testRunnerDataDir: here("web"),
    host: "localhost",
    port: 3412,
    extensionDevelopmentPath: here("../.."),
    folderPath: folder,
  });
  try {
    const [page] = browser.contexts().flatMap((context) => context.pages());
    page.setDefaultTimeout(20_000);
    await page.setViewportSize(viewport);
    await openFile(page, "two-tier-vpc.yaml");
    await line(page, "public via IGW").waitFor();
    await line(page, "Resources:").click();
    await page.locator(".codelens-decoration", { hasText: "addresses free" }).waitFor();
    await runCommand(page, "Problems: Focus on Problems View");
    await page.locator(".markers-panel").getByText("cidr/subnet-overlap").waitFor();
    await page.locator(".codelens-decoration", { hasText: "addresses free" }).waitFor();
    // Without https no page can be shown in it, and VS Code says so.
    await runCommand(page, "Notifications: Clear All Notifications");
    await look(page);
  } finally {
    opened.dispose();
    await browser?.close();
  }
}
