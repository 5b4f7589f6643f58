import { expect, test } from "vitest";
import { looksLikeTemplate } from "../../server/src/template/recognize.ts";

const resources = "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n";

test.each([
  ["format version", "AWSTemplateFormatVersion: '2010-09-09'\n"],
  ["quoted format version", "'AWSTemplateFormatVersion' : 2010-09-09"],
  ["double-quoted section", '"Resources":\n  Vpc:\n    "Type": "AWS::EC2::VPC"\n'],
  ["only a transform", "Transform: AWS::Serverless-2016-10-31\n"],
  ["a list of transforms", "Transform:\n  - AWS::LanguageExtensions\n"],
  ["a list of transforms at the edge", "Transform:\n- 'AWS::LanguageExtensions'\n"],
  ["a transform in flow style", "Transform: [AWS::LanguageExtensions]\n"],
  ["an include", "Transform:\n  Name: AWS::Include\n"],
  ["only resources", resources],
  ["a custom resource", "Resources:\n  A:\n    Type: Custom::Thing\n"],
  ["a skill", "Resources:\n  A: {Type: 'Alexa::ASK::Skill'}\n"],
  ["resources in flow style", "Resources: {Vpc: {Type: AWS::EC2::VPC}}\n"],
  ["everything in flow style", "{Resources: {Vpc: {Type: AWS::EC2::VPC}}}\n"],
  ["a later section", `Parameters:\n  A:\n    Type: String\n${resources}`],
  ["a byte-order mark", `\uFEFF${resources}`],
  ["comments and a document start before", `# Licence\n\n%YAML 1.2\n---\n# more\n${resources}`],
  ["CRLF", `Description: x\r\n${resources.replaceAll("\n", "\r\n")}`],
  ["CR alone", resources.replaceAll("\n", "\r")],
  ["an indented document", "  Resources:\n    Vpc:\n      Type: AWS::EC2::VPC\n"],
  ["a half-typed type", "Resources:\n  Vpc:\n    Type: AWS::"],
  ["a half-typed section above", `Descr\n${resources}`],
  ["a half-typed quoted key above", `"Descr\n${resources}`],
  ["an unclosed bracket above", `Parameters: {\n  A: [\n}\n${resources}`],
  ["YAML in braces below comments", "# a\n\n  # b\n---\n{Resources: {A: {Type: AWS::EC2::VPC}}}"],
  ["a first line with one blank too many", ` Description: x\n${resources}`],
  ["JSON", '{"AWSTemplateFormatVersion": "2010-09-09"}'],
  ["JSON, half-typed", '{\n  "AWSTemplateFormatVersion"'],
  ["JSON with a comment and a mark", '\uFEFF { /* two { */ "Resources": {"A": {"Type": "AWS::EC2::VPC"}}}'],
  ["JSON resources", '{"Parameters": {"A": {"Type": "String"}}, "Resources": {"A": {"Properties": {}, "Type": "Custom::A"}}}'],
  ["JSON transform", '{"Transform": ["AWS::Serverless-2016-10-31"]}'],
  [
    "JSON, a bracket missing",
    '{\n  "Parameters": {\n    "A": {\n  },\n  "Resources": {\n    "A": {\n      "Type": "AWS::EC2::VPC"\n    }\n  }\n}',
  ],
  [
    "JSON, a bracket too many",
    '{\n  "Parameters": {\n    }}\n  },\n  "Resources": {\n    "A": {\n      "Type": "AWS::EC2::VPC"\n    }\n  }\n}',
  ],
  ["JSON, an unclosed string", '{\n  "Description": "x,\n  "Resources": {"A": {"Type": "AWS::EC2::VPC"}}\n}'],
])("is a template: %s", (_, text) => {
  expect(looksLikeTemplate(text)).toBe(true);
});

