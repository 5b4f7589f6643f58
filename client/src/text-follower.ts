/**
 * The texts of a few files as they are now: on the disk, or as they are typed. Knows files and editors; knows not what the texts mean.
 */
import { type Disposable, RelativePattern, type TextDocument, Uri, workspace } from "vscode";
import { readText } from "./files.ts";

export interface TextFollower extends Disposable {
  /** The addresses of the files to follow from now on. They are read again. */
  follow(addresses: readonly string[]): void;
  /** The texts that have been read, by addresses; null where there is no such file, or it cannot be read. */
  known(): Readonly<Record<string, string | null>>;
}

/** `changed` is called when a text is another one than before. */
export function textFollower(changed: () => void): TextFollower {
  let texts = new Map<string, string | null>();
  let watchers: readonly Disposable[] = [];
  /** Counts the readings of each file: an older one does not count after a later one. */
  const readings = new Map<string, number>();
  let followed: ReadonlySet<string> = new Set();

  const read = async (address: string): Promise<void> => {
    const mine = (readings.get(address) ?? 0) + 1;
    readings.set(address, mine);
    const typed = workspace.textDocuments.find((document) => document.isDirty && document.uri.toString() === address);
    const text = typed ? typed.getText() : await readText(address);
    if (readings.get(address) !== mine || !followed.has(address) || texts.get(address) === text) return;
    texts.set(address, text);
    changed();
  };
  const ofDocument = ({ uri }: TextDocument): void => {
    if (followed.has(uri.toString())) void read(uri.toString());
  };
  const watchersOf = (address: string): readonly Disposable[] => {
    const uri = Uri.parse(address, true);
    const folder = Uri.joinPath(uri, "..");
    // Of a folder that is moved or deleted in one go, its files are not told.
    return [uri, folder].flatMap((one) => {
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(one, ".."), escaped(one)));
      const again = (): void => void read(address);
      return [watcher, watcher.onDidCreate(again), watcher.onDidChange(again), watcher.onDidDelete(again)];
    });
  };
  const editors: readonly Disposable[] = [
    workspace.onDidChangeTextDocument(({ document }) => ofDocument(document)),
    workspace.onDidSaveTextDocument(ofDocument),
    workspace.onDidCloseTextDocument(ofDocument),
  ];
  const stop = (): void => {
    for (const one of watchers) one.dispose();
    watchers = [];
  };

  return {
    follow(addresses) {
      const next = new Set(addresses);
      texts = new Map([...texts].filter(([address]) => next.has(address)));
      if (next.size !== followed.size || addresses.some((address) => !followed.has(address))) {
        stop();
        watchers = [...next].flatMap(watchersOf);
      }
      followed = next;
      for (const address of next) void read(address);
    },
    known: () => Object.fromEntries(texts),
    dispose() {
      stop();
      for (const one of editors) one.dispose();
    },
  };
}

/** The name of a file as a glob. */
const escaped = ({ path }: Uri): string => path.slice(path.lastIndexOf("/") + 1).replaceAll(/[*?{}[\]]/g, "?");
