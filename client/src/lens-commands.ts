/**
 * Commands for lenses, without arguments. VS Code forgets the arguments of a lens as soon as it asks for newer lenses, while the old
 * line still stands there: a click on it would end in "Actual command not found". Knows nothing of what the lenses say.
 */
import { type Command, commands, type Disposable } from "vscode";

export interface LensCommands extends Disposable {
  /** A command that does what `command` does, for the lens that `key` names. A newer one for the same lens takes its place. */
  plain(document: string, key: string, command: Command): Command;
  /** To be called when the document is closed: its lenses are gone. */
  closed(document: string): void;
}

interface Kept {
  readonly id: string;
  readonly registration: Disposable;
  command: Command;
}

export function lensCommands(): LensCommands {
  const documents = new Map<string, Map<string, Kept>>();
  let last = 0;
  const keep = (command: Command): Kept => {
    const id = `cfnNetworkLint.lens.${++last}`;
    const registration = commands.registerCommand(id, () =>
      commands.executeCommand(kept.command.command, ...(kept.command.arguments ?? [])),
    );
    const kept: Kept = { id, registration, command };
    return kept;
  };
  const closed = (document: string): void => {
    for (const { registration } of documents.get(document)?.values() ?? []) registration.dispose();
    documents.delete(document);
  };

  return {
    plain(document, key, command) {
      // Without a command the line is only read.
      if (command.command === "" || !command.arguments?.length) return command;
      const lenses = documents.get(document) ?? new Map<string, Kept>();
      documents.set(document, lenses);
      const kept = lenses.get(key) ?? keep(command);
      lenses.set(key, kept);
      kept.command = command;
      const { title, tooltip } = command;
      return tooltip === undefined ? { title, command: kept.id } : { title, tooltip, command: kept.id };
    },
    closed,
    dispose() {
      for (const document of documents.keys()) closed(document);
    },
  };
}
