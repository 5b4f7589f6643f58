/** Pictures of what the examples do not show, taken on templates of this folder. Knows what a person does, and no theme. */
import { cpSync, writeFileSync } from "node:fs";
import path from "node:path";
import { goToLine, line, quickFix, runCommand, toTheEnd, word } from "../host/workbench.mjs";

const files = ["shop.yaml", "shop-parameters-prod.json", "colours.json", "tiers.yaml"];

/** Puts the templates of this folder beside the examples. */
export function addTemplates(workspace) {
  for (const file of files) cpSync(path.join(import.meta.dirname, file), path.join(workspace, file));
}

const entry = (page, text) => page.locator(".action-widget").getByText(text).first();

/** Opens the menu of refactorings at the end of a line, until it has an entry. */
async function refactorings(page, number, text) {
  await page.keyboard.press("Escape");
  await goToLine(page, number);
  await page.keyboard.press("End");
  for (let tries = 0; tries < 5 && !(await entry(page, text).isVisible()); tries++) {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Shift+r");
    await entry(page, text)
      .waitFor({ timeout: 4_000 })
      .catch(() => {});
  }
  await entry(page, text).waitFor();
}

/** Deletes back to the start of the value at the end of a line, and asks what can stand there. */
async function complete(page, number, value, offered) {
  await goToLine(page, number);
  await page.keyboard.press("End");
  for (const _ of value) await page.keyboard.press("Backspace");
  const offer = page.locator(".suggest-widget.visible").getByText(offered).first();
  for (let tries = 0; tries < 5 && !(await offer.isVisible()); tries++) {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Space");
    await offer.waitFor({ timeout: 4_000 }).catch(() => {});
  }
  await offer.waitFor();
}

/** Closes what is open at the caret, and takes back what was typed. */
async function undo(page, value) {
  await page.keyboard.press("Escape");
  for (const _ of value) await page.keyboard.press("Control+z");
}

