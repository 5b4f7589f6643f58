/** Drives the workbench as a person would, with the packaged .vsix installed. Prints `N passed, N failed`. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { serverBelow } from "./host/processes.mjs";
import { runSteps } from "./host/steps.mjs";
import { bigCopyOf, launchChromium, removeCopy, startVscode, workbenchUrl } from "./host/vscode.mjs";
import { line, openFile, quickFix, runCommand, toTheEnd, word } from "./host/workbench.mjs";

const at = (file) => path.join(import.meta.dirname, file);
const workspace = bigCopyOf(at("workspace"), "paths.yaml");
const vscode = await startVscode({ extensions: [at("../../cfn-network-lint.vsix")], settings: { "editor.hover.delay": 100 } });
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
page.setDefaultTimeout(20_000);

/** The language server's process, once it is another one than `last`. */
async function nextServer(last) {
  for (const deadline = Date.now() + 20_000; ; ) {
    const pid = serverBelow(vscode.pid);
    if (pid !== undefined && pid !== last) return pid;
    if (Date.now() > deadline) throw new Error("The server does not come back.");
    await page.waitForTimeout(50);
  }
}

/** Keeps what the lenses have said in any frame from now on, each state once: one that goes for a moment makes another state. */
function watchLenses() {
  globalThis.seenLenses = [];
  const look = () => {
    const lenses = [...document.querySelectorAll(".codelens-decoration")].map((one) => one.textContent.trim());
    const state = lenses
      .filter((text) => text !== "")
      .sort()
      .join(" | ");
    if (!globalThis.seenLenses.includes(state)) globalThis.seenLenses.push(state);
    requestAnimationFrame(look);
  };
  look();
}

