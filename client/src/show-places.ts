/** Shows places of a document in a peek view: what a lens leads to. Takes them as LSP has them, lines and characters from 0. */
import { commands, Location, Position, Range, Uri } from "vscode";

export interface PlainPosition {
  readonly line: number;
  readonly character: number;
}

export interface PlainRange {
  readonly start: PlainPosition;
  readonly end: PlainPosition;
}

/** The peek view opens at `at`, which is of the same document. */
export async function showPlaces(address: string, at: PlainPosition, places: readonly PlainRange[]): Promise<void> {
  const uri = Uri.parse(address);
  const locations = places.map(({ start, end }) => new Location(uri, new Range(positionOf(start), positionOf(end))));
  await commands.executeCommand("editor.action.showReferences", uri, positionOf(at), locations);
}

const positionOf = ({ line, character }: PlainPosition): Position => new Position(line, character);