/** @param tools what all pictures have in common: `openAlone`, `hoverCard`, `aside`. */
export const shopPictures = ({ openAlone, hoverCard, aside }) => ({
  async "hint-kinds"(page, workspace) {
    // The kinds of lenses that are off by default are off again.
    writeFileSync(path.join(workspace, ".vscode/settings.json"), "{}");
    await openAlone(page, "shop.yaml");
    await goToLine(page, 31);
    await line(page, "10.60.0.0/24").waitFor();
    await line(page, "peer StockVpc").waitFor();
    await aside(page);
  },

  async "route-hover"(page) {
    await hoverCard(page, word(page, "10.62.0.0", "DestinationCidrBlock"), "Way back");
  },

  async redundant(page) {
    await aside(page);
    await goToLine(page, 75);
    await hoverCard(page, word(page, "CidrIp", "10.60.0.0/24"), "sg/rule-implied");
  },

  async "refactor-return-route"(page) {
    await refactorings(page, 37, "Add the return route");
    await aside(page);
  },

  async "refactor-extract"(page) {
    await refactorings(page, 78, "to a resource of its own");
    await aside(page);
  },

  async "refactor-split"(page) {
    await refactorings(page, 89, "Split");
    await aside(page);
  },

  async "refactor-endpoint"(page) {
    await refactorings(page, 15, "Add a gateway endpoint");
    await aside(page);
  },

  async "completion-peer"(page) {
    await page.keyboard.press("Escape");
    await complete(page, 41, "10.62.0.0/16", "10.62.0.0/16");
    await aside(page);
  },

  async "fix-all"(page) {
    await undo(page, "10.62.0.0/16");
    await openAlone(page, "peered-vpcs.yaml");
    await goToLine(page, 83);
    await page.locator(".squiggly-warning").first().waitFor();
    await word(page, "OrdersToStock", "OrdersToStock:").click();
    await quickFix(page, "Fix all");
    await aside(page);
  },

  async "completion-ports"(page) {
    await page.keyboard.press("Escape");
    await complete(page, 71, "5432", "postgresql");
    await aside(page);
  },

  async "refactor-private"(page) {
    await undo(page, "5432");
    await openAlone(page, "tiers.yaml");
    await refactorings(page, 25, "Make DataSubnet private");
    await aside(page);
  },

  async commands(page) {
    await page.keyboard.press("Escape");
    await openAlone(page, "shop.yaml");
    await goToLine(page, 41);
    await runCommand(page, "CloudFormation Network Lint: Show Commands…");
    await page.locator(".quick-input-list").getByText("Lint Workspace").waitFor();
  },

  async scenarios(page) {
    await page.keyboard.press("Escape");
    await runCommand(page, "CloudFormation Network Lint: Choose Parameter Values…");
    await page.locator(".quick-input-list").getByText("Stage = prod").first().waitFor();
  },

  async pinned(page) {
    await page.locator(".quick-input-widget input").fill("prod");
    await page.keyboard.press("ArrowDown");
    await page.locator(".quick-input-list .focused", { hasText: "prod" }).waitFor();
    await page.keyboard.press("Enter");
    await goToLine(page, 16);
    await line(page, "10.61.0.0/16").waitFor();
    await hoverCard(page, page.locator("[id='status.languageStatus']"), "shows");
  },

  async explain(page) {
    await aside(page);
    await runCommand(page, "CloudFormation Network Lint: Choose Parameter Values…");
    await page.locator(".quick-input-list .focused", { hasText: "All scenarios" }).waitFor();
    await page.keyboard.press("Enter");
    await goToLine(page, 44);
    await runCommand(page, "CloudFormation Network Lint: Explain Rule…");
    await page.locator(".quick-input-widget input").fill("peering/missing-route");
    await page.locator(".quick-input-list .focused", { hasText: "peering/missing-route" }).waitFor();
    await page.keyboard.press("Enter");
    const shown = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
    await shown.getByRole("heading", { name: "peering/missing-route" }).waitFor();
    await aside(page);
  },

  async lint(page) {
    await openAlone(page, "shop.yaml");
    await runCommand(page, "Problems: Focus on Problems View");
    await runCommand(page, "CloudFormation Network Lint: Lint Workspace");
    await page.locator(".notification-toast", { hasText: "of 7 templates" }).waitFor();
    await page.locator(".markers-panel").getByText("interface-endpoint.yaml").first().waitFor();
    await aside(page);
  },

  async "json-colours"(page) {
    await runCommand(page, "Notifications: Clear All Notifications");
    await runCommand(page, "View: Toggle Panel Visibility");
    await page.locator(".markers-panel").waitFor({ state: "hidden" });
    await openAlone(page, "colours.json");
    await line(page, "65,536 IPs").waitFor();
    await line(page, "10.80.0.0/24").waitFor();
    await aside(page);
  },

  async "project-fix"(page, workspace) {
    writeFileSync(
      path.join(workspace, ".cfn-network-lint.yaml"),
      "# What applies to everyone; the pull request says the same.\npreset: security\n\nrules:\n  cidr/host-bits: off\n  cidr/subnet-overlaps: error # ours have all been moved\n\nparameterFiles:\n  shop.yaml: shop-parameters-prod.json\n",
    );
    await openAlone(page, ".cfn-network-lint.yaml");
    await page.locator(".squiggly-error").first().waitFor();
    await word(page, "subnet-overlaps").click();
    await quickFix(page, "Change to cidr/subnet-overlap");
    await aside(page);
  },

  async walkthrough(page) {
    await page.keyboard.press("Escape");
    await runCommand(page, "View: Close All Editors");
    await runCommand(page, "Welcome: Open Walkthrough...");
    await page.locator(".quick-input-widget input").fill("Find network mistakes");
    await page.locator(".quick-input-list .focused", { hasText: "Find network mistakes before AWS does" }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".getting-started-step.expanded").waitFor();
    const shown = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
    await shown.getByRole("img", { name: "DataSubnet lies inside" }).waitFor();
    await aside(page);
  },

  async sample(page) {
    await page.locator(".getting-started-step.expanded").getByText("Open the sample").click();
    await line(page, "A web tier with a way to the internet").waitFor();
    await toTheEnd(page, page.locator(".squiggly-error").first());
    await aside(page);
  },
});
