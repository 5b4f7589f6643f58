import { expect, test } from "vitest";
import { isProjectFile, isTemplate, languages, projectFileName, sizeLimit } from "../../client/src/documents.ts";
import { projectFileName as serversName } from "../../server/src/settings/project.ts";
import manifest from "../../package.json" with { type: "json" };

const template = 'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  Vpc:\n    Type: AWS::EC2::VPC\n';
const document = (text: string, scheme = "file", languageId = "yaml") => ({ languageId, uri: { scheme }, getText: () => text });

test("the extension is activated by the languages that it looks at", () => {
  expect(manifest.activationEvents).toEqual(languages.map((language) => `onLanguage:${language}`));
});

test.each(["file", "untitled", "vscode-remote", "vscode-vfs", "vsls"])("templates of the scheme %s are looked at", (scheme) => {
  expect(isTemplate(document(template, scheme))).toBe(true);
});

test.each(["git", "output", "vscode-settings", "vscode-notebook-cell"])("documents of the scheme %s are not", (scheme) => {
  expect(isTemplate(document(template, scheme))).toBe(false);
});

test("other languages and other texts are not", () => {
  expect(isTemplate(document(template, "file", "markdown"))).toBe(false);
  expect(isTemplate(document("apiVersion: v1\nkind: Service\n"))).toBe(false);
});

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
