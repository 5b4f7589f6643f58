/** The commands that the status leads to, in a list. An icon in a label would be read out by its name. */
import { commands, type QuickPickItem, ThemeIcon, window } from "vscode";

const offered: readonly (QuickPickItem & { readonly command: string })[] = [
  {
    iconPath: new ThemeIcon("beaker"),
    label: "Choose Parameter Values\u2026",
    command: "chooseParameterValues",
    detail: "Show one scenario of the template alone",
  },
  {
    iconPath: new ThemeIcon("arrow-swap"),
    label: "Trace Path\u2026",
    command: "tracePath",
    detail: "Whether one end reaches another, and what stops it",
  },
  {
    iconPath: new ThemeIcon("checklist"),
    label: "Lint Workspace",
    command: "lintWorkspace",
    detail: "Check the templates that are not open, too",
  },
  { iconPath: new ThemeIcon("output"), label: "Show Output", command: "showOutput" },
  { iconPath: new ThemeIcon("debug-restart"), label: "Restart Server", command: "restartServer" },
  { iconPath: new ThemeIcon("gear"), label: "Open Settings", command: "" },
];

export async function showCommands(): Promise<void> {
  const chosen = await window.showQuickPick(offered, { title: "CloudFormation Network Lint", matchOnDetail: true });
  if (chosen?.command === "") await commands.executeCommand("workbench.action.openSettings", "cfnNetworkLint");
  else if (chosen) await commands.executeCommand(`cfnNetworkLint.${chosen.command}`);
}
