/** Takes the pictures of the README from a real VS Code with the packaged .vsix installed, into docs/images/. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { copyOf, launchChromium, removeCopy, startVscode, workbenchUrl } from "./host/vscode.mjs";
import { goToLine, line, openFile, quickFix, runCommand, word } from "./host/workbench.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const images = path.join(root, "docs/images");
mkdirSync(images, { recursive: true });

const settings = {
  "editor.hover.delay": 100,
  "editor.minimap.enabled": false,
  "editor.fontSize": 14,
  "editor.stickyScroll.enabled": false,
  "breadcrumbs.enabled": false,
  "workbench.colorTheme": "Light Modern",
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
  await page.goto(workbenchUrl(vscode, workspace));

  await openFile(page, "two-tier-vpc.yaml");
  await runCommand(page, "View: Toggle Primary Side Bar Visibility");
  await runCommand(page, "Problems: Focus on Problems View");
  await page.locator(".markers-panel").getByText("cidr/subnet-overlap").waitFor();
  await line(page, "VpcCidr").click();
  await goToLine(page, 46);
  await page.locator(".squiggly-error").first().waitFor();
  await take("problems");

  await word(page, "10.20.8.0").click();
  await quickFix(page, "next free block");
  await take("fix");
  await page.keyboard.press("Escape");

  await runCommand(page, "View: Toggle Panel Visibility");
  await goToLine(page, 46);
  await word(page, "WebSubnet", "SubnetId: !Ref WebSubnet").hover();
  await page.locator(".monaco-hover:visible", { hasText: "usable addresses" }).waitFor();
  await take("hover");

  await runCommand(page, "View: Toggle Primary Side Bar Visibility");
  await openFile(page, "peered-vpcs.yaml");
  await runCommand(page, "View: Toggle Primary Side Bar Visibility");
  await goToLine(page, 68);
  // VS Code asks for lenses only while the editor has the focus.
  await page.locator(".codelens-decoration", { hasText: "from internet" }).first().waitFor();
  await runCommand(page, "CloudFormation Network Lint: Trace Path…");
  for (const chosen of ["OrdersService", "StockDatabase", "tcp 80"]) {
    await page.locator(".quick-input-widget input").fill(chosen);
    await page.locator(".quick-input-list .focused", { hasText: chosen }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-list .focused", { hasText: chosen }).waitFor({ state: "hidden" });
  }
  await page.locator(".codelens-decoration", { hasText: "Trace another path" }).waitFor();
  await page.mouse.move(600, 700);
  await take("trace");
} finally {
  await browser.close();
  await vscode.stop();
  await removeCopy(workspace);
}
