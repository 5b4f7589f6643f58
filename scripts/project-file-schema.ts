/** The text of schemas/project-file.schema.json, from the list of rules: what editors complete and check `.cfn-network-lint.yaml` by. */
import { rules } from "../server/src/rules/index.ts";
import type { Rule } from "../server/src/rules/rule.ts";
import { projectFileName, ruleLevels } from "../server/src/settings/project.ts";
import { defaultSettings, type Preset, presets, presetsOf, severityOf } from "../server/src/settings/settings.ts";

const presetTexts: Readonly<Record<Preset, string>> = {
  recommended: "What AWS rejects, what stops traffic, and hazards that are not a matter of policy.",
  security: "The recommended rules and those about policy, such as a security group that is open to the world.",
  strict: "Every rule, advice included.",
};

const value = { type: ["string", "number", "boolean"] };

/** A JSON schema of draft 7, which YAML's language server understands. */
export function projectFileSchema(): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "CloudFormation Network Lint: project file",
    description: `The file ${projectFileName}: settings for the templates of its folder and those below, in the editor and on the command line.`,
    type: "object",
    additionalProperties: false,
    properties: {
      preset: {
        description: `Which rules are on. Without it, the editor's setting counts, or ${defaultSettings.preset}.`,
        oneOf: presets.map((preset) => ({ const: preset, description: presetTexts[preset] })),
      },
      rules: {
        description: "Severity of single rules by their id, or off.",
        type: ["object", "null"],
        additionalProperties: false,
        properties: Object.fromEntries(rules.map((rule) => [rule.id, { description: ruleText(rule), enum: ruleLevels }])),
      },
      parameters: {
        description:
          "Values of template parameters for the files that match a glob, as if given at deployment. They win over those of parameterFiles, and later globs over earlier ones.",
        type: ["object", "null"],
        additionalProperties: {
          description: "Parameter names with their values.",
          type: "object",
          additionalProperties: { anyOf: [value, { type: "array", items: value }] },
        },
        examples: [{ "network/*.yaml": { VpcCidr: "10.20.0.0/16" } }],
      },
      parameterFiles: {
        description:
          "Parameter files of CloudFormation, CodePipeline or SAM for the templates that match a glob, by paths that start at the folder of this file. Of samconfig.toml, #prod takes the environment prod.",
        type: ["object", "null"],
        additionalProperties: {
          anyOf: [
            { type: "string", minLength: 1 },
            { type: "array", items: { type: "string", minLength: 1 } },
          ],
        },
        examples: [{ "network/*.yaml": "parameters/prod.json" }],
      },
      ignore: {
        description: "Globs of files that are not checked. With a ! before it, a glob takes files back in.",
        type: ["array", "null"],
        items: { type: "string", minLength: 1 },
        examples: [["build/**"]],
      },
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function ruleText(rule: Rule): string {
  const names = presetsOf(rule, rule.consequence);
  const where = names.length === presets.length ? "" : `, in ${names.join(" and ")} only`;
  return `${rule.summary} (${severityOf(rule.consequence)}${where})`;
}
