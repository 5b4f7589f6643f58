/** `npm run docs`: writes docs/rules, docs/NETWORK-MODEL.md, the examples of docs/TRACE.md and schemas/project-file.schema.json anew. Pages of rules that are gone go with them. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { networkModelPage } from "./network-model-page.ts";
import { projectFileSchema } from "./project-file-schema.ts";
import { rulePages } from "./rule-pages.ts";
import { withExamples } from "./trace-page.ts";

const folder = "docs/rules";
const pages = rulePages("test/rules");

rmSync(folder, { recursive: true, force: true });
for (const [name, text] of pages) {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
writeFileSync("docs/NETWORK-MODEL.md", networkModelPage());
writeFileSync("docs/TRACE.md", withExamples(readFileSync("docs/TRACE.md", "utf8")));
writeFileSync("schemas/project-file.schema.json", projectFileSchema());
console.log(`${folder}: ${pages.size} pages`);