test.each([
  ["nothing", ""],
  ["blanks", " \n\t\n"],
  ["only comments", "# AWSTemplateFormatVersion: x\n"],
  ["Kubernetes", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n"],
  [
    "a ConfigMap with a template",
    `apiVersion: v1\nkind: ConfigMap\ndata:\n  t.yaml: |\n    AWSTemplateFormatVersion: x\n    ${resources.replaceAll("\n", "\n    ")}`,
  ],
  ["several Kubernetes documents", `apiVersion: v1\nkind: Pod\n---\n${resources}`],
  ["docker compose", "services:\n  web:\n    image: x\n    environment:\n      Type: AWS::EC2::VPC\n"],
  ["compose with CloudFormation overlays", `services:\n  a: {}\nx-aws-cloudformation:\n  ${resources.replaceAll("\n", "\n  ")}`],
  ["a GitHub workflow", "on: push\njobs:\n  a:\n    steps:\n      - run: echo AWSTemplateFormatVersion\n"],
  ["OpenAPI", "openapi: 3.0.0\npaths:\n  /x:\n    x-amazon-apigateway-integration:\n      type: AWS_PROXY\n"],
  ["Swagger", "swagger: '2.0'\nResources: x\n"],
  ["Ansible", "- hosts: all\n  tasks:\n    - name: x\n      Resources:\n        Type: AWS::EC2::VPC\n"],
  ["serverless.yml", `service: a\nprovider:\n  name: aws\nresources:\n  ${resources.replaceAll("\n", "\n  ")}`],
  ["SAM configuration", "version: 0.1\ndefault:\n  deploy:\n    parameters:\n      stack_name: x\n"],
  ["buildspec", "version: 0.2\nphases:\n  build:\n    commands:\n      - aws cloudformation deploy\n"],
  ["guard tests", `- name: a\n  input:\n    ${resources.replaceAll("\n", "\n    ")}`],
  ["GitLab", "stages: [a]\nbuild:\n  script:\n    - cat <<EOF\n    - Resources\n"],
  ["commented-out resources", "Resources:\n  A:\n    # Type: AWS::EC2::VPC\n    Type: Other # Type: AWS::EC2::VPC\n"],
  ["resources of something else", "Resources:\n  A:\n    Type: Microsoft.Network/x\n"],
  ["a transform of something else", "Transform: rotate\n"],
  ["Markdown with a template", `# Title\n\nSome prose here.\n\n\`\`\`yaml\n${resources}\`\`\`\n`],
  ["Markdown, fence first", `\`\`\`yaml\n${resources}\`\`\`\n`],
  ["Python", `TEMPLATE = """\nAWSTemplateFormatVersion: x\n"""\n`],
  ["a shell script", `#!/bin/bash\ncat <<EOF\n${resources}EOF\n`],
  ["TypeScript", `const t = \`\nAWSTemplateFormatVersion: x\n\`;\n`],
  ["Jinja", `{% if x %}\n${resources}{% endif %}\n`],
  ["front matter", `---\ntitle: x\n---\n${resources}`],
  ["a plain mention", "AWSTemplateFormatVersion\n"],
  ["package.json", '{"name": "a", "files": ["AWSTemplateFormatVersion"], "scripts": {"Resources": "AWS::EC2::VPC"}}'],
  ["CDK manifest", '{"version": "36.0.0", "artifacts": {"A": {"type": "aws:cloudformation:stack", "Type": "AWS::EC2::VPC"}}}'],
  ["a parameter file", '[{"ParameterKey": "A", "ParameterValue": "AWS::EC2::VPC"}]'],
  ["a parameter file of CodePipeline", '{"Parameters": {"Type": "AWS::EC2::VPC"}, "Tags": {}}'],
  ["Terraform", '{"resource": {"aws_vpc": {"Resources": {"Type": "AWS::EC2::VPC"}}}}'],
  [
    "a test that holds a template",
    '{\n  "input": {\n    "Resources": {\n      "A": {"Type": "AWS::EC2::VPC"}\n    },\n    "AWSTemplateFormatVersion": ""\n  }\n}',
  ],
  ["a nested template on one line", '{"input":{"AWSTemplateFormatVersion":"2010-09-09"}}'],
  ["a template in a string", '{"body": "{\\"AWSTemplateFormatVersion\\": \\"x\\"}"}'],
  ["commented-out JSON", '{\n  // "AWSTemplateFormatVersion": "x"\n  /* "AWSTemplateFormatVersion": "x" */\n}'],
  ["a stack policy", '{"Statement": [{"Effect": "Allow", "Resource": "*"}]}'],
  ["TOML", '[default.deploy]\nversion = 0.1\nAWSTemplateFormatVersion: "x"\n'],
])("is none: %s", (_, text) => {
  expect(looksLikeTemplate(text)).toBe(false);
});

test("answers on large texts", () => {
  const comment = "# a comment\n".repeat(400_000);
  expect(looksLikeTemplate(comment + resources)).toBe(true);
  expect(looksLikeTemplate("a: b\n".repeat(1_000_000))).toBe(false);
  expect(looksLikeTemplate("[".repeat(5_000_000))).toBe(false);
  expect(looksLikeTemplate(`{${'"a":{'.repeat(1_000_000)}`)).toBe(false);
  expect(looksLikeTemplate(`{${" ".repeat(5_000_000)}`)).toBe(false);
  expect(looksLikeTemplate(`Resources:\n  A: ${"Type ".repeat(1_000_000)}`)).toBe(false);
});
