// Downloads a dataset's files for the CLI: mirrors in order, verified by MD5. Writing them is the caller's.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Edition, PublishedFile } from './edition.ts';
import { readBody, withPatience } from './http.ts';
import { readIfThere } from './node-sources.ts';
import { DataUnavailableError, messageOf, type Bytes } from './sources.ts';

export interface DownloadRequest {
  /** The files go into `<directory>/<dataset>/`. */
  readonly directory: string;
  /** Throws where the folder could not be written, before anything is downloaded. */
  readonly checkWritable: (folder: string) => Promise<void>;
  /** Writes a file into the folder, which it makes: the whole file or nothing. */
  readonly write: (folder: string, files: Readonly<Record<string, Bytes>>) => Promise<void>;
  readonly fetch?: typeof fetch;
  /** Instead of the edition's own. */
  readonly mirrors?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

export type DownloadProgress =
  | { readonly type: 'receiving'; readonly file: string; readonly receivedBytes: number; readonly totalBytes: number }
  /** A mirror that did not give the file; `message` is a sentence. */
  | { readonly type: 'failed'; readonly file: string; readonly message: string }
  | { readonly type: 'done'; readonly file: string; readonly from: string | 'already there' };

/** Downloads what is not there yet. Returns the folder; rejects with DataUnavailableError when no mirror gives a file. */
export async function downloadEdition(edition: Edition, request: DownloadRequest): Promise<string> {
  const folder = join(request.directory, edition.info.id);
  await request.checkWritable(folder);
  for (const file of Object.values(edition.files)) await downloadFile(file, folder, request.mirrors ?? edition.mirrors, request);
  return folder;
}

async function downloadFile(file: PublishedFile, folder: string, mirrors: readonly string[], request: DownloadRequest): Promise<void> {
  const { onProgress, signal } = request;
  const path = join(folder, file.name);
  const present = await readIfThere(path);
  if (present && md5(present) === file.md5) {
    onProgress?.({ type: 'done', file: file.name, from: 'already there' });
    return;
  }
  const attempts: string[] = [];
  for (const mirror of mirrors) {
    const bytes = await fetchFile(mirror, file, request).catch((error: unknown) => {
      signal?.throwIfAborted();
      const message = `${mirror}: ${messageOf(error)}`;
      attempts.push(message);
      onProgress?.({ type: 'failed', file: file.name, message });
      return undefined;
    });
    if (!bytes) continue;
    // What the disk refuses, it refuses from every mirror.
    await request.write(folder, { [file.name]: bytes });
    onProgress?.({ type: 'done', file: file.name, from: mirror });
    return;
  }
  throw new DataUnavailableError(file.name, attempts);
}

async function fetchFile(mirror: string, file: PublishedFile, { fetch: fetchFrom = fetch, onProgress, signal }: DownloadRequest): Promise<Bytes> {
  const bytes = await withPatience(signal, async (until, heard) => {
    const response = await fetchFrom(new URL(file.name, mirror), { signal: until });
    return readBody(response, (receivedBytes) => {
      heard();
      onProgress?.({ type: 'receiving', file: file.name, receivedBytes, totalBytes: file.sizeBytes });
    });
  });
  if (bytes.length !== file.sizeBytes) throw new Error(`${file.name} should be ${file.sizeBytes} bytes, received ${bytes.length}`);
  const received = md5(bytes);
  if (received !== file.md5) throw new Error(`${file.name} should have MD5 ${file.md5}, received ${received}`);
  return bytes;
}

function md5(bytes: Bytes): string {
  return createHash('md5').update(bytes).digest('hex');
}
