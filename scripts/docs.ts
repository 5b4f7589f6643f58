/** `npm run docs`: writes docs/rules and docs/NETWORK-MODEL.md anew. Pages of rules that are gone go with them. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { networkModelPage } from "./network-model-page.ts";
import { rulePages } from "./rule-pages.ts";

const folder = "docs/rules";
const pages = rulePages("test/rules");

rmSync(folder, { recursive: true, force: true });
for (const [name, text] of pages) {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
writeFileSync("docs/NETWORK-MODEL.md", networkModelPage());
console.log(`${folder}: ${pages.size} pages`);
