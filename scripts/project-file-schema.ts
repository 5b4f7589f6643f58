/**
 * The text of schemas/project-file.schema.json, from the list of rules: what editors complete and explain in `.cfn-network-lint.yaml`.
 * It refuses nothing: the server says what is wrong, and better; said by both, each slip would be underlined twice.
 */
import { rules } from "../server/src/rules/index.ts";
import type { Rule } from "../server/src/rules/rule.ts";
import { projectFileName, ruleLevels } from "../server/src/settings/project.ts";
import { defaultSettings, type Preset, presets, presetsOf, severityOf } from "../server/src/settings/settings.ts";

const presetTexts: Readonly<Record<Preset, string>> = {
  recommended: "What AWS rejects, what stops traffic, and hazards that are not a matter of policy.",
  security: "The recommended rules and those about policy, such as a security group that is open to the world.",
  strict: "Every rule, advice included.",
};

/** Values to complete; others are taken, too. */
const oneOf = (offered: object): object => ({ anyOf: [offered, {}] });

/** A JSON schema of draft 7, which YAML's language server understands. */
export function projectFileSchema(): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "CloudFormation Network Lint: project file",
    description: `The file ${projectFileName}: settings for the templates of its folder and those below, in the editor and on the command line.`,
    properties: {
      preset: {
        description: `Which rules are on. Without it, the editor's setting counts, or ${defaultSettings.preset}.`,
        ...oneOf({ enum: presets, markdownEnumDescriptions: presets.map((preset) => presetTexts[preset]) }),
      },
      rules: {
        description: "Severity of single rules by their id, or off.",
        properties: Object.fromEntries(rules.map((rule) => [rule.id, { description: ruleText(rule), ...oneOf({ enum: ruleLevels }) }])),
      },
      parameters: {
        description:
          "Values of template parameters for the files that match a glob, as if given at deployment. They win over those of parameterFiles, and later globs over earlier ones.",
        additionalProperties: { description: "Parameter names with their values." },
        examples: [{ "network/*.yaml": { VpcCidr: "10.20.0.0/16" } }],
      },
      parameterFiles: {
        description:
          "Parameter files of CloudFormation, CodePipeline or SAM for the templates that match a glob, by paths that start at the folder of this file. Of samconfig.toml, #prod takes the environment prod.",
        examples: [{ "network/*.yaml": "parameters/prod.json" }],
      },
      ignore: {
        description: "Globs of files that are not checked. With a ! before it, a glob takes files back in.",
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
