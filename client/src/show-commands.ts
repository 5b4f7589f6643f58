/** The commands that the status leads to, in a list. */
import { commands, type QuickPickItem, window } from "vscode";

const offered: readonly (QuickPickItem & { readonly command: string })[] = [
  { label: "$(beaker) Choose Parameter Values\u2026", command: "chooseParameterValues", detail: "Show one scenario of the template alone" },
  { label: "$(arrow-swap) Trace Path\u2026", command: "tracePath", detail: "Whether one end reaches another, and what stops it" },
  { label: "$(checklist) Lint Workspace", command: "lintWorkspace", detail: "Check the templates that are not open, too" },
  { label: "$(output) Show Output", command: "showOutput" },
  { label: "$(debug-restart) Restart Server", command: "restartServer" },
  { label: "$(gear) Open Settings", command: "" },
];

export async function showCommands(): Promise<void> {
  const chosen = await window.showQuickPick(offered, { title: "CloudFormation Network Lint", matchOnDetail: true });
  if (chosen?.command === "") await commands.executeCommand("workbench.action.openSettings", "cfnNetworkLint");
  else if (chosen) await commands.executeCommand(`cfnNetworkLint.${chosen.command}`);
}
