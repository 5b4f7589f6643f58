/**
 * Takes pictures of all that a person sees, from a real VS Code with the packaged .vsix installed, in each kind of theme, into
 * out/screenshots/. Those that the README and docs/EDITOR.md show are copied to docs/images/. `node screenshots.mjs dark` takes those of one theme.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { copyOf, launchChromium, removeCopy, startVscode, workbenchUrl } from "./host/vscode.mjs";
import { goToLine, line, openFile, quickFix, runCommand, word } from "./host/workbench.mjs";
import { inBrowser } from "./pictures/browser.mjs";
import { addTemplates, shopPictures } from "./pictures/shop.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const images = path.join(root, "docs/images");
const themes = { light: "Light Modern", dark: "Dark Modern", contrast: "Default High Contrast" };
const inDocs = ["fix", "hover", "beside", "trace", ...inGallery()];

const settings = {
  "editor.hover.delay": 100,
  "cfnNetworkLint.rules": { "sg/rule-implied": "hint" },
  "editor.minimap.enabled": false,
  "editor.fontSize": 14,
  "editor.stickyScroll.enabled": false,
  "breadcrumbs.enabled": false,
  "workbench.layoutControl.enabled": false,
  "workbench.activityBar.location": "hidden",
};

/** The pictures of docs/EDITOR.md. */
function inGallery() {
  const page = readFileSync(path.join(root, "docs/EDITOR.md"), "utf8");
  return [...page.matchAll(/\]\(images\/([\w-]+)\.png\)/g)].map(([, name]) => name);
}

/** The card under the pointer that holds the text. */
const card = (page, text) => page.locator(".monaco-hover:visible", { hasText: text });

/** Rests the pointer on a place until the card is there. Rests again: VS Code drops the card where the text is drawn anew in the meantime. */
async function hoverCard(page, place, text) {
  for (let tries = 1; ; tries++) {
    await place.hover();
    const isThere = await card(page, text)
      .waitFor({ timeout: 4_000 })
      .then(
        () => true,
        () => false,
      );
    if (isThere) return;
    if (tries === 5) throw new Error(`No card says "${text}".`);
    await aside(page);
  }
}

const lens = (page, text) => page.locator(".codelens-decoration:visible", { hasText: text }).first();

/** Clicks on a lens until its peek view is there: just after the text has scrolled, a click may be lost. */
async function peek(page, text) {
  const places = page.locator(".peekview-widget .ref-tree .monaco-list-row").first();
  for (let tries = 0; tries < 5 && !(await places.isVisible()); tries++) {
    await lens(page, text).click();
    await places.waitFor({ timeout: 4_000 }).catch(() => {});
  }
  await places.waitFor();
  await aside(page);
}

/** Opens a template with nothing beside it. */
async function openAlone(page, name) {
  await runCommand(page, "View: Close All Editors");
  await runCommand(page, "View: Show Explorer");
  await openFile(page, name);
  await runCommand(page, "View: Toggle Primary Side Bar Visibility");
  await page.locator(".explorer-folders-view").waitFor({ state: "hidden" });
}

/** Away from what would light up, such as the edge of the panel. */
const aside = (page) => page.mouse.move(1000, 600);

/** Once nothing fades in any more. What turns for ever is not waited for. */
const settled = (page) =>
  page.evaluate(() => {
    const ending = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    return Promise.allSettled(ending.map((one) => one.finished)).then(() => undefined);
  });

