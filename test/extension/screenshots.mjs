/** Takes the pictures of the README from a real VS Code with the packaged .vsix installed, into docs/images/. */
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { copyOf, launchChromium, startVscode, workbenchUrl } from "./host/vscode.mjs";
import { openFile, runCommand, word } from "./host/workbench.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const images = path.join(root, "docs/images");
mkdirSync(images, { recursive: true });

const settings = {
  "editor.hover.delay": 100,
  "editor.minimap.enabled": false,
  "editor.fontSize": 14,
  "editor.stickyScroll.enabled": false,
  "breadcrumbs.enabled": false,
  "workbench.colorTheme": "Default Light Modern",
  "workbench.layoutControl.enabled": false,
  "workbench.activityBar.location": "hidden",
};

const workspace = copyOf(path.join(root, "examples"));
const vscode = await startVscode({ extensions: [path.join(root, "cfn-network-lint.vsix")], settings });
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1180, height: 720 }, deviceScaleFactor: 1.5 });
  page.setDefaultTimeout(20_000);
  const take = (name) => page.screenshot({ path: path.join(images, `${name}.png`) });
  const open = async (name, waitFor) => {
    await openFile(page, name);
    await page.locator(waitFor).first().waitFor();
  };
  await page.goto(workbenchUrl(vscode, workspace));

  await open("two-tier-vpc.yaml", ".squiggly-error");
  await runCommand(page, "View: Close Primary Side Bar");
  await runCommand(page, "Problems: Focus on Problems View");
  await page.locator(".markers-panel").getByText("cidr/subnet-overlap").waitFor();
  await take("problems");

  await word(page, "WebDefaultRoute").click();
  await page.keyboard.press("Control+.");
  await page.locator(".action-widget").getByText("Add DependsOn").first().waitFor();
  await take("fix");
  await page.keyboard.press("Escape");

  await word(page, "WebDefaultRoute").hover();
  await page.locator(".monaco-hover:visible", { hasText: "0.0.0.0/0" }).waitFor();
  await take("hover-route");
} finally {
  await browser.close();
  await vscode.stop();
  rmSync(workspace, { recursive: true, force: true });
}
