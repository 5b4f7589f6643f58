/** `npm run new-rule family/name`: a rule that compiles and finds nothing, its place in the list, and its cases to fill in. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const ruleFile = (id: string): string => `server/src/rules/${id}.ts`;
const casesFolder = (id: string): string => `test/rules/${id}`;
const indexFile = "server/src/rules/index.ts";

/** Why there cannot be a new rule of that id, as one sentence; undefined where there can. */
function refusal(id: string): string | undefined {
  if (id === "") return "Usage: npm run new-rule family/name";
  if (!/^[a-z]+(-[a-z0-9]+)*\/[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
    return `"${id}" is no rule id: it takes a family and a name in lower case, with hyphens between words, as in "cidr/subnet-overlap".`;
  if (existsSync(ruleFile(id))) return `${id} exists: ${ruleFile(id)}`;
  if (existsSync(casesFolder(id))) return `${id} has cases already: ${casesFolder(id)}`;
  return undefined;
}

const ruleText = (id: string): string => `import { defineRule } from "../rule.ts";

export default defineRule({
  id: "${id}",
  consequence: "deploy-fail",
  summary: "One sentence that says what must be the case.",
  why: "What AWS does, and what happens to the stack or to packets otherwise.",
  silentWhen: [],
  reference: "https://docs.aws.amazon.com/",
  isFixable: false,
  *check(_network) {},
});
`;

/** The list with the rule in its sorted place; the import lines and the list are put in order. */
function listed(index: string, id: string): string {
  const name = id.replace(/[/-](.)/g, (_, letter: string) => letter.toUpperCase());
  const found = [...index.matchAll(/^import (\w+) from "\.\/([a-z0-9/-]+)\.ts";$/gm)].map(([, variable = "", of = ""]) => ({
    variable,
    of,
  }));
  const all = [...found, { variable: name, of: id }].sort((a, b) => (a.of < b.of ? -1 : 1));
  const [head = ""] = index.split(/^import /m, 1);
  const imports = all.map(({ variable, of }) => `import ${variable} from "./${of}.ts";`);
  const items = all.map(({ variable }) => `  ${variable},`);
  return [
    `${head}${imports.join("\n")}`,
    `import type { Rule } from "./rule.ts";`,
    "",
    "export const rules: readonly Rule[] = [",
    ...items,
    "];",
    "",
  ].join("\n");
}

const vpc = `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
`;

const cases: Readonly<Record<string, string>> = {
  "example.yaml": vpc,
  "silent-clean.yaml": vpc,
  "unknown-parameter.yaml": `Parameters:
  VpcCidr:
    Type: String
${vpc.replace("10.0.0.0/16", "!Ref VpcCidr")}`,
  "condition-absent.yaml": `Parameters:
  WithVpc:
    Type: String
    AllowedValues: [yes, no]
Conditions:
  HasVpc: !Equals [!Ref WithVpc, yes]
${vpc.replace("    Properties", "    Condition: HasVpc\n    Properties")}`,
  "json.json": `{
  "Resources": {
    "Vpc": {
      "Type": "AWS::EC2::VPC",
      "Properties": { "CidrBlock": "10.0.0.0/16" }
    }
  }
}
`,
};

function create(id: string): void {
  mkdirSync(path.dirname(ruleFile(id)), { recursive: true });
  writeFileSync(ruleFile(id), ruleText(id));
  writeFileSync(indexFile, listed(readFileSync(indexFile, "utf8"), id));
  mkdirSync(casesFolder(id), { recursive: true });
  for (const [name, text] of Object.entries(cases)) writeFileSync(path.join(casesFolder(id), name), text);
  console.log(`${ruleFile(id)}
${casesFolder(id)}: ${Object.keys(cases).join(", ")}
Write the templates, then the check; UPDATE=1 npx vitest run test/rules.test.ts -t ${id} writes the markers, which you then read.`);
}

const [id = "", ...others] = process.argv.slice(2);
const problem = others.length > 0 ? "One rule at a time, please." : refusal(id);
if (problem === undefined) create(id);
else {
  console.error(problem);
  process.exitCode = 2;
}
