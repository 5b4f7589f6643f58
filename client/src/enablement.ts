/** What the user wants checked. */
import { type TextDocument, workspace } from "vscode";
import { isProjectFile, isTemplate, usualLanguages } from "./documents.ts";

export const isChecked = (document: TextDocument): boolean =>
  (isProjectFile(document) || isTemplate(document)) && workspace.getConfiguration("cfnNetworkLint", document).get("enable", true);

/** The languages whose documents the server is told of: the usual ones, and those of the templates that are open. */
export const checkedLanguages = (): ReadonlySet<string> =>
  new Set([...usualLanguages, ...workspace.textDocuments.filter(isChecked).map(({ languageId }) => languageId)]);

/** Whether templates that are not open are checked unasked. */
export const scansUnasked = (): boolean => workspace.getConfiguration("cfnNetworkLint").get("workspaceScan", false);
