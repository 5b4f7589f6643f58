/** Which documents the server gets to see: templates and project files. Knows schemes, languages and sizes; what a template is, `looksLikeTemplate` knows. */
import type { TextDocument, Uri } from "vscode";
import { looksLikeTemplate } from "../../server/src/template/recognize.ts";

/** The languages that templates are edited in; the same as the manifest's activation events. */
export const languages = ["yaml", "json", "jsonc", "plaintext", "cloudformation", "template"];

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
  "vscode-local-history",
  "vscode-merge",
  "search-editor",
  "comment",
  "debug",
  "walkThrough",
  "chat-editing-snapshot-text-model",
  "cfn-network-lint-trace",
]);

/** What is read of an editor's document. */
export type ReadDocument = Pick<TextDocument, "languageId" | "getText"> & { readonly uri: Pick<Uri, "scheme"> };

/** The name of a project file; the server's settings/project.ts has the same. */
export const projectFileName = ".cfn-network-lint.yaml";

/** Whether the document is a project file that can be edited. */
export const isProjectFile = ({ uri }: { readonly uri: Pick<Uri, "scheme" | "path"> }): boolean =>
  !foreignSchemes.has(uri.scheme) && uri.path.endsWith(`/${projectFileName}`);

/** Whether a template can be written in the document, whatever its text is. */
export const mayBeTemplate = ({ uri, languageId }: Omit<ReadDocument, "getText">): boolean =>
  !foreignSchemes.has(uri.scheme) && languages.includes(languageId);

/** Whether the server is to see the document as a template. Cheap for all that is no YAML, JSON or plain text. */
export function isTemplate(document: ReadDocument): boolean {
  if (!mayBeTemplate(document)) return false;
  const text = document.getText();
  return text.length <= sizeLimit && looksLikeTemplate(text);
}
