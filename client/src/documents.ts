/** Which documents the server gets to see: templates and project files. Knows schemes, languages and sizes; what a template is, `looksLikeTemplate` knows. */
import type { TextDocument, Uri } from "vscode";
import { looksLikeTemplate } from "../../server/src/template/recognize.ts";

/** The languages that templates are usually written in: text that is typed there is looked at with every key. Text in others when it is opened or saved. */
export const usualLanguages = ["yaml", "json", "jsonc", "plaintext", "cloudformation", "template"];

/** Text that is YAML or JSON only once a program has filled it in. */
const isFilledIn = /jinja|django|twig|liquid|mustache|handlebars|erb$|ejs|helm|gotmpl|go-template|velocity|freemarker/i;

/** In UTF-16 code units. AWS takes templates of up to 1 MB. */
export const sizeLimit = 5 * 1024 * 1024;

/** Read-only copies, panels and parts of other documents: nobody would want squiggles there. */
const foreignSchemes = new Set([
  "git",
  "gitfs",
  "output",
  "vscode-settings",
  "vscode-notebook-cell",
  "vscode-notebook-cell-output",
  "vscode-interactive-input",
  "vscode-local-history",
  "vscode-merge",
  "search-editor",
  "comment",
  "debug",
  "walkThrough",
  "chat-editing-snapshot-text-model",
  "chat-editing-text-model",
  "vscode-chat-code-block",
  "vscode-chat-code-compare-block",
  "vscode-chat-response-resource",
  "accessible-view",
  "copilot-pr",
  "review",
  "pr",
  "gitlens",
  "cfn-network-lint-trace",
]);

/** What is read of an editor's document. */
export type ReadDocument = Pick<TextDocument, "languageId" | "getText"> & { readonly uri: Pick<Uri, "scheme"> };

/** The name of a project file; the server's settings/project.ts has the same. */
export const projectFileName = ".cfn-network-lint.yaml";

/** Whether the document is a project file that can be edited. */
export const isProjectFile = ({ uri }: { readonly uri: Pick<Uri, "scheme" | "path"> }): boolean =>
  !foreignSchemes.has(uri.scheme) && uri.path.endsWith(`/${projectFileName}`);

/** Whether a template is likely to be written in the document, whatever its text is. */
export const mayBecomeTemplate = ({ uri, languageId }: Omit<ReadDocument, "getText">): boolean =>
  !foreignSchemes.has(uri.scheme) && usualLanguages.includes(languageId);

/** Whether the server is to see the document as a template. Cheap where the text is neither YAML nor JSON: its first lines say so. */
export function isTemplate(document: ReadDocument): boolean {
  if (foreignSchemes.has(document.uri.scheme) || isFilledIn.test(document.languageId)) return false;
  const text = document.getText();
  return text.length <= sizeLimit && looksLikeTemplate(text);
}
