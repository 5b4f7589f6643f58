/** The settings of documents: those of the client, together with what project files state. Knows LSP; keeps no settings. */
import type { Connection } from "vscode-languageserver";
import { type EditorSettings, readEditorSettings, settingsSection } from "../features/editor-settings.ts";
import { type Stated, withStated } from "../settings/project-settings.ts";
import { faultLine } from "./faults.ts";

export interface SettingsStore {
  /** Takes what the client sent unasked: all that a client has that cannot be asked. */
  push(all: unknown): void;
  read(uri: string): Promise<EditorSettings>;
}

/** `stated` gives what a project file states for a document. */
export function createSettingsStore(
  connection: Connection,
  canAsk: () => boolean,
  stated: (uri: string) => Promise<Stated>,
): SettingsStore {
  let pushed: unknown;
  const logged = new Set<string>();
  const readClient = async (scopeUri: string): Promise<EditorSettings> => {
    const section: unknown = canAsk() ? await connection.workspace.getConfiguration({ scopeUri, section: settingsSection }) : pushed;
    const { editor, complaints } = readEditorSettings(section, scopeUri);
    for (const complaint of complaints) {
      if (!logged.has(complaint)) connection.console.warn(complaint);
      logged.add(complaint);
    }
    return editor;
  };
  return {
    push(all) {
      if (typeof all === "object" && all !== null && settingsSection in all) pushed = all[settingsSection];
      logged.clear();
    },
    async read(uri) {
      const [client, own] = await Promise.allSettled([readClient(uri), stated(uri)]);
      for (const one of [client, own]) {
        if (one.status === "rejected") connection.console.error(faultLine("asking for settings", one.reason));
      }
      const editor = client.status === "fulfilled" ? client.value : readEditorSettings(pushed, uri).editor;
      return own.status === "fulfilled" ? combined(editor, own.value) : editor;
    },
  };
}

const combined = (editor: EditorSettings, stated: Stated): EditorSettings => ({
  ...editor,
  isEnabled: editor.isEnabled && !stated.isIgnored,
  settings: withStated(editor.settings, stated),
});
