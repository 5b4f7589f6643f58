/** What the user wants checked. */
import { type TextDocument, workspace } from "vscode";
import { isProjectFile, isTemplate } from "./documents.ts";

export const isChecked = (document: TextDocument): boolean =>
  (isProjectFile(document) || isTemplate(document)) && workspace.getConfiguration("cfnNetworkLint", document).get("enable", true);

/** Whether templates that are not open are checked unasked. */
export const scansUnasked = (): boolean => workspace.getConfiguration("cfnNetworkLint").get("workspaceScan", false);