const steps = {
  async "the workbench opens the template with a squiggle"() {
    await page.goto(workbenchUrl(vscode, workspace));
    await openFile(page, "internet-route.yaml");
    await page.locator(".squiggly-warning").first().waitFor();
    assert.equal(await page.locator(".squiggly-warning").count(), 1);
  },

  async "the hover card says what is wrong"() {
    await word(page, "DefaultRoute").hover();
    const card = page.locator(".monaco-hover:visible", { hasText: "depends/igw-route" });
    await card.waitFor();
    assert.match(await card.innerText(), /before Gateway is attached/);
    await page.locator(".monaco-hover:visible", { hasText: "0.0.0.0/0" }).waitFor();
  },

  async "the status says what was looked at"() {
    await page.locator("[id='status.languageStatus']").hover();
    const card = page.locator(".monaco-hover:visible", { hasText: "CloudFormation Network Lint" });
    await card.waitFor();
    assert.match(await card.innerText(), /1 warning[\s\S]*1 scenario, \d+ rules?, \d+ ms at/);
    await card.getByText("Restart Server").waitFor();
  },

  async "the light bulb's fix is applied and the squiggle goes"() {
    await page.keyboard.press("Escape");
    await word(page, "DefaultRoute").click();
    await (await quickFix(page, "Add DependsOn: Attachment")).click();
    await line(page, "DependsOn: Attachment").waitFor();
    await page.locator(".squiggly-warning").waitFor({ state: "detached" });
  },

  async "saving writes it to the disk"() {
    await page.keyboard.press("Control+S");
    const original = readFileSync(at("workspace/internet-route.yaml"), "utf8");
    const fixed = original.replace("    Type: AWS::EC2::Route\n", "    Type: AWS::EC2::Route\n    DependsOn: Attachment\n");
    const saved = () => readFileSync(path.join(workspace, "internet-route.yaml"), "utf8");
    for (const deadline = Date.now() + 10_000; saved() !== fixed && Date.now() < deadline; ) await page.waitForTimeout(50);
    assert.equal(saved(), fixed);
  },

  async "Trace Path asks for both ends and the traffic, and shows the answer beside the template"() {
    await openFile(page, "paths.yaml");
    await page.locator(".codelens-decoration", { hasText: "from internet: no" }).first().waitFor();
    await runCommand(page, "CloudFormation Network Lint: Trace Path…");
    for (const [title, typed, chosen] of [
      ["Trace Path: from", "Cli", "Client"],
      ["Trace Path: from Client to", "Serv", "Server"],
      ["Trace Path: from Client to Server", "tcp 80", "tcp 80"],
    ]) {
      await page.locator(".quick-input-title").getByText(title, { exact: true }).waitFor();
      await page.locator(".quick-input-widget input").fill(typed);
      await page.locator(".quick-input-list .focused", { hasText: chosen }).waitFor();
      await page.keyboard.press("Enter");
    }
    await line(page, "Client -> Server, tcp 80: blocked").waitFor();
    await line(page, "blocked by 3 things").waitFor();
    await page.locator(".codelens-decoration", { hasText: "Trace another path" }).waitFor();
  },

  async "a name in the answer leads to the template, and the answer stays"() {
    // By keyboard alone: the place is found, and what stands at the caret is opened.
    await line(page, "Client -> Server, tcp 80: blocked").click();
    await page.keyboard.press("Control+F");
    await page.locator(".find-widget.visible textarea").first().fill("line 13");
    await page.locator(".find-widget.visible .matchesCount", { hasText: "1 of" }).waitFor();
    await page.keyboard.press("Escape");
    await runCommand(page, "Open Link");
    await page.locator(".view-line", { hasText: "ClientTable:" }).first().waitFor();
    await page.locator("[id='status.editor.selection']", { hasText: "Ln 13, Col 3" }).waitFor();
    await line(page, "Client -> Server, tcp 80: blocked").waitFor();
  },

  async "the lens of the answer opens the path"() {
    await page.locator(".codelens-decoration a", { hasText: "Open this path: 3 changes" }).click();
    await line(page, "Client -> Server, tcp 80: reachable").waitFor();
    await page.locator(".codelens-decoration a", { hasText: "Open this path" }).waitFor({ state: "detached" });
  },

  async "the lens of a VPC shows its parts in a peek view"() {
    await openFile(page, "peering.yaml");
    await page.locator(".codelens-decoration a", { hasText: "addresses" }).first().click();
    const rows = page.locator(".peekview-widget .ref-tree .monaco-list-row");
    await rows.first().waitFor();
    const texts = (await rows.allInnerTexts()).map((text) => text.trim());
    assert.ok(texts.length > 2 && texts.includes("Peering:"), texts.join(" "));
    await page.keyboard.press("Escape");
    await page.locator(".peekview-widget").waitFor({ state: "detached" });
  },

  async "lenses stay as they are while a line is half-typed"() {
    await word(page, "10.1.0.0/24").click();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.locator(".codelens-decoration:visible", { hasText: "isolated subnet" }).nth(1).waitFor();
    await page.evaluate(watchLenses);
    // Slower than VS Code asks for lenses, so that it asks about every state: without its colon the line is no YAML.
    for (const key of "MapPublicIp: true") await page.keyboard.type(key, { delay: 400 });
    const seen = await page.evaluate(() => globalThis.seenLenses);
    assert.deepEqual(seen.length, 1, seen.join("\n"));
    assert.match(seen[0], /1 isolated subnet.*1 isolated subnet/);
  },

  async "Explain Rule lists the rule with findings first, and shows its page"() {
    await openFile(page, "peering.yaml");
    await toTheEnd(page, page.locator(".squiggly-warning").first());
    await runCommand(page, "CloudFormation Network Lint: Explain Rule…");
    await page.locator(".quick-input-list .focused", { hasText: "peering/missing-route" }).waitFor();
    await page.keyboard.press("Enter");
    const shown = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
    await shown.getByRole("heading", { name: "peering/missing-route" }).waitFor();
  },

  async "the walkthrough's button opens a sample, which is checked"() {
    await runCommand(page, "Welcome: Open Walkthrough...");
    await page.locator(".quick-input-widget input").fill("Find network mistakes");
    await page.locator(".quick-input-list .focused", { hasText: "Find network mistakes before AWS does" }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".getting-started-step.expanded").getByText("Open the sample").click();
    await line(page, "A web tier with a way to the internet").waitFor();
    await toTheEnd(page, page.locator(".squiggly-error").first());
  },

  async "Lint Workspace shows how far it is, and Cancel ends it"() {
    await runCommand(page, "CloudFormation Network Lint: Lint Workspace");
    const progress = page.locator(".notification-toast", { hasText: /Lint Workspace: \d+ of 2,?00\d files/ });
    await progress.waitFor();
    await progress.hover();
    await progress.getByRole("button", { name: "Cancel" }).click();
    const result = page.locator(".notification-toast", { hasText: "Lint Workspace: cancelled after" });
    await result.waitFor();
    const [, done, all] = /cancelled after (\d+) of (\d+) files/.exec(await result.innerText());
    assert.ok(Number(done) > 0 && Number(done) < Number(all) && Number(all) > 2000, `${done} of ${all}`);
    await progress.waitFor({ state: "detached" });
    await runCommand(page, "Notifications: Clear All Notifications");
  },

  async "a server that dies five times is not started again, until its button is pressed"() {
    await runCommand(page, "View: Join All Editor Groups");
    await openFile(page, "peering.yaml");
    const squiggle = page.locator(".squiggly-warning").first();
    await toTheEnd(page, squiggle);
    const toast = (text) => page.locator(".notification-toast", { hasText: text });
    // Lenses are there only while the server runs, other than the squiggles that it has left.
    const lens = page.locator(".codelens-decoration", { hasText: "addresses" }).first();
    let last;
    for (let crash = 1; crash <= 5; crash++) {
      last = await nextServer(last);
      await lens.waitFor();
      process.kill(last, "SIGKILL");
      if (crash === 5) break;
      const started = toast("stopped unexpectedly and was started again");
      await started.waitFor();
      await runCommand(page, "Notifications: Clear All Notifications");
      await started.waitFor({ state: "detached" });
    }
    const message = toast("stopped five times within three minutes and is not started again.");
    await message.waitFor();
    await squiggle.waitFor({ state: "detached" });
    assert.equal(serverBelow(vscode.pid), undefined);
    await message.getByRole("button", { name: "Restart Server" }).click();
    await squiggle.waitFor();
    await nextServer(last);
  },

  async "a server that dies while it starts says so once, and its button starts it when it can"() {
    await runCommand(page, "Notifications: Clear All Notifications");
    const name = readdirSync(vscode.extensions).find((folder) => folder.startsWith("cfn-network-lint.cfn-network-lint"));
    const module = path.join(vscode.extensions, name, "dist/server/node.js");
    const whole = readFileSync(module);
    writeFileSync(module, "process.exit(1);");
    try {
      await runCommand(page, "CloudFormation Network Lint: Restart Server");
      const toast = page.locator(".notification-toast", { hasText: "did not start, and templates are not checked." });
      await toast.waitFor();
      await page.locator(".squiggly-warning").first().waitFor({ state: "detached" });
      await runCommand(page, "Notifications: Show Notifications");
      // After the restart before, the workspace is still being checked.
      const listed = page
        .locator(".notifications-center .notification-list-item")
        .filter({ hasNotText: "Checking CloudFormation templates" });
      await listed.first().waitFor();
      assert.equal(await listed.count(), 1, (await listed.allInnerTexts()).join("\n"));
    } finally {
      writeFileSync(module, whole);
    }
    await page.locator(".notifications-center").getByRole("button", { name: "Restart Server" }).click();
    await page.locator(".squiggly-warning").first().waitFor();
  },

  async "Show Output shows the server's log"() {
    await runCommand(page, "CloudFormation Network Lint: Show Output");
    await page.locator(".panel").getByText("The server is running.").first().waitFor();
  },
};

try {
  await runSteps(page, steps, "ui");
} finally {
  await browser.close();
  await vscode.stop();
  await removeCopy(workspace);
}