/** What is in a picture's name, in the order in which they are taken: a step may start from what the one before left. */
const pictures = {
  async problems(page) {
    await openAlone(page, "two-tier-vpc.yaml");
    await runCommand(page, "Problems: Focus on Problems View");
    await page.locator(".markers-panel").getByText("cidr/subnet-overlap").waitFor();
    await line(page, "VpcCidr").click();
    await goToLine(page, 46);
    await page.locator(".squiggly-error").first().waitFor();
    await aside(page);
  },

  async "problem-hover"(page) {
    await hoverCard(page, word(page, "10.20.8.0"), "cidr/subnet-overlap");
  },

  async fix(page) {
    await word(page, "10.20.8.0").click();
    await quickFix(page, "next free block");
    await aside(page);
  },

  async fixed(page) {
    await page.locator(".action-widget").getByText("next free block").first().click();
    await line(page, "10.20.16.0/24").waitFor();
    await line(page, "256 IPs, to 10.20.16.255").waitFor();
    await page.locator(".markers-panel").getByText("cidr/subnet-overlap").waitFor({ state: "detached" });
  },

  async hover(page) {
    // In a browser VS Code saves by itself, so that there may be nothing to revert to.
    await line(page, "10.20.16.0/24").click();
    await page.keyboard.press("Control+z");
    await line(page, "10.20.8.0/24").waitFor();
    await runCommand(page, "View: Toggle Panel Visibility");
    await goToLine(page, 46);
    await hoverCard(page, word(page, "WebSubnet", "SubnetId: !Ref WebSubnet"), "usable addresses");
  },

  async hints(page) {
    await aside(page);
    await goToLine(page, 16);
    await page.locator(".view-line", { hasText: "65,536 IPs" }).first().waitFor();
  },

  async completion(page) {
    await goToLine(page, 55);
    await page.keyboard.press("End");
    for (const _ of "10.20.8.0/24") await page.keyboard.press("Backspace");
    await page.keyboard.press("Control+Space");
    await page.locator(".suggest-widget.visible").getByText("10.20.16.0/24").first().waitFor();
    await aside(page);
  },

  async refactor(page) {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+s");
    await openAlone(page, "worker.yaml");
    await goToLine(page, 70);
    await page.keyboard.press("End");
    const entry = page.locator(".action-widget").getByText("Make WorkerSubnet").first();
    for (let tries = 0; tries < 5 && !(await entry.isVisible()); tries++) {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+Shift+r");
      await entry.waitFor({ timeout: 4_000 }).catch(() => {});
    }
    await entry.waitFor();
    await aside(page);
  },

  async lens(page) {
    await page.keyboard.press("Escape");
    await goToLine(page, 114);
    await lens(page, "from internet").waitFor();
    await aside(page);
  },

  async "rule-hover"(page) {
    await openAlone(page, "peered-vpcs.yaml");
    await goToLine(page, 69);
    await hoverCard(page, word(page, "5432", "FromPort: 5432"), "Lets in");
  },

  async status(page) {
    await hoverCard(page, page.locator("[id='status.languageStatus']"), "CloudFormation Network Lint");
  },

  async beside(page) {
    await aside(page);
    await page.keyboard.press("Escape");
    await goToLine(page, 40);
    await lens(page, "from internet").waitFor();
    await line(page, "isolated").waitFor();
  },

  async trace(page) {
    await goToLine(page, 68);
    // VS Code asks for lenses only while the editor has the focus.
    await lens(page, "from internet").waitFor();
    await runCommand(page, "CloudFormation Network Lint: Trace Path…");
    for (const chosen of ["OrdersService", "StockDatabase", "tcp 80"]) {
      await page.locator(".quick-input-widget input").fill(chosen);
      await page.locator(".quick-input-list .focused", { hasText: chosen }).waitFor();
      await page.keyboard.press("Enter");
      await page.locator(".quick-input-list .focused", { hasText: chosen }).waitFor({ state: "hidden" });
    }
    await lens(page, "Trace another path").waitFor();
    await page.mouse.move(600, 700);
  },

  async "project-file"(page, workspace) {
    writeFileSync(
      path.join(workspace, ".cfn-network-lint.yaml"),
      "# What applies to everyone.\n# The pull request says the same.\n\npreset: security\nrules:\n  cidr/host-bits: off\n  cidr/subnet-overlaps: error\nparameters:\n  network/*.yaml: { VpcCidr: 10.20.0.0/16 }\n",
    );
    await openAlone(page, ".cfn-network-lint.yaml");
    await page.locator(".squiggly-error, .squiggly-warning").first().waitFor();
    await hoverCard(page, word(page, "cidr/subnet-overlaps"), "There is no rule");
  },

  async "lens-kinds"(page, workspace) {
    const kinds = { "cfnNetworkLint.codeLens.subnet": true, "cfnNetworkLint.codeLens.securityGroup": true };
    mkdirSync(path.join(workspace, ".vscode"));
    writeFileSync(path.join(workspace, ".vscode/settings.json"), JSON.stringify(kinds));
    await aside(page);
    await openAlone(page, "worker.yaml");
    await goToLine(page, 28);
    await lens(page, "addresses free").waitFor();
    await lens(page, "usable addresses").waitFor();
  },

  async "lens-peek"(page) {
    await goToLine(page, 18);
    await peek(page, "addresses free");
  },

  async "lens-peek-group"(page) {
    await page.keyboard.press("Escape");
    await goToLine(page, 104);
    await peek(page, "guards");
  },
};

const all = { ...pictures, ...shopPictures({ openAlone, hoverCard, aside }) };

/** Takes all pictures in one theme. Says which of them failed, and goes on. */
async function takeAll(browser, kind, folder) {
  const workspace = copyOf(path.join(root, "examples"));
  addTemplates(workspace);
  const colours = { "workbench.colorTheme": themes[kind], "window.autoDetectHighContrast": false };
  const extensions = [path.join(root, "cfn-network-lint.vsix")];
  const vscode = await startVscode({ extensions, settings: { ...settings, ...colours } });
  const page = await browser.newPage({ viewport: { width: 1180, height: 720 }, deviceScaleFactor: 1.25 });
  page.setDefaultTimeout(15_000);
  try {
    await page.goto(workbenchUrl(vscode, workspace));
    await page.locator(".explorer-folders-view").getByText("worker.yaml").waitFor({ timeout: 60_000 });
    for (const [name, prepare] of Object.entries(all)) {
      await prepare(page, workspace).catch((error) => {
        console.error(`${kind}/${name}: ${error.message}`);
        process.exitCode = 1;
      });
      await settled(page);
      await page.screenshot({ path: path.join(folder, `${name}.png`) });
    }
  } finally {
    await page.close();
    await vscode.stop();
    await removeCopy(workspace);
  }
}

const browser = await launchChromium();
try {
  for (const kind of process.argv[2] ? [process.argv[2]] : Object.keys(themes)) {
    const folder = path.join(import.meta.dirname, "out/screenshots", kind);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await takeAll(browser, kind, folder);
    // Its theme is VS Code's default, therefore once.
    if (kind === "light") {
      const take = (page) => page.screenshot({ path: path.join(folder, "browser.png") });
      await inBrowser(path.join(root, "examples"), { width: 1180, height: 720 }, take);
    }
    if (kind !== "light" || process.exitCode) continue;
    mkdirSync(images, { recursive: true });
    for (const name of inDocs) copyFileSync(path.join(folder, `${name}.png`), path.join(images, `${name}.png`));
  }
} finally {
  await browser.close();
}
