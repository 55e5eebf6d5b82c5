// Files on their way to the worker that reads them, some at a time: a browser looks each of them up, on the page's own
// thread, before it hands it over, and 100,000 of them would freeze the page.

import type { OwnFile } from '../../core/own-data.ts';
import type { OwnDataClient } from './own-data-client.ts';

/** Files as they are found. */
export type FoundFiles = Iterable<OwnFile> | AsyncIterable<OwnFile>;

/** A piece is handed over when so many are there, or when so long was spent on it. */
const pieceFiles = 256;
const pieceMs = 8;

/** Hands all files over for the next `inspect`; `onGiven` hears how many they are. Rejects where aborted, or where the worker ends. */
export async function giveFiles(client: OwnDataClient, files: FoundFiles, onGiven: (count: number) => void, signal: AbortSignal): Promise<void> {
  let piece: OwnFile[] = [];
  let given = 0;
  let since = performance.now();
  const hand = async () => {
    await client.call('give', { files: piece, first: given === 0 });
    signal.throwIfAborted();
    given += piece.length;
    onGiven(given);
    piece = [];
    since = performance.now();
  };
  for await (const file of files) {
    signal.throwIfAborted();
    // Asking for its size is what makes the browser look a file up: now, not for all of the piece at once.
    if (!(file.content instanceof Blob) || file.content.size >= 0) piece.push(file);
    if (piece.length === pieceFiles || performance.now() - since > pieceMs) await hand();
  }
  if (piece.length > 0 || given === 0) await hand();
}

/** The files of a chooser, with the folders that they lie in where a folder was chosen. */
export function* chosenFiles(list: FileList): Generator<OwnFile, void, void> {
  for (let index = 0; index < list.length; index++) {
    const file = list.item(index);
    if (file) yield { path: file.webkitRelativePath || file.name, content: file };
  }
}
