import { expect, test } from "vitest";
import { isProjectFile, isTemplate, mayBecomeTemplate, projectFileName, sizeLimit, usualLanguages } from "../../client/src/documents.ts";
import { projectFileName as serversName } from "../../server/src/settings/project.ts";
import manifest from "../../package.json" with { type: "json" };

const template = 'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  Vpc:\n    Type: AWS::EC2::VPC\n';
const document = (text: string, scheme = "file", languageId = "yaml") => ({ languageId, uri: { scheme }, getText: () => text });

test("the extension is activated by a document of any language", () => {
  expect(manifest.activationEvents).toEqual(["onLanguage"]);
});

test.each([...usualLanguages, "yaml-cfn", "sam", "ansible", "python"])(
  "text in the language %s is a template by what stands in it",
  (languageId) => {
    expect(isTemplate(document(template, "file", languageId))).toBe(true);
    expect(isTemplate(document("apiVersion: v1\nkind: Service\n", "file", languageId))).toBe(false);
  },
);

test.each(["jinja-yaml", "helm", "handlebars", "erb", "go-template"])(
  "text in the language %s is what makes a template, not one",
  (languageId) => {
    expect(isTemplate(document(template, "file", languageId))).toBe(false);
  },
);

test("only in the usual languages a template is expected to come", () => {
  const may = (languageId: string, scheme = "file"): boolean => mayBecomeTemplate({ languageId, uri: { scheme } });
  expect([may("yaml"), may("plaintext"), may("typescript"), may("yaml", "git")]).toEqual([true, true, false, false]);
});

test.each(["file", "untitled", "vscode-remote", "vscode-vfs", "vsls"])("templates of the scheme %s are looked at", (scheme) => {
  expect(isTemplate(document(template, scheme))).toBe(true);
});

test.each(["git", "output", "vscode-settings", "vscode-notebook-cell", "vscode-chat-code-block"])(
  "documents of the scheme %s are not",
  (scheme) => {
    expect(isTemplate(document(template, scheme))).toBe(false);
  },
);

test("up to 5 MB are looked at", () => {
  const filled = template + "#".repeat(sizeLimit - template.length);
  expect(isTemplate(document(filled))).toBe(true);
  expect(isTemplate(document(`${filled}#`))).toBe(false);
});

test("project files are looked at, whatever stands in them", () => {
  expect(projectFileName).toBe(serversName);
  const at = (path: string, scheme = "file") => isProjectFile({ uri: { scheme, path } });
  expect(at("/work/.cfn-network-lint.yaml")).toBe(true);
  expect(at("/owner/repository/.cfn-network-lint.yaml", "vscode-vfs")).toBe(true);
  expect(at("/work/.cfn-network-lint.yaml", "git")).toBe(false);
  expect(at("/work/my.cfn-network-lint.yaml")).toBe(false);
});
