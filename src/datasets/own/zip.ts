// The files of a zip archive, one after another as the archive is read, never all at once. Archives are strangers'
// work: names lead nowhere, sizes are counted while unpacking, and what breaks off is told.

import { Unzip, UnzipInflate, type UnzipFile } from 'fflate';
import type { FileProblem } from '../../core/own-data.ts';
import { messageOf, type Bytes } from '../sources.ts';

/** No photograph that a network learns from is larger. */
export const maxEntryBytes = 64 * 2 ** 20;
/** Entries beyond this are not looked at. */
export const maxEntries = 300_000;

export interface ZipEntry {
  readonly path: string;
  readonly bytes: Bytes;
}

export interface ZipReading {
  /** Which entries to unpack; the others are passed over. */
  wants(path: string): boolean;
  onProblem(problem: FileProblem): void;
  /** Bytes of the archive read so far. */
  onBytes?(read: number): void;
  readonly signal?: AbortSignal;
}

/** Yields the wanted files in the archive's order; with `wants` saying no to all, only its names are gone through. */
export async function* readZip(name: string, content: Blob, { wants, onProblem, onBytes, signal }: ZipReading): AsyncGenerator<ZipEntry, void, void> {
  const ready: ZipEntry[] = [];
  let entries = 0;
  const unzip = new Unzip((file) => {
    if (++entries > maxEntries || file.name.endsWith('/')) return;
    const obstacle = obstacleOf(file);
    if (obstacle !== undefined) return onProblem({ file: file.name, reason: obstacle });
    if (wants(file.name)) unpack(file, (entry) => ready.push(entry), onProblem);
  });
  unzip.register(UnzipInflate);
  const reader = content.stream().getReader();
  let read = 0;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      signal?.throwIfAborted();
      read += piece.value.length;
      unzip.push(piece.value);
      onBytes?.(read);
      yield* ready.splice(0);
    }
    unzip.push(new Uint8Array(0), true);
  } catch (error) {
    signal?.throwIfAborted();
    onProblem({ file: name, reason: `it breaks off or is damaged after ${entries.toLocaleString('en-US')} files (${messageOf(error).replace(/\.$/, '')}); what came before was read` });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  yield* ready.splice(0);
  if (entries === 0) onProblem({ file: name, reason: 'it is no zip archive, or an empty one' });
  else if (entries > maxEntries) onProblem({ file: name, reason: `it holds more than ${maxEntries.toLocaleString('en-US')} files; the first of them were read` });
  else if (!(await hasDirectory(content))) onProblem({ file: name, reason: 'it is cut off: its directory is missing at the end; what is there was read' });
}

function obstacleOf({ name, originalSize = 0, compression }: UnzipFile): string | undefined {
  if (/^([/\\]|[a-z]:)/i.test(name) || name.split(/[/\\]/).includes('..')) return 'its name leads out of the archive; it is left out';
  if (originalSize > maxEntryBytes) return tooLarge;
  return compression === 0 || compression === 8 ? undefined : `it is compressed in a way (${compression}) that is not read, or encrypted`;
}

const tooLarge = `it unpacks to more than ${maxEntryBytes / 2 ** 20} MB; it is left out`;

function unpack(file: UnzipFile, done: (entry: ZipEntry) => void, onProblem: (problem: FileProblem) => void): void {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let failed = false;
  file.ondata = (error, piece, final) => {
    if (failed) return;
    size += error ? 0 : piece.length;
    if (error || size > maxEntryBytes) {
      failed = true;
      pieces.length = 0;
      onProblem({ file: file.name, reason: error ? `it is damaged: ${messageOf(error)}` : tooLarge });
      // What is left of it is passed over.
      file.terminate();
      return;
    }
    pieces.push(piece);
    if (final) done({ path: file.name, bytes: joined(pieces, size) });
  };
  file.start();
}

function joined(pieces: readonly Uint8Array[], size: number): Bytes {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** An archive ends with the mark of its directory, and at most 65,535 bytes of comment behind it. */
async function hasDirectory(content: Blob): Promise<boolean> {
  const tail = new Uint8Array(await content.slice(Math.max(0, content.size - 65_557)).arrayBuffer());
  return tail.some((byte, at) => byte === 0x50 && tail[at + 1] === 0x4b && tail[at + 2] === 5 && tail[at + 3] === 6);
}
