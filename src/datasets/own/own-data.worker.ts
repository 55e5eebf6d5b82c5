// The worker that reads a user's files and keeps what is made of them, so that neither page nor training waits.

import { type OwnDataMessage, type OwnDataRequestName, type OwnDataRequests, type OwnDatasetInfo, type OwnFile, type Thumbnails } from '../../core/own-data.ts';
import { elementCount } from '../../core/shape.ts';
import { decodeInBrowser } from './browser-decode.ts';
import { createBrowserStorage } from './browser-storage.ts';
import { build } from './build.ts';
import { draftOf, inspectFiles, type Inspected } from './inspect.ts';
import { keyOf, listOwn, readArray, removeOwn } from './storage.ts';

const storage = createBrowserStorage();
let inspected: Inspected | undefined;

type Progress = (fraction: number, detail: string) => void;
type Handlers = { readonly [N in OwnDataRequestName]: (args: OwnDataRequests[N]['args'], onProgress: Progress) => Promise<OwnDataRequests[N]['result']> };

const handlers: Handlers = {
  list: () => listOwn(storage),
  async inspect({ files }, onProgress) {
    inspected = undefined;
    // The page sends files as the browser has them.
    inspected = await inspectFiles(files as readonly OwnFile<Blob>[], (fraction) => onProgress(fraction, 'Looking through the files'));
    return draftOf(inspected);
  },
  async build(choices, onProgress) {
    if (!inspected) throw new Error('No files have been looked through yet.');
    return build(inspected, choices, { storage, decode: decodeInBrowser, onProgress: (fraction) => onProgress(fraction, 'Reading') });
  },
  async thumbnails({ id, from, count }) {
    const info = (await listOwn(storage)).find((known) => known.id === id);
    if (!info) throw new Error('This data is no longer kept in this browser.');
    return thumbnailsOf(info, from, count);
  },
  async remove({ id }) {
    await removeOwn(storage, id);
    return undefined;
  },
};

async function thumbnailsOf({ id, inputShape, pieceSize, trainingCount, testCount }: OwnDatasetInfo, from: number, count: number): Promise<Thumbnails> {
  const size = elementCount(inputShape);
  const end = Math.min(from + count, trainingCount + testCount);
  const pixels = new Uint8Array(Math.max(0, end - from) * size);
  for (let at = from; at < end;) {
    const index = Math.floor(at / pieceSize);
    const piece = await readArray(storage, keyOf.piece(id, index), Uint8Array);
    const until = Math.min(end, (index + 1) * pieceSize);
    pixels.set(piece.subarray((at - index * pieceSize) * size, (until - index * pieceSize) * size), (at - from) * size);
    at = until;
  }
  return { shape: inputShape, pixels, labels: (await readArray(storage, keyOf.labels(id), Uint8Array)).slice(from, end) };
}

let lastTold = 0;

self.addEventListener('message', ({ data }: MessageEvent<{ readonly request: number; readonly name: OwnDataRequestName; readonly args: unknown }>) => {
  const tell = (message: OwnDataMessage) => self.postMessage(message);
  const { request, name, args } = data;
  const onProgress: Progress = (fraction, detail) => {
    if (performance.now() - lastTold < 100) return;
    lastTold = performance.now();
    tell({ type: 'progress', request, fraction, detail });
  };
  // The name picked the handler, so the arguments are the ones that it takes.
  const handle = handlers[name] as (args: unknown, onProgress: Progress) => Promise<unknown>;
  handle(args, onProgress).then(
    (result) => tell({ type: 'answer', request, result }),
    (error: unknown) => tell({ type: 'failed', request, message: error instanceof Error ? error.message : String(error) }),
  );
});
